"""Cubes of runs with a background: what the methods make of them, and that runs add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.made_up_cubes import made_up_run, small_geometry
from vhegui.core.background.adaptive_ring import AdaptiveRing
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.background.ring import Ring
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.run_sky import SkyRow, SkyStack, with_background
from vhegui.core.cubes.square_field import cut
from vhegui.core.estimators.sky.sky_bands import band_images, sky_bands
from vhegui.core.estimators.sky.summary import sky_summary
from vhegui.core.safe_range import SafeRange

GEOMETRY = small_geometry(bins=2)
SAFE = SafeRange(aeff_percent=None, offset_max=1.5)
EVERYWHERE = np.ones(GEOMETRY.grid.shape, dtype=bool)


@pytest.fixture(scope="module")
def cubes():
    """Two runs with events of the background alone, pointing north and south of the middle."""
    return [
        reduce_run(made_up_run(number, (83.633, dec), seed=number), GEOMETRY, SAFE)
        for number, dec in ((1, 22.5), (2, 21.5))
    ]


def used_sum(sky, values):
    return float(values.sum(where=sky.cube.safe, dtype=np.float64))


@pytest.mark.parametrize("method", [FieldOfView(), FieldOfView(fit="scale"), Ring(), AdaptiveRing()])
def test_a_response_of_the_wrong_norm_is_mended(cubes, method):
    cube = cubes[0]
    found = with_background(replace(cube, background=2.0 * cube.background), EVERYWHERE, method)
    counts = used_sum(found, found.cube.counts)
    assert used_sum(found, found.cube.background) == pytest.approx(counts, abs=3.0 * np.sqrt(counts))
    if found.fit is not None:
        assert found.fit.norm == pytest.approx(0.5, abs=0.05)


def test_the_response_stays_as_it_is(cubes):
    found = with_background(cubes[0], EVERYWHERE, ResponseOnly())
    assert np.array_equal(found.cube.background, np.where(cubes[0].safe, cubes[0].background, 0.0))
    assert found.off is None and found.fit is None


def test_rings_of_the_whole_field_take_off_outside_the_safe_bins(cubes):
    safe, whole = (with_background(cubes[0], EVERYWHERE, Ring(), field) for field in (False, True))
    edge = np.unravel_index(np.argmin(np.where(safe.cube.safe, safe.off.acceptance_off, np.inf)), safe.cube.safe.shape)
    assert whole.off.n_off.sum() > safe.off.n_off.sum()
    assert whole.off.acceptance_off[edge] > safe.off.acceptance_off[edge]
    assert not whole.cube.safe[~cubes[0].safe].any()


def test_exclusions_keep_a_source_out_of_the_background(cubes):
    cube, source = cubes[0], (slice(None), slice(23, 27), slice(23, 27))
    counts = cube.counts.copy()
    counts[source] += 50.0
    allowed = EVERYWHERE.copy()
    allowed[source[1:]] = False
    for method in (FieldOfView(), Ring()):
        clean, bright = (with_background(replace(cube, counts=c), allowed, method) for c in (cube.counts, counts))
        assert np.array_equal(clean.cube.background, bright.cube.background)


@pytest.mark.parametrize("method", [FieldOfView(), Ring()])
def test_runs_add_up_with_their_backgrounds(cubes, method):
    stack = SkyStack(GEOMETRY)
    skies = [with_background(cube, EVERYWHERE, method) for cube in cubes]
    for sky in skies:
        stack.add(sky)
    stacked = stack.result()
    total = stacked.sky.cube
    assert [row.name for row in stacked.rows] == ["1", "2"]
    assert stacked.rows == tuple(SkyRow.of(sky) for sky in skies)
    assert total.counts.sum() == sum(row.counts for row in stacked.rows)
    assert total.background.sum() == pytest.approx(sum(row.background for row in stacked.rows), rel=1e-5)
    if stacked.sky.off is not None:
        assert stacked.sky.off.background.sum() == pytest.approx(total.background.sum(), rel=1e-5)
    found = sky_summary(stacked, stacked, 0.2, False, EVERYWHERE)
    assert abs(found.mean) < 0.3
    assert 0.7 < found.std < 1.3
    assert found.counts == total.counts.sum()


def test_bands_are_the_sums_of_their_bins(cubes):
    sky = with_background(cubes[0], EVERYWHERE, FieldOfView())
    edges = GEOMETRY.reco.edges
    whole, bins = sky_bands(band_images(sky), 0.2), sky_bands(band_images(sky, tuple(edges)), 0.2)
    assert whole.edges.tolist() == [edges[0], edges[-1]]
    assert bins.excess.n_on.shape[0] == GEOMETRY.reco.n
    both = bins.excess.used.all(axis=0)
    assert bins.excess.n_on.sum(axis=0)[both] == pytest.approx(whole.excess.n_on[0][both])
    assert (whole.per_flux[0][both] > 0).all()


def test_the_flux_of_a_source_comes_back(cubes):
    """Counts put in one pixel for a flux of 1e-11 cm⁻² s⁻¹ between the ends of the axis, index 2."""
    sky = with_background(cubes[0], EVERYWHERE, ResponseOnly())
    bands = sky_bands(band_images(sky), 0.15)
    cube = sky.cube
    row, column = 25, 25
    share = bands.per_flux[0, row, column] * 1e-11
    counts = cube.background.copy()
    counts[0, row, column] += share
    found = sky_bands(band_images(replace(sky, cube=replace(cube, counts=counts))), 0.15)
    flux = found.excess.excess[0, row, column] / found.per_flux[0, row, column]
    assert flux == pytest.approx(1e-11, rel=1e-3)


def test_a_window_cuts_everything(cubes):
    part = cut(cubes[0], (slice(10, 30), slice(5, 45)))
    for name in ("counts", "background", "exposure", "safe"):
        whole, inside = getattr(cubes[0], name), getattr(part, name)
        assert np.array_equal(whole[:, 10:30, 5:45], inside[:, 10:30, 5:45])
        assert not inside[:, :10].any() and not inside[:, :, 45:].any()
