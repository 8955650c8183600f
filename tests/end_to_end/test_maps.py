"""Maps of the real H.E.S.S. Crab runs without a window: gammapy's YAML with `type: 3d`, `vhegui map`, sessions."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

from vhegui import cli
from vhegui.analysis.headless.map import MapOptions, map_request
from vhegui.analysis.headless.run import compute
from vhegui.analysis.state import EventSelection
from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.maps.fits_map import read_map
from vhegui.core.safe_range import SafeRange
from vhegui.core.sphere import separation

MAPS = ("counts", "background", "exposure", "excess", "sqrt_ts", "flux")


@pytest.fixture(scope="module")
def hli(data: Path, reference: Any) -> Any:
    """The reference, whose configurations name the data that are here."""
    found = deepcopy(reference("hli_crab.json"))
    for name in ("config", "ring_config"):
        config = found["settings"][name]
        config["observations"]["datastore"] = str(data / "hess-dl3-dr1")
        mask = data.parent / "reference" / config["datasets"]["background"]["exclusion"]
        config["datasets"]["background"]["exclusion"] = str(mask)
    return found


def run(config: dict[str, Any], folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and results."""
    (folder / "analysis.yaml").write_text(yaml.safe_dump(config))
    code = cli.main(["run", str(folder / "analysis.yaml"), "-o", str(folder / "out"), *arguments])
    return code, json.loads((folder / "out" / "results.json").read_text())


