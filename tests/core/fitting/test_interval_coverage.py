"""Thirty data sets of four runs with a known truth; the thousand are in tests/benchmarks/coverage.py."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.toys import rise_to
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.models.spectral.evaluate import default_spectrum, scaled_by
from vhegui.core.simulation.counts import planned_spectrum
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.spectra.stacking import stack

TRUTHS = {r.model.kind: r.model for r in CRAB_REFERENCES if r.model and r.key != "hegra_2004"}
RECO, TRUE = EnergyAxis.from_bounds(0.2, 40.0, 8), EnergyAxis.from_bounds(0.1, 100.0, 16)
N = 30


@pytest.fixture(scope="module")
def planned():
    return [planned_spectrum(Instrument(), RECO, TRUE, zenith).longer(10.0) for zenith in (20.0, 30.0, 40.0, 45.0)]


@pytest.mark.parametrize("stacked", [False, True], ids=["joint", "stacked"])
@pytest.mark.parametrize("kind", ["power_law", "exp_cutoff_power_law", "log_parabola"])
def test_pulls_and_intervals_of_thirty_data_sets_are_those_of_right_errors(planned, kind, stacked):
    truth, rng = TRUTHS[kind], np.random.default_rng(3)
    free, pulls, rises = list(truth.free), [], []
    signals = [run.signal(truth) for run in planned]
    for _ in range(N):
        spectra = [run.draw(signal, rng) for run, signal in zip(planned, signals, strict=True)]
        joint_data = data_of_spectra([stack(spectra)] if stacked else spectra)
        found = live_fit(joint_data, default_spectrum(kind))
        assert found.converged
        error = np.sqrt(np.diag(found.covariance))[free]
        pulls.append((np.subtract(found.model.values, truth.values))[free] / error)
        rises.append(rise_to(joint_data, found, Likelihood.of(joint_data, truth).model))
    # Four of their own errors: one in 16,000 would fall outside if the errors were exact.
    assert np.all(np.abs(np.mean(pulls, axis=0)) < 4 / np.sqrt(N))
    np.testing.assert_allclose(np.std(pulls, axis=0, ddof=1), 1.0, atol=4 / np.sqrt(2 * (N - 1)))
    for inside in (np.abs(pulls) <= 1.0, np.abs(rises) <= 1.0):
        np.testing.assert_allclose(np.mean(inside, axis=0), 0.683, atol=4 * np.sqrt(0.683 * 0.317 / N))


def test_limits_of_thirty_data_sets_without_a_source_hold(planned):
    rng, truth = np.random.default_rng(4), scaled_by(TRUTHS["power_law"], 0.003)
    held = []
    for _ in range(N):
        spectra = [run.draw(run.signal(truth), rng) for run in planned]
        points = flux_points(spectra, TRUTHS["power_law"], np.geomspace(1.0, 30.0, 5))
        held.append(points.norm_ul >= 0.003)
    assert np.mean(held) > 0.977 - 4 * np.sqrt(0.977 * 0.023 / np.size(held))
