"""A fit is doubted where it should be, and seldom where it should not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis.advice import SEEN, about_scatter, about_support
from vhegui.core.axes import EnergyAxis
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.sanity import flux_scatter, scatter_of, support
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.counts import Instrument, planned_spectrum

RECO, TRUE = EnergyAxis.from_bounds(0.1, 30.0, 5), EnergyAxis.from_bounds(0.05, 60.0, 10)
PLAN = planned_spectrum(Instrument(), RECO, TRUE, 20.0)
CRAB = default_spectrum("power_law").with_values((2.6, 3.5e-11, 1.0))
SIGNAL = PLAN.signal(CRAB)
NUMBER = 16


def simulated(rng: np.random.Generator, fluxes: tuple[float, ...]):
    """Runs of half an hour with these fluxes, in Crab units."""
    return [replace(PLAN.draw(flux * SIGNAL, rng), name=f"{i}") for i, flux in enumerate(fluxes)]


def said(fluxes: tuple[float, ...], kind: str = "power_law", seed: int = 0) -> np.ndarray:
    """Whether something is said of the support and of the scatter, for `NUMBER` simulations."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(NUMBER):
        data = data_of_spectra(simulated(rng, fluxes))
        result = fit(data, JointModel.of(default_spectrum(kind)))
        found.append((about_support(support(data, result), kind), about_scatter(scatter_of(data, result))))
    return np.array([[each is not None for each in both] for both in found])


@pytest.mark.parametrize("flux", [0.2, 1.0, 3.0])
def test_a_steady_source_that_is_seen_raises_no_alarm(flux):
    weak, varies = said((flux,) * 5).mean(axis=0)
    assert weak == 0.0 and varies <= 0.03


def test_a_flare_is_told_from_a_steady_source():
    assert said((1.0, 1.0, 3.0, 1.0, 0.5))[:, 1].mean() >= 0.97


def test_a_curved_model_of_next_to_nothing_is_too_much():
    rng, found = np.random.default_rng(0), []
    while len(found) < 8:
        data = data_of_spectra(simulated(rng, (0.01, 0.01)))
        seen = support(data, fit(data, JointModel.of(default_spectrum("log_parabola"))))
        found += [] if seen is None or seen.ts < SEEN else [about_support(seen, "log_parabola")]
    assert all(each is not None and each.label == "Use a power law" for each in found)


def test_parameters_that_are_linked_are_not_free():
    data = data_of_spectra(simulated(np.random.default_rng(1), (1.0,)))
    again = SourceModel("other", CRAB.with_parameter("index", link="index"))
    found = support(data, fit(data, JointModel((SourceModel("source", CRAB), again))))
    assert found is not None and found.n_free == 3


def test_bins_with_any_count_support_a_fit_and_priors_do_not():
    data = data_of_spectra(simulated(np.random.default_rng(2), (0.1,)))
    on, off = data.counts.n_on, data.counts.n_off
    result = fit(data, JointModel.of(CRAB.with_parameter("index", prior=Prior("gaussian", 5.0, 0.4))))
    found, nothing = support(data, result), data.counts.at(np.zeros(data.n_bins)).stat.sum()
    assert found is not None and result.prior_stat > 1.0
    assert found.n_bins == np.count_nonzero(on + off) > np.count_nonzero(on * off)
    assert found.ts == pytest.approx(nothing - result.stat_per_dataset.sum())


def test_the_spread_is_the_true_one():
    rng = np.random.default_rng(5)
    fluxes = tuple(rng.normal(2.0, 0.6, 40).clip(0.3))
    data = data_of_spectra(simulated(rng, fluxes))
    found = scatter_of(data, fit(data, JointModel.of(CRAB)))
    assert found is not None and found.dof == 39
    assert found.spread == pytest.approx(np.std(fluxes) / np.mean(fluxes), rel=0.2)


def test_the_spread_is_what_is_beyond_the_errors_of_on_and_off():
    data = data_of_spectra(simulated(np.random.default_rng(1), (1.0, 1.0)))
    half, alpha = data.n_bins // 2, float(data.counts.alpha[0])
    on = np.where(data.run == 0, 900.0, 1100.0) / half  # 500 of them background, a model of 500: norms 0.8 and 1.2
    data = data.with_counts(on, np.full(data.n_bins, 500.0 / alpha / half))
    found = flux_scatter(data, np.full(data.n_bins, 500.0 / half))
    errors = (1000.0 + alpha**2 * 500.0 / alpha) / 500.0**2  # mean of (ON + α² OFF) / model²
    assert found is not None and found.spread == pytest.approx(np.sqrt(0.2**2 - errors))
