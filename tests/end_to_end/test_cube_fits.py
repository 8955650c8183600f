"""Models fitted to cubes without a window: gammapy's YAML with `type: 3d`, the real H.E.S.S. Crab runs."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from astropy.table import Table

from vhegui import cli
from vhegui.analysis.gammapy_config.models import read_covariance, read_sky_models
from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.maps.fits_map import read_map


@pytest.fixture(scope="module")
def hli(data: Path, reference: Any) -> Any:
    """The reference, whose configuration names the data that are here."""
    found = deepcopy(reference("hli_crab.json"))
    config = found["settings"]["config"]
    config["observations"]["datastore"] = str(data / "hess-dl3-dr1")
    mask = data.parent / "reference" / config["datasets"]["background"]["exclusion"]
    config["datasets"]["background"]["exclusion"] = str(mask)
    return found


def run(config: dict[str, Any], models: dict[str, Any], folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and results."""
    (folder / "analysis.yaml").write_text(yaml.safe_dump(config))
    (folder / "models.yaml").write_text(yaml.safe_dump(models))
    given = ["--models", str(folder / "models.yaml"), "--no-plots", *arguments]
    code = cli.main(["run", str(folder / "analysis.yaml"), "-o", str(folder / "out"), *given])
    return code, json.loads((folder / "out" / "results.json").read_text())


def coarse(hli: Any, **datasets: Any) -> dict[str, Any]:
    """The configuration with two runs and pixels of 0.05 deg: quick."""
    config = deepcopy(hli["settings"]["config"])
    config["observations"]["obs_ids"] = [23523, 23526]
    config["datasets"]["geom"]["wcs"]["binsize"] = "0.05 deg"
    config["datasets"] |= datasets
    return config


