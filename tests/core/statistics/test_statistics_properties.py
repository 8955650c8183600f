"""What must hold whatever the counts: derivatives, convexity, symmetry, and intervals that cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from vhegui.core import statistics as st

counts = some.integers(0, 2000)
alphas = some.floats(0.01, 2.0)
signals = some.floats(-50.0, 500.0)


def rise(n_on: float, n_off: float, alpha: float, signal: float) -> float:
    return float(st.wstat(n_on, n_off, alpha, signal) - st.wstat(n_on, n_off, alpha, n_on - alpha * n_off))


@given(counts, counts, alphas, signals)
def test_wstat_gradient_and_curvature_are_its_derivatives(n_on: int, n_off: int, alpha: float, signal: float) -> None:
    step = 1e-4 * (1.0 + abs(signal))
    around = signal + step * np.array([-1.0, 0.0, 1.0])
    if n_on == 0 or n_off == 0:  # slopes jump at 0 and where the background reaches 0: stay on one side
        corners = np.array([0.0, n_on * alpha / (1 + alpha), -n_off * alpha / (1 + alpha)])
        if np.any(np.abs(signal - corners) < 2 * step):
            return
    stat, gradient = st.wstat(n_on, n_off, alpha, around), st.wstat_gradient(n_on, n_off, alpha, around)
    curvature = st.wstat_curvature(n_on, n_off, alpha, around)
    assert (stat[2] - stat[0]) / (2 * step) == pytest.approx(gradient[1], rel=1e-4, abs=1e-5 * (1 + stat[1]))
    mean_curvature = (curvature[0] + 4 * curvature[1] + curvature[2]) / 6
    assert (gradient[2] - gradient[0]) / (2 * step) == pytest.approx(mean_curvature, rel=1e-3, abs=1e-6)


@given(counts, counts, alphas, signals)
def test_wstat_is_positive_and_zero_at_the_excess(n_on: int, n_off: int, alpha: float, signal: float) -> None:
    assert st.wstat(n_on, n_off, alpha, signal) >= -1e-9 * (1 + n_on + n_off)
    assert st.wstat(n_on, n_off, alpha, n_on - alpha * n_off) == pytest.approx(0.0, abs=1e-9 * (1 + n_on + n_off))


@given(counts, counts, alphas)
def test_significance_is_the_root_of_what_wstat_gains_by_a_signal(n_on: int, n_off: int, alpha: float) -> None:
    significance = st.li_ma_significance(n_on, n_off, alpha)
    assert significance**2 == pytest.approx(
        float(st.wstat(n_on, n_off, alpha, 0.0)), rel=1e-6, abs=1e-8 * (1 + n_on + n_off)
    )
    assert np.sign(significance) in (0.0, np.sign(n_on - alpha * n_off))


@given(some.integers(0, 500), some.integers(0, 500), alphas, some.sampled_from([1.0, 2.0, 3.0]))
def test_errors_and_limits_are_where_wstat_has_risen(n_on: int, n_off: int, alpha: float, n_sigma: float) -> None:
    excess = n_on - alpha * n_off
    errn, errp = st.excess_interval(n_on, n_off, alpha, n_sigma)
    limit = st.excess_upper_limit(n_on, n_off, alpha, n_sigma)
    assert rise(n_on, n_off, alpha, excess + float(errp)) == pytest.approx(n_sigma**2, rel=1e-6)
    assert float(limit) == pytest.approx(excess + float(errp), rel=1e-9)
    reached = rise(n_on, n_off, alpha, excess - float(errn))
    assert reached == pytest.approx(n_sigma**2, rel=1e-6) or errn == n_on


@given(some.integers(0, 1000), some.floats(0.05, 1.0))
def test_the_excess_for_five_sigma_has_five_sigma(n_off: int, alpha: float) -> None:
    excess = st.excess_for_significance(n_off, alpha)
    assert st.li_ma_significance(alpha * n_off + excess, n_off, alpha) == pytest.approx(5.0, rel=1e-6)


def test_the_expected_curvature_is_the_mean_of_the_observed_one() -> None:
    rng = np.random.default_rng(1)
    signal, background, alpha = 40.0, 300.0, 0.2
    n_on, n_off = rng.poisson(signal + alpha * background, 20000), rng.poisson(background, 20000)
    observed = st.wstat_curvature(n_on, n_off, alpha, signal).mean()
    assert observed == pytest.approx(2.0 / (signal + alpha * background + alpha**2 * background), rel=0.02)


def test_two_sigma_limits_cover_and_significance_is_normal_without_a_source() -> None:
    rng = np.random.default_rng(2)
    n_on, n_off = rng.poisson(15.0 + 0.1 * 200.0, 20000), rng.poisson(200.0, 20000)
    covered = st.excess_upper_limit(n_on, n_off, 0.1) > 15.0
    assert covered.mean() == pytest.approx(0.977, abs=0.006)
    low, high = st.excess_interval(n_on, n_off, 0.1)
    excess = n_on - 0.1 * n_off
    assert ((excess - low < 15.0) & (excess + high > 15.0)).mean() == pytest.approx(0.683, abs=0.02)
    empty = st.li_ma_significance(rng.poisson(20.0, 20000), n_off, 0.1)
    assert empty.mean() == pytest.approx(0.0, abs=0.05)
    assert empty.std() == pytest.approx(1.0, abs=0.02)


def test_without_an_off_region_the_background_is_zero_and_cash_is_left() -> None:
    assert st.wstat(7, 0, 0.0, 5.0) == pytest.approx(float(st.cstat(7, 5.0)))
    assert st.wstat_gradient(7, 0, 0.0, 5.0) == pytest.approx(float(st.cash_gradient(7, 5.0)))


def test_a_tiny_signal_above_many_off_counts_keeps_its_digits() -> None:
    # n_on = 0 and mu_sig ≫ everything: the background solves to n_off mu / (…), which the textbook root loses.
    assert st.profiled_background(0, 5, 1e-6, 1e9) == pytest.approx(5.0 / (1 + 1e-6), rel=1e-9)
