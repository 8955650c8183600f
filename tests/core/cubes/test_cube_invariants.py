"""What must hold of cubes whatever the data: sums, edges, weights, interpolation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_cubes import CENTRE, leaning_background, made_up_run, small_geometry

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis, interpolate_nodes
from vhegui.core.cubes.geometry import CubeGeometry, coarser
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.stack import Stack, stack
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.safe_range import SafeRange
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import table_psf

ALL = SafeRange(aeff_percent=None)
RUNS = tuple(made_up_run(k + 1, sphere.offset_by(*CENTRE, 90.0 * k, 0.7), seed=k) for k in range(3))
GEOMETRY = small_geometry(pixel=0.1, columns=60)
CUBES = [reduce_run(run, GEOMETRY, SafeRange(aeff_percent=10.0 * (k + 1))) for k, run in enumerate(RUNS)]


def test_a_stack_holds_the_safe_counts_background_and_exposure_of_its_runs() -> None:
    stacked = stack(CUBES)
    for name in ("counts", "background"):
        total = np.sum([getattr(cube, name) * cube.safe for cube in CUBES], axis=0, dtype=float)
        np.testing.assert_allclose(getattr(stacked, name), total, rtol=1e-6)
    exposure = np.sum([cube.exposure * cube.safe.any(axis=0) for cube in CUBES], axis=0, dtype=float)
    np.testing.assert_allclose(stacked.exposure, exposure, rtol=1e-6)
    assert stacked.runs == (1, 2, 3) and stacked.livetime == pytest.approx(3 * 1350.0)
    assert len(stacked.gti) == 6


def test_a_stack_predicts_what_its_runs_predict_together() -> None:
    """Exposure × PSF × energy dispersion, in coarse pixels that all runs see whole; safe energies differ by run."""
    stacked = stack(CUBES)
    assert stacked.edisp is not None and stacked.psf is not None
    row, column = 6, 5
    together, spread = 0.0, 0.0
    for cube in CUBES:
        assert cube.edisp is not None and cube.psf is not None
        safe = cube.safe.any(axis=(1, 2))
        weight = cube.edisp.exposure[:, row, column].astype(float)
        together = together + weight[:, None] * cube.edisp.matrices[:, :, row, column] * safe
        spread = spread + weight[:, None] * cube.psf.contained[:, :, row, column]
    mean = stacked.edisp.matrices[:, :, row, column] * stacked.edisp.exposure[:, row, column, None]
    np.testing.assert_allclose(mean, together, rtol=1e-5, atol=1e-5 * np.max(together))
    mean = stacked.psf.contained[:, :, row, column] * stacked.psf.exposure[:, row, column, None]
    np.testing.assert_allclose(mean, spread, rtol=1e-5)


@settings(max_examples=10)
@given(st.permutations(range(3)), st.integers(1, 2))
def test_stacks_of_stacks_and_other_orders_give_the_same(order: list[int], cut: int) -> None:
    cubes = [CUBES[i] for i in order]
    parts = stack([stack(cubes[:cut]), stack(cubes[cut:])])
    whole = stack(CUBES)
    np.testing.assert_allclose(parts.background, whole.background, rtol=1e-6)
    np.testing.assert_allclose(parts.exposure, whole.exposure, rtol=1e-6)
    assert parts.psf is not None and whole.psf is not None
    at = [each.psf.at(83.8, 22.2).contained for each in (parts, whole) if each.psf is not None]
    np.testing.assert_allclose(at[0], at[1], rtol=1e-3)


def test_the_same_runs_in_the_same_order_give_the_same_bits() -> None:
    first, second = stack(CUBES), stack(CUBES)
    assert first.psf is not None and second.psf is not None
    for a, b in ((first.background, second.background), (first.psf.contained, second.psf.contained)):
        assert a.tobytes() == b.tobytes()


def test_nothing_is_expected_or_counted_beyond_the_largest_offset() -> None:
    cube, run = CUBES[0], RUNS[0]
    beyond = sphere.separation(run.pointing.ra, run.pointing.dec, *GEOMETRY.grid.coordinates()) >= 2.0
    assert beyond.any()
    for array in (cube.exposure, cube.background, cube.counts, cube.safe):
        assert not array[:, beyond].any()
    assert cube.exposure[-1, ~beyond].all() and cube.counts.sum() > 100


def test_cubes_of_another_shape_are_refused() -> None:
    growing = Stack(small_geometry(columns=40))
    with pytest.raises(AnalysisError, match="another grid"):
        growing.add(CUBES[0])
    with pytest.raises(AnalysisError, match="no run"):
        stack([])


def test_a_run_without_background_is_refused_and_one_without_psf_is_not() -> None:
    run = RUNS[0]
    with pytest.raises(DataError, match="no background response"):
        reduce_run(replace(run, responses=replace(run.responses, background=None)), GEOMETRY)
    bare = reduce_run(replace(run, responses=replace(run.responses, psf=None, edisp=None)), GEOMETRY, ALL)
    assert bare.psf is None and bare.edisp is None and bare.counts.any()
    assert stack([bare, CUBES[1]]).psf is not None


PLACES = ((10.0, 0.3), (130.0, 0.5), (70.0, 0.8), (250.0, 1.6), (310.0, 2.0))  # deg; kinks of the tables are among them


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize(("stacked", "limit"), [(False, 1e-3), (True, 2e-3)])
def test_responses_between_the_coarse_pixels_are_exact_to_a_thousandth_of_a_run(
    table: bool, stacked: bool, limit: float
) -> None:
    """And to two of a stack, which is bilinear, away from the kinks."""
    run = RUNS[0]
    if table:
        run = replace(run, responses=replace(run.responses, psf=table_psf(Instrument(), 20.0)))
    geometry = replace(GEOMETRY, pixel_irf=0.2)
    cube, psf, edisp = reduce_run(run, geometry, ALL), run.responses.psf, run.responses.edisp
    cube = stack([cube]) if stacked else cube
    assert cube.psf is not None and cube.edisp is not None and psf is not None and edisp is not None
    matrices = edisp.matrices_at_nodes(geometry.true, geometry.reco)
    for angle, offset in PLACES[:1] + PLACES[2:4] if stacked else PLACES:
        ra, dec = (float(x) for x in sphere.offset_by(run.pointing.ra, run.pointing.dec, angle, offset))
        for radius in (0.1, 0.2, 0.4):
            exact = psf.containment(geometry.true.centres, offset, radius)
            np.testing.assert_allclose(cube.psf.at(ra, dec).containment(radius), exact, atol=limit)
        exact = interpolate_nodes(edisp.offsets, matrices, offset)
        np.testing.assert_allclose(cube.edisp.at(ra, dec), exact, atol=limit)


def test_between_pixels_responses_are_bilinear_where_gammapy_is_followed() -> None:
    cube = reduce_run(RUNS[0], GEOMETRY, ALL, like_gammapy=True)
    assert cube.psf is not None and cube.psf.of_run is None
    assert cube.edisp is not None and cube.edisp.of_run is None


@given(st.integers(3, 90), st.integers(3, 90), st.floats(0.02, 0.3))
def test_the_coarse_grid_covers_the_fine_one_and_shares_its_middle(columns: int, rows: int, pixel: float) -> None:
    grid = SkyGrid(83.6, 22.0, pixel=0.05, columns=columns, rows=rows)
    coarse = coarser(grid, pixel)
    assert coarse.width >= grid.width - 1e-9 and coarse.width < grid.width + max(pixel, 0.05)
    middle = [g.to_sky((g.columns - 1) / 2, (g.rows - 1) / 2) for g in (grid, coarse)]
    np.testing.assert_allclose(middle[0], middle[1], atol=1e-9)
    axis = EnergyAxis(np.array([1.0, 10.0]))
    geometry = CubeGeometry(grid, axis, axis, pixel_irf=pixel)
    share = geometry.coarse_share(np.ones((1, rows, columns), dtype=bool))
    assert share.shape[1:] == geometry.coarse.shape and np.all(share == 1.0)


def test_the_peak_of_the_background_and_offsets_can_bound_what_is_safe() -> None:
    run = replace(RUNS[0], responses=replace(RUNS[0].responses, background=leaning_background(lean=0.0)))
    peak = reduce_run(run, GEOMETRY, replace_safe(bkg_peak=True))
    highest = int(np.argmax(peak.background.sum(axis=(1, 2))))
    assert np.flatnonzero(peak.safe.any(axis=(1, 2))).tolist() == list(range(highest, GEOMETRY.reco.n))
    near = reduce_run(run, GEOMETRY, replace_safe(offset_max=1.0))
    assert 0 < near.safe[-1].sum() * 0.1**2 == pytest.approx(np.pi, rel=0.02)
    assert near.exposure[-1].astype(bool).sum() > near.safe[-1].sum()
    biased = reduce_run(run, GEOMETRY, replace_safe(bias_percent=5.0))
    assert not biased.safe[0].any() and biased.safe[-1].any()
    fixed = reduce_run(run, GEOMETRY, replace_safe(low=1.0, high=10.0))
    assert 1 <= fixed.safe.any(axis=(1, 2)).sum() < GEOMETRY.reco.n


def replace_safe(**settings: float | bool) -> SafeRange:
    """Only these conditions."""
    return SafeRange(aeff_percent=None, **settings)  # pyright: ignore[reportArgumentType]
