"""Formulas, gradients, indices: over the whole registry, and against the reference tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from model_examples import EVERY, TABLES, from_table

from vhegui.core.errors import ConfigError
from vhegui.core.models.spectral import evaluate as spectral
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import KINDS

ENERGY = np.geomspace(0.05, 50.0, 12)


@pytest.mark.parametrize(("table", "kind"), TABLES.items())
def test_spectra_agree_with_the_reference(tables: Any, table: str, kind: str) -> None:
    entry = tables["spectral"][table]
    model = from_table(entry, kind)
    expected = entry["dnde_cm-2s-1TeV-1"]
    ours = spectral.dnde(model, np.array(tables["energies_TeV"]))
    np.testing.assert_allclose(ours, expected, rtol=1e-6, atol=1e-250)
    fermi = spectral.dnde(model, np.array([1e-4, 1e-3, 1e-2, 1e-1]))
    np.testing.assert_allclose(fermi, entry["dnde_at_0.1_1_10_100GeV"], rtol=1e-6)


@pytest.mark.parametrize(("table", "kind"), TABLES.items())
def test_indices_and_peaks_agree_with_the_reference(tables: Any, table: str, kind: str) -> None:
    entry = tables["spectral"][table]
    model = from_table(entry, kind)
    energy = np.array([1.0, 10.0])
    index = spectral.spectral_index(model, energy)
    # Theirs is a forward difference over 10⁻⁵ of E, which is the index half of that further up.
    bend = (spectral.spectral_index(model, 1.01 * energy) - spectral.spectral_index(model, energy / 1.01)) / 0.0199
    kink = table == "broken_power_law"
    np.testing.assert_allclose(
        index + (0.0 if kink else 0.5e-5 * bend), entry["spectral_index_at_1_10TeV"], rtol=1e-6, atol=1e-6
    )
    if entry.get("e_peak_TeV") and kind != "log_parabola_2":
        assert spectral.e_peak(model) == pytest.approx(entry["e_peak_TeV"], rel=1e-6)


def test_a_log_parabola_with_its_own_scale_peaks_where_its_index_is_2(tables: Any) -> None:
    """gammapy has E_s exp((2 − α)/2β), as if the reference were at the scale E_s; there the index is not 2."""
    entry = tables["spectral"]["log_parabola_2"]
    model = from_table(entry, "log_parabola_2")
    peak = np.sqrt(1.0 * 3.0) * np.exp((2.0 - 2.3) / (2.0 * 0.15))
    assert spectral.e_peak(model) == pytest.approx(peak, rel=1e-7)
    index = spectral.spectral_index(model, np.array([peak, entry["e_peak_TeV"]]))
    np.testing.assert_allclose(index, [2.0, 2.16479], atol=1e-4)


def test_a_table_agrees_with_the_reference(tables: Any) -> None:
    entry = tables["spectral"]["template"]
    model = EVERY["template"]
    ours = spectral.dnde(model, np.array(tables["energies_TeV"]))
    np.testing.assert_allclose(ours, entry["dnde_cm-2s-1TeV-1"], rtol=1e-6)
    np.testing.assert_allclose(spectral.spectral_index(model, np.array([2.0, 20.0])), [2.2618595, 3.5608768], rtol=1e-6)


def test_crab_references_agree_with_the_reference(tables: Any) -> None:
    names = ("crab_hegra", "crab_hess_pl", "crab_hess_ecpl", "crab_magic_lp", "crab_magic_ecpl", "crab_meyer")
    for published, name in zip(CRAB_REFERENCES, names, strict=True):
        expected = tables["spectral"][name]["dnde_cm-2s-1TeV-1"]
        np.testing.assert_allclose(published.evaluate(np.array(tables["energies_TeV"])), expected, rtol=1e-6)


RANGES = {
    "reference": (0.3, 10.0),
    "escale": (0.3, 10.0),
    "ebreak": (0.3, 10.0),
    "mean": (1.0, 10.0),
    "sigma": (1.0, 5.0),
    "emin": (0.3, 2.0),
    "emax": (3.0, 30.0),
    "ecut": (3.0, 30.0),
    "lambda_": (0.01, 0.3),
    "alpha": (0.3, 2.0),
    "beta": (0.1, 1.0),
    "expfactor": (1e-8, 1e-6),
    "index_2": (0.3, 1.2),
    "index1": (1.0, 2.0),
    "index2": (2.2, 4.0),
    "tilt": (-1.0, 1.0),
}


def drawn(model: SpectralModel, data: some.DataObject) -> SpectralModel:
    """The model with other values; amplitudes, whatever their size, within a factor of ten."""
    values = []
    for i, parameter in enumerate(model.parameters):
        name = parameter.name.partition("[")[0]
        if i in spectral.formula_of(model).amplitudes or name.startswith("norm"):
            values.append(parameter.value * data.draw(some.floats(0.3, 3.0), label=parameter.name))
        else:
            values.append(data.draw(some.floats(*RANGES.get(name, (-1.0, 5.0))), label=parameter.name))
    return model.with_values(tuple(values))


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=30)
@given(data=some.data())
def test_the_gradient_is_the_derivative(name: str, data: some.DataObject) -> None:
    model = drawn(EVERY[name], data)
    formula = spectral.formula_of(model)
    breaks = np.array([b for b in formula.breaks(*model.values) if name != "gaussian"])
    energy = ENERGY[np.all(np.abs(np.log(ENERGY[:, None] / breaks)) > 1e-3, axis=1)] if breaks.size else ENERGY
    gradient = formula.gradient(energy, *model.values)
    assert gradient.shape == (len(model.parameters), len(energy))
    curve = formula.evaluate(energy, *model.values)
    for i, value in enumerate(model.values):
        step = 1e-5 * max(abs(value), 0.1 * (abs(EVERY[name].values[i]) or 1.0))
        up, down = list(model.values), list(model.values)
        up[i], down[i] = value + step, value - step
        numeric = (formula.evaluate(energy, *up) - formula.evaluate(energy, *down)) / (2 * step)
        noise = 1e-14 * np.abs(curve) / step + 1e-6 * np.max(np.abs(numeric)) + 1e-300
        assert np.all(np.abs(gradient[i] - numeric) <= 1e-4 * np.abs(numeric) + 100 * noise), formula.names[i]


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=30)
@given(data=some.data())
def test_amplitudes_scaled_together_scale_the_spectrum(name: str, data: some.DataObject) -> None:
    model = drawn(EVERY[name], data)
    assert spectral.formula_of(model).amplitudes
    factor = data.draw(some.floats(0.1, 10.0))
    free = replace(model, parameters=tuple(replace(p, minimum=-np.inf, maximum=np.inf) for p in model.parameters))
    scaled = spectral.dnde(spectral.scaled_by(free, factor), ENERGY)
    np.testing.assert_allclose(scaled, factor * spectral.dnde(model, ENERGY), rtol=1e-10, atol=1e-300)


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_has_what_menus_and_fitters_need(name: str) -> None:
    formula = spectral.formula_of(EVERY[name])
    assert formula.label
    assert formula.formula
    assert len(set(formula.names)) == len(formula.names)
    assert set(formula.slopes) <= set(formula.names)
    assert all(set(start) <= set(formula.names) for start in formula.starts)
    assert np.all(spectral.dnde(EVERY[name], ENERGY) > 0)
    for start in formula.starts:
        values = [start.get(p.name, p.value) for p in formula.parameters]
        assert np.all(np.isfinite(formula.evaluate(ENERGY, *values)))


@pytest.mark.parametrize("name", EVERY)
def test_energies_may_have_any_shape(name: str) -> None:
    formula, values = spectral.formula_of(EVERY[name]), EVERY[name].values
    square = ENERGY.reshape(3, 4)
    np.testing.assert_array_equal(formula.evaluate(square, *values).ravel(), formula.evaluate(ENERGY, *values))
    assert formula.gradient(square, *values).shape == (len(values), 3, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_raised_raises_the_local_index(kind: str) -> None:
    model = spectral.default_spectrum(kind)
    raised = model
    for name in spectral.formula_of(model).slopes:
        raised = raised.with_parameter(name, value=model[name].value + 0.4)
    difference = spectral.spectral_index(raised, ENERGY) - spectral.spectral_index(model, ENERGY)
    np.testing.assert_allclose(difference, 0.4 if spectral.formula_of(model).slopes else 0.0, atol=1e-6)


def test_a_cutoff_crosses_zero_into_a_power_law_without_a_jump() -> None:
    kind = KINDS["exp_cutoff_power_law"]
    for alpha in (1.0, 1.5):
        below, at, above = (kind.evaluate(ENERGY, 2.0, 1.0, 1.0, cut, alpha) for cut in (-1e-9, 0.0, 1e-9))
        np.testing.assert_allclose(below, at, rtol=1e-6)
        np.testing.assert_allclose(above, at, rtol=1e-6)


def test_the_catalogue_curve_of_dr3_has_no_pole_at_sharpness_zero() -> None:
    kind = KINDS["super_exp_cutoff_power_law_4fgl_dr3"]
    at, near, far = (kind.evaluate(ENERGY, 1.0, 1.0, 0.4, 1.7, b) for b in (0.0, 1e-7, 5e-3))
    np.testing.assert_allclose(near, at, rtol=1e-5)
    np.testing.assert_allclose(at, KINDS["log_parabola"].evaluate(ENERGY, 1.0, 1.0, 1.7, 0.2), rtol=1e-12)
    exact = ENERGY ** (0.4 / 5e-3 - 1.7) * np.exp(0.4 / 5e-3**2 * (1.0 - ENERGY**5e-3))
    np.testing.assert_allclose(far, exact, rtol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid", "ignore:divide")
def test_absurd_indices_stay_finite(kind: str, sign: float) -> None:
    model = spectral.default_spectrum(kind)
    for name in ("index", "index1", "index2", "index_1", "index_2", "alpha", "lambda_", "expfactor"):
        if name in KINDS[kind].names and (kind, name) != ("exp_cutoff_power_law", "alpha"):
            model = model.with_parameter(name, value=sign * 50.0)
    assert np.all(np.isfinite(spectral.dnde(model, ENERGY)))


def test_a_spectrum_with_amplitude_zero_still_has_an_index() -> None:
    model = spectral.default_spectrum("log_parabola").with_parameter("amplitude", value=0.0)
    assert spectral.spectral_index(model, np.array([1.0]))[0] == pytest.approx(2.0)


@pytest.mark.parametrize("name", ["power_law", "constant", "power_law_2", "template_norm"])
def test_without_a_maximum_there_is_no_peak(name: str) -> None:
    assert np.isnan(spectral.e_peak(EVERY[name]))


def test_the_peak_of_any_curve_is_where_the_index_is_2() -> None:
    for kind in ("super_exp_cutoff_power_law_3fgl", "smooth_broken_power_law", "exp_cutoff_power_law_3fgl", "gaussian"):
        model = spectral.default_spectrum(kind)
        if kind == "smooth_broken_power_law":
            model = model.with_parameter("index1", value=1.5)
        peak = spectral.e_peak(model)
        assert spectral.spectral_index(model, np.array([peak]))[0] == pytest.approx(2.0, abs=1e-5)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"'broken'.*power_law, exp_cutoff_power_law, log_parabola"):
        spectral.kind_of("broken")
