"""What is shipped says the same as pyproject.toml."""

from __future__ import annotations

import re
import struct
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
ID = "org.vhegui.Vhegui"
CONDA = {"PySide6-Essentials": "pyside6", "PyYAML": "pyyaml"}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def _split(requirement: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([\w-]+)\s*(\S*)", requirement.partition(";")[0].strip()).groups()
    return CONDA.get(name, name), version


def test_the_conda_recipe_needs_what_the_project_needs(project):
    recipe = yaml.safe_load((PACKAGING / "conda" / "recipe.yaml").read_text())
    asked = [each for each in project["dependencies"] if "python_version <" not in each]
    wanted = dict(_split(each) for each in asked) | {"python": project["requires-python"]}
    assert dict(_split(each) for each in recipe["requirements"]["run"]) == wanted
    assert recipe["context"]["version"] == project["version"]


def test_the_store_entry_names_the_release_and_what_starts_it(project):
    entry = ElementTree.parse(PACKAGING / f"{ID}.metainfo.xml").getroot()
    assert entry.findtext("id") == ID
    assert entry.findtext("launchable") == f"{ID}.desktop"
    assert next(each.get("version") for each in entry.iter("release")) == project["version"]
    desktop = (PACKAGING / f"{ID}.desktop").read_text()
    assert f"Icon={ID}" in desktop and "Exec=vhegui %F" in desktop


def test_flatpak_and_appimage_find_their_files():
    manifest = yaml.safe_load((PACKAGING / "flatpak" / f"{ID}.yaml").read_text())
    commands = " ".join(manifest["modules"][0]["build-commands"])
    script = (PACKAGING / "appimage" / "build.sh").read_text()
    for size in re.search(r"for size in ([\d ]+);", commands)[1].split():
        assert (PACKAGING / "icons" / f"vhegui-{size}.png").is_file()
        assert f" {size}" in script
    for path in re.findall(r"packaging/[\w.]+\.(?:desktop|metainfo\.xml)", commands):
        assert (ROOT / path).is_file()


def test_icons_hold_a_picture_of_every_size():
    ico, icns = ((PACKAGING / "icons" / name).read_bytes() for name in ("vhegui.ico", "vhegui.icns"))
    kind, count = struct.unpack_from("<HH", ico, 2)
    assert (kind, count) == (1, 7)
    for i in range(count):
        width, length, place = (
            struct.unpack_from(f, ico, 6 + 16 * i + at)[0] for f, at in (("B", 0), ("<I", 8), ("<I", 12))
        )
        assert ico[place : place + 8] == b"\x89PNG\r\n\x1a\n" and place + length <= len(ico)
        assert struct.unpack_from(">I", ico, place + 16)[0] == (width or 256)
    assert icns[:4] == b"icns" and struct.unpack_from(">I", icns, 4)[0] == len(icns)


def test_the_citation_in_the_readme_is_one(project):
    block = (ROOT / "README.md").read_text().partition("<!-- CITATION.cff -->\n```yaml\n")[2].partition("```")[0]
    citation = yaml.safe_load(block)
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert citation["version"] == project["version"] and citation["license"] == project["license"]
