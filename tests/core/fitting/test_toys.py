"""Simulated repetitions: they know when a fit is good, when its errors are wrong, and when to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import FitResult, fit
from vhegui.core.fitting.profiles import minos
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.toy_histograms import pull_histogram, stat_histogram
from vhegui.core.fitting.toys import mean_counts, rise_to, simulate_priors, toys
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.spectra.onoff import SpectrumOnOff

TRUTH = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
Simulate = Callable[..., SpectrumOnOff]


def fitted(simulate: Simulate, seed: int = 1, statistic: str = "wstat") -> tuple[JointData, FitResult]:
    rng = np.random.default_rng(seed)
    joint_data = data_of_spectra([simulate(TRUTH, rng, background=20.0) for _ in range(2)], statistic=statistic)
    return joint_data, fit(joint_data, TRUTH)


def test_toys_are_drawn_about_the_signal_on_the_background_that_suits_the_data_best(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate)
    mean_on, mean_off = mean_counts(joint_data, result.model)
    signal = Likelihood.of(joint_data, result.model).predicted()
    np.testing.assert_allclose(mean_on, signal + joint_data.counts.alpha * mean_off)


def test_toys_of_a_right_model_cover_and_fit_as_well_as_the_data(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate)
    found = toys(joint_data, result, 200, np.random.default_rng(3), profiles=True)
    assert found.n_good == 200
    assert np.all(np.abs(found.pull_mean) < 4 / np.sqrt(200))
    np.testing.assert_allclose(found.pull_width, 1.0, atol=4 / np.sqrt(400))
    np.testing.assert_allclose(found.coverage, 0.683, atol=0.13)
    assert found.profile_coverage == pytest.approx(0.683, abs=0.13)
    assert found.stat[found.converged].mean() == pytest.approx(found.ndf, rel=0.15)
    assert 0.0 < found.p_value < 1.0
    assert 0.0 < found.p_value_error < 0.04


def test_a_wrong_model_has_a_small_p_value(simulate: Simulate) -> None:
    joint_data, _ = fitted(simulate)
    flat = fit(joint_data, TRUTH.with_parameter("index", value=1.2, frozen=True))
    assert toys(joint_data, flat, 40, np.random.default_rng(4)).p_value == 0.0


def test_the_bias_of_chi_squared_at_few_counts_is_told(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate, statistic="chi2")
    found = toys(joint_data, result, 150, np.random.default_rng(5))
    assert any("amplitude comes out" in said and "too low" in said for said in found.sentences())


def test_of_the_cash_statistic_no_goodness_is_told_but_where_to_look(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate, statistic="cash")
    said = toys(joint_data, result, 20, np.random.default_rng(4)).sentences()
    assert not any("Goodness" in sentence for sentence in said)
    assert "for cubes look at the residuals" in said[0]


def test_the_same_generator_gives_the_same_toys(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate)
    first, again = (toys(joint_data, result, 5, np.random.default_rng(6)) for _ in range(2))
    np.testing.assert_array_equal(first.values, again.values)


def test_progress_is_reported_and_what_it_raises_stops_the_toys(simulate: Simulate) -> None:
    class Stop(Exception):
        pass

    joint_data, result = fitted(simulate)
    seen: list[float] = []
    toys(joint_data, result, 3, np.random.default_rng(7), lambda fraction, text: seen.append(fraction))
    assert seen[0] == 0.0
    assert seen[-1] == 1.0

    def stop(fraction: float, text: str) -> None:
        raise Stop

    with pytest.raises(Stop):
        toys(joint_data, result, 10_000, np.random.default_rng(7), stop)


def test_a_failed_fit_is_not_repeated(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate)
    with pytest.raises(AnalysisError, match="only a good fit"):
        toys(
            joint_data, replace(result, success=False, verdict=Verdict(Outcome.NO_MINIMUM)), 3, np.random.default_rng(8)
        )


def test_the_rise_to_the_truth_is_one_at_the_end_of_a_minos_interval(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate)
    end = result.model["index"].value + minos(joint_data, result, ["index"])["index"].errp
    truth = JointModel.of(result.model.with_parameter("index", value=end))
    assert rise_to(joint_data, result, truth)[0] == pytest.approx(-1.0, abs=1e-3)


def test_what_was_measured_beforehand_is_measured_again_in_every_toy(simulate: Simulate) -> None:
    joint_data, _ = fitted(simulate)
    result = fit(joint_data, TRUTH.with_parameter("index", prior=Prior("gaussian", 2.5, 0.02)))
    rng = np.random.default_rng(9)
    priors = [simulate_priors(result.joint, rng)["index"].prior for _ in range(300)]
    means = [prior.a for prior in priors if prior is not None]
    assert np.std(means) == pytest.approx(0.02, rel=0.2)
    assert np.mean(means) == pytest.approx(result.model["index"].value, abs=0.005)
    # Were the prior always at the truth, pulls of the index would be half as wide as they should be.
    assert toys(joint_data, result, 150, np.random.default_rng(10)).pull_width[0] == pytest.approx(1.0, abs=0.25)


def test_toys_in_bins_are_as_many_as_converged_and_the_curve_beside_them_has_their_area(simulate: Simulate) -> None:
    joint_data, result = fitted(simulate)
    found = toys(joint_data, result, 40, np.random.default_rng(10))
    far = replace(found, observed_stat=found.stat.max() + 100.0, values=found.values + 100.0)
    for each in (found, far):
        stat, pulls = stat_histogram(each), pull_histogram(each, 0)
        assert stat.edges[0] < each.observed_stat < stat.edges[-1]
        assert stat.counts.sum() == pulls.counts.sum() == found.n_good
    assert pull_histogram(far, 0).counts[-1] == found.n_good
    x, curve = pull_histogram(found, 0).normal()
    width = np.diff(pull_histogram(found, 0).edges)[0]
    assert np.trapezoid(curve, x) == pytest.approx(found.n_good * width, rel=1e-3)
