"""`vhegui fit` of map data sets: several at once, of pixels of their own, with and without background, and spectra."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from smooth_cubes import POWER_LAW, empty_cube, expected, model_of

from vhegui import cli
from vhegui.analysis.gammapy_config.models import models_yaml, read_sky_models
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.dataset_file import write_dataset
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.spectra.ogip import write_ogip

TRUTH = model_of(default_shape("gaussian").with_values((83.65, 22.03, 0.08, 0.0, 0.0)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Exact counts of a source in fine pixels, in coarse ones, and without a background; a model beside the truth."""
    monkeypatch.chdir(tmp_path)
    cubes = [
        empty_cube("fine", columns=26),
        empty_cube("coarse", columns=13, pixel=0.06),
        empty_cube("dark", columns=26),
    ]
    cubes[2] = replace(cubes[2], background=np.zeros_like(cubes[2].background))
    for cube in cubes:
        write(expected(cube, TRUTH, norm=1.1 if cube.name == "fine" else 1.0), tmp_path / f"{cube.name}.fits")
    start = default_shape("gaussian").with_values((83.63, 22.02, 0.05, 0.0, 0.0))
    source = SourceModel("crab", POWER_LAW.with_values((2.2, 3e-11, 1.0)), spatial=start)
    (tmp_path / "models.yaml").write_text(models_yaml(source))
    return tmp_path


def write(cube: Cube, path: Path) -> None:
    write_dataset(replace(cube, counts=cube.counts.astype(np.float32), livetime=3600.0, ontime=3600.0), path)


def fitted(folder: Path, *words: str, code: int = 0) -> dict[str, Any]:
    done = cli.main(["fit", *words, "--models", "models.yaml", "-o", "out", "--no-plots"])
    assert done == code
    return json.loads((folder / "out" / "results.json").read_text())


def values(results: dict[str, Any]) -> dict[tuple[str, str], tuple[float, float]]:
    return {(each["model"], each["name"]): (each["value"], each["error"]) for each in results["fit"]["parameters"]}


def test_data_sets_with_pixels_of_their_own_are_fitted_together(folder: Path) -> None:
    results = fitted(folder, "fine.fits", "coarse.fits", "dark.fits")
    assert results["complete"] and results["fit"]["success"]
    found = values(results)
    truth = {"index": 2.4, "amplitude": 4e-11, "lon_0": 83.65, "lat_0": 22.03, "sigma": 0.08}
    for name, value in truth.items():
        best, error = found["crab", name]
        assert abs(best - value) < 0.05 * error, name
    assert found["fine-bkg", "norm"][0] == pytest.approx(1.1, abs=2e-3)
    assert ("dark-bkg", "norm") not in found
    assert [row["obs_id"] for row in results["observations"]] == ["fine", "coarse", "dark"]
    for name in ("fine", "coarse", "dark"):
        with fits.open(folder / "out" / "residuals" / f"{name}.fits") as hdus:
            assert hdus["COUNTS"].data.sum() == pytest.approx(hdus["MODEL"].data.sum(), rel=2e-3)
            assert np.nanmax(np.abs(hdus[0].data)) < 0.5
    assert (folder / "out" / "flux_points.ecsv").is_file()
    (best,), backgrounds, _ = read_sky_models(folder / "out" / "best_fit_models.yaml")
    assert best.spatial is not None and {each.dataset for each in backgrounds} == {"fine", "coarse"}


def test_spectra_of_other_instruments_are_fitted_along(folder: Path) -> None:
    write_ogip(demo_spectrum(), folder / "spectra")
    pha = next((folder / "spectra").glob("pha*"))
    alone, both = values(fitted(folder, "fine.fits")), values(fitted(folder, "fine.fits", str(pha)))
    assert both["crab", "index"][1] < alone["crab", "index"][1]
    assert json.loads((folder / "out" / "results.json").read_text())["fit"]["statistic"] == "cash + wstat"


def test_mistakes_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fit", "fine.fits", "-o", "out"]) == 1
    assert "give a models file (--models)" in capsys.readouterr().err
    for words, said in (
        (("--statistic", "wstat"), "map data sets are fitted with cash"),
        (("--nuisance", "area=0.1"), "norm and tilt of its background"),
    ):
        assert cli.main(["fit", "fine.fits", "--models", "models.yaml", "-o", "out", *words]) == 1
        assert said in capsys.readouterr().err
