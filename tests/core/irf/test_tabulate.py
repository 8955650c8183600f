"""Quantities of an inspector against energy and offset are what the responses say, and nothing outside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.quantities import QUANTITIES
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.responses import Responses
from vhegui.core.irf.support import support_of
from vhegui.core.irf.tabulate import lattice, nearest
from vhegui.core.safe_range import aeff_threshold
from vhegui.core.spectra.threshold import threshold_against_offset, threshold_at

EDGES = np.geomspace(0.1, 10.0, 9)
OFFSETS = OffsetAxis.nodes([0.0, 1.0, 2.0])
MIGRA = np.linspace(0.0, 2.0, 401)
WIDTH, SHIFT, SIGMA = 0.15, 1.1, 0.05


def gaussian_responses() -> Responses:
    """Migra a Gaussian about 1.1 with σ 0.15; PSF a Gaussian; the background falls to the right of the camera."""
    area = 1e5 * np.array([1.0, 0.75, 0.5])[:, None] * np.geomspace(0.01, 1.0, 8)
    centres = 0.5 * (MIGRA[:-1] + MIGRA[1:])
    density = np.broadcast_to(np.exp(-0.5 * ((centres - SHIFT) / WIDTH) ** 2), (3, 8, 400)).copy()
    sigma, amplitude = np.zeros((3, 3, 8)), np.zeros((3, 3, 8))
    sigma[0], amplitude[0] = SIGMA, 1.0
    camera = np.linspace(-2.0, 2.0, 5)
    rate = np.broadcast_to(np.array([1.0, 2.0, 3.0, 4.0])[None, :, None], (8, 4, 4)).copy()
    return Responses(
        EffectiveArea2D(EDGES, OFFSETS, area),
        EnergyDispersion2D(EDGES, MIGRA, OFFSETS, density),
        Psf3Gauss(EDGES, OFFSETS, sigma, amplitude),
        Background3D(EDGES, camera, camera, rate),
        RadMax2D(np.array([0.1, 1.0, 10.0]), OffsetAxis.nodes([0.4]), np.array([[0.2, 0.1]])),
    )


@pytest.fixture
def inspector() -> ResponseInspector:
    return ResponseInspector(gaussian_responses())


def test_bias_and_resolution_are_the_shift_and_the_width_of_a_gaussian(inspector: ResponseInspector) -> None:
    np.testing.assert_allclose(inspector.tables.at("bias", 0.7), SHIFT - 1.0, atol=1e-4)
    np.testing.assert_allclose(inspector.tables.at("resolution", 0.7), WIDTH, rtol=2e-3)


def test_migra_reaches_as_far_as_the_tail_of_its_gaussian(inspector: ResponseInspector) -> None:
    migra = inspector.tables.migra
    assert migra is not None
    assert migra.reach(0.0, 0.97725, 0.8) == pytest.approx(SHIFT + 2.0 * WIDTH, abs=2e-3)
    assert np.isnan(replace(migra, cumulative=np.zeros_like(migra.cumulative)).reach(0.0, 0.9, 0.8))


@pytest.mark.parametrize("key", list(QUANTITIES))
def test_every_quantity_is_the_same_against_energy_against_offset_and_in_the_image(
    inspector: ResponseInspector, key: str
) -> None:
    tables = inspector.tables
    table = tables.table(key, 0.11)
    row = len(table.offset) // 3
    np.testing.assert_array_equal(table.values[row], tables.at(key, float(table.offset[row]), 0.11))
    np.testing.assert_array_equal(table.against_offset(1.0), table.values[:, nearest(table.energy, 1.0)])
    np.testing.assert_array_equal(tables.family(key, table.offset[:3], 0.11), table.values[:3])


def test_a_table_of_containment_follows_the_radius(inspector: ResponseInspector) -> None:
    small, large = (inspector.tables.table("contained", radius).values for radius in (0.05, 0.2))
    assert np.nanmax(small) < np.nanmin(large)
    np.testing.assert_allclose(np.nanmax(small), 1 - np.exp(-0.5), rtol=1e-9)


def test_curves_at_other_offsets_with_the_same_sum_are_others(inspector: ResponseInspector) -> None:
    for offsets in (np.array([0.0, 1.0]), np.array([0.25, 0.75])):
        curves = inspector.tables.family("area", offsets)
        np.testing.assert_array_equal(curves, [inspector.tables.at("area", offset) for offset in offsets])


def test_missing_responses_have_no_values_and_no_support() -> None:
    tables = ResponseInspector(Responses()).tables
    for key in QUANTITIES:
        assert tables.support(key) is None
        assert not np.isfinite(tables.at(key, 0.5, 0.1)).any()
        assert not np.isfinite(tables.table(key, 0.1).values).any()
    assert tables.camera(1.0) is None
    assert tables.psf_profile(1.0, 0.5) is None
    assert tables.migra_density(0.5)[0].size == 0


def test_the_psf_profile_integrates_to_its_containment(inspector: ResponseInspector) -> None:
    profile = inspector.tables.psf_profile(1.0, 0.5)
    assert profile is not None
    rings = np.pi * np.diff(profile.edges**2)
    np.testing.assert_allclose(np.cumsum(profile.density * rings), profile.cumulative[1:], rtol=1e-9)
    centre = 1.0 / (2.0 * np.pi * SIGMA**2)
    assert profile.density[0] == pytest.approx(centre, rel=1e-3)
    assert profile.cumulative[-1] > 0.98


def test_the_camera_is_seen_as_on_the_sky(inspector: ResponseInspector) -> None:
    """Field-of-view longitude grows to the west, which is on the right; mirrored and ALTAZ cameras the other way."""
    image = inspector.tables.camera(1.0, cells=8)
    assert image is not None
    assert image.rate[-1, 4] > image.rate[0, 4]
    standard = gaussian_responses()
    turned = replace(standard.background, mirrored=True)  # type: ignore[type-var]
    mirrored = ResponseInspector(replace(standard, background=turned)).tables.camera(1.0, cells=8)
    assert mirrored is not None
    np.testing.assert_allclose(mirrored.rate, image.rate[::-1])


def test_the_rate_at_an_offset_is_the_mean_over_all_directions(inspector: ResponseInspector) -> None:
    rate = inspector.tables.at("background", 1.0)
    np.testing.assert_allclose(rate[np.isfinite(rate)], 2.5, rtol=1e-6)
    radial = Background2D(EDGES, OffsetAxis.bins([0.0, 1.0, 2.0]), np.ones((8, 2)))
    tables = ResponseInspector(Responses(background=radial)).tables
    assert np.nanmax(tables.at("background", 0.5)) == pytest.approx(1.0)
    assert not np.isfinite(tables.at("background", 2.5)).any()


def test_the_cut_has_steps_where_the_file_has_them(inspector: ResponseInspector) -> None:
    energy, radius = inspector.tables.energy("rad_max"), inspector.tables.at("rad_max", 0.4)
    np.testing.assert_allclose(radius[energy < 0.99], 0.2)
    np.testing.assert_allclose(radius[energy > 1.0], 0.1)


def test_a_table_speaks_for_its_bins_or_its_nodes_only() -> None:
    area = np.ones((2, 8))
    nodes = support_of(EffectiveArea2D(EDGES, OffsetAxis.nodes([0.5, 2.0]), area))
    bins = support_of(EffectiveArea2D(EDGES, OffsetAxis.bins([0.0, 1.0, 2.0]), area))
    assert nodes.offset == (0.5, 2.0)
    assert bins.offset == (0.0, 2.0)
    assert bins.inside(np.array([0.05, 1.0, 20.0]), 0.2).tolist() == [False, True, False]
    assert not nodes.inside(np.array([1.0]), 0.2).any()
    assert support_of(EffectiveArea2D(EDGES, OffsetAxis.nodes([0.4]), area[:1])).reach == np.inf


def test_energies_of_different_instruments_are_the_same() -> None:
    assert set(np.round(lattice(0.3, 3.0), 9)) <= set(np.round(lattice(0.01, 100.0), 9))
    assert set(np.round(lattice(0.3, 3.0), 9)) <= set(np.round(lattice(0.3, 3.0, fine=5), 9))


def test_the_threshold_is_where_the_area_reaches_its_percentage() -> None:
    responses, axis = gaussian_responses(), EnergyAxis.from_bounds(0.1, 10.0, 40)
    assert responses.aeff is not None
    expected = aeff_threshold(axis.centres, responses.aeff.evaluate(axis.centres, 0.5), 10.0)
    assert threshold_at(responses, axis, 0.5, 10.0) == expected
    found = threshold_against_offset(responses, axis, np.array([0.5, 1.5, 3.0]), 10.0, radius=0.1)
    np.testing.assert_allclose(found[:2], expected, rtol=1e-6)  # here neither shape nor containment changes
    assert np.isnan(found[2])
    assert np.isnan(threshold_at(Responses(), axis, 0.5, 10.0))


@pytest.mark.parametrize("name", ["hess_run23523", "magic_5029747", "cta_prod5_south"])
def test_real_responses_have_sensible_numbers_at_1_tev(responses: dict[str, Any], name: str) -> None:
    found = dict(responses[name])
    found["background"] = found.pop("bkg", None)
    tables = ResponseInspector(Responses(**found)).tables
    place = nearest(tables.energy("area"), 1.0)
    values = {key: tables.at(key, 0.5, 0.11)[place] for key in ("area", "bias", "resolution")}
    assert 1e4 < values["area"] < 1e7
    assert abs(values["bias"]) < 0.1
    assert 0.05 < values["resolution"] < 0.35
    if found.get("psf") is not None:
        radii = [tables.at(key, 0.5)[nearest(tables.energy(key), 1.0)] for key in ("psf68", "psf95")]
        assert 0.03 < radii[0] < radii[1] < 0.5
