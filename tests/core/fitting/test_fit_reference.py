"""Fits of the four Crab runs against the reference (gammapy 2.1): joint and stacked, three spectral models."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import contour, minos, profile
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel

KINDS = {"ecpl": "exp_cutoff_power_law", "pl": "power_law", "lp": "log_parabola"}
CASES = [f"{model}_{data}" for model in KINDS for data in ("joint", "stacked", "stacked_ogip")]


def prepare(crab: Any, crab_data: Any, case: str) -> tuple[Any, JointData, SpectralModel]:
    short, data = case.split("_", 1)
    model = default_spectrum(KINDS[short])
    for name, value in crab["fits"][case]["start_values"].items():
        model = model.with_parameter(name, value=value)
    return crab["fits"][case], data_of_spectra(crab_data[data]), model


@pytest.mark.parametrize("case", CASES)
def test_values_agree_to_a_thousandth_of_their_errors(crab: Any, crab_data: Any, case: str) -> None:
    entry, joint_data, model = prepare(crab, crab_data, case)
    result = fit(joint_data, model)
    assert result.success
    assert result.total_stat == pytest.approx(entry["refined_minimum"]["total_stat"], abs=1e-4)
    for name, (value, error) in entry["refined_minimum"]["parameters"].items():
        ours = result.model[name.split(".")[1]]
        assert abs(ours.value - value) < 1e-3 * error
        # The reference's error is a finite difference with steps of 0.1 and of 0.4 σ: extrapolated to a step of 0.
        limit = error - (entry["refined_minimum"]["errors_step_0p4"][name] - error) / 15.0
        assert ours.error == pytest.approx(limit, rel=2e-4, abs=0)
    correlation = result.correlation[np.ix_(model.free, model.free)]
    np.testing.assert_allclose(correlation, entry["refined_minimum"]["correlation"]["matrix"], atol=1e-3)
    np.testing.assert_allclose(result.stat_per_dataset, entry["stat_per_dataset_at_best_fit"], atol=0.02)


@pytest.mark.parametrize("case", CASES)
def test_the_live_fit_and_iminuit_agree(crab: Any, crab_data: Any, case: str) -> None:
    _, joint_data, model = prepare(crab, crab_data, case)
    result, live = fit(joint_data, model), live_fit(joint_data, model)
    assert live.converged
    assert live.total_stat == pytest.approx(result.total_stat, abs=1e-5)
    for i in model.free:
        ours, theirs = live.model.parameters[i], result.model.parameters[i]
        assert abs(ours.value - theirs.value) < 1e-3 * theirs.error
        assert ours.error == pytest.approx(theirs.error, rel=1e-3, abs=0)


@pytest.mark.parametrize("case", CASES)
def test_predicted_counts_and_statistic_agree_at_the_start_values(crab: Any, crab_data: Any, case: str) -> None:
    entry, joint_data, model = prepare(crab, crab_data, case)
    safe = np.concatenate([spectrum.safe for spectrum in crab_data[case.split("_", 1)[1]]])
    expected = np.concatenate(entry["npred_signal_per_bin_at_start_values"])[safe]
    # Theirs integrates each bin as three power-law pieces: up to 6·10⁻⁴ off where the cutoff is steep.
    np.testing.assert_allclose(Likelihood.of(joint_data, model).predicted(), expected, rtol=6e-4)
    assert Likelihood.of(joint_data, model).stat() == pytest.approx(entry["stat_at_start_values"], abs=6e-3)


@pytest.mark.parametrize("case", ["ecpl_joint", "pl_joint", "lp_stacked"])
def test_minos_errors_agree(crab: Any, crab_data: Any, case: str) -> None:
    entry, joint_data, model = prepare(crab, crab_data, case)
    for name, error in minos(joint_data, fit(joint_data, model)).items():
        assert error.success
        assert error.errp == pytest.approx(entry["minos_1sigma"][name]["errp"], rel=2e-3, abs=0)
        assert error.errn == pytest.approx(entry["minos_1sigma"][name]["errn"], rel=2e-3, abs=0)


def test_minos_errors_are_those_of_iminuit(crab: Any, crab_data: Any) -> None:
    from vhegui.core.fitting.minimise import minuit_at

    _, joint_data, model = prepare(crab, crab_data, "ecpl_joint")
    result = fit(joint_data, model)
    likelihood = Likelihood.of(joint_data, result.joint)
    free = list(likelihood.free)
    minuit, cost = minuit_at(likelihood, likelihood.start, result.joint_covariance[np.ix_(free, free)])
    minuit.migrad()
    minuit.minos()
    ours = minos(joint_data, result)
    for name, unit in zip(ours, cost.scale, strict=True):
        assert ours[name].errp == pytest.approx(minuit.merrors[name].upper * unit, rel=2e-3, abs=0)
        assert ours[name].errn == pytest.approx(-minuit.merrors[name].lower * unit, rel=2e-3, abs=0)


@pytest.mark.parametrize("name", ["amplitude", "index", "lambda_"])
def test_profiles_agree(crab: Any, crab_data: Any, name: str) -> None:
    _, joint_data, model = prepare(crab, crab_data, "ecpl_joint")
    expected = crab["profiles_joint_ecpl"][f"{name}_reoptimised"]
    stat = profile(joint_data, fit(joint_data, model), name, expected["values"])
    np.testing.assert_allclose(stat, expected["stat"], atol=3e-3)


@pytest.mark.parametrize(
    ("key", "delta"), [("68.27pct_2D_dstat_2.2957", 2.2957), ("95pct_2D_dstat_5.9915", 5.9915), ("dstat_1", 1.0)]
)
def test_contours_agree(crab: Any, crab_data: Any, key: str, delta: float) -> None:
    _, joint_data, model = prepare(crab, crab_data, "ecpl_joint")
    result = fit(joint_data, model)
    x, y = contour(joint_data, result, "amplitude", "index", delta)
    expected = crab["contours_joint_ecpl_amplitude_index"][key]

    def radius(amplitude: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Angle and radius in units of the errors, sorted by angle."""
        a = (amplitude - result.model["amplitude"].value) / result.model["amplitude"].error
        b = (index - result.model["index"].value) / result.model["index"].error
        order = np.argsort(np.arctan2(b, a))
        return np.arctan2(b, a)[order], np.hypot(a, b)[order]

    angle, ours = radius(x, y)
    their_angle, theirs = radius(np.array(expected["amplitude"]), np.array(expected["index"]))
    np.testing.assert_allclose(np.interp(their_angle, angle, ours, period=2 * np.pi), theirs, rtol=0.06)
    assert x.max() == pytest.approx(max(expected["amplitude"]), rel=2e-3, abs=0)
    assert y.max() == pytest.approx(max(expected["index"]), rel=2e-3)
