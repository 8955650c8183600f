"""Integral and energy fluxes of every kind of curve."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from model_examples import EVERY, TABLES, from_table

from vhegui.core.models.spectral import evaluate as spectral
from vhegui.core.models.spectral import flux
from vhegui.core.models.spectral.composing import added
from vhegui.core.models.spectral.error_band import pivot_energy
from vhegui.core.models.spectral.model import SpectralModel

EXACT_THERE = ("power_law", "power_law_2", "constant", "gaussian")
STEEP = "super_ecpl_4fgl_b"  # falls by 10¹⁰⁰ in a band: their points are too far apart


def model_of_table(entry: Any, name: str) -> SpectralModel:
    return EVERY["template"] if name == "template" else from_table(entry, TABLES[name])


def their_rule(model: SpectralModel, low: float, high: float, moment: int) -> float:
    """gammapy's integral: power laws through 100 points a decade."""
    energy = np.geomspace(low, high, max(2, int(100 * np.log10(high / low))))
    value = energy**moment * spectral.dnde(model, energy)
    x, y = np.log(energy), np.log(np.maximum(value, 1e-300))
    slope = np.diff(y) / np.diff(x) + 1.0
    step = np.diff(x)
    part = np.where(np.abs(slope) < 1e-9, step, np.expm1(slope * step) / np.where(slope == 0, 1.0, slope))
    return float(np.sum(value[:-1] * energy[:-1] * part))


@pytest.mark.parametrize("table", [*TABLES, "template"])
def test_band_fluxes_agree_with_the_reference_and_are_exact(tables: Any, table: str) -> None:
    entry = tables["spectral"][table]
    model = model_of_table(entry, table)
    exact_there = model.kind in EXACT_THERE
    for i, (low, high) in enumerate(tables["bands_TeV"]):
        ours = flux.integral_flux(model, low, high), flux.energy_flux(model, low, high)
        theirs = entry["flux_in_bands_cm-2s-1"][i], entry["energy_flux_in_bands_TeV_cm-2s-1"][i]
        for moment in (0, 1):
            if exact_there:
                assert ours[moment] == pytest.approx(theirs[moment], rel=1e-6, abs=0)
            elif table != STEEP:
                assert their_rule(model, low, high, moment) == pytest.approx(theirs[moment], rel=1e-6, abs=0)
                assert ours[moment] == pytest.approx(theirs[moment], rel=5e-4, abs=0)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("band", [(0.1, 1.0), (0.7, 0.8), (0.02, 80.0)])
def test_fluxes_of_every_kind_are_exact(name: str, band: tuple[float, float]) -> None:
    model = EVERY[name]
    low, high = band
    pieces = [low, *sorted(b for b in spectral.formula_of(model).breaks(*model.values) if low < b < high), high]
    for moment, function in ((0, flux.integral_flux), (1, flux.energy_flux)):
        brute = 0.0
        for a, b in itertools.pairwise(pieces):
            energy, weight = flux.log_energy_nodes(np.geomspace(a, b, 400), 5)
            brute += float(np.sum(energy**moment * spectral.dnde(model, energy.ravel()).reshape(energy.shape) * weight))
        assert function(model, low, high) == pytest.approx(brute, rel=1e-10, abs=0)
    assert flux.flux_in_bins(model, np.geomspace(low, high, 30), 6).sum() == pytest.approx(
        flux.integral_flux(model, low, high), rel=1e-6, abs=0
    )


def test_a_line_narrower_than_the_nodes_is_found() -> None:
    model = spectral.default_spectrum("gaussian").with_parameter("mean", value=3.21)
    model = model.with_parameter("sigma", value=1e-3)
    assert flux.integral_flux(model, 0.1, 100.0) == pytest.approx(1e-12, rel=1e-9, abs=0)
    assert flux.energy_flux(model, 0.1, 100.0) == pytest.approx(3.21e-12, rel=1e-9, abs=0)


@pytest.mark.parametrize("name", EVERY)
def test_errors_of_fluxes_are_those_of_moved_parameters(name: str) -> None:
    model = EVERY[name]
    for i in model.free:
        variance = np.zeros((len(model.values), len(model.values)))
        step = 1e-3 * abs(model.values[i] or 1.0)
        variance[i, i] = step**2
        values = [list(model.values), list(model.values)]
        values[0][i] += step
        values[1][i] -= step
        for error, function in (
            (flux.integral_flux_error, flux.integral_flux),
            (flux.energy_flux_error, flux.energy_flux),
        ):
            up, down = (function(model.with_values(tuple(v)), 0.3, 20.0) for v in values)
            expected = abs(up - down) / 2
            assert error(model, variance, 0.3, 20.0) == pytest.approx(expected, rel=1e-3, abs=1e-7 * abs(up))


def test_the_flux_of_a_sum_is_the_sum_of_the_fluxes() -> None:
    line, continuum = EVERY["gaussian"], EVERY["exp_cutoff_power_law"]
    both = added(continuum, line)
    parts = flux.integral_flux(line, 0.5, 5.0) + flux.integral_flux(continuum, 0.5, 5.0)
    assert flux.integral_flux(both, 0.5, 5.0) == pytest.approx(parts, rel=1e-12, abs=0)


@pytest.mark.parametrize("kind", ["log_parabola", "power_law_2"])
def test_the_pivot_of_any_kind_is_where_the_error_is_smallest(kind: str) -> None:
    from vhegui.core.models.spectral.error_band import dnde_error

    model = EVERY[kind]
    names = spectral.formula_of(model).names
    errors = [
        0.1 * abs(v) if p.name in ("amplitude", "alpha", "index") else 0.0
        for p, v in zip(model.parameters, model.values, strict=True)
    ]
    covariance = np.diag(np.square(errors))
    a, b = names.index("amplitude"), names.index("alpha" if "alpha" in names else "index")
    covariance[a, b] = covariance[b, a] = 0.6 * errors[a] * errors[b]
    pivot = pivot_energy(model, covariance)
    energy = pivot * np.array([1.0, 0.97, 1.03])
    relative = dnde_error(model, covariance, energy) / spectral.dnde(model, energy)
    assert np.all(relative[0] < relative[1:])


def test_a_constant_has_no_pivot() -> None:
    assert np.isnan(pivot_energy(EVERY["constant"], np.array([[1e-26]])))
