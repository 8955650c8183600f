"""Fits of several sources, instruments, priors, links and systematics at once, against what must come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vhegui.core.errors import ConfigError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit, warm_start
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.systematics import unused_nuisances
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import stack_alike

LINE = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
STEEP = default_spectrum("power_law").with_values((3.3, 8e-11, 1.0))
CUTOFF = default_spectrum("exp_cutoff_power_law").with_values((2.0, 4e-11, 1.0, 0.15, 1.0))
FLAT_AMPLITUDE = LINE.with_parameter("index", frozen=True)
Run = Callable[..., SpectrumOnOff]


def factor(kind: str, instrument: str, delta: float | None = None) -> Nuisance:
    """A systematic with a prior of this width."""
    prior = None if delta is None else Prior("gaussian", 1.0, delta)
    return Nuisance(kind, instrument, Parameter(kind, 1.0, minimum=0.2, maximum=5.0, prior=prior))


def of_one(spectral: SpectralModel, *nuisances: Nuisance) -> JointModel:
    """One source, with systematics."""
    return JointModel((SourceModel("source", spectral),), nuisances)


EVERYTHING = JointModel(
    (
        SourceModel("a", CUTOFF.with_parameter("index", prior=Prior("gaussian", 2.2, 0.1))),
        SourceModel("b", LINE.with_parameter("index", link="a.index"), ("north",)),
        SourceModel("c", STEEP, ("run 3",)),
    ),
    (
        factor("area", "north", 0.15),
        factor("energy", "north", 0.1),
        factor("background", "north", 0.1),
        factor("background", "south", 0.2),
    ),
)


@pytest.mark.parametrize("statistic", ["wstat", "cash", "cstat", "chi2"])
def test_derivatives_of_everything_at_once_are_those_of_the_statistic(expected_run: Run, statistic: str) -> None:
    spectra = (
        expected_run(CUTOFF, "north", "run 1"),
        expected_run(LINE, "south", "run 2"),
        expected_run(STEEP, "north", "run 3"),
    )
    joint_data = data_of_spectra(spectra, statistic=statistic)
    values = np.array(EVERYTHING.values) * np.where(np.arange(len(EVERYTHING.values)) >= 11, 1.1, 1.03)
    likelihood = Likelihood.of(joint_data, EVERYTHING.with_values(tuple(values)))
    x = likelihood.start
    at, hessian = likelihood.evaluate(x), likelihood.hessian(x)
    assert at.stat == pytest.approx(likelihood.stat(x), rel=1e-12)
    for k, value in enumerate(x):
        up, down = x.copy(), x.copy()
        up[k], down[k] = value * (1 + 1e-4), value * (1 - 1e-4)
        above, below = likelihood.evaluate(up), likelihood.evaluate(down)
        scale = np.sqrt(np.diag(at.fisher))
        slope = (above.stat - below.stat) / (2e-4 * value)
        assert slope / scale[k] == pytest.approx(at.gradient[k] / scale[k], rel=1e-5, abs=1e-5)
        row = (above.gradient - below.gradient) / (2e-4 * value)
        np.testing.assert_allclose(row / scale / scale[k], hessian[k] / scale / scale[k], atol=1e-5)


@given(mean=some.floats(2e-11, 5e-11), width=some.floats(1e-13, 1e-11))
def test_a_gaussian_prior_and_the_data_combine_as_two_measurements(
    expected_run: Run, mean: float, width: float
) -> None:
    joint_data = data_of_spectra((expected_run(LINE),), statistic="chi2")  # χ² is a parabola in the amplitude
    alone = fit(joint_data, FLAT_AMPLITUDE).model["amplitude"]
    with_prior = fit(joint_data, FLAT_AMPLITUDE.with_parameter("amplitude", prior=Prior("gaussian", mean, width)))
    weights = np.array([alone.error**-2, width**-2])
    expected = (weights @ [alone.value, mean]) / weights.sum()
    both = with_prior.model["amplitude"]
    assert both.value == pytest.approx(expected, rel=1e-6, abs=0)
    assert both.error == pytest.approx(weights.sum() ** -0.5, rel=1e-6, abs=0)
    assert with_prior.prior_stat == pytest.approx(((both.value - mean) / width) ** 2, rel=1e-5)
    assert with_prior.total_stat == pytest.approx(with_prior.stat_per_dataset.sum() + with_prior.prior_stat)
    assert with_prior.ndf == with_prior.n_bins


def test_a_uniform_prior_is_a_limit_and_a_log_uniform_one_pulls_down(expected_run: Run) -> None:
    joint_data = data_of_spectra((expected_run(LINE),))
    free = fit(joint_data, LINE)
    inside = fit(joint_data, LINE.with_parameter("index", prior=Prior("uniform", 1.0, 4.0)))
    assert inside.model["index"].value == pytest.approx(free.model["index"].value, abs=1e-6)
    outside = fit(joint_data, LINE.with_parameter("index", prior=Prior("uniform", 1.0, 2.3)))
    assert outside.model["index"].value == pytest.approx(2.3, abs=1e-6)
    assert "index ended at its limit" in outside.message
    jeffreys = fit(joint_data, FLAT_AMPLITUDE.with_parameter("amplitude", prior=Prior("log_uniform", 1e-13, 1e-9)))
    amplitude, shift = jeffreys.model["amplitude"], fit(joint_data, FLAT_AMPLITUDE).model["amplitude"]
    assert amplitude.value - shift.value == pytest.approx(-(shift.error**2) / shift.value, rel=0.1, abs=0)


def test_linked_parameters_are_one_parameter(expected_run: Run) -> None:
    spectra = expected_run(CUTOFF, "north"), expected_run(LINE, "south", scale=0.5)
    joint_data = data_of_spectra(spectra)
    one = fit(joint_data, LINE)
    slave = LINE.with_parameter("index", link="a.index").with_parameter("amplitude", link="amplitude")
    slave = replace(slave, parameters=tuple(replace(p, value=1.0) for p in slave.parameters))
    linked = fit(joint_data, JointModel((SourceModel("a", LINE, ("north",)), SourceModel("b", slave, ("south",)))))
    # "amplitude" of b means its own: the link goes to the first source, because nothing is linked to itself
    assert linked.n_free == one.n_free == 2
    assert linked.total_stat == pytest.approx(one.total_stat, abs=1e-6)
    assert linked.model.values == pytest.approx(one.model.values, rel=1e-6, abs=0)
    for name in ("index", "amplitude"):
        assert linked.joint[f"b.{name}"].error == pytest.approx(one.model[name].error, rel=1e-5, abs=0)
        assert linked.joint[f"b.{name}"].value == pytest.approx(one.model[name].value, rel=1e-6, abs=0)


def test_two_sources_that_different_instruments_see_are_fitted_as_if_alone(simulate: Run) -> None:
    rng = np.random.default_rng(3)
    north = replace(simulate(CUTOFF, rng), instrument="north", name="1")
    south = replace(simulate(STEEP, rng), instrument="south", name="2")
    start = default_spectrum("power_law"), default_spectrum("exp_cutoff_power_law")
    model = JointModel((SourceModel("a", start[1], ("north",)), SourceModel("b", start[0], ("2",))))
    both = fit(data_of_spectra((north, south)), model)
    a, b = fit(data_of_spectra((north,)), start[1]), fit(data_of_spectra((south,)), start[0])
    assert both.success
    assert both.total_stat == pytest.approx(a.total_stat + b.total_stat, abs=1e-5)
    for name in ("index", "amplitude", "lambda_"):
        assert both.model[name].value == pytest.approx(a.model[name].value, abs=1e-3 * a.model[name].error)
        assert both.model[name].error == pytest.approx(a.model[name].error, rel=1e-3, abs=0)
    for name in ("index", "amplitude"):
        assert both.joint[f"b.{name}"].error == pytest.approx(b.model[name].error, rel=1e-3, abs=0)
    np.testing.assert_allclose(both.joint_correlation[:5, 5:], 0.0, atol=1e-6)


def test_two_sources_in_one_spectrum_are_separated(expected_run: Run) -> None:
    run = expected_run(CUTOFF)
    both = replace(run, counts=run.counts + expected_run(STEEP, background=0.0).counts)
    model = JointModel((SourceModel("a", CUTOFF), SourceModel("b", STEEP.with_parameter("index", frozen=True))))
    found = fit(data_of_spectra((both,)), model.with_parameter("b.amplitude", value=1e-12))
    assert found.success
    assert found.joint["b.amplitude"].value == pytest.approx(8e-11, rel=2e-3, abs=0)
    assert found.model["amplitude"].value == pytest.approx(4e-11, rel=2e-3, abs=0)


@pytest.mark.parametrize("scale", [0.9, 1.12])
def test_a_wrong_energy_scale_is_found_by_comparison_with_another_instrument(expected_run: Run, scale: float) -> None:
    index, amplitude, _, lambda_, _ = CUTOFF.values
    # φ(E/f)/f of this formula, with other parameters
    shifted = CUTOFF.with_values((index, amplitude * scale ** (index - 1), 1.0, lambda_ / scale, 1.0))
    spectra = expected_run(CUTOFF, "north"), expected_run(shifted, "south", scale=3.0)
    model = of_one(default_spectrum("exp_cutoff_power_law"), factor("energy", "south"))
    found = fit(data_of_spectra(spectra), model)
    assert found.success
    assert found.joint["south.energy"].value == pytest.approx(scale, abs=0.02 * found.joint["south.energy"].error)
    assert found.model["lambda_"].value == pytest.approx(lambda_, rel=5e-3)
    assert found.total_stat < 0.01


def test_area_and_background_factors_are_found(expected_run: Run) -> None:
    south = expected_run(LINE, "south", scale=2.0)
    brighter = replace(south, exposure=south.exposure / 1.3, alpha=south.alpha / 1.2)
    spectra = expected_run(LINE, "north"), brighter
    model = of_one(LINE, factor("area", "south"), factor("background", "south"))
    found = fit(data_of_spectra(spectra), model)
    assert found.joint["south.area"].value == pytest.approx(1.3, rel=1e-3)
    assert found.joint["south.background"].value == pytest.approx(1.2, rel=1e-3)


def test_the_area_of_a_single_instrument_cannot_be_told_from_the_flux(expected_run: Run) -> None:
    joint_data = data_of_spectra((expected_run(LINE, "north", scale=100.0),))
    alone = fit(joint_data, LINE).model["amplitude"]
    without = fit(joint_data, of_one(LINE, factor("area", "north")))
    assert not without.success
    assert "amplitude and north.area only in combination" in without.message
    known = fit(joint_data, of_one(LINE, factor("area", "north", 0.2)))
    assert known.success
    assert "amplitude and north.area can hardly be told apart" in known.message
    assert known.joint["north.area"].value == pytest.approx(1.0, abs=1e-4)
    assert known.model["amplitude"].error == pytest.approx(np.hypot(alone.error, 0.2 * alone.value), rel=1e-2, abs=0)


@settings(max_examples=15)
@given(seed=some.integers(0, 1000), delta=some.floats(0.02, 0.2))
def test_systematics_never_make_errors_smaller(simulate: Run, seed: int, delta: float) -> None:
    rng = np.random.default_rng(seed)
    spectra = tuple(replace(simulate(LINE, rng), instrument=name) for name in ("north", "south"))
    joint_data = data_of_spectra(spectra)
    kinds = ("area", "energy", "background")
    nuisances = tuple(factor(kind, name, delta) for name in ("north", "south") for kind in kinds)
    plain, wide = fit(joint_data, LINE), fit(joint_data, of_one(LINE, *nuisances))
    assert wide.success
    for name in ("index", "amplitude"):
        # the curvature of the data is another where the best fit is another: by some 1 %
        assert wide.model[name].error > 0.98 * plain.model[name].error
    assert wide.total_stat <= plain.total_stat + 1e-6
    live = live_fit(joint_data, of_one(LINE, *nuisances))
    assert live.total_stat == pytest.approx(wide.total_stat, abs=1e-4)
    errors = np.sqrt(np.diag(wide.joint_covariance)[list(wide.joint.free)])
    expected = np.sqrt(np.diag(live.joint_covariance)[list(live.joint.free)])  # by the expected curvature
    assert expected == pytest.approx(errors, rel=0.15, abs=0)


def test_each_data_set_has_its_own_range(expected_run: Run) -> None:
    spectra = tuple(expected_run(LINE, instrument, name) for instrument, name in (("n", "1"), ("n", "2"), ("s", "3")))
    edges = spectra[0].reco.edges
    joint_data = data_of_spectra(spectra, edges[1], ranges={"n": (edges[5], edges[10]), "2": (0.0, edges[4])})
    lowest = [joint_data.reco_min[joint_data.run == i].min() for i in range(3)]
    highest = [joint_data.reco_max[joint_data.run == i].max() for i in range(3)]
    assert lowest == pytest.approx([edges[5], edges[1], edges[1]])
    assert highest == pytest.approx([edges[10], edges[4], edges[-1]])


def test_other_counts_in_the_same_objective_are_as_if_built_with_them(simulate: Run) -> None:
    first, second = (simulate(LINE, np.random.default_rng(seed)) for seed in (1, 2))
    joint_data = data_of_spectra((first,)).with_counts(second.counts, second.counts_off)
    assert fit(joint_data, LINE).model.values == fit(data_of_spectra((second,)), LINE).model.values


@pytest.mark.parametrize("statistic", ["wstat", "cash", "cstat", "chi2"])
def test_every_statistic_finds_the_truth_in_data_without_fluctuations(expected_run: Run, statistic: str) -> None:
    joint_data = data_of_spectra((expected_run(CUTOFF, scale=3.0),), statistic=statistic)
    found = fit(joint_data, default_spectrum("exp_cutoff_power_law"))
    assert found.success
    for i in CUTOFF.free:
        ours = found.model.parameters[i]
        assert ours.value == pytest.approx(CUTOFF.values[i], abs=0.02 * ours.error)


def test_a_warm_start_of_a_joint_model_takes_over_everything(expected_run: Run) -> None:
    joint_data = data_of_spectra((expected_run(LINE, "north"), expected_run(STEEP, "south")))
    model = of_one(LINE, factor("area", "south", 0.3))
    live = live_fit(joint_data, model)
    assert warm_start(model, live).values == live.joint.values
    assert warm_start(of_one(LINE), live) == of_one(LINE)
    again = live_fit(joint_data, warm_start(model, live))
    assert again.n_calls <= 2
    assert again.total_stat == pytest.approx(live.total_stat, abs=1e-6)


def test_systematics_of_an_absent_instrument_are_told_and_do_nothing(expected_run: Run) -> None:
    joint_data = data_of_spectra((expected_run(LINE, "north"),))
    model = of_one(LINE, factor("area", "MAGIC", 0.1))
    assert unused_nuisances(joint_data, model) == ("MAGIC",)
    found = fit(joint_data, model)
    assert found.model["amplitude"].error == pytest.approx(
        fit(joint_data, LINE).model["amplitude"].error, rel=1e-4, abs=0
    )
    assert found.joint["MAGIC.area"].error == pytest.approx(0.1, rel=1e-4)


def test_ways_to_write_an_instrument_are_one_instrument(expected_run: Run) -> None:
    """A run says "HESS", a folder of spectra is called "hess", a session may say "H.E.S.S."."""
    spectra = (expected_run(LINE, "HESS", "1"), expected_run(LINE, "hess", "2"), expected_run(LINE, "MAGIC", "3"))
    edges = spectra[0].reco.edges
    joint_data = data_of_spectra(spectra, ranges={"H.E.S.S.": (edges[2], edges[8])})
    assert len(joint_data.foldings) == 2
    assert [joint_data.reco_min[joint_data.run == i].min() for i in range(3)] == [edges[2], edges[2], edges[0]]
    assert list(joint_data.bins_of(["Hess"])) == list(joint_data.run < 2)
    model = of_one(
        LINE, factor("area", "H.E.S.S.", 0.1), factor("energy", "hess", 0.1), factor("background", "Hess", 0.1)
    )
    assert unused_nuisances(joint_data, model) == ()
    values = np.array(Likelihood.of(joint_data, model).values)
    for i in (3, 4, 5):
        changed = values.copy()
        changed[i] = 1.2
        here = Likelihood.of(joint_data, model).at(changed)
        assert here.predicted(changed)[joint_data.run == 2] == pytest.approx(
            here.predicted(values)[joint_data.run == 2]
        )
        assert here.stat(here.start) > Likelihood.of(joint_data, model).stat() + 1.0
    with pytest.raises(ConfigError, match=r"more than one systematic hess\.area"):
        of_one(LINE, factor("area", "HESS"), factor("area", "hess")).check()
    stacks = stack_alike(spectra)
    assert [(stack.name, stack.livetime) for stack in stacks] == [("stacked HESS", 7200.0), ("stacked MAGIC", 3600.0)]
