"""`vhegui plan`: from responses and a source to counts, a sensitivity curve and a figure."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from vhegui import cli
from vhegui.core.dl3.write import write_responses
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import array_responses

PUBLISHED = """# %ECSV 1.0
# ---
# datatype:
# - {name: e_ref, unit: TeV, datatype: float64}
# - {name: e2dnde, unit: erg / (s cm2), datatype: float64}
# schema: astropy-2.0
e_ref e2dnde
1.0 1e-12
5.0 2e-12
"""


@pytest.fixture(scope="module")
def irfs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("irfs") / "array.fits"
    write_responses(array_responses(Instrument(), 20.0), path)
    return path


def planned(irfs: Path, folder: Path, *words: str) -> dict:
    assert cli.main(["plan", str(irfs), "-o", str(folder), "--energy", "0.3 TeV,30 TeV", *words]) == 0
    return json.loads((folder / "plan.json").read_text())


def test_a_plan_is_written_as_numbers_tables_and_figures(irfs: Path, tmp_path: Path, qtbot) -> None:
    (tmp_path / "published.ecsv").write_text(PUBLISHED)
    words = ["--source", "Crab", "--scale", "0.05", "--hours", "2", "--published", str(tmp_path / "published.ecsv")]
    found = planned(irfs, tmp_path / "out", *words)
    table = Table.read(tmp_path / "out" / "sensitivity.ecsv")
    assert table["e2dnde"].unit == "erg / (s cm2)" and len(table) == 10
    counts = Table.read(tmp_path / "out" / "counts.ecsv")
    assert counts["signal"].sum() == pytest.approx(found["expected"]["signal"])
    assert found["at_best_threshold"]["significance"] >= found["expected"]["significance"] > 0.0
    for name in ("sensitivity.png", "counts.svg"):
        assert (tmp_path / "out" / name).stat().st_size > 3000


def test_scale_and_absorption_change_the_counts(irfs: Path, tmp_path: Path) -> None:
    words = ["--spectrum", "power_law index=2.5 amplitude=1e-12", "--no-plots"]
    plain = planned(irfs, tmp_path / "a", *words)["expected"]
    double = planned(irfs, tmp_path / "b", *words, "--scale", "2")["expected"]
    far = planned(irfs, tmp_path / "c", *words, "--redshift", "0.3")
    assert double["signal"] == pytest.approx(2.0 * plain["signal"]) and double["background"] == plain["background"]
    assert far["expected"]["signal"] < 0.5 * plain["signal"]
    assert far["source"]["name"].endswith("at z = 0.3")


def test_a_file_has_one_zenith_angle_and_a_data_set_many(irfs: Path, data: Path, tmp_path: Path, capsys) -> None:
    planned(irfs, tmp_path / "a", "--source", "Crab", "--zenith", "50", "--no-plots")
    assert "50 deg changes nothing" in capsys.readouterr().err
    hess = data / "hess-dl3-dr1"
    low, high = (
        planned(hess, tmp_path / zenith, "--source", "Crab", "--zenith", zenith, "--no-plots")
        for zenith in ("10", "50")
    )
    assert low["array"] != high["array"]
    assert cli.main(["plan", str(hess), "-o", str(tmp_path / "b"), "--source", "Crab", "--no-plots"]) == 1
    assert "give --zenith, or a --run" in capsys.readouterr().err


def test_a_catalogue_may_say_what_the_source_is(data: Path, irfs: Path, tmp_path: Path) -> None:
    catalogue = data / "gammacat" / "gammacat.fits.gz"
    found = planned(irfs, tmp_path, "--catalogue", str(catalogue), "--source", "Crab nebula", "--no-plots")
    assert found["source"]["type"] in ("power_law", "exp_cutoff_power_law")
    assert np.isfinite(found["expected"]["hours_to_detection"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "which source?"),
        (["--source", "Nowhere"], "no source is known as 'Nowhere'"),
        (["--spectrum", "power_law indx=2"], "power_law has no 'indx'"),
        (["--spectrum", "power_law index=two"], "expected a number"),
        (["--spectrum", "power_law_norm"], "is a factor, not a spectrum"),
        (["--source", "Crab", "--spectrum", "power_law", "--catalogue", "x"], "give one of them"),
        (["--source", "Crab", "--redshift", "9"], "the table goes to"),
        (["--source", "Crab", "--offset", "5"], "outside of the field of view"),
        (["--source", "Crab", "--energy", "3 TeV"], "two rising energies"),
    ],
)
def test_what_cannot_be_is_said(irfs: Path, tmp_path: Path, capsys, words: list[str], said: str) -> None:
    assert cli.main(["plan", str(irfs), "-o", str(tmp_path / "out"), "--no-plots", *words]) == 1
    assert said in capsys.readouterr().err
