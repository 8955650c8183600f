"""Many one-dimensional fits at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.norms import NormProblem, solve_norms
from vhegui.core.statistics.counts import li_ma_significance
from vhegui.core.statistics.known_background import known_background_interval
from vhegui.core.statistics.wstat import WstatCounts

COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=6, max_size=6)


@given(COUNTS, st.floats(0.02, 1.0))
def test_with_one_bin_a_group_the_norm_is_the_excess_and_the_root_of_ts_is_li_ma(
    counts: list[tuple[int, int]], alpha: float
) -> None:
    n_on, n_off = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    unit = np.full(6, 2.0)
    found = solve_norms(WstatCounts.of(n_on, n_off, alpha), unit, np.arange(6), 6)
    seen = n_on > 0  # without ON counts the best background is not n_off
    np.testing.assert_allclose(2.0 * found.norm[seen], (n_on - alpha * n_off)[seen], atol=1e-7)
    np.testing.assert_allclose(found.sqrt_ts[seen], li_ma_significance(n_on, n_off, alpha)[seen], atol=2e-6)
    assert found.success.all()


@given(COUNTS)
def test_a_group_solved_alone_gives_the_same_as_among_others(counts: list[tuple[int, int]]) -> None:
    n_on, n_off = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    unit, group = np.array([3.0, 1.0, 2.0, 5.0, 0.5, 1.0]), np.array([0, 1, 0, 1, 1, 2])
    together = solve_norms(WstatCounts.of(n_on, n_off, 0.2), unit, group, 3)
    for i in range(3):
        mine = group == i
        alone = solve_norms(WstatCounts.of(n_on[mine], n_off[mine], 0.2), unit[mine], np.zeros(mine.sum(), int), 1)
        for name in ("norm", "err", "errn", "errp", "ul", "ts"):
            np.testing.assert_allclose(getattr(together, name)[i], getattr(alone, name)[0], rtol=1e-6, atol=1e-9)


def test_what_another_source_adds_is_not_counted_twice() -> None:
    counts = WstatCounts.of([30.0, 20.0], [40.0, 50.0], 0.1)
    unit, group, other = np.array([10.0, 10.0]), np.array([0, 1]), np.array([5.0, 0.0])
    found = solve_norms(counts, unit, group, 2, offset=other)
    np.testing.assert_allclose(found.norm, [(30.0 - 4.0 - 5.0) / 10.0, (20.0 - 5.0) / 10.0], rtol=1e-9)
    alone = solve_norms(counts, unit, group, 2)
    assert found.ts[0] < alone.ts[0]
    assert found.ts[1] == pytest.approx(alone.ts[1])


def test_without_counts_and_background_the_norm_is_zero_and_the_limit_that_of_poisson() -> None:
    found = solve_norms(WstatCounts.of([0.0], [0.0], 0.0), np.array([4.0]), np.array([0]), 1, sigma_ul=2.0)
    assert found.norm[0] == 0.0
    assert found.errn[0] == 0.0
    assert 4.0 * found.errp[0] == pytest.approx(known_background_interval(np.array([0.0]))[1][0])
    assert 4.0 * found.ul[0] == pytest.approx(2.0)
    assert found.success[0]


def test_what_is_not_asked_for_is_not_computed() -> None:
    counts = WstatCounts.of([30.0], [40.0], 0.1)
    found = solve_norms(counts, np.array([10.0]), np.array([0]), 1, selection=())
    assert np.isnan(found.errp[0])
    assert np.isnan(found.ul[0])
    assert found.success[0]
    with pytest.raises(AnalysisError, match="'upper' is not known"):
        solve_norms(counts, np.array([10.0]), np.array([0]), 1, selection=("upper",))
    with pytest.raises(AnalysisError, match="no signal"):
        solve_norms(counts, np.array([0.0]), np.array([0]), 1)


def test_a_scan_has_its_minimum_at_the_norm() -> None:
    counts = WstatCounts.of([30.0, 3.0], [40.0, 20.0], 0.1)
    unit, group = np.array([10.0, 4.0]), np.array([0, 1])
    found = solve_norms(counts, unit, group, 2)
    grid = found.norm[:, None] + np.linspace(-0.5, 0.5, 11)
    scan = NormProblem(counts, unit, group, 2).scan(grid)
    assert scan.shape == (2, 11)
    np.testing.assert_array_equal(np.argmin(scan, axis=1), [5, 5])
    np.testing.assert_allclose(scan[:, 5], found.stat)