@pytest.fixture(scope="module")
def peer(hli: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("fit")
    return *run(hli["settings"]["config"], hli["settings"]["models"], folder), folder / "out"


def test_the_fit_is_that_of_the_peer(peer, hli):
    code, results, _ = peer
    expected = hli["fov_background"]["fit"]
    fit = results["fit"]
    assert (code, results["complete"], fit["success"], fit["statistic"]) == (0, True, True, "cash")
    found = {parameter["name"]: parameter for parameter in fit["parameters"]}
    assert [(each["type"], each["model"]) for each in fit["parameters"]] == (
        [("spectral", "src")] * 3 + [("spatial", "src")] * 2 + [("background", "stacked-bkg")] * 2
    )
    for entry in expected["parameters"]:
        if entry["error"]:
            own = found[entry["name"]]
            assert abs(own["value"] - entry["value"]) < 0.055 * entry["error"], entry["name"]
            assert own["error"] == pytest.approx(entry["error"], rel=0.02)
    assert fit["total_stat"] == pytest.approx(expected["total_stat"], abs=1.2)
    assert fit["npred"]["sources"]["src"] == pytest.approx(602.543, rel=2e-3)  # of the peer, in safe bins


def test_flux_points_are_those_of_the_peer(peer, hli):
    expected = hli["fov_background"]["flux_points"]
    points = Table.read(peer[2] / "flux_points.ecsv")
    for name in ("dnde", "dnde_ul"):
        assert np.all(np.abs(points[name] - expected[name]) < 0.05 * np.array(expected["dnde_err"])), name


def test_the_excess_map_is_what_the_fit_has_left(peer, hli):
    _, results, folder = peer
    expected = hli["fov_background"]["excess_map"]
    assert results["maps"]["counts"] == hli["fov_background"]["counts"]
    peak = results["maps"]["significance"]["peak"]
    significance, excess = (read_map(folder / "maps" / f"{name}.fits") for name in ("sqrt_ts", "excess"))
    column, row = expected["peak_pixel_x_y"]
    assert significance.grid.pixel_of(peak["ra"], peak["dec"]) == (row, column)
    assert peak["value"] == pytest.approx(expected["sqrt_ts_peak"], rel=0.01)
    assert excess.values[row, column] == pytest.approx(expected["excess_at_peak"], rel=0.01)
    # The peer's kernel is a square with some light in its corners, beyond the end of the PSF's table: 0.07 counts.
    for found, name, least in ((significance, "sqrt_ts_every_20th", 0.02), (excess, "excess_every_20th", 0.07)):
        assert found.values[10::20, 10::20] == pytest.approx(np.array(expected[name]), rel=0.01, abs=least)


def test_what_is_written_is_read_back(peer, tmp_path):
    _, results, folder = peer
    (source,), backgrounds, notes = read_sky_models(folder / "best_fit_models.yaml")
    assert notes == ()
    values = {each["name"]: each["value"] for each in results["fit"]["parameters"]}
    assert {p.name: p.value for p in source.parameters}.items() <= values.items()
    assert [(each.dataset, each.kind) for each in backgrounds] == [("stacked", "norm"), ("stacked", "tilt")]
    names, covariance = read_covariance(folder / "best_fit_models_covariance.dat")
    place = names.index("src.spatial.lon_0")
    assert covariance[place, place] ** 0.5 == pytest.approx(source["lon_0"].error)
    assert read_dataset(folder / "dataset.fits").cube.background.sum() == pytest.approx(6015.5, rel=1e-4)
    assert cli.main(["run", str(folder / "session.yaml"), "-o", str(tmp_path), "--no-plots"]) == 0
    again = json.loads((tmp_path / "results.json").read_text())
    # Sharing a point among pixels has kinks at their middles, where a fit may end a little higher.
    assert again["fit"]["total_stat"] == pytest.approx(results["fit"]["total_stat"], abs=5e-3)


def test_runs_are_fitted_together_each_with_its_background(hli, tmp_path):
    config, models = coarse(hli, stack=False), deepcopy(hli["settings"]["models"])
    models["components"].append(
        {
            "type": "FoVBackgroundModel",
            "datasets_names": ["23523"],
            "spectral": {
                "type": "PowerLawNormSpectralModel",
                "parameters": [{"name": "norm", "value": 1.0}, {"name": "tilt", "value": 0.0, "frozen": False}],
            },
        }
    )
    code, results = run(config, models, tmp_path)
    assert code == 0
    found = {(each["model"], each["name"]): each for each in results["fit"]["parameters"]}
    assert found["src", "amplitude"]["value"] == pytest.approx(4.6e-11, rel=0.1)
    norm, outside = found["23526-bkg", "norm"], results["observations"][1]["background"]
    assert norm["value"] == pytest.approx(outside["norm"], abs=0.05)
    assert norm["error"] == pytest.approx(outside["norm_err"], rel=0.2)
    assert found["23523-bkg", "tilt"]["value"] == pytest.approx(-0.09, abs=0.05)
    assert found["23523-bkg", "tilt"]["error"] > 0.0
    assert found["23526-bkg", "tilt"]["error"] == 0.0


def test_the_light_curve_is_that_of_the_peer(hli, reference, tmp_path):
    """One norm a run, its background fitted again: `crab_lc.json`, whose kernels hold 0.8 % less in their middle."""
    expected, models = reference("crab_lc.json")["crab_3d"], deepcopy(hli["settings"]["models"])
    config = deepcopy(hli["settings"]["config"])
    geom = config["datasets"]["geom"]
    geom["wcs"] |= {"skydir": {"frame": "icrs", "lon": "83.63308 deg", "lat": "22.0145 deg"}, "binsize": "0.04 deg"}
    geom["wcs"] |= {"width": {"width": "2 deg", "height": "2 deg"}}
    geom["axes"] = {
        "energy": {"min": "0.7 TeV", "max": "10 TeV", "nbins": 10},
        "energy_true": {"min": "0.1 TeV", "max": "20 TeV", "nbins": 20},
    }
    mask = {"methods": ["offset-max"], "parameters": {"offset_max": "2 deg"}}
    config["datasets"] |= {"stack": False, "background": {"method": None}, "safe_mask": mask}
    config |= {"fit": {}, "flux_points": {"source": "src"}}
    band = {"min": "1 TeV", "max": "10 TeV", "nbins": 1}
    config["light_curve"] = {"energy_edges": band, "parameters": {"reoptimize": True}}
    (source,) = models["components"]
    source["spectral"]["parameters"][0] |= {"value": 2.6, "frozen": True}
    for parameter, value in zip(source["spatial"]["parameters"], (83.63308, 22.0145), strict=True):
        parameter |= {"value": value, "frozen": True}
    code, results = run(config, models, tmp_path)
    assert (code, results["complete"]) == (0, True)
    peer = expected["modern_estimator"]
    bins = results["light_curve"]["bins"]
    for i, found in enumerate(bins):
        assert found["runs"] == [expected["per_run_maps"][i]["name"]]
        assert abs(found["flux"][0] - peer["flux"][i]) < 0.05 * peer["flux_err"][i]
        assert found["flux_err"][0] == pytest.approx(peer["flux_err"][i], rel=0.02)
        assert found["ts"][0] == pytest.approx(peer["ts"][i], abs=1.0)
        assert found["counts"][0] == peer["counts"][i]
    assert (tmp_path / "out" / "light_curve.ecsv").exists()


def test_data_that_are_not_there_are_named(hli, tmp_path):
    models = deepcopy(hli["settings"]["models"])
    models["components"][0]["datasets_names"] = ["stacked", "23559"]
    models["components"].append({"type": "FoVBackgroundModel", "datasets_names": ["23559"]})
    config = coarse(hli)
    config["light_curve"] = {"time_intervals": {"start": ["2004-12-04"], "stop": ["2004-12-05"]}}
    code, results = run(config, models, tmp_path)
    said = " ".join(results["settings"]["not_done"])
    assert code == 3
    assert "source 'src' is for data called '23559', which are not there (there: stacked)" in said
    assert "the background of '23559' is fitted in no data set" in said
    assert "light_curve: there is none of a stack" in said
