"""What is shipped says the same as pyproject.toml, and names what there is."""

from __future__ import annotations

import ast
import configparser
import re
import struct
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml

import vhegui
from vhegui.core.models.spectral.absorption import EBL_TABLES

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
ID = "org.vhegui.Vhegui"
CONDA = {"PySide6-Essentials": "pyside6", "PyYAML": "pyyaml"}
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture(scope="module")
def pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def project(pyproject):
    return pyproject["project"]


@pytest.fixture(scope="module")
def recipe():
    return yaml.safe_load((PACKAGING / "conda" / "recipe.yaml").read_text())


@pytest.fixture(scope="module")
def store_entry():
    return ElementTree.parse(PACKAGING / f"{ID}.metainfo.xml").getroot()


@pytest.fixture(scope="module")
def desktop():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(PACKAGING / f"{ID}.desktop")
    return entry["Desktop Entry"]


@pytest.fixture(scope="module")
def file_types():
    """Endings of the files that a double click opens, by their media type."""
    listed = ElementTree.parse(PACKAGING / f"{ID}.xml").getroot().findall(f"{MIME}mime-type")
    return {kind.get("type"): {glob.get("pattern") for glob in kind.findall(f"{MIME}glob")} for kind in listed}


def _split(requirement: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([\w-]+)\s*(\S*)", requirement.partition(";")[0].strip()).groups()
    return CONDA.get(name, name), version


def _of_bundle(name: str) -> tuple[str, ...]:
    """A list in the recipe of the bundle."""
    tree = ast.parse((PACKAGING / "pyinstaller" / "vhegui.spec").read_text())
    return next(ast.literal_eval(line.value) for line in tree.body
                if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == name)  # fmt: skip


def test_the_conda_recipe_needs_what_the_project_needs(project, recipe):
    asked = [each for each in project["dependencies"] if "python_version <" not in each]
    wanted = dict(_split(each) for each in asked) | {"python": project["requires-python"]}
    assert dict(_split(each) for each in recipe["requirements"]["run"]) == wanted
    name, _, function = recipe["build"]["python"]["entry_points"][0].partition(" = ")
    assert project["scripts"] == {name: function}


def test_version_summary_and_licence_are_the_same_everywhere(project, recipe, store_entry, desktop):
    assert recipe["context"]["version"] == vhegui.__version__
    assert next(each.get("version") for each in store_entry.iter("release")) == vhegui.__version__
    summary = project["description"]
    assert recipe["about"]["summary"] == store_entry.findtext("summary") == desktop["Comment"] == summary
    assert vhegui.__doc__ == f"{project['name']}: {summary[0].lower()}{summary[1:]}."
    assert recipe["about"]["license"] == store_entry.findtext("project_license") == project["license"]


def test_the_store_entry_names_what_starts_the_program(store_entry, desktop, project):
    assert store_entry.findtext("id") == ID and store_entry.findtext("launchable") == f"{ID}.desktop"
    assert desktop["Icon"] == ID and desktop["Exec"] == "vhegui %F" and "vhegui" in project["scripts"]


def test_a_double_click_opens_the_same_files_on_every_system(file_types, desktop, store_entry):
    assert {each.text for each in store_entry.iter("mediatype")} == set(file_types)
    # image/fits is what older systems call a FITS file. A folder or any YAML file is nobody's to take over.
    assert set(desktop["MimeType"].strip(";").split(";")) == {*file_types, "image/fits"}
    endings = {Path(pattern).suffix for patterns in file_types.values() for pattern in patterns} - {".gz"}
    installer = (PACKAGING / "windows" / "vhegui.iss").read_text()
    assert set(re.findall(r"Classes\\(\.\w+)\\OpenWithProgids", installer)) == endings


def test_what_a_double_click_opens_is_read(file_types):
    from vhegui.gui.window.opening import READ
    from vhegui.gui.window.session_file import SUFFIX

    patterns = {pattern for each in file_types.values() for pattern in each}
    assert {f"*{Path(pattern).suffix}" for pattern in patterns} - {"*.gz"} <= set(READ.split())
    assert file_types["application/x-vhegui-session"] == {f"*{SUFFIX}"}


def test_a_wheel_has_what_a_desktop_looks_for(pyproject):
    files = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert all((ROOT / path).is_file() for path in files)
    wanted = {"applications": "desktop", "metainfo": "metainfo.xml", "mime/packages": "xml"}
    assert {f"share/{folder}/{ID}.{ending}" for folder, ending in wanted.items()} < set(files.values())
    for path, place in files.items():
        if size := re.search(r"-(\d+)\.png", path):
            assert place == f"share/icons/hicolor/{size[1]}x{size[1]}/apps/{ID}.png"


def test_flatpak_installs_the_wheel_and_appimage_finds_its_files(pyproject):
    manifest = yaml.safe_load((PACKAGING / "flatpak" / f"{ID}.yaml").read_text())
    assert manifest["id"] == ID and "pip install --prefix=/app ." in manifest["modules"][0]["build-commands"][0]
    script = (PACKAGING / "appimage" / "build.sh").read_text()
    for size in re.search(r"for size in ([\d ]+);", script)[1].split():
        assert (PACKAGING / "icons" / f"vhegui-{size}.png").is_file()
    for ending in re.findall(r"packaging/\$id\.([\w.]+)", script):
        assert (PACKAGING / f"{ID}.{ending}").is_file()


def test_a_container_copies_what_the_wheel_is_made_of(pyproject):
    lines = (PACKAGING / "container" / "Containerfile").read_text().splitlines()
    copied = {name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    project, wheel = pyproject["project"], pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["readme"], *project["license-files"], *wheel["packages"],
              *wheel["force-include"], *(path.partition("/")[0] for path in wheel["shared-data"])}  # fmt: skip
    assert copied == needed and all((ROOT / name).exists() for name in copied)


def test_the_program_imports_nothing_that_the_bundle_leaves_out():
    left_out = _of_bundle("UNUSED")
    for path in (ROOT / "vhegui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{each.name}" for each in node.names]
            for name in names:
                assert not any(f"{name}.".startswith(f"{each}.") for each in left_out), (path, name)


def test_the_bundle_has_the_tables_of_all_absorption_models(monkeypatch):
    from ebltable.tau_from_model import OptDepth

    read, load = set(), np.loadtxt
    monkeypatch.setattr(np, "loadtxt", lambda path, **options: read.add(Path(path).name) or load(path, **options))
    for table in EBL_TABLES.values():
        OptDepth.readmodel(model=table.name)
    assert read == set(_of_bundle("EBL"))


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
