"""Formulas, gradients, integrals: over the whole registry, and against the reference tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from vhegui.core.errors import ConfigError
from vhegui.core.models import flux, spectral
from vhegui.core.models.crab_references import CRAB_REFERENCES
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SpectralModel

ENERGY = np.geomspace(0.05, 50.0, 12)
TABLES = {
    "power_law": "power_law",
    "power_law_index_1": "power_law",
    "ecpl": "exp_cutoff_power_law",
    "ecpl_alpha_0p5": "exp_cutoff_power_law",
    "ecpl_alpha_2": "exp_cutoff_power_law",
    "log_parabola": "log_parabola",
    "log_parabola_from_log10": "log_parabola",
}


@pytest.fixture(scope="module")
def tables(reference: Any) -> Any:
    return reference("models.json")


def from_table(entry: Any, kind: str) -> SpectralModel:
    model = spectral.default_spectrum(kind)
    for name, (value, _) in entry["parameters"].items():
        model = model.with_parameter(name, value=value)
    return model


@pytest.mark.parametrize(("table", "kind"), TABLES.items())
def test_spectra_agree_with_the_reference(tables: Any, table: str, kind: str) -> None:
    entry = tables["spectral"][table]
    model = from_table(entry, kind)
    expected = entry["dnde_cm-2s-1TeV-1"]
    np.testing.assert_allclose(spectral.dnde(model, np.array(tables["energies_TeV"])), expected, rtol=1e-6)
    index = spectral.spectral_index(model, np.array([1.0, 10.0]))
    np.testing.assert_allclose(index, entry["spectral_index_at_1_10TeV"], atol=6e-6)  # theirs is a forward difference
    if entry.get("e_peak_TeV"):
        assert spectral.e_peak(model) == pytest.approx(entry["e_peak_TeV"], rel=1e-6)


@pytest.mark.parametrize(("table", "kind"), TABLES.items())
def test_band_fluxes_agree_with_the_reference_and_are_exact(tables: Any, table: str, kind: str) -> None:
    entry = tables["spectral"][table]
    model = from_table(entry, kind)
    # Exact here; the reference joins at most 100 points a decade by power laws, 10⁻⁴ off for curved spectra.
    tolerance = 1e-6 if kind == "power_law" else 1.5e-4
    for i, (low, high) in enumerate(tables["bands_TeV"]):
        assert flux.integral_flux(model, low, high) == pytest.approx(entry["flux_in_bands_cm-2s-1"][i], rel=tolerance)
        theirs = entry["energy_flux_in_bands_TeV_cm-2s-1"][i]
        assert flux.energy_flux(model, low, high) == pytest.approx(theirs, rel=tolerance)
        energy = np.geomspace(low, high, 20001)
        brute = np.trapezoid(energy * spectral.dnde(model, energy), np.log(energy))
        assert flux.integral_flux(model, low, high) == pytest.approx(brute, rel=1e-6)


def test_crab_references_agree_with_the_reference(tables: Any) -> None:
    names = ("crab_hegra", "crab_hess_pl", "crab_hess_ecpl", "crab_magic_lp", "crab_magic_ecpl", "crab_meyer")
    for published, name in zip(CRAB_REFERENCES, names, strict=True):
        expected = tables["spectral"][name]["dnde_cm-2s-1TeV-1"]
        np.testing.assert_allclose(published.evaluate(np.array(tables["energies_TeV"])), expected, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@given(data=some.data())
def test_the_gradient_of_every_kind_is_its_derivative(kind: str, data: some.DataObject) -> None:
    ranges = {"index": (-1, 5), "alpha": (0.3, 2), "beta": (-0.5, 1), "lambda_": (-0.03, 0.3), "reference": (0.3, 10)}
    entry = KINDS[kind]
    values = [1e-11 if n == "amplitude" else data.draw(some.floats(*ranges[n]), label=n) for n in entry.names]
    if "lambda_" in entry.names and abs(values[entry.names.index("lambda_")]) < 1e-3:
        return  # the cutoff term has no derivative at λ = 0 for α < 1
    gradient = entry.gradient(ENERGY, *values)
    for i, value in enumerate(values):
        step = 1e-5 * (abs(value) if entry.names[i] == "amplitude" else max(abs(value), 1e-2))
        up, down = list(values), list(values)
        up[i], down[i] = value + step, value - step
        numeric = (entry.evaluate(ENERGY, *up) - entry.evaluate(ENERGY, *down)) / (2 * step)
        size = np.abs(entry.evaluate(ENERGY, *values)) / max(abs(value), 1e-2)
        np.testing.assert_allclose(gradient[i], numeric, rtol=1e-4, atol=1e-6 * size.max())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_what_menus_and_files_need(kind: str) -> None:
    entry = KINDS[kind]
    assert entry.label
    assert entry.formula
    assert spectral.default_model(kind, "source").spectral.kind == kind
    assert np.all(spectral.dnde(spectral.default_spectrum(kind), ENERGY) > 0)


def slope_of(kind: str) -> str:
    return "alpha" if kind == "log_parabola" else "index"


@pytest.mark.parametrize("old", KINDS)
@pytest.mark.parametrize("new", KINDS)
def test_another_kind_inherits_amplitude_reference_and_index(old: str, new: str) -> None:
    slope = slope_of(old)
    model = spectral.default_spectrum(old).with_parameter("amplitude", value=3e-11, frozen=True)
    model = model.with_parameter("reference", value=2.0).with_parameter(slope, value=2.7, error=0.1)
    changed = spectral.change_kind(model, new)
    assert changed.kind == new
    assert (changed["amplitude"].value, changed["amplitude"].frozen) == (3e-11, True)
    assert changed["reference"].value == 2.0
    assert (changed[slope_of(new)].value, changed[slope_of(new)].error) == (2.7, 0.1)


def test_a_cutoff_crosses_zero_into_a_power_law_without_a_jump() -> None:
    kind = KINDS["exp_cutoff_power_law"]
    for alpha in (1.0, 1.5):
        below, at, above = (kind.evaluate(ENERGY, 2.0, 1.0, 1.0, cut, alpha) for cut in (-1e-9, 0.0, 1e-9))
        np.testing.assert_allclose(below, at, rtol=1e-6)
        np.testing.assert_allclose(above, at, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_absurd_values_stay_finite(kind: str) -> None:
    for sign in (-1.0, 1.0):
        values = [1e-11 if n == "amplitude" else 1.0 if n == "reference" else sign * 50.0 for n in KINDS[kind].names]
        if "alpha" in KINDS[kind].names and kind == "exp_cutoff_power_law":
            values[-1] = 3.0
        assert np.all(np.isfinite(KINDS[kind].evaluate(ENERGY, *values)))


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"'broken'.*power_law, exp_cutoff_power_law, log_parabola"):
        spectral.kind_of("broken")
