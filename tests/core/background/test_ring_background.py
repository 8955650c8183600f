"""Ring backgrounds against the sums they stand for, and what must hold for every ring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.background.adaptive_ring import AdaptiveRing, adaptive_ring_background, rings_tried
from vhegui.core.background.off_maps import stacked
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.errors import AnalysisError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.kernels import ring

GRID = SkyGrid(83.63, 22.01, pixel=0.05, columns=50, rows=40)
ROW, COLUMN = np.mgrid[:40, :50]
ALLOWED = np.hypot(ROW - 18, COLUMN - 27) > 6.0


def acceptance(row=20.0, column=25.0, radius=18.0):
    distance = np.hypot(ROW - row, COLUMN - column)
    return np.where(distance < radius, np.exp(-0.5 * (distance / 12.0) ** 2), 0.0)


def counts_of(background, seed=1):
    return np.random.default_rng(seed).poisson(3.0 * background).astype(float)


def direct(image, inner, outer):
    """The sum over the ring about each pixel, pixel by pixel."""
    result = np.zeros(image.shape)
    for row, column in np.ndindex(*image.shape):
        square = (ROW - row) ** 2 + (COLUMN - column) ** 2
        result[row, column] = image[(square > inner**2 - 1e-6) & (square < outer**2 + 1e-6)].sum()
    return result


def test_off_is_what_lies_in_the_ring_outside_the_exclusions():
    background = acceptance()
    counts = counts_of(background)
    maps = ring_background(counts, background, ALLOWED, GRID, Ring(r_in=0.3, width=0.15))
    on = background > 0
    assert np.array_equal(maps.n_off[on], direct(counts * ALLOWED, 6, 9)[on])
    assert np.allclose(maps.acceptance_off[on], direct(background * ALLOWED, 6, 9)[on])
    assert np.array_equal(maps.acceptance, background)


@given(
    norm=st.floats(0.1, 10.0),
    r_in=st.floats(0.1, 0.6),
    width=st.floats(0.1, 0.4),
    place=st.tuples(st.floats(5, 35), st.floats(5, 45)),
)
def test_counts_that_follow_the_response_are_their_own_background(norm, r_in, width, place):
    background = acceptance(*place)
    maps = ring_background(norm * background, background, ALLOWED, GRID, Ring(r_in=r_in, width=width))
    assert np.allclose(maps.background[maps.has_off], norm * background[maps.has_off], rtol=1e-6)


def test_bins_of_a_cube_are_images_of_their_own():
    background = np.stack([acceptance(), 1e-6 * acceptance(15, 20), np.zeros(GRID.shape)])
    counts = np.stack([counts_of(plane, seed) for seed, plane in enumerate(background)])
    cube = ring_background(counts, background, ALLOWED, GRID, Ring(r_in=0.3, width=0.2))
    for plane in range(3):
        image = ring_background(counts[plane], background[plane], ALLOWED, GRID, Ring(r_in=0.3, width=0.2))
        on = background[plane] > 0
        assert np.allclose(cube.n_off[plane][on], image.n_off[on])
        assert np.allclose(cube.acceptance_off[plane][on], image.acceptance_off[on])
    assert not cube.has_off[2].any() and not cube.background[2].any()
    together = cube.summed()
    assert np.allclose(together.background, cube.background.sum(axis=0))
    assert np.array_equal(together.n_off, cube.n_off.sum(axis=0))


def test_backgrounds_of_stacked_runs_add_up():
    runs = []
    for seed, place in enumerate([(18, 22), (22, 30), (25, 25)]):
        background = acceptance(*place)
        counts = counts_of(background, seed)
        runs.append((ring_background(counts, background, ALLOWED, GRID, Ring(r_in=0.3, width=0.3)), background > 0))
    whole = stacked(runs)
    assert np.allclose(whole.background, sum(np.where(used, maps.background, 0.0) for maps, used in runs))
    assert np.array_equal(whole.n_off, sum(np.where(used, maps.n_off, 0.0) for maps, used in runs))
    assert np.allclose(whole.acceptance, sum(maps.acceptance for maps, _ in runs))


def test_runs_may_be_stacked_one_by_one():
    runs = []
    for seed in range(4):
        background = 0.05 * acceptance(15 + 3 * seed, 20 + 4 * seed)  # so few that some rings are empty
        counts = counts_of(background, seed)
        runs.append((ring_background(counts, background, ALLOWED, GRID, Ring(r_in=0.2, width=0.1)), background > 0))
    whole, growing = stacked(runs), stacked(runs[:1])
    for run in runs[1:]:
        growing = stacked([(growing, np.ones(GRID.shape, dtype=bool)), run])
    assert np.any(whole.has_off & (whole.n_off == 0))
    for name in ("acceptance", "n_off", "acceptance_off", "background"):
        assert np.allclose(getattr(growing, name), getattr(whole, name))


def test_an_empty_run_has_no_off():
    nothing = np.zeros(GRID.shape)
    maps = ring_background(nothing, nothing, ALLOWED, GRID, Ring())
    assert not maps.has_off.any() and not maps.alpha.any()


@pytest.mark.parametrize("grows", ["r_in", "width"])
def test_the_first_ring_that_is_large_enough_is_taken(grows):
    background = acceptance()
    counts = counts_of(background)
    settings = AdaptiveRing(r_in=0.3, width=0.1, r_out_max=0.9, step=0.1, alpha=0.04, on_radius=0.05, grows=grows)
    maps = adaptive_ring_background(counts, background, ALLOWED, GRID, settings)
    on, seen = background > 0, set()
    near = sum(np.roll(background, shift, axis=(0, 1)) for shift in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)])
    rings = [(direct(counts * ALLOWED, *r), direct(background * ALLOWED, *r)) for r in rings_tried(settings) / 0.05]
    for row, column in zip(*np.nonzero(on), strict=True):
        enough = [k for k, (_, off) in enumerate(rings) if near[row, column] <= 0.04 * off[row, column]]
        expected = (rings[enough[0]][0][row, column], rings[enough[0]][1][row, column]) if enough else (0.0, 0.0)
        assert (maps.n_off[row, column], maps.acceptance_off[row, column]) == pytest.approx(expected)
        seen.add(enough[0] if enough else None)
    assert len(seen) > 1


def test_rings_keep_to_their_bounds():
    inner, outer = rings_tried(AdaptiveRing(r_in=0.5, width=0.3, r_out_max=1.5, step=0.1)).T
    assert np.allclose(outer - inner, 0.3) and outer[-1] == pytest.approx(1.5) and len(inner) == 8
    assert AdaptiveRing(r_in=0.5, width=0.3, r_out_max=0.7).conflict() is not None
    assert AdaptiveRing().conflict() is None


def test_ring_pixels_include_both_edges():
    assert int(ring(25.0, 40.0).sum()) == 3084  # as gammapy counts them: 0.5 to 0.8 deg in pixels of 0.02 deg
    assert int(ring(0.5 / 0.02, (0.5 + 0.3) / 0.02).sum()) == 3084


@pytest.mark.parametrize("projection", ["TAN", "CAR", "AIT"])
def test_rings_of_pixels_are_refused_where_they_are_no_rings_on_the_sky(projection):
    grid = SkyGrid(0.0, 0.0, pixel=0.5, columns=121, projection=projection)
    counts, inside = np.zeros(grid.shape), np.zeros(grid.shape)
    inside[100:110, 5:15] = 1.0  # 34 deg from the middle
    with pytest.raises(AnalysisError, match=f"of a {projection} map; centre the map on the runs"):
        ring_background(counts, inside, np.ones(grid.shape, dtype=bool), grid, Ring(r_in=1.0, width=1.0))
    middle = np.zeros(grid.shape)
    middle[56:66, 56:66] = 1.0
    ring_background(counts, middle, np.ones(grid.shape, dtype=bool), grid, Ring(r_in=1.0, width=1.0))
