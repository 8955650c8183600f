"""Variability of light curves whose truth is known, and the numbers of the reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_light_curves import START, TRUTH, made_light_curve, nightly_runs

from vhegui.core.estimators.light_curve.fluxes import light_curve
from vhegui.core.estimators.light_curve.hardness import hardness_ratio
from vhegui.core.estimators.light_curve.signal_growth import signal_growth
from vhegui.core.estimators.light_curve.time_bins import fixed_bins, run_bins
from vhegui.core.estimators.light_curve.variability import (
    chi2_probability,
    constant_by_likelihood,
    constant_flux,
    doubling_times,
    fractional_variability,
    normalised_excess_variance,
    point_to_point_variability,
    variability,
)

CASES = ("seed_axes_no_safe_mask", "seed_axes_safe_aeff10", "aligned_axes_safe_aeff10")


@pytest.fixture(params=CASES)
def case(reference, request):
    """Fluxes, errors and times of the reference, and the variability it found."""
    found = reference("crab_lc.json")["crab_1d"][request.param]
    curve = {name: np.array(values) for name, values in found["light_curve"].items()}
    time = 0.5 * (curve["time_start_mjd_tt"] + curve["time_stop_mjd_tt"])
    return curve["flux"], curve["flux_err"], time, found["variability"]


def test_constancy_and_fractional_variability_agree_with_the_reference(case):
    flux, error, _, expected = case
    found = constant_flux(flux, error)
    assert found.flux == pytest.approx(expected["weighted_mean"], rel=1e-6, abs=0)
    assert found.flux_err == pytest.approx(expected["weighted_mean_err"], rel=1e-6, abs=0)
    assert found.statistic == pytest.approx(expected["chi2_constant"], rel=1e-6)
    assert (found.ndf, found.p_value) == (3, pytest.approx(expected["p_value"], rel=1e-6, abs=0))
    assert fractional_variability(flux, error) == pytest.approx((expected["fvar"], expected["fvar_err"]), rel=1e-6)


def test_doubling_times_agree_with_the_reference(case):
    flux, error, time, expected = case
    doubling, halving = doubling_times(time, flux, error)
    hours = np.array([*doubling, *halving]) / 3600.0
    wanted = [expected[name] for name in ("doubling_time_h", "doubling_err_h", "halving_time_h", "halving_err_h")]
    np.testing.assert_allclose(hours, wanted, rtol=1e-5)


def test_point_to_point_variability_is_that_of_the_paper_and_the_reference_differs_by_its_factor_of_two(case):
    flux, error, _, expected = case
    noise = np.mean(error**2) / flux.mean() ** 2
    without_half = np.sum(np.diff(flux) ** 2) / 3.0 / flux.mean() ** 2
    assert np.sqrt(abs(without_half - noise)) == pytest.approx(expected["fpp"], rel=1e-6)
    paper = 0.5 * without_half - noise
    value, _ = point_to_point_variability(flux, error)
    assert (value == pytest.approx(np.sqrt(paper))) if paper > 0 else np.isnan(value)


def test_white_noise_has_the_same_point_to_point_and_fractional_variability():
    rng = np.random.default_rng(1)
    flux, error = 10.0 + np.hypot(2.0, 0.5) * rng.standard_normal(20_000), np.full(20_000, 0.5)
    for found in (fractional_variability(flux, error), point_to_point_variability(flux, error)):
        assert found[0] == pytest.approx(0.2, rel=0.03)


def test_a_light_curve_quieter_than_its_errors_has_no_fractional_variability():
    flux, error = np.array([1.0, 1.01, 0.99]), np.full(3, 0.1)
    assert normalised_excess_variance(flux, error)[0] < 0
    assert np.isnan(fractional_variability(flux, error)).all()


def test_errors_of_the_excess_variance_are_the_scatter_of_constant_light_curves():
    rng = np.random.default_rng(2)
    found = np.array(
        [normalised_excess_variance(1 + 0.2 * rng.standard_normal(20), np.full(20, 0.2)) for _ in range(800)]
    )
    value, error = found.T
    assert abs(value.mean()) < 4 * value.std() / np.sqrt(800)
    assert np.sqrt(np.mean(error**2)) == pytest.approx(value.std(), rel=0.15)


@given(st.floats(0.1, 100.0), st.floats(0.2, 50.0))
def test_an_exponential_rise_has_its_doubling_time_everywhere(days, scale):
    time = START + np.arange(5.0)
    flux = scale * 2.0 ** ((time - START) / days)
    doubling, halving = doubling_times(time, flux, 0.1 * flux)
    assert doubling[0] == pytest.approx(days * 86400, rel=1e-6)
    assert np.isnan(halving).all()


def test_only_significant_changes_decide_about_the_doubling_time():
    time = np.arange(5.0)
    flux, error = np.array([1.0, 1.02, 0.001, 4.0, 4.4]), np.array([0.1, 0.1, 0.5, 0.2, 0.2])
    plain, _ = doubling_times(time, flux, error)
    rising, falling = doubling_times(time, flux, error, 3.0)
    assert plain[0] == pytest.approx(86400 * np.log(2) / np.log(4.0 / 0.001))
    assert rising[0] == pytest.approx(86400 * np.log(2) / np.log(4.0 / 0.5))  # the faint flux is worth its error
    assert np.isnan(falling[0])  # the fall to it is 1 σ


def test_a_constant_source_gives_even_probabilities_also_with_few_counts():
    chi2, by_likelihood = [], []
    for seed in range(120):
        runs = nightly_runs(np.random.default_rng(seed), 8, scale=0.15)
        curve = light_curve(runs, run_bins([run.time for run in runs]), TRUTH)
        found = variability(curve)
        chi2.append(found.constant.p_value)
        by_likelihood.append(found.likelihood.p_value)
    for probabilities in (chi2, by_likelihood):
        distance = np.max(np.abs(np.sort(probabilities) - (np.arange(120) + 0.5) / 120))
        assert distance < 1.63 / np.sqrt(120)  # Kolmogorov and Smirnov, 1 %


def test_a_constant_flux_by_likelihood_is_that_of_all_bins_together_and_has_no_bias():
    truth = 3e-11 / 1.5 * (0.3**-1.5 - 30.0**-1.5)
    runs = nightly_runs(np.random.default_rng(11), 30, scale=0.05)
    curve = light_curve(runs, fixed_bins([run.time for run in runs], 6.0), TRUTH)
    likelihood, chi2 = constant_by_likelihood(curve), variability(curve).constant
    assert abs(likelihood.flux - truth) < 3 * likelihood.flux_err
    assert chi2.flux < likelihood.flux  # few counts: bins that fluctuate down have smaller errors and weigh more


def test_a_changing_source_is_found_with_its_amplitude():
    def sine(time):
        return 2.0 + np.sin(2 * np.pi * (time - START) / 7.3)

    runs = nightly_runs(np.random.default_rng(3), 30, factor=sine)
    found = variability(light_curve(runs, run_bins([run.time for run in runs]), TRUTH))
    assert found.likelihood.p_value < 1e-6
    assert found.fvar[0] == pytest.approx(0.5 / np.sqrt(2), abs=4 * found.fvar[1] + 0.03)
    assert found.doubling[0] < 7 * 86400


def test_nothing_measured_gives_no_numbers_and_no_failure():
    curve = made_light_curve(intervals=((5.0, 6.0), (6.0, 7.0)))
    found = variability(curve)
    assert (found.n, found.constant.ndf) == (0, 0)
    assert np.isnan([found.mean, found.constant.p_value, found.likelihood.p_value, *found.fvar, *found.doubling]).all()
    assert np.isnan(chi2_probability(1.0, 0))


def test_hardness_is_the_ratio_of_the_bands_with_the_errors_of_both():
    curve = made_light_curve(edges=(0.3, 1.7, 30.0))
    found = hardness_ratio(curve, 0, 1)
    truth = (1.7**-1.5 - 30**-1.5) / (0.3**-1.5 - 1.7**-1.5)
    assert np.all(np.abs(found.ratio - truth) < 4 * found.error)
    relative = np.hypot(curve.flux_err[:, 0] / curve.flux[:, 0], curve.flux_err[:, 1] / curve.flux[:, 1])
    np.testing.assert_allclose(found.error / found.ratio, relative)
    faint = replace(curve, norm=-curve.norm)
    assert np.isnan(hardness_ratio(faint, 0, 1).ratio).all()


def test_a_steady_signal_grows_with_time_and_its_significance_with_the_root():
    runs = nightly_runs(np.random.default_rng(4), 6)
    found = signal_growth(runs)
    assert 120 < len(found.time) < 200
    total = np.array([(run.spectrum.counts.sum(), run.spectrum.counts_off.sum()) for run in runs]).sum(axis=0)
    assert (found.counts[-1], found.counts_off[-1]) == tuple(total)
    assert found.livetime[-1] == pytest.approx(sum(run.spectrum.livetime for run in runs), rel=1e-6)
    late = slice(40, None)
    assert np.all(np.abs(found.excess - found.expected_excess)[late] < 4 * found.excess_error[late])
    steady = found.expected_sqrt_ts(found.livetime)
    np.testing.assert_allclose(found.sqrt_ts[late], steady[late], rtol=0.25)
    assert steady[-1] == found.sqrt_ts[-1]


def test_runs_without_a_safe_bin_add_nothing_to_the_growth():
    runs = nightly_runs(np.random.default_rng(4), 2)
    bad = replace(runs[1], spectrum=replace(runs[1].spectrum, safe=np.zeros(runs[1].spectrum.reco.n, dtype=bool)))
    found = signal_growth([runs[0], bad])
    assert found.livetime[-1] == pytest.approx(runs[0].spectrum.livetime, rel=1e-6)
    assert len(signal_growth([bad]).time) == 0
    assert len(signal_growth([bad]).expected_excess) == 0
