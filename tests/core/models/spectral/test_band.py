"""The Band function: as its paper writes it, smooth where it is joined, and found again in simulated counts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from vhegui.analysis.gammapy_config import models_yaml
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.nesting import AT_LIMIT, UNDEFINED, nesting
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, dnde_gradient, e_peak, spectral_index
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff

BAND = default_spectrum("band")
KEV = 1e-9  # TeV


def as_published(energy: float, a: float, alpha: float, beta: float, e0: float) -> float:
    """Eq. 1 of Band et al. 1993, ApJ 413, 281: photons at `energy` (keV); `a` at 100 keV, `e0` in keV."""
    if energy <= (alpha - beta) * e0:
        return a * (energy / 100.0) ** alpha * math.exp(-energy / e0)
    return a * ((alpha - beta) * e0 / 100.0) ** (alpha - beta) * math.exp(beta - alpha) * (energy / 100.0) ** beta


@pytest.mark.parametrize(("alpha", "beta", "e0"), [(-1.0, -2.3, 200.0), (-0.6, -2.0, 500.0), (-1.5, -4.0, 80.0)])
def test_a_burst_is_as_the_paper_has_it(alpha: float, beta: float, e0: float) -> None:
    burst = BAND.with_values((-alpha, -beta, 0.02, e0 * KEV, 100.0 * KEV))
    keV = np.geomspace(10.0, 1e5, 33)
    expected = [as_published(energy, 0.02, alpha, beta, e0) for energy in keV]
    np.testing.assert_allclose(dnde(burst, keV * KEV), expected, rtol=1e-12)


@given(some.floats(0.5, 1.9), some.floats(0.2, 3.0), some.sampled_from((1.0, -1.0)), some.floats(0.1, 10.0))
def test_value_slope_and_gradient_go_on_smoothly_at_the_join(low: float, step: float, sign: float, ecut: float) -> None:
    model = BAND.with_values((low, low + sign * step, 1e-12, ecut, 1.0))
    below, above = step * ecut * (1.0 - 1e-9), step * ecut * (1.0 + 1e-9)
    both = np.array([below, above])
    for pair in (dnde(model, both), spectral_index(model, both), *dnde_gradient(model, both)):
        assert pair[1] == pytest.approx(pair[0], rel=1e-3, abs=1e-6 * abs(dnde(model, both)[0]))


def test_the_peak_is_where_gamma_ray_bursts_have_it() -> None:
    assert e_peak(BAND.with_values((1.2, 2.5, 1e-12, 3.0, 1.0))) == pytest.approx(0.8 * 3.0)
    assert math.isnan(e_peak(BAND.with_values((1.2, 1.9, 1e-12, 3.0, 1.0))))
    assert math.isnan(e_peak(BAND.with_values((2.1, 2.9, 1e-12, 3.0, 1.0))))


def test_it_goes_through_a_power_law_where_the_indices_are_equal() -> None:
    energy = np.geomspace(0.1, 30.0, 9)
    for index1 in (2.5 - 1e-9, 2.5, 2.5 + 1e-9):
        equal = BAND.with_values((index1, 2.5, 1e-12, 1.0, 1.0))
        np.testing.assert_allclose(dnde(equal, energy), 1e-12 * energy**-2.5, rtol=1e-6)
        assert np.all(np.isfinite(dnde_gradient(equal, energy)))
    crossed = BAND.with_values((2.8, 2.5, 1e-12, 1.0, 1.0))
    np.testing.assert_allclose(spectral_index(crossed, np.array([1e-4, 0.5, 5.0])), [2.8, 2.5, 2.5], atol=1e-3)


def test_a_cutoff_energy_is_taken_over_and_the_tests_know_what_is_nested() -> None:
    cutoff = default_spectrum("exp_cutoff_power_law").with_parameter("lambda_", value=0.25)
    assert change_kind(cutoff, "band")["ecut"].value == 4.0
    line, tail = (
        nesting(default_spectrum("power_law"), BAND),
        nesting(default_spectrum("exp_cutoff_power_law_3fgl"), BAND),
    )
    assert line is not None
    assert line.case == UNDEFINED
    assert tail is not None
    assert tail.case == AT_LIMIT


def test_for_gammapy_which_has_no_band_function_its_curve_is_written_and_said_so() -> None:
    text = models_yaml(SourceModel("burst", BAND))
    assert text.startswith("# burst: gammapy has no Band function; its curve is written as a table")


def test_a_fit_is_never_worse_than_that_of_a_power_law(simulate: Callable[..., SpectrumOnOff]) -> None:
    truth = default_spectrum("exp_cutoff_power_law_3fgl").with_values((2.3, 3e-11, 1.0, 20.0))
    for seed in range(6):
        data = data_of_spectra([simulate(truth, np.random.default_rng(seed), scale=3.0)])
        simpler = fit(data, default_spectrum("power_law"))
        assert fit(data, change_kind(simpler.model, "band")).total_stat <= simpler.total_stat + 0.02


def test_a_fit_recovers_the_truth(simulate: Callable[..., SpectrumOnOff]) -> None:
    truth: SpectralModel = BAND.with_values((1.4, 3.2, 6e-11, 1.5, 1.0))
    start = BAND.with_values((2.0, 2.5, 1e-12, 3.0, 1.0))
    runs = [simulate(truth, np.random.default_rng(seed), scale=30.0) for seed in range(2)]
    result = fit(data_of_spectra(runs), start)
    assert result.success
    for found, true in zip(result.model.parameters, truth.parameters, strict=True):
        if found.varies:
            assert found.value == pytest.approx(true.value, abs=3.0 * found.error), found.name
            assert found.error < 0.3 * true.value