@pytest.fixture(scope="module")
def ring(hli: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("ring")
    return *run(hli["settings"]["ring_config"], folder, "--no-plots"), folder / "out"


@pytest.fixture(scope="module")
def field_of_view(hli: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("field")
    return *run(hli["settings"]["config"], folder, "--no-plots"), folder / "out"


def test_the_ring_map_is_that_of_the_peer(ring, hli):
    code, results, folder = ring
    expected, map_ = hli["ring"], hli["ring"]["excess_map"]
    assert (code, results["complete"]) == (0, True)
    assert results["maps"]["counts"] == expected["counts"]
    peak = results["maps"]["significance"]["peak"]
    assert peak["value"] == pytest.approx(map_["sqrt_ts_peak"], rel=1e-4)
    significance, excess = (read_map(folder / "maps" / f"{name}.fits") for name in ("sqrt_ts", "excess"))
    column, row = map_["peak_pixel_x_y"]
    assert significance.grid.pixel_of(peak["ra"], peak["dec"]) == (row, column)
    assert excess.values[row, column] == pytest.approx(map_["excess_at_peak"], rel=1e-4)
    for found, name in ((significance, "sqrt_ts_every_20th"), (excess, "excess_every_20th")):
        assert found.values[10::20, 10::20] == pytest.approx(np.array(map_[name]), rel=1e-3, abs=1e-4)
    rows = results["observations"]
    assert [row["background"]["norm"] for row in rows] == [None] * 4
    assert sum(row["counts"] for row in rows) == expected["counts"]


def test_the_field_of_view_background_is_that_of_the_peer_before_its_fit(field_of_view, hli):
    code, results, _ = field_of_view
    expected = hli["fov_background"]
    assert results["maps"]["counts"] == expected["counts"]
    assert results["maps"]["background"] == pytest.approx(expected["background_before_fit"], rel=1e-4)
    for row in results["observations"]:
        assert 0.8 < row["background"]["norm"] < 1.1
        assert 0.01 < row["background"]["norm_err"] < 0.05
        assert (row["background"]["tilt"], row["background"]["tilt_err"]) == (0.0, None)
    assert (code, results["complete"]) == (3, False)
    (said,) = results["settings"]["not_done"]
    assert "no models file is given (--models), so nothing is fitted" in said


def test_significance_outside_the_exclusions_is_a_unit_gaussian(ring, field_of_view):
    for _, results, _ in (ring, field_of_view):
        found = results["maps"]["significance"]
        assert abs(found["mean_outside"]) < 0.15
        assert 0.95 < found["std_outside"] < 1.1


def test_every_map_has_the_source_where_it_is(ring):
    for name in MAPS:
        with fits.open(ring[2] / "maps" / f"{name}.fits") as hdus:
            image, header = hdus[0].data, hdus[0].header
        column, row = WCS(header).celestial.world_to_pixel(SkyCoord(83.633, 22.014, unit="deg"))
        assert image.shape[-2:] == (200, 200)
        assert (float(column), float(row)) == pytest.approx((99.5, 99.5), abs=0.01)
        assert (header["BKGMETH"], header["CORRAD"], header["NRUNS"]) == ("ring", 0.1, 4)
        assert "r_in: 0.5 deg" in "".join(str(line) for line in header["HISTORY"])
    image = fits.getdata(ring[2] / "maps" / "flux.fits")
    assert np.nanmax(image) == pytest.approx(1.51e-11, rel=0.02)  # gammapy's; 0.1 deg holds 0.6 of the Crab


def test_the_data_set_holds_what_the_maps_were_made_of(ring):
    file = read_dataset(ring[2] / "dataset.fits")
    cube = file.cube
    assert [note.hdu for note in file.notes] == ["COUNTS_OFF"]
    assert cube.runs == (23523, 23526, 23559, 23592)
    assert cube.counts.sum() == ring[1]["maps"]["counts"]
    assert cube.background.sum() == pytest.approx(ring[1]["maps"]["background"], rel=1e-5)
    assert cube.livetime == pytest.approx(ring[1]["maps"]["livetime"])


def test_maps_of_a_data_set_are_those_it_was_written_with(ring, tmp_path):
    out = tmp_path / "again"
    assert cli.main(["map", str(ring[2] / "dataset.fits"), "-o", str(out), "--no-plots"]) == 0
    results = json.loads((out / "results.json").read_text())
    again, before = results["maps"]["significance"]["peak"], ring[1]["maps"]["significance"]["peak"]
    assert again["value"] == pytest.approx(before["value"], rel=1e-4)
    assert (again["ra"], again["dec"]) == pytest.approx((before["ra"], before["dec"]))


def test_a_session_of_maps_gives_the_same_by_other_workers(ring, tmp_path):
    out = tmp_path / "out"
    assert cli.main(["run", str(ring[2] / "session.yaml"), "-o", str(out), "--no-plots", "--scheduler", "threads"]) == 0
    for name in MAPS:
        known, again = (fits.getdata(folder / "maps" / f"{name}.fits") for folder in (ring[2], out))
        assert np.array_equal(known, again, equal_nan=True), name


def test_runs_that_are_not_stacked_are_written_one_by_one(hli, tmp_path, capsys):
    config = deepcopy(hli["settings"]["ring_config"])
    config["observations"]["obs_ids"] = [23523]
    config["datasets"]["stack"] = False
    code, results = run(config, tmp_path, "--no-plots", "--profiles")
    assert (code, results["complete"], results["fit"]["success"]) == (3, False, False)
    assert "profiles: not done" in capsys.readouterr().err
    assert read_dataset(tmp_path / "out" / "datasets" / "23523.fits").cube.runs == (23523,)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--width", "-3"], "Width of the map"),
        (["--width", "wide"], "--width: “wide” is not a number"),
        (["--pixel", "0.0001", "--width", "4"], "Pixel of the map"),
        (["--energy", "1 TeV"], "--energy: '1 TeV': expected two energies"),
        (["--energy", "5 TeV,1 TeV"], "1 TeV is not above the lower end"),
        (["--bands", "5 TeV,1 TeV"], "give two or more rising energies"),
        (["--ring", "0.5 deg,0.3 deg"], "--ring: only the background methods ring and adaptive-ring have one"),
        (["--background", "ring", "--ring", "0.5 deg"], "--ring: '0.5 deg': expected inner radius and width"),
        (["--target", "Nowhere 1"], "--target: no source is known as 'Nowhere 1'"),
        (["--position", "83.6"], "--position: “83.6” is not a position"),
        (["--exclude", "none.reg"], "'none.reg' does not exist"),
        (["--runs", "Vela zen<20"], "--runs: no run fits 'Vela zen<20'"),
    ],
)
def test_wrong_options_are_named(data, tmp_path, capsys, options, said):
    assert cli.main(["map", str(data / "hess-dl3-dr1"), "--runs", "23523", "-o", str(tmp_path / "out"), *options]) == 1
    assert said in capsys.readouterr().err


