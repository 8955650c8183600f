"""`vhegui run` with the source region and regions to measure from files: what it counts in them, and what it writes."""

from __future__ import annotations

import json

import pytest
from astropy.table import Table

from vhegui.cli import main
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.region_files import read_regions

SESSION = """
format: 2
data: {{path: {path}, runs: [23523]}}
sources: [{{name: crab, kind: power_law}}]
"""
ON = "icrs\nbox(83.633,22.0145,0.3,0.2,30) # text={Crab}\n"
MARKS = (
    "icrs\ncircle(83.633,22.0145,0.1) # text={core} color=red\nline(83.4,22,83.9,22) # text={slice}\npoint(83.6,22)\n"
)


@pytest.fixture
def files(tmp_path, data):
    (tmp_path / "session.yaml").write_text(SESSION.format(path=data / "hess-dl3-dr1"))
    (tmp_path / "on.reg").write_text(ON)
    (tmp_path / "marks.reg").write_text(MARKS)
    return tmp_path


def test_a_run_takes_on_from_a_file_and_measures_the_regions_of_another(files):
    out = files / "out"
    arguments = ["--on", str(files / "on.reg"), "--marks", str(files / "marks.reg"), "--no-plots", "-o", str(out)]
    main(["run", str(files / "session.yaml"), *arguments])
    table = Table.read(out / "regions.ecsv")
    assert list(table["role"]) == ["source", "mark", "mark", "mark"]
    assert list(table["name"]) == ["Source", "core", "slice", "Point 3"]
    assert table["counts"][0] == 231, "as gammapy counts in this rectangle"
    assert table["length"][2] == pytest.approx(0.4636, abs=1e-3)
    content = json.loads((out / "results.json").read_text())
    assert [each["counts"] for each in content["measured_regions"]] == list(table["counts"])
    assert content["measured_regions"][0]["background"] is None, "no maps are asked for"
    written = read_regions(out / "regions.reg").regions
    assert isinstance(written[0].shape, Rectangle) and written[0].role == "source"
    assert written[1].color == "#ff0000"
    assert len(read_regions(out / "regions.fits").regions) == 3


def test_a_map_measures_background_and_significance(files, data):
    out = files / "maps"
    numbers = ["--runs", "23523", "--width", "3", "--pixel", "0.05", "--bins", "3", "--energy", "1 TeV,10 TeV"]
    path = str(data / "hess-dl3-dr1")
    main(["map", path, *numbers, "--marks", str(files / "marks.reg"), "--no-plots", "-o", str(out)])
    table = Table.read(out / "regions.ecsv")
    core = table[list(table["name"]).index("core")]
    assert core["significance"] > 10
    assert core["counts"] - core["background"] == pytest.approx(core["excess"])
    assert core["covered"] == pytest.approx(1.0, abs=0.01)
