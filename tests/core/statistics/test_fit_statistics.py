"""All fit statistics behave alike: derivatives, simulated counts, other backgrounds; the reference tables hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.special import chdtrc

from vhegui.core import statistics as st
from vhegui.core.errors import ConfigError
from vhegui.core.statistics.chi_squared import Chi2Counts

NAMES = tuple(st.STATISTICS)
on_counts, off_counts = some.integers(1, 2000), some.integers(1, 2000)
alphas, signals = some.floats(0.01, 2.0), some.floats(0.1, 500.0)


def table(stats: Any, name: str) -> dict[str, np.ndarray]:
    rows = np.array([[np.nan if v is None else v for v in row] for row in stats[name]], dtype=float)
    return dict(zip(stats[f"{name}_columns"], rows.T, strict=True))


def close(actual: np.ndarray, expected: np.ndarray) -> None:
    """To the nine digits the tables are written with."""
    np.testing.assert_allclose(actual, expected, rtol=5.1e-9, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", NAMES)
@given(n_on=on_counts, n_off=off_counts, alpha=alphas, signal=signals)
def test_gradient_and_curvature_are_derivatives(name: str, n_on: int, n_off: int, alpha: float, signal: float) -> None:
    counts = st.counts_of(name, 0.05)(n_on, n_off, alpha)
    step = 1e-4 * (1.0 + signal)
    below, at, above = (counts.at(np.asarray(signal + d * step)) for d in (-1.0, 0.0, 1.0))
    scale = 1.0 + abs(float(at.stat))
    assert (above.stat - below.stat) / (2 * step) == pytest.approx(float(at.gradient), rel=1e-4, abs=1e-5 * scale)
    slope = (above.gradient - below.gradient) / (2 * step)
    mean = (below.curvature + 4 * at.curvature + above.curvature) / 6
    assert slope == pytest.approx(float(mean), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
@given(n_on=on_counts, n_off=off_counts, alpha=alphas, signal=signals)
def test_the_slope_by_a_factor_on_the_background_is_its_derivative(
    name: str, n_on: int, n_off: int, alpha: float, signal: float
) -> None:
    counts, s = st.counts_of(name, 0.05)(n_on, n_off, alpha), np.asarray(signal)
    step = 1e-5
    up, down = (counts.scaled_background(1.0 + d).at(s).stat for d in (step, -step))
    size = 1.0 + abs(float(up)) + n_on + alpha * n_off
    expected = float(st.background_slope(counts, counts.at(s)))
    assert (up - down) / (2 * step) == pytest.approx(expected, rel=1e-4, abs=1e-5 * size)


@pytest.mark.parametrize("name", ["wstat", "cash", "cstat"])
def test_a_scaled_background_is_that_of_another_alpha(name: str) -> None:
    n_on, n_off, alpha = np.array([0.0, 3.0, 0.0, 20.0]), np.array([0.0, 0.0, 7.0, 90.0]), np.full(4, 0.1)
    scaled = st.counts_of(name)(n_on, n_off, alpha).scaled_background(1.3).at(np.full(4, 2.0))
    direct = st.counts_of(name)(n_on, n_off, 1.3 * alpha).at(np.full(4, 2.0))
    np.testing.assert_allclose(scaled.stat, direct.stat, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(scaled.gradient, direct.gradient, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_other_counts_keep_the_statistic(name: str) -> None:
    make = st.counts_of(name, 0.1, 2.0)
    first = make([5, 8, 1, 40], [20, 0, 3, 200], [0.1, 0.1, 0.1, 0.2])
    again = first.with_counts([9, 1, 2, 30], [25, 4, 0, 180])
    np.testing.assert_array_equal(
        again.at(np.ones(4)).stat, make(again.n_on, again.n_off, again.alpha).at(np.ones(4)).stat
    )


@pytest.mark.parametrize("name", NAMES)
@given(n_on=some.integers(0, 30), n_off=off_counts, signal=some.floats(-60.0, 500.0))
def test_a_statistic_without_its_derivatives_is_the_same_number(
    name: str, n_on: int, n_off: int, signal: float
) -> None:
    counts = st.counts_of(name, 0.05)([n_on, 7, 0], [n_off, 30, 5], [0.1, 0.2, 0.1])
    for given_signal in (np.full(3, signal), np.full((2, 3), abs(signal))):
        np.testing.assert_array_equal(counts.stat_at(given_signal), counts.at(given_signal).stat)


def test_chi_squared_is_the_squared_pull_of_the_excess() -> None:
    counts = st.counts_of("chi2", 0.1)([30.0], [100.0], [0.2])
    expected = (30.0 - 20.0 - 4.0) ** 2 / (30.0 + 0.04 * 100.0 + (0.1 * 20.0) ** 2)
    assert counts.at(np.array([4.0])).stat == pytest.approx(expected)


def test_chi_squared_leaves_out_bins_without_on_counts_unless_asked_to_keep_them() -> None:
    n_on, n_off = np.array([0.0, 0.0, 3.0, 30.0]), np.array([0.0, 4.0, 0.0, 9.0])
    assert list(Chi2Counts.of(n_on, n_off, 0.1).used) == [False, False, True, True]
    assert list(Chi2Counts.of(n_on, n_off, 0.1, minimum=0.0).used) == [False, True, True, True]
    assert list(Chi2Counts.of(n_on, n_off, 0.1, minimum=10.0).used) == [False, False, False, True]
    left_out = Chi2Counts.of(n_on, n_off, 0.1).at(np.full(4, 1e3))
    assert left_out.stat[0] == left_out.gradient[0] == left_out.curvature[0] == 0.0


@given(n_on=some.integers(0, 50), n_off=some.integers(0, 50), low=some.floats(-80.0, 80.0), by=some.floats(0.01, 50.0))
def test_cash_stays_finite_and_convex_where_the_expectation_is_negative(
    n_on: int, n_off: int, low: float, by: float
) -> None:
    terms = st.counts_of("cash")(n_on, n_off, 0.2).at(np.array([low, low + by]))
    assert np.all(np.isfinite(terms.stat))
    assert terms.gradient[0] <= terms.gradient[1]
    assert terms.stat[1] >= terms.stat[0] + terms.gradient[0] * by * (1 + 1e-9) - 1e-6 * (1 + abs(terms.stat[0]))


def test_an_unknown_statistic_or_a_negative_systematic_is_refused() -> None:
    with pytest.raises(ConfigError, match="wstat, cash, cstat, chi2"):
        st.counts_of("likelihood")
    with pytest.raises(ConfigError, match="0 or more"):
        st.counts_of("chi2", -0.1)


def test_the_reference_tables_hold_for_the_objects(reference: Any) -> None:
    stats = reference("stats.json")
    t = table(stats, "wstat")
    terms = st.counts_of("wstat")(t["n_on"], t["n_off"], t["alpha"]).at(t["mu_sig"])
    close(terms.stat, t["wstat"])
    close(terms.gradient, t["d_wstat_d_mu_sig"])
    close(terms.mu_bkg, t["mu_bkg"])
    t = table(stats, "cash_cstat")
    inside = t["mu_on"] >= 0  # below, our objects rise steeply where the plain functions are flat
    for name in ("cash", "cstat"):
        close(getattr(st, name)(t["n_on"], t["mu_on"]), t[name])
        terms = st.counts_of(name)(t["n_on"], 0.0, 0.0).at(t["mu_on"])
        close(terms.stat[inside], t[name][inside])
        known = inside & np.isfinite(t["d_cash_d_mu"])
        close(terms.gradient[known], t["d_cash_d_mu"][known])


def test_errors_limits_significance_and_detectable_excess_agree_to_all_digits(reference: Any) -> None:
    stats = reference("stats.json")
    t = table(stats, "cash_counts")
    errn, errp = st.known_background_interval(t["n_on"])
    close(errn, t["errn_1sigma"])
    close(errp, t["errp_1sigma"])
    for n_sigma in (1, 2, 3):
        close(st.known_background_upper_limit(t["n_on"], t["mu_bkg"], n_sigma), t[f"ul_{n_sigma}sigma"])
    close(st.known_background_excess_for_significance(t["mu_bkg"]), t["excess_for_5sigma"])
    close(st.cash_significance(t["n_on"], t["mu_bkg"]), t["significance_signed"])
    t = table(stats, "onoff")
    significance = st.li_ma_significance(t["n_on"], t["n_off"], t["alpha"])
    close(significance, t["significance_LiMa_signed"])
    close(st.excess_error(t["n_on"], t["n_off"], t["alpha"]), t["error_sqrt(n_on+alpha^2*n_off)"])
    np.testing.assert_allclose(0.5 * chdtrc(1, significance**2), t["p_value_half_chi2"], rtol=1e-7)


@given(some.floats(1e-3, 1e5), some.sampled_from([1.0, 3.0, 5.0]))
def test_the_excess_for_five_sigma_over_a_known_background_has_five_sigma(background: float, n_sigma: float) -> None:
    excess = st.known_background_excess_for_significance(np.array(background), n_sigma)
    found = st.cash_significance(background + excess, np.array(background))
    assert found == pytest.approx(n_sigma, rel=1e-5)