def test_the_whole_chain_gives_the_ring_map_of_the_peer_bin_by_bin(data, reference):
    """Ten bins of energy, each with its own rings; the reference has one ring for their sum, so α differs a little."""
    expected = reference("ring_significance.json")["crab"]
    options = MapOptions(
        runs="23523,23526,23559,23592",
        position="83.633, 22.014",
        width="4",
        energy="0.6 TeV,30 TeV",
        background="ring",
        offset_max="2",
        exclude=("83.633,22.014,0.3", "80.4837,21.2114,0.3"),
    )
    request = map_request(data / "hess-dl3-dr1", options)
    analysis = replace(
        request.analysis,
        safe=SafeRange(aeff_percent=None, header=True, offset_max=2.0),
        events=EventSelection(keep_outside_gti=True),
    )
    found = compute(replace(request, analysis=analysis), lambda *_: None, lambda _: None).values["sky_bands"].excess
    grid = expected["grid_every_10th_pixel_from_5"]
    for name, values in (("n_on", found.n_on), ("n_off", found.n_off)):
        assert np.array_equal(values[0, 5::10, 5::10], np.array(grid[name]))
    ratio = found.alpha[0, 5::10, 5::10] / np.array(grid["alpha"])
    assert np.median(np.abs(ratio - 1.0)) < 0.005
    column, row = expected["peak"]["pixel_x_y"]
    assert np.unravel_index(found.significance[0].argmax(), (200, 200)) == (row, column)
    assert found.significance.max() == pytest.approx(expected["peak"]["significance"], rel=0.002)


def test_where_nothing_is_safe_there_are_no_maps(hli, tmp_path, capsys):
    config = deepcopy(hli["settings"]["ring_config"])
    config["observations"]["obs_ids"] = [23523]
    config["datasets"]["safe_mask"]["parameters"]["offset_max"] = "0.001 deg"
    (tmp_path / "analysis.yaml").write_text(yaml.safe_dump(config))
    assert cli.main(["run", str(tmp_path / "analysis.yaml"), "-o", str(tmp_path / "out"), "--no-plots"]) == 1
    assert "no pixel of the map has a background: check the safe range" in capsys.readouterr().err
    assert not (tmp_path / "out" / "maps").exists()


def test_maps_without_a_configuration(data, tmp_path):
    out = tmp_path / "out"
    arguments = ["--runs", "23523", "--width", "2", "--pixel", "0.05", "--energy", "1 TeV,20 TeV", "--bins", "4"]
    arguments += ["--bands", "1 TeV,5 TeV,20 TeV", "--background", "ring", "--frame", "galactic"]
    assert cli.main(["map", str(data / "hess-dl3-dr1"), "-o", str(out), *arguments]) == 0
    significance = read_map(out / "maps" / "sqrt_ts.fits")
    assert (significance.values.shape, significance.grid.frame) == ((2, 40, 40), "galactic")
    assert significance.axes[0].edges == pytest.approx([1.0, 20.0**0.5, 20.0])
    assert np.nanmax(significance.values[0]) > 10.0
    for name in ("significance_map", "excess_map", "sky_counts_map"):
        assert (out / f"{name}.png").stat().st_size > 10_000
        assert (out / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    assert "<svg" in (out / "significance_map.svg").read_text()
    results = json.loads((out / "results.json").read_text())
    assert results["settings"]["analysis"]["exclusions"][0]["radius"] == "0.3 deg"  # about the target
    assert not (out / "maps" / "source_ts.fits").exists()


def test_a_source_is_fitted_at_every_pixel_where_one_is_asked_for(data, tmp_path):
    out = tmp_path / "out"
    arguments = ["--runs", "23523", "--width", "2", "--pixel", "0.05", "--energy", "1 TeV,20 TeV", "--bins", "4"]
    arguments += ["--bands", "1 TeV,5 TeV,20 TeV", "--source", "0.05 deg", "--index", "2.6", "--no-plots"]
    assert cli.main(["map", str(data / "hess-dl3-dr1"), "-o", str(out), *arguments]) == 0
    with fits.open(out / "maps" / "source_ts.fits") as hdus:
        header = hdus[0].header
        assert [header[key] for key in ("SHAPE", "SIGMA", "INDEX")] == ["gaussian", 0.05, 2.6]
        assert "CORRAD" not in header
    maps = {name: read_map(out / "maps" / "source_ts.fits", name) for name in ("sqrt_ts", "flux", "flux_ul")}
    row, column = np.unravel_index(np.nanargmax(maps["sqrt_ts"].values[0]), maps["sqrt_ts"].grid.shape)
    assert separation(*maps["sqrt_ts"].grid.to_sky(column, row), 83.633, 22.0145) < 0.06
    assert (maps["flux_ul"].values[0] >= maps["flux"].values[0])[row, column]
