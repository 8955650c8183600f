"""Backgrounds and maps of the four H.E.S.S. Crab runs beside gammapy 2.1: `crab_3d.json`, `ring_significance.json`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from crab_cubes import cubes_of

from vhegui.core.background.field_of_view import FieldOfView, fit_norm_tilt
from vhegui.core.background.off_maps import OffMaps, stacked
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.stack import stack
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.bands import bands_of
from vhegui.core.estimators.sky.cube_source import point_in, source_in
from vhegui.core.estimators.sky.distribution import inside_and_outside
from vhegui.core.estimators.sky.excess import ExcessMap, excess_map
from vhegui.core.estimators.sky.flux import contained
from vhegui.core.estimators.sky.peaks import find_peaks
from vhegui.core.estimators.sky.profile_cells import cells
from vhegui.core.estimators.sky.profile_shapes import RadialProfile
from vhegui.core.estimators.sky.profile_source import point_source, psf_points
from vhegui.core.estimators.sky.profiles import profile
from vhegui.core.estimators.sky.ts_map import TsMap, ts_map
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import integral_flux
from vhegui.core.safe_range import SafeRange
from vhegui.core.sphere import separation


@pytest.fixture(scope="module")
def expected(reference: Any) -> Any:
    """Reference numbers of the Crab field."""
    return reference("ring_significance.json")["crab"]


def test_norm_and_tilt_of_each_run(crab_3d: Any, crab_cubes: Any, not_excluded: Any) -> None:
    for cube, run in zip(crab_cubes, crab_3d["observations"], strict=True):
        used = cube.safe & not_excluded(cube.geometry.grid)
        fit = fit_norm_tilt(cube.counts, cube.background, cube.geometry.reco.centres, used, FieldOfView())
        (norm, norm_error), (tilt, tilt_error) = run["bkg_norm"], run["bkg_tilt"]
        assert fit.counts == run["counts_outside_exclusion_safe"]
        assert abs(fit.norm - norm) < 0.02 * norm_error and abs(fit.tilt - tilt) < 0.02 * tilt_error
        assert fit.norm_error == pytest.approx(norm_error, rel=0.02)
        assert fit.tilt_error == pytest.approx(tilt_error, rel=0.02)


@pytest.fixture(scope="module")
def off(crab_cubes: Any, not_excluded: Any) -> OffMaps:
    """The ring background of the runs as images, together."""
    grid = crab_cubes[0].geometry.grid
    parts = []
    for cube in crab_cubes:
        counts, background = (np.where(cube.safe, x, 0.0).sum(axis=0) for x in (cube.counts, cube.background))
        maps = ring_background(counts, background, not_excluded(grid), grid, Ring(r_in=0.5, width=0.3))
        parts.append((maps, cube.safe.any(axis=0)))
    return stacked(parts)


@pytest.fixture(scope="module")
def found(crab_cubes: Any, off: OffMaps) -> ExcessMap:
    """Within 0.1°, which are 5 pixels."""
    counts = sum(np.where(cube.safe, cube.counts, 0.0).sum(axis=0) for cube in crab_cubes)
    return excess_map(counts, off, np.any([cube.safe.any(axis=0) for cube in crab_cubes], axis=0), radius=5.0)


def test_ring_background_and_significance(expected: Any, off: OffMaps, found: ExcessMap) -> None:
    assert found.n_off is not None and found.alpha is not None
    values, some = expected["grid_every_10th_pixel_from_5"], (slice(5, None, 10),) * 2
    used = np.array(values["mask"], dtype=bool)
    assert np.array_equal(found.used[some], used)
    assert np.array_equal(found.n_on[some][used], np.array(values["n_on"], float)[used])
    assert np.array_equal(found.n_off[some][used], np.array(values["n_off"], float)[used])
    np.testing.assert_allclose(found.alpha[some][used], np.array(values["alpha"], float)[used], rtol=1e-4)
    significance = np.array(values["significance"], float)[used]
    np.testing.assert_allclose(found.significance[some][used], significance, atol=1e-3)
    assert off.n_off.sum() == expected["totals"]["counts_off_sum"]
    assert off.acceptance.sum() == pytest.approx(expected["totals"]["acceptance_on_sum"], rel=1e-4)


def test_with_the_off_of_all_pixels_added_the_crab_has_the_significance_of_gammapys_default(
    reference: Any, observations: Any, not_excluded: Any
) -> None:
    expected = reference("hli_crab.json")["ring"]["excess_map"]
    cubes = cubes_of(observations, 0.02, 200, np.array([1.0, 30.0]), SafeRange(aeff_percent=None))
    grid, parts = cubes[0].geometry.grid, []
    for cube in cubes:
        counts, background = (np.where(cube.safe, x, 0.0)[0] for x in (cube.counts, cube.background))
        parts.append((ring_background(counts, background, not_excluded(grid), grid, Ring(0.5, 0.3)), cube.safe[0]))
    counts, used = stack(cubes).counts[0], np.any([cube.safe[0] for cube in cubes], axis=0)
    found = excess_map(counts, stacked(parts), used, 5.0, sum_off=True)
    column, row = expected["peak_pixel_x_y"]
    assert np.argmax(found.significance) == row * 200 + column
    assert found.significance[row, column] == pytest.approx(expected["sqrt_ts_peak"], rel=0.002)
    assert found.excess[row, column] == pytest.approx(expected["excess_at_peak"], rel=0.001)


def test_the_peak_is_the_crab(expected: Any, found: ExcessMap, crab_cubes: Any) -> None:
    (peak, *_), grid = find_peaks(found.significance, found.used, crab_cubes[0].geometry.grid), expected["peak"]
    assert [peak.column, peak.row] == grid["pixel_x_y"]
    assert peak.sqrt_ts == pytest.approx(grid["significance"], rel=1e-4)
    assert found.excess[peak.row, peak.column] == pytest.approx(grid["excess"], rel=1e-4)


def test_the_distribution_of_significances(expected: Any, found: ExcessMap, crab_cubes: Any, not_excluded: Any) -> None:
    inside, outside = inside_and_outside(found.significance, found.used, not_excluded(crab_cubes[0].geometry.grid))
    values = expected["distribution"]["outside_exclusion"]
    assert outside.number == values["n"] and inside.number + outside.number == expected["totals"]["safe_pixels"]
    assert outside.mean == pytest.approx(values["mean"], abs=1e-4)
    assert outside.width == pytest.approx(values["std"], abs=1e-4)
    assert outside.fitted_width == pytest.approx(1.0, abs=0.06)


SPECTRUM = default_spectrum("power_law").with_values((2.5, 1e-12, 1.0))


@pytest.fixture(scope="module")
def whole(coarse_cubes: Any, not_excluded: Any) -> Cube:
    """The background of each run scaled outside the exclusions, all together."""
    scaled = []
    for cube in coarse_cubes:
        used = cube.safe & not_excluded(cube.geometry.grid)
        energy = cube.geometry.reco.centres
        fit = fit_norm_tilt(cube.counts, cube.background, energy, used, FieldOfView(fit="scale"))
        scaled.append(replace(cube, background=fit.norm * cube.background))
    return stack(scaled)


@pytest.fixture(scope="module")
def ts(whole: Cube) -> TsMap:
    """A point source with an index of 2.5."""
    source = source_in(whole, SPECTRUM, reach=0.28)
    return ts_map(whole.counts, whole.background, source.per_flux, source.kernels, whole.safe)


def test_counts_of_a_source_are_those_of_the_reference(crab_3d: Any, crab_cubes: Any) -> None:
    cube, expected = crab_cubes[0], crab_3d["reference_npred_first_run"]["point"]
    spectrum = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
    source = source_in(replace(cube, safe=np.ones_like(cube.safe)), spectrum, reach=0.66)
    flux = integral_flux(spectrum, 0.6, 30.0)
    counts = flux * source.per_flux[:, 99:101, 99:101].mean(axis=(1, 2))
    np.testing.assert_allclose(counts, expected["total_per_energy"], rtol=0.015)  # exposure falls off
    for radius in (0.1, 0.2):
        within = counts * contained(source.kernels, radius / 0.02)
        np.testing.assert_allclose(
            within, expected["within_radius"][f"{radius} deg"], rtol=0.03
        )  # between pixels there


def test_flux_in_bands_is_that_of_the_bands(coarse_cubes: Any) -> None:
    whole = stack(coarse_cubes)
    spectrum = default_spectrum("power_law").with_values((2.6, 4e-11, 1.0))
    source = source_in(whole, spectrum, reach=0.28)
    for low, high, bins in bands_of([0.9, 3.0, 30.0], whole.geometry.reco):
        band = source.in_band(bins)
        found = ts_map(whole.counts[bins], whole.background[bins], band.per_flux, band.kernels, whole.safe[bins])
        expected = integral_flux(spectrum, low, high)
        assert found.flux.max() == pytest.approx(expected, rel=0.3)
        assert np.allclose(
            expected * band.per_flux, integral_flux(spectrum, 0.6, 30.0) * source.per_flux[bins], rtol=1e-6
        )


def test_a_cube_without_psf_and_dispersion_has_sharp_sources(coarse_cubes: Any) -> None:
    cube = replace(coarse_cubes[0], psf=None, edisp=None)
    sharp, blurred = source_in(cube, SPECTRUM, reach=0.3), source_in(coarse_cubes[0], SPECTRUM, reach=0.3)
    assert sharp.kernels.shape == (10, 1, 1)
    middle = (slice(1, None), 37, 37)
    np.testing.assert_allclose(sharp.per_flux[middle], blurred.per_flux[middle], rtol=0.3)
    away = replace(cube, exposure=np.where(np.arange(75) < 20, cube.exposure, 0.0))  # nothing in the middle
    assert source_in(away, SPECTRUM, reach=0.3).kernels[-1].sum() == pytest.approx(1.0)


def test_ts_map(expected: Any, ts: TsMap) -> None:
    values, peak = expected["ts_map"], expected["ts_map"]["peak"]
    row, column = np.unravel_index(np.argmax(ts.sqrt_ts), ts.ts.shape)
    assert [column, row] == peak["pixel_x_y"]
    assert ts.sqrt_ts[row, column] == pytest.approx(peak["sqrt_ts"], rel=0.01)
    assert ts.error[row, column] == pytest.approx(peak["flux_err"], rel=0.01)
    assert ts.flux[row, column] == pytest.approx(peak["flux_cm2s"], rel=0.02)  # there found to 1 % only
    every = np.array(values["sqrt_ts_every_5th_pixel_from_2"], float)
    # The PSF of gammapy in pixels of 0.04° is up to 0.02 flatter in the middle; with its kernels the largest is 0.03.
    assert np.abs(ts.sqrt_ts[2::5, 2::5] - every).max() < 0.1


def test_the_candidate_is_where_the_cube_fit_puts_the_crab(crab_3d: Any, ts: TsMap, whole: Cube) -> None:
    (crab,) = find_peaks(ts.sqrt_ts, ts.used, whole.geometry.grid, flux=(ts.flux, ts.error))
    fit = crab_3d["stacked_fits"]["point_pl"]["parameters"]
    assert separation(crab.ra, crab.dec, fit["crab.lon_0"]["value"], fit["crab.lat_0"]["value"]) < 0.004
    assert crab.error_north == pytest.approx(fit["crab.lat_0"]["error"], rel=0.25)


def test_the_crab_has_the_profile_of_the_psf(whole: Cube, crab_3d: Any) -> None:
    fit = crab_3d["stacked_fits"]["point_pl"]["parameters"]
    ra, dec = fit["crab.lon_0"]["value"], fit["crab.lat_0"]["value"]
    pixels, used = SkyPixels.of(whole.geometry.grid), whole.safe.any(axis=0)
    counts, background = whole.counts.sum(axis=0), whole.background.sum(axis=0)
    shape = RadialProfile(ra, dec, outer=0.3, bins=6)
    rings = profile(counts, background, used, cells(shape, pixels), pixels)
    points = psf_points(*point_in(whole, SPECTRUM, ra, dec), whole.geometry.grid.pixel)
    expected = point_source(rings, shape, *points).excess
    predicted = crab_3d["stacked_fits"]["point_pl"]["npred_source_within_radius"]["0.3 deg"]
    assert expected.sum() == pytest.approx(predicted, rel=0.04)
    assert np.sum(((rings.excess - expected) / rings.error) ** 2) < 20.0
    with pytest.raises(AnalysisError, match="no PSF"):
        point_in(replace(whole, psf=None), SPECTRUM, ra, dec)
    with pytest.raises(AnalysisError, match="no PSF"):
        point_in(whole, SPECTRUM, ra, dec + 30.0)
