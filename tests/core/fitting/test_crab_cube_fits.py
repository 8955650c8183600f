"""3D fits of the four H.E.S.S. Crab runs, stacked, beside the refined minima of gammapy 2.1 (`crab_3d.json`).

Asked to do all as gammapy does, it agrees: counts of fixed sources to 0.04 % in every pixel, parameters to 1 % of their
errors, ΔTS to 0.15 of 1826, to 0.01 but for the energy dispersion: that of the place found is on the other side of an
edge of its coarse pixels than that of the place where the fit began. As we do it ourselves, spectrum, background and TS
agree to a few per cent of the errors, place and size do not: gammapy spreads a point over the four nearest pixels
before it blurs it, which here, at the corner of four pixels, widens the PSF by 0.01 deg in each direction, and sums a
Gaussian up in pixels first. Its Gaussian is therefore smaller, and its point lies up to 0.15 of an error elsewhere. It
reads the PSF's table so that its core comes out too low (`read_at_middles`, `test_psf_in_rings`): 0.8 in TS, for these
data like a wider PSF. It also takes the exposure of the pixel where a photon is found instead of that where it comes
from, and the energy dispersion of the nearest coarse pixel (0.7 % of the counts at the highest energies).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.stack import stack
from vhegui.core.dl3.open import open_store
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.cubes_fit import expected_in
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.source_tests import source_tests
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.safe_range import SafeRange

CRAB = (83.633, 22.014)
GAUSSIAN = default_shape("gaussian").with_values((*CRAB, 0.05, 0.0, 0.0))
FITS: dict[str, tuple[SpatialModel, str]] = {
    "point_pl": (default_shape("point", *CRAB), "power_law"),
    "gauss_pl": (GAUSSIAN, "power_law"),
}


@pytest.fixture(scope="module")
def cube(reference: Any, data: Path) -> Cube:
    """The runs as the reference takes them: each background scaled by its own norm and tilt, then stacked."""
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(*CRAB, pixel=0.02, columns=200), *axes, offset_max=2.0)
    store, cubes = open_store(data / "hess-dl3-dr1"), []
    for run in reference("crab_3d.json")["observations"]:
        observation = store.load(run["obs_id"])
        assert observation.outside_gti is not None
        observation = replace(observation, events=observation.events + observation.outside_gti)
        cube = reduce_run(observation, geometry, SafeRange(aeff_percent=None, header=True), like_gammapy=True)
        factor = run["bkg_norm"][0] * geometry.reco.centres ** -run["bkg_tilt"][0]
        cubes.append(replace(cube, background=cube.background * factor[:, None, None]))
    return stack(cubes)


@pytest.fixture(scope="module")
def first_run(data: Path) -> Cube:
    """Run 23523, all bins of which count."""
    axes = EnergyAxis(np.geomspace(0.6, 30.0, 11)), EnergyAxis(np.geomspace(0.3, 60.0, 22))
    geometry = CubeGeometry(SkyGrid(*CRAB, pixel=0.02, columns=200), *axes, offset_max=2.0)
    cube = reduce_run(open_store(data / "hess-dl3-dr1").load(23523), geometry, SafeRange(), like_gammapy=True)
    return replace(cube, safe=np.ones_like(cube.safe), background=np.ones_like(cube.background))


def gathered(cube: Cube, like_gammapy: bool = False) -> JointData:
    near = sphere.separation(*CRAB, *cube.geometry.grid.coordinates()) < 0.95
    return data_of_cubes([cube], near=[near], like_gammapy=like_gammapy)


@pytest.fixture(scope="module")
def stacked(cube: Cube) -> JointData:
    return gathered(cube)


def fitted(stacked: JointData, shape: SpatialModel, spectrum: str) -> FitResult:
    start = default_spectrum(spectrum).with_parameter("amplitude", value=3e-11)
    return fit(stacked, JointModel((SourceModel("crab", start, spatial=shape),), field_of_view("stacked")))


@pytest.mark.parametrize("name", FITS)
def test_fits_agree_with_the_refined_minima(reference: Any, stacked: JointData, name: str) -> None:
    entry = reference("crab_3d.json")["stacked_fits"]
    expected = {key.split(".")[1]: value for key, value in entry[name]["refined_minimum"]["parameters"].items()}
    result = fitted(stacked, *FITS[name])
    assert result.success
    found = {p.name.split(".")[-1]: p for p in result.joint.parameters}
    for parameter, (value, error) in expected.items():
        tolerance = 0.5 if parameter == "sigma" else 0.2 if parameter in ("lon_0", "lat_0") else 0.12
        assert abs(found[parameter].value - value) < tolerance * error, parameter
        if parameter != "sigma":
            assert found[parameter].error == pytest.approx(error, rel=0.06)
    assert entry["background_only"]["total_stat"] - result.total_stat == pytest.approx(
        entry[name]["ts_vs_background_only"], abs=0.5
    )


@pytest.mark.parametrize("name", FITS)
def test_a_fit_in_the_way_of_gammapy_is_its_fit(reference: Any, cube: Cube, name: str) -> None:
    entry = reference("crab_3d.json")["stacked_fits"]
    expected = {key.split(".")[1]: value for key, value in entry[name]["refined_minimum"]["parameters"].items()}
    result = fitted(gathered(cube, like_gammapy=True), *FITS[name])
    found = {p.name.split(".")[-1]: p for p in result.joint.parameters}
    for parameter, (value, error) in expected.items():
        assert abs(found[parameter].value - value) < 0.02 * error, parameter
    assert entry["background_only"]["total_stat"] - result.total_stat == pytest.approx(
        entry[name]["ts_vs_background_only"], abs=0.2
    )


@pytest.mark.parametrize("name", ["point", "gauss_sigma_0p2"])
def test_counts_of_a_fixed_source_are_those_of_gammapy(reference: Any, first_run: Cube, name: str) -> None:
    expected = reference("crab_3d.json")["reference_npred_first_run"][name]
    shape = default_shape("gaussian", *CRAB).with_values((*CRAB, 0.2, 0.0, 0.0)) if "gauss" in name else None
    spectrum = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
    model = JointModel((SourceModel("fixed", spectrum, spatial=shape or default_shape("point", *CRAB)),))
    found = expected_in(first_run, model, like_gammapy=True).by_source[0]
    np.testing.assert_allclose(found.sum(axis=(1, 2)), expected["total_per_energy"], rtol=5e-4)
    row = np.array(expected["row_through_centre_bin3"])
    bright = row > 0.02 * row.max()
    np.testing.assert_allclose(found[3, 100, 80:120][bright], row[bright], rtol=1e-3)


def test_a_point_alone_is_the_background(reference: Any, stacked: JointData) -> None:
    shape = default_shape("point", *CRAB)
    shape = shape.with_parameters(replace(p, frozen=True) for p in shape.parameters)
    nothing = default_spectrum("power_law").with_parameter("amplitude", value=0.0, frozen=True)
    nothing = nothing.with_parameter("index", frozen=True)
    result = fit(stacked, JointModel((SourceModel("crab", nothing, spatial=shape),), field_of_view("stacked")))
    expected = reference("crab_3d.json")["stacked_fits"]["background_only"]
    assert result.total_stat == pytest.approx(expected["total_stat"], abs=0.2)
    for name in ("norm", "tilt"):
        entry = expected["parameters"][f"stacked-bkg.{name}"]
        found = result.joint[f"stacked.{name}"]
        assert abs(found.value - entry["value"]) < 0.05 * entry["error"]
        assert found.error == pytest.approx(entry["error"], rel=0.03)


def test_the_tests_of_the_crab_are_those_of_gammapy(reference: Any, cube: Cube) -> None:
    """Whether it is there, whether it is cut off: ΔTS of refined minima."""
    entry = reference("crab_3d.json")["stacked_fits"]
    stat = {name: entry[name]["refined_minimum"]["total_stat"] for name in ("point_pl", "point_ecpl")}
    start = default_spectrum("power_law").with_parameter("amplitude", value=3e-11)
    model = JointModel((SourceModel("crab", start, spatial=FITS["point_pl"][0]),), field_of_view("stacked"))
    data = gathered(cube, like_gammapy=True)
    asked = source_tests(model, lambda model, tell: (data, fit(data, model)), questions=("source", "cutoff"))
    found = {each.question: each.test for each in asked}
    assert found["cutoff"].delta_ts == pytest.approx(stat["point_pl"] - stat["point_ecpl"], abs=0.2)
    assert found["source"].delta_ts == pytest.approx(entry["point_pl"]["ts_vs_background_only"], abs=0.2)
