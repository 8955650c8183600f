"""README.md: what it names is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import vhegui
from vhegui.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def _block(mark: str) -> str:
    """The code below a mark."""
    return README.partition(f"<!-- {mark} -->\n```")[2].partition("\n")[2].partition("```")[0]


def _of_tree(text: str) -> list[str]:
    return re.findall(r"`((?:vhegui|core|gui|analysis|tests|packaging|resources|\.ci)/[\w./-]*)`", text)


@pytest.mark.parametrize("path", sorted({*re.findall(r"\]\(([^)#:]+)\)", README), *_of_tree(README)}))
def test_every_path_is_there(path):
    roots = (ROOT, ROOT / "vhegui")
    assert any((root / path).exists() for root in roots)


@pytest.mark.parametrize("folder", ["core", "analysis", "gui"])
def test_every_folder_of_a_layer_has_its_place_in_where_things_are(folder):
    said = README.partition("## Where things are")[2].partition("\n## ")[0]
    parts = (part for part in (ROOT / "vhegui" / folder).iterdir() if part.is_dir() and not part.name.startswith("__"))
    assert [part.name for part in parts if not re.search(rf"`{part.name}`", said)] == []


def test_the_commands_are_those_of_the_program():
    blocks = "".join(re.findall(r"(?s)```sh\n(.*?)```", README))
    assert set(re.findall(r"(?m)^vhegui ([a-z]\S*)", blocks)) <= set(COMMANDS)


def test_the_citation_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load(_block("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert citation["version"] == vhegui.__version__ and citation["license"] == project["license"]
    assert citation["title"].lower() == f"{project['name']}: {project['description']}".lower()
    assert citation["keywords"] == project["keywords"]


def test_it_installs_and_tests_with_a_line_each():
    assert _block("the window").count("\n") == _block("the tests").count("\n") == 1
