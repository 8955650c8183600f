"""`vhegui run` with OFF regions from a DS9 file: they are used, written down, and what is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vhegui.cli import main

SESSION = """
format: 1
data: {{path: {folder}, runs: [23523, 23526]}}
source: {{ra: 83.63 deg, dec: 22.01 deg, radius: 0.11 deg}}
model: {{name: crab, kind: power_law}}
"""
DS9 = """# Region file format: DS9 version 4.1
fk5
circle(83.63,22.01,0.11)
circle(83.63,22.95,0.2) # background
circle(84.4,22.01,0.2) # background color=red
"""


@pytest.fixture
def run(data, tmp_path, capsys):
    """Function that runs with the text of a DS9 file; exit code, results (None: there are none) and what is said."""

    def make(text: str, *flags: str) -> tuple[int, dict | None, str]:
        session, regions, folder = tmp_path / "session.yaml", tmp_path / "off.reg", tmp_path / "out"
        session.write_text(SESSION.format(folder=data / "hess-dl3-dr1"))
        regions.write_text(text)
        code = main(["run", str(session), "--off-regions", str(regions), "-o", str(folder), "--no-plots", *flags])
        written: Path = folder / "results.json"
        results = json.loads(written.read_text()) if written.exists() else None
        return code, results, capsys.readouterr().err

    return make


def test_the_circles_marked_as_background_are_the_off_regions(run):
    code, results, said = run(DS9)
    assert code == 0
    background = results["settings"]["analysis"]["background"]
    assert background["method"] == "drawn"
    assert [each["radius"] for each in background["regions"]] == ["0.2 deg", "0.2 deg"]
    assert "background response expects" in said
    assert any("background response expects" in sentence for sentence in results["regions"])
    assert results["total"]["n_off_regions"] == 4


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("fk5\ncircle(83.63,22.95,0.2)\n", "off.reg: no region is marked as background"),
        ("fk5\nbox(83.63,22.95,0.2,0.2,0) # background\n", "is no OFF region"),
        ("fk5\ncircle(83.63 # background\n", "off.reg"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(run, text, reason):
    code, results, said = run(text)
    assert code != 0 and results is None
    assert reason in said


def test_a_file_that_is_not_there_is_named(data, tmp_path, capsys):
    session = tmp_path / "session.yaml"
    session.write_text(SESSION.format(folder=data / "hess-dl3-dr1"))
    code = main(["run", str(session), "--off-regions", str(tmp_path / "no.reg"), "-o", str(tmp_path / "out")])
    assert code != 0 and "no.reg" in capsys.readouterr().err
