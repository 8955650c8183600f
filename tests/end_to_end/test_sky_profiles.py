"""Profiles and candidates of maps without a window: options of `vhegui map`, settings of a session in `vhegui run`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.table import Table

from vhegui import cli
from vhegui.analysis import edits
from vhegui.analysis.edits.studies import ask_studies
from vhegui.analysis.headless.profile_option import profile_from
from vhegui.analysis.session.reading import write_session
from vhegui.analysis.state import LogAxis
from vhegui.core.errors import ConfigError
from vhegui.core.estimators.sky.profile_shapes import LineProfile, RadialProfile, WedgeProfile
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import separation

SMALL = ("--width", "3", "--pixel", "0.06", "--bins", "4", "--energy", "0.6 TeV,20 TeV", "--no-plots")


@pytest.fixture(scope="module")
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Maps of two Crab runs with a profile and candidates."""
    folder = tmp_path_factory.mktemp("map") / "out"
    asked = ("--profile", "radial,83.62,22.02,outer=0.4,bins=8", "--candidates", "4", "--exclude-candidates")
    code = cli.main(["map", str(data / "hess-dl3-dr1"), "--runs", "23523,23526", *SMALL, *asked, "-o", str(folder)])
    assert code == 0
    return folder


def test_the_crab_is_in_the_table_of_candidates(made):
    table = Table.read(made / "candidates.ecsv")
    assert separation(table["ra"][0], table["dec"][0], 83.62, 22.02) < 0.02
    assert table["sqrt_ts"][0] > 25 and table["known"][0].startswith("Crab")
    assert table.meta["search"]["exclude"] and table.meta["search"]["threshold"] == 4.0
    content: dict[str, Any] = json.loads((made / "results.json").read_text())
    assert content["candidates"]["candidates"][0]["ra"] == table["ra"][0]
    assert content["complete"]


def test_the_profile_is_a_table_and_says_what_it_is(made):
    table = Table.read(made / "profile.ecsv")
    assert table["to"][-1] == pytest.approx(0.4) and len(table) == 8
    assert table.meta["profile"]["kind"] == "radial"
    assert np.argmax(table["excess"] / table["area"]) <= 1  # brightest in the middle
    assert table["source"].sum() == pytest.approx(table["excess"].sum(), rel=0.15)


def test_of_a_map_data_set_as_well(made, tmp_path):
    asked = ("--profile", "wedges,83.62,22.02,outer=0.3,bins=4", "--candidates", "--exclude-candidates", "--no-plots")
    assert cli.main(["map", str(made / "dataset.fits"), *asked, "-o", str(tmp_path / "out")]) == 0
    wedges, candidates = (Table.read(tmp_path / "out" / f"{name}.ecsv") for name in ("profile", "candidates"))
    inside = Table.read(made / "profile.ecsv")
    assert wedges["counts"].sum() == pytest.approx(inside["counts"][inside["to"] < 0.301].sum(), rel=0.02)
    assert candidates["known"][0].startswith("Crab")


def test_a_session_that_has_them_is_run_with_maps_and_plots(data, tmp_path):
    analysis = edits.open_dataset(edits.new_analysis(), str(data / "hess-dl3-dr1"))
    analysis = edits.select_runs(analysis, (23523,))
    analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.6, 20.0, 4)), "true", LogAxis(0.2, 60.0, 12))
    analysis = edits.change(analysis, "map", ra=83.63, dec=22.01, extent="fixed", width=2.0, pixel=0.05)
    analysis = edits.add_exclusion(edits.choose_profile(analysis, "line"), Circle(83.63, 22.01, 0.3))
    write_session(tmp_path / "s.yaml", ask_studies(analysis, {"candidates": {"map": "significance"}}))
    assert cli.main(["run", str(tmp_path / "s.yaml"), "-o", str(tmp_path / "out")]) == 0
    assert len(Table.read(tmp_path / "out" / "profile.ecsv")) == 20
    assert len(Table.read(tmp_path / "out" / "candidates.ecsv")) >= 1
    for ending in ("svg", "png", "pdf"):
        assert (tmp_path / "out" / f"profile.{ending}").stat().st_size > 1000


def test_profiles_are_written_in_words():
    assert profile_from("radial, 83.63, 22.01") == RadialProfile(83.63, 22.01)
    assert profile_from("wedges,83.63,22.01,start=-30,bins=6") == WedgeProfile(83.63, 22.01, start=-30.0, bins=6)
    line = profile_from("line,83.2,22,84,22,width=0.1 deg,quantity=flux")
    assert line == LineProfile(83.2, 22.0, 84.0, 22.0, width=0.1, quantity="flux")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("circle,1,2", "expected one of: line, radial, wedges"),
        ("line,1,2,3", "expected 2 positions"),
        ("radial,1,2,width=3", "expected one of: inner, outer"),
        ("radial,1,2,outer=wide", "outer"),
        ("radial,1,2,inner=1,outer=0.5", "inner radius"),
        ("radial,1,100", "Declination"),
        ("radial,1,2,quantity=colour", "one of: counts"),
        ("radial,1,2,bins=1.5", "bins"),
    ],
)
def test_what_is_wrong_with_them_is_said(text, said):
    with pytest.raises(ConfigError, match="--profile") as error:
        profile_from(text)
    assert said.lower() in str(error.value).lower()
