"""The background in a source region: as the methods of maps have it, with what its error is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.made_up_cubes import made_up_run, small_geometry
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.ring import Ring
from vhegui.core.cubes.in_region import OnPixels, field_in_region, ring_in_region, with_response_errors
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.backgrounds import background_variance
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.safe_range import SafeRange

GEOMETRY = small_geometry(bins=2)
ON = Circle(83.633, 22.014, 0.2)
EVERYWHERE = np.ones(GEOMETRY.grid.shape, dtype=bool)
ALL_BINS = np.ones(2, dtype=bool)


@pytest.fixture(scope="module")
def cube():
    """A run with events of the background alone."""
    return reduce_run(made_up_run(1, (83.633, 22.3), seed=1), GEOMETRY, SafeRange(aeff_percent=None, offset_max=1.5))


@pytest.fixture(scope="module")
def pixels():
    return OnPixels.of(GEOMETRY, ON)


def test_the_ring_counts_what_lies_in_it_and_alpha_is_the_ratio_of_what_is_expected(cube, pixels):
    found = ring_in_region(cube, pixels, EVERYWHERE, Ring(r_in=0.4, width=0.3))
    ring = (pixels.distance >= 0.4) & (pixels.distance <= 0.7)
    assert found.counted
    np.testing.assert_allclose(found.off, cube.counts[:, ring].sum(axis=1))
    inside = (cube.background * pixels.share).sum(axis=(1, 2))
    np.testing.assert_allclose(found.expected, found.off * inside / cube.background[:, ring].sum(axis=1), rtol=1e-6)


def test_the_ring_knows_neither_the_norm_of_the_response_nor_what_is_excluded(cube, pixels):
    excluded = EVERYWHERE & ~((pixels.distance > 0.5) & (pixels.distance < 0.55))
    bright = np.where(excluded, cube.counts, cube.counts + 100.0)
    found = ring_in_region(cube, pixels, excluded, Ring(r_in=0.4, width=0.3))
    same = ring_in_region(
        replace(cube, counts=bright, background=3.0 * cube.background), pixels, excluded, Ring(r_in=0.4, width=0.3)
    )
    np.testing.assert_allclose(same.expected, found.expected, rtol=1e-6)


def test_a_ring_that_begins_in_the_region_is_refused(cube, pixels):
    with pytest.raises(AnalysisError, match="larger inner radius"):
        ring_in_region(cube, pixels, EVERYWHERE, Ring(r_in=0.1, width=0.3))


@pytest.mark.parametrize("tilt", [False, True])
def test_the_scaled_response_expects_what_is_counted_and_its_source_is_not_off(cube, pixels, tilt):
    settings = FieldOfView(tilt=tilt)
    wrong = replace(cube, background=2.0 * cube.background)
    found = field_in_region(wrong, pixels, EVERYWHERE, settings)
    truth = (cube.background * pixels.share).sum()
    assert not found.counted
    assert found.expected.sum() == pytest.approx(truth, rel=0.1)
    source = np.where(pixels.share > 0, cube.counts + 1000.0, cube.counts)
    np.testing.assert_allclose(
        field_in_region(replace(wrong, counts=source), pixels, EVERYWHERE, settings).expected, found.expected
    )


def test_the_error_of_a_norm_is_that_of_all_counts_and_moves_all_bins_together(cube, pixels):
    found = field_in_region(cube, pixels, EVERYWHERE, FieldOfView(tilt=False))
    error = np.sqrt(background_variance([found], [ALL_BINS]).sum())
    assert found.fit is not None
    assert error == pytest.approx(found.expected.sum() * found.fit.norm_error / found.fit.norm)


def test_runs_err_alone_in_their_scaling_and_together_in_a_response_they_share(cube, pixels):
    alone = field_in_region(cube, pixels, EVERYWHERE, FieldOfView(tilt=False))
    edges = GEOMETRY.reco.edges
    shared = with_response_errors(replace(alone, errors=np.zeros((0, 2))), cube, pixels, cube.background, edges, "A")
    other = replace(shared, response="B")

    def variance(*found):
        return background_variance(found, [ALL_BINS] * len(found)).sum()

    assert variance(alone, alone) == pytest.approx(2.0 * variance(alone))
    assert variance(shared, shared) == pytest.approx(4.0 * variance(shared))
    assert variance(shared, other) == pytest.approx(2.0 * variance(shared))


@pytest.mark.parametrize("region", [ON, Rectangle(83.64, 22.02, 0.45, 0.21, 20.0), Circle(83.6, 22.0, 0.033)])
def test_pixels_on_the_border_count_in_part(region):
    share = OnPixels.of(GEOMETRY, region).share
    assert np.degrees(np.degrees((share * GEOMETRY.solid_angle).sum())) == pytest.approx(region.area, rel=0.02)
    assert share.max() <= 1.0


def test_a_region_beside_the_map_is_refused():
    with pytest.raises(AnalysisError, match="centre the map on it"):
        OnPixels.of(GEOMETRY, Circle(83.633, 40.0, 0.2))
