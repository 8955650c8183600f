"""Planned observations: counts, significance and sensitivity of simple and of real responses."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.load import read_responses
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.estimators.planning import (
    Detection,
    OnCut,
    at_best_threshold,
    expectation,
    expected_significance,
    planned_view,
)
from vhegui.core.estimators.sensitivity import sensitivity
from vhegui.core.irf.responses import Responses
from vhegui.core.models.spectral.evaluate import default_spectrum, scaled_by
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import array_responses

ARRAY = array_responses(Instrument(), 20.0)
RECO = EnergyAxis.from_bounds(0.2, 20.0, 5)
CRAB = default_spectrum("power_law").with_values((2.5, 3.8e-11, 1.0))
HOUR = 3600.0
VIEW = planned_view(ARRAY, RECO, 0.5, OnCut(radius=0.11))


def test_significance_grows_as_the_root_of_the_time_until_it_is_a_detection() -> None:
    weak = scaled_by(CRAB, 0.02)
    first, fourth = (expectation(VIEW, weak, hours * HOUR) for hours in (1.0, 4.0))
    assert fourth.total == pytest.approx(2.0 * first.total) and fourth.combined == pytest.approx(2.0 * first.combined)
    assert first.time_to_detect == pytest.approx(fourth.time_to_detect)
    assert expectation(VIEW, weak, first.time_to_detect).total == pytest.approx(5.0)
    assert first.combined > first.total


def test_a_detection_needs_counts_and_a_part_of_the_background() -> None:
    strong = expectation(VIEW, CRAB, HOUR)
    assert strong.time_to_detect == pytest.approx(max(25.0 / strong.total**2, 10.0 / strong.total_signal) * HOUR)
    counts = expectation(VIEW, CRAB, HOUR, detection=Detection(counts=1000.0)).time_to_detect
    assert counts == pytest.approx(1000.0 / strong.total_signal * HOUR)
    assert expectation(VIEW, scaled_by(CRAB, 1e-5), HOUR).time_to_detect == math.inf


def test_dead_time_takes_photons_and_leaves_background() -> None:
    whole, less = (expectation(VIEW, CRAB, HOUR, live) for live in (1.0, 0.8))
    np.testing.assert_allclose(less.signal, 0.8 * whole.signal)
    np.testing.assert_array_equal(less.background, whole.background)


def test_the_best_threshold_is_the_best() -> None:
    weak = scaled_by(CRAB, 0.02)
    best = at_best_threshold(VIEW, weak, HOUR)
    others = [expectation(VIEW, weak, HOUR, low=float(edge)).total for edge in RECO.edges[:-1]]
    assert best.total == max(others) and best.threshold == RECO.edges[int(np.argmax(others))]
    with pytest.raises(AnalysisError, match="no energy bin"):
        expectation(VIEW, weak, HOUR, low=1.0, high=1.1)


def test_a_source_as_bright_as_the_sensitivity_meets_its_criterion_and_no_more() -> None:
    found = sensitivity(VIEW, 10 * HOUR)
    assert {"significance", "counts"} <= set(found.criterion)
    for k in range(RECO.n):
        shape = default_spectrum("power_law").with_values((2.0, 1.0, 1.0))
        amplitude = found.dnde[k] * found.energy.centres[k] ** 2
        signal = VIEW.signal(shape.with_values((2.0, amplitude, 1.0)))[k] * 10 * HOUR
        assert signal == pytest.approx(found.excess[k])
        sigma = float(expected_significance(signal, found.background[k], VIEW.alpha))
        margins = [sigma / 5.0, signal / 10.0, signal / (0.05 * found.background[k])]
        assert min(margins) == pytest.approx(1.0, abs=1e-6)


def test_a_share_of_the_psf_keeps_that_share_of_the_photons() -> None:
    whole = planned_view(ARRAY, RECO, 0.5, OnCut(radius=3.0)).signal(CRAB)
    kept = planned_view(ARRAY, RECO, 0.5, OnCut(share=0.8)).signal(CRAB)
    np.testing.assert_allclose(kept / whole, 0.8, atol=0.03)  # photons of other energies have another PSF


def test_what_is_missing_is_said() -> None:
    with pytest.raises(DataError, match="a background response"):
        planned_view(replace(ARRAY, background=None), RECO, 0.5, OnCut())
    with pytest.raises(DataError, match="planning needs a PSF"):
        planned_view(replace(ARRAY, psf=None), RECO, 0.5, OnCut())
    with pytest.raises(AnalysisError, match="outside of the field of view"):
        planned_view(ARRAY, RECO, 4.0, OnCut())
    with pytest.raises(DataError, match="an effective area"):
        planned_view(Responses(), RECO, 0.5, OnCut())


# SensitivityEstimator of gammapy 2.1: 50 h, 0.5 deg off axis, ON of 0.1 deg, five times as much OFF, E^-2; E² dN/dE in
# erg cm⁻² s⁻¹ between 0.15 and 10 TeV, ten bins. Backgrounds differ by 1 to 4 % there (linear in position here).
GAMMAPY = {
    "Prod5-North-20deg-AverageAz-4LSTs09MSTs": [
        7.2359e-13,
        4.6774e-13,
        3.5391e-13,
        2.6636e-13,
        2.2824e-13,
        1.9966e-13,
        1.8071e-13,
        1.8814e-13,
        2.2383e-13,
        2.9903e-13,
    ],
    "Prod5-South-20deg-AverageAz-14MSTs37SSTs": [
        7.2584e-13,
        4.4649e-13,
        3.0262e-13,
        2.1652e-13,
        1.6510e-13,
        1.3615e-13,
        1.2389e-13,
        1.2657e-13,
        1.2641e-13,
        1.3538e-13,
    ],
}


@pytest.mark.parametrize("name", GAMMAPY)
def test_the_sensitivity_of_ctao_is_what_gammapy_finds(data: Path, name: str) -> None:
    responses, _ = read_responses(data / "cta-caldb" / f"{name}.180000s-v0.1.fits.gz")
    view = planned_view(responses, EnergyAxis.from_bounds(0.03, 30.0, 5), 0.5, OnCut(radius=0.1))
    found = sensitivity(view, 50 * HOUR)
    np.testing.assert_allclose(found.e2dnde[3:13], GAMMAPY[name], rtol=0.06)
    np.testing.assert_allclose(found.e2dnde[3:10], GAMMAPY[name][:7], rtol=0.025)
