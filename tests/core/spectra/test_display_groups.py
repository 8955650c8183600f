"""Counts summed over runs: ratio to the model beside the residuals, and bins joined for display."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.axes import EnergyAxis
from vhegui.core.spectra.display_groups import display_groups, excess_significance, joined, sums
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import stack
from vhegui.core.spectra.summed import SummedCounts, sum_counts
from vhegui.core.statistics.counts import li_ma_significance
from vhegui.core.statistics.known_background import cash_significance


def summed_of(on, off, alpha, used=None) -> SummedCounts:
    """ON and OFF counts of one run, and their ratio of exposures; alpha 0: `off` is a background that is known."""
    on, off = np.array(on, float), np.array(off, float)
    alpha = np.full(len(on), float(alpha))
    background = np.where(alpha > 0, alpha * off, off)
    used = np.ones(len(on), bool) if used is None else np.array(used)
    edges = np.geomspace(0.1, 10.0, len(on) + 1)
    return SummedCounts(edges, on * used, background * used, alpha * background * used * (alpha > 0), used,
                        on, background, alpha)  # fmt: skip


@st.composite
def spectra(draw) -> SummedCounts:
    n = draw(st.integers(1, 30))
    row = st.lists(st.integers(0, 60), min_size=n, max_size=n)
    used = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return summed_of(draw(row), draw(row), draw(st.sampled_from([0.0, 0.05, 0.3, 1.0])), used)


@given(spectra(), st.floats(0.5, 20.0), st.integers(1, 40))
def test_groups_keep_all_sums_and_all_rules(summed, min_sigma, max_bins):
    first = display_groups(summed, min_sigma, max_bins)
    groups = joined(summed, first)
    ends = np.append(first, len(summed.counts))
    width = np.diff(ends)
    assert first[0] == 0 and np.all(width > 0) and np.all(width <= max_bins)
    assert set(groups.edges) <= set(summed.edges)
    assert groups.edges[[0, -1]].tolist() == summed.edges[[0, -1]].tolist()
    for name in ("counts", "background", "background_variance", "excess", "all_counts", "all_background"):
        assert getattr(groups, name).sum() == pytest.approx(getattr(summed, name).sum())
    for start, stop in pairwise(ends):
        assert len(set(summed.used[start:stop])) == 1
        assert summed.used[start] or stop == start + 1
    sigma = excess_significance(groups.counts, groups.background, groups.background_variance, groups.alpha)
    unlike = np.append(groups.used[1:] != groups.used[:-1], True) | (width == max_bins) | ~groups.used
    assert np.all(unlike | (sigma >= min_sigma * (1 - 1e-9)))


@given(spectra(), st.integers(2, 40))
def test_a_group_ends_as_soon_as_it_is_significant(summed, max_bins):
    first = display_groups(summed, 3.0, max_bins)
    for start, stop in zip(first, np.append(first, len(summed.counts))[1:], strict=True):
        for end in range(start + 1, stop):
            part = (values[start:end].sum() for values in (summed.counts, summed.background,
                                                           summed.background_variance))  # fmt: skip
            assert excess_significance(*map(np.asarray, part), summed.alpha[start]) < 3.0 * (1 + 1e-9)


def test_significance_is_that_of_li_and_ma_of_cash_and_of_plain_counts():
    on, off, alpha = np.array([12.0, 3.0, 5.0, 7.0]), np.array([40.0, 0.0, 0.0, 0.0]), np.array([0.1, 0.2, 0.0, 0.0])
    background = np.array([4.0, 0.0, 2.5, 0.0])
    found = excess_significance(on, background, alpha * background, alpha)
    assert found[:2] == pytest.approx(li_ma_significance(on[:2], off[:2], alpha[:2]))
    assert found[2] == pytest.approx(cash_significance(5.0, 2.5))
    assert found[3] == pytest.approx(np.sqrt(7.0))


def test_joined_runs_of_different_alpha_are_as_the_stack_has_them():
    axis, bins = EnergyAxis(np.array([1.0, 3.0, 10.0])), np.ones(2)

    def run(counts, off, alpha):
        made_up = 3.6e12 * bins, np.eye(2), bins > 0
        data = np.array(counts), np.array(off), alpha * bins
        return SpectrumOnOff("run", axis, axis, *data, *made_up, 3600.0, 3700.0, 9)

    runs = [run([9.0, 1.0], [20.0, 0.0], 0.1), run([7.0, 2.0], [8.0, 0.0], 0.3)]
    summed, whole = sum_counts(runs), stack(runs)
    assert summed.background == pytest.approx(whole.background) and summed.alpha[1] == whole.alpha[1]
    both = joined(summed, np.array([0]))
    assert both.background_variance == pytest.approx([0.01 * 20.0 + 0.09 * 8.0])
    assert sums(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0])).tolist() == [[3.0], [7.0]]


def test_a_point_of_the_ratio_is_as_many_errors_from_one_as_the_residual_says():
    summed = summed_of([30, 4, 0, 2], [50, 10, 0, 3], 0.1, [True, True, True, False])
    predicted = np.array([20.0, 6.0, 0.4, 1.0])
    ratio, error = summed.ratio(predicted)
    assert ratio[:3] == pytest.approx([25.0 / 20.0, 3.0 / 6.0, 0.0])
    assert error[0] == pytest.approx(np.sqrt(20.0 + 5.0 + 0.5) / 20.0)
    assert ((ratio - 1.0) / error)[:3] == pytest.approx(summed.residuals(predicted)[:3])
    assert np.isnan(ratio[3]) and np.isnan(error[3])
    assert np.isnan(summed.ratio(np.zeros(4))[0]).all()
