"""What fits must do on any data: find the truth from anywhere, respect limits, say when there is nothing to fit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import contour, minos, profile
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff

POWER_LAW = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
CUTOFF = default_spectrum("exp_cutoff_power_law").with_values((2.0, 4e-11, 1.0, 0.15, 1.0))
PARABOLA = default_spectrum("log_parabola").with_values((4e-11, 1.0, 2.3, 0.2))
Simulate = Callable[..., SpectrumOnOff]


def runs(simulate: Simulate, model: SpectralModel, seed: int = 0, n: int = 2, **options: float) -> tuple:
    rng = np.random.default_rng(seed)
    return tuple(simulate(model, rng, **options) for _ in range(n))


@pytest.mark.parametrize("truth", [POWER_LAW, CUTOFF, PARABOLA], ids=lambda model: model.kind)
def test_gradient_and_hessian_are_derivatives_of_the_statistic(simulate: Simulate, truth: SpectralModel) -> None:
    joint_data = data_of_spectra(runs(simulate, truth))
    values = np.array(truth.values) * 1.05
    free = truth.free
    gradient = Likelihood.of(joint_data, truth.with_values(tuple(values))).evaluate().gradient
    hessian = Likelihood.of(joint_data, truth.with_values(tuple(values))).hessian()
    for k, i in enumerate(free):
        step = 1e-4 * values[i]
        up, down = values.copy(), values.copy()
        up[i] += step
        down[i] -= step
        above, below = (Likelihood.of(joint_data, truth.with_values(tuple(moved))).evaluate() for moved in (up, down))
        assert (above.stat - below.stat) / (2 * step) == pytest.approx(gradient[k], rel=1e-5)
        scale = np.sqrt(np.abs(np.diag(hessian)) * abs(hessian[k, k]))
        np.testing.assert_allclose((above.gradient - below.gradient) / (2 * step), hessian[k], atol=1e-5 * scale.max())


@pytest.mark.parametrize("truth", [POWER_LAW, CUTOFF, PARABOLA], ids=lambda model: model.kind)
def test_the_truth_is_recovered_with_errors_of_the_right_size(simulate: Simulate, truth: SpectralModel) -> None:
    pulls = []
    for seed in range(150):
        found = live_fit(data_of_spectra(runs(simulate, truth, seed)), truth)
        assert found.converged
        pulls.append(
            [(found.model.parameters[i].value - truth.values[i]) / found.model.parameters[i].error for i in truth.free]
        )
    mean, width = np.mean(pulls, axis=0), np.std(pulls, axis=0)
    assert np.all(np.abs(mean) < 0.3)  # 3.7 errors of the mean; errors that follow the counts make it slightly negative
    assert np.all((width > 0.8) & (width < 1.2))


@settings(max_examples=60, deadline=None)
@given(
    index=some.floats(-1.0, 6.0),
    exponent=some.floats(-20.0, -4.0),
    cut=some.sampled_from([-0.2, 0.0, 0.05, 1.0, 20.0]),
)
def test_any_start_ends_at_the_same_minimum(simulate: Simulate, index: float, exponent: float, cut: float) -> None:
    joint_data = data_of_spectra(runs(simulate, CUTOFF, seed=4))
    best = live_fit(joint_data, CUTOFF)
    found = live_fit(joint_data, CUTOFF.with_values((index, 10.0**exponent, 1.0, cut, 1.0)))
    assert found.converged
    for i in CUTOFF.free:
        assert (
            abs(found.model.parameters[i].value - best.model.parameters[i].value)
            < 2e-3 * best.model.parameters[i].error
        )


@settings(max_examples=25, deadline=None)
@given(seed=some.integers(0, 10_000), scale=some.floats(0.3, 3.0))
def test_the_live_fit_and_iminuit_agree_on_any_data(simulate: Simulate, seed: int, scale: float) -> None:
    joint_data = data_of_spectra(runs(simulate, POWER_LAW, seed, scale=scale))
    live, slow = live_fit(joint_data, POWER_LAW), fit(joint_data, POWER_LAW)
    assert slow.success
    for i in POWER_LAW.free:
        ours, theirs = live.model.parameters[i], slow.model.parameters[i]
        assert abs(ours.value - theirs.value) < 1e-3 * theirs.error


def test_frozen_parameters_stay_and_have_no_error(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, CUTOFF))
    result = fit(joint_data, CUTOFF.with_parameter("index", value=2.2, frozen=True))
    assert result.success
    assert (result.model["index"].value, result.model["index"].error) == (2.2, 0.0)
    assert np.all(result.covariance[0] == 0)
    assert result.n_free == 2
    assert result.names == ("index", "amplitude", "reference", "lambda_", "alpha")


def test_with_everything_frozen_the_statistic_is_given_and_nothing_moves(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, POWER_LAW))
    frozen = POWER_LAW.with_parameter("index", frozen=True).with_parameter("amplitude", frozen=True)
    result = fit(joint_data, frozen)
    assert (result.success, result.n_free, result.model.values) == (True, 0, POWER_LAW.values)
    assert result.total_stat == pytest.approx(Likelihood.of(joint_data, frozen).stat())
    assert live_fit(joint_data, frozen).total_stat == pytest.approx(result.total_stat)


def test_a_parameter_that_ends_at_its_limit_is_named(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, POWER_LAW, n=4))
    limited = POWER_LAW.with_parameter("index", value=2.0, maximum=2.2)
    live, slow = live_fit(joint_data, limited), fit(joint_data, limited)
    assert live.model["index"].value == 2.2
    assert "index" in live.message
    assert not slow.success
    assert "index ended at its limit" in slow.message
    assert slow.model["index"].value == pytest.approx(2.2, abs=1e-3)


def test_limits_that_are_not_reached_change_nothing(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, CUTOFF, n=4))
    limited = CUTOFF.with_parameter("lambda_", minimum=0.0).with_parameter("amplitude", minimum=0.0, maximum=1e-8)
    free, bounded = fit(joint_data, CUTOFF), fit(joint_data, limited)
    for name in ("index", "amplitude", "lambda_"):
        assert abs(free.model[name].value - bounded.model[name].value) < 1e-3 * free.model[name].error
        assert bounded.model[name].error == pytest.approx(free.model[name].error, rel=1e-3, abs=0)


def test_a_region_without_a_source_says_so_and_keeps_the_shape(simulate: Simulate) -> None:
    spectra = tuple(
        replace(s, counts=np.floor(0.3 * s.background)) for s in runs(simulate, POWER_LAW, background=400.0)
    )
    for outcome in (live_fit(data_of_spectra(spectra), CUTOFF), fit(data_of_spectra(spectra), CUTOFF)):
        assert "no excess" in outcome.message
        assert outcome.model["index"].value == CUTOFF["index"].value
        assert outcome.model["amplitude"].value < 0
        assert 0 < outcome.model["amplitude"].error < 1e-10


def test_no_counts_at_all_are_no_measurement(simulate: Simulate) -> None:
    run = runs(simulate, POWER_LAW, n=1)[0]
    empty = replace(run, counts=np.zeros(run.reco.n), counts_off=np.zeros(run.reco.n))
    result = fit(data_of_spectra((empty,)), POWER_LAW)
    assert not result.success
    assert "no excess" in result.message
    assert np.all(np.isfinite(result.model.values))
    assert result.model["amplitude"].value == pytest.approx(0.0, abs=1e-20)


def test_only_safe_bins_inside_the_fit_range_count(simulate: Simulate) -> None:
    spectra = runs(simulate, POWER_LAW)
    edges = spectra[0].reco.edges
    assert data_of_spectra(spectra, edges[2], edges[-3]).n_bins == 2 * (len(edges) - 1 - 4)
    assert data_of_spectra(spectra, edges[2] * 1.01, edges[-3] * 0.99).n_bins == 2 * (len(edges) - 1 - 6)
    half = replace(spectra[0], safe=np.arange(len(edges) - 1) > 4)
    assert data_of_spectra((half,)).n_bins == len(edges) - 1 - 5


def test_without_any_bin_the_reason_is_given(simulate: Simulate) -> None:
    spectra = runs(simulate, POWER_LAW)
    unsafe = tuple(replace(s, safe=np.zeros(s.reco.n, dtype=bool)) for s in spectra)
    with pytest.raises(AnalysisError, match="inside its safe range"):
        data_of_spectra(unsafe)
    with pytest.raises(AnalysisError, match="between 200 and 300 TeV"):
        data_of_spectra(spectra, 200.0, 300.0)
    with pytest.raises(AnalysisError, match="select at least one run"):
        data_of_spectra(())


def test_runs_with_different_true_axes_fit_as_one(simulate: Simulate) -> None:
    first, second = runs(simulate, POWER_LAW)
    fine = EnergyAxis(np.sort(np.concatenate([second.true.edges, second.true.centres])))
    finer = replace(second, true=fine, exposure=np.repeat(second.exposure, 2), edisp=np.repeat(second.edisp, 2, axis=0))
    same, mixed = data_of_spectra((first, second)), data_of_spectra((first, finer))
    np.testing.assert_allclose(
        Likelihood.of(mixed, CUTOFF).predicted(), Likelihood.of(same, CUTOFF).predicted(), rtol=1e-9
    )
    assert fit(mixed, POWER_LAW).total_stat == pytest.approx(fit(same, POWER_LAW).total_stat, abs=1e-8)
    np.testing.assert_allclose(
        Likelihood.of(mixed, POWER_LAW).hessian(),
        Likelihood.of(same, POWER_LAW).hessian(),
        rtol=1e-6,
    )


def test_a_run_without_safe_bins_adds_nothing(simulate: Simulate) -> None:
    first, second = runs(simulate, POWER_LAW)
    unsafe = replace(second, safe=np.zeros(second.reco.n, dtype=bool))
    result = fit(data_of_spectra((unsafe, first)), POWER_LAW)
    assert result.stat_per_dataset[0] == 0.0
    assert result.total_stat == pytest.approx(fit(data_of_spectra((first,)), POWER_LAW).total_stat)


def test_minos_profile_and_contour_tell_the_same_story(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, CUTOFF, n=4))
    result = fit(joint_data, CUTOFF)
    error = minos(joint_data, result, ["index"])["index"]
    best = result.model["index"].value
    stat = profile(joint_data, result, "index", [best - error.errn, best, best + error.errp])
    np.testing.assert_allclose(stat - result.total_stat, [1.0, 0.0, 1.0], atol=2e-3)
    _, index = contour(joint_data, result, "amplitude", "index", delta=1.0, n_points=40)
    assert index.max() == pytest.approx(best + error.errp, rel=3e-3)
    assert index.min() == pytest.approx(best - error.errn, rel=3e-3)


def test_minos_says_when_a_limit_is_in_the_way(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, CUTOFF))
    result = fit(joint_data, CUTOFF)
    index = result.model["index"]
    near = result.model.with_parameter("index", maximum=index.value + 0.2 * index.error)
    error = minos(joint_data, replace(result, joint=JointModel.of(near)), ["index"])["index"]
    assert not error.success
    assert np.isnan(error.errp)
    assert error.errn > 0
    assert "index" in error.message


def test_a_failed_fit_has_no_profile(simulate: Simulate) -> None:
    joint_data = data_of_spectra(runs(simulate, POWER_LAW))
    failed = replace(fit(joint_data, POWER_LAW), success=False, verdict=Verdict(Outcome.NO_MINIMUM))
    with pytest.raises(AnalysisError, match="no minimum found"):
        minos(joint_data, failed)


def test_the_live_fitter_needs_numpy_only() -> None:
    code = (
        "import sys, vhegui.core.fitting.live, vhegui.core.models.spectral.crab_references;"
        "import vhegui.core.estimators.flux_points.points;"
        "print([m for m in ('scipy', 'astropy', 'iminuit') if m in sys.modules])"
    )
    out: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("seed", range(4))
def test_on_weak_data_the_published_fit_does_not_depend_on_where_it_starts(simulate, seed):
    truth = default_spectrum("power_law").with_parameter("amplitude", value=3e-13)
    weak = data_of_spectra([simulate(truth, np.random.default_rng(seed), background=3.0)])
    model = default_spectrum("exp_cutoff_power_law")
    starts = [model, model.with_parameter("index", value=0.7).with_parameter("lambda_", value=0.6)]
    starts.append(model.with_parameter("index", value=3.0).with_parameter("lambda_", value=-0.01))
    results = [fit(weak, start) for start in starts]
    assert np.ptp([result.total_stat for result in results]) < 0.02
