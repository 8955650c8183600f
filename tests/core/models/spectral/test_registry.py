"""Every formula of the registry knows all there is to know about it, and what it says of itself is true."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from model_examples import EVERY

from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.composing import part_of
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, formula_of, kind_of
from vhegui.core.models.spectral.evaluate import e_peak as peak_of
from vhegui.core.models.spectral.flux import energy_flux, integral_flux
from vhegui.core.models.spectral.kind import FAMILIES, SpecialCase
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS

ENERGY = np.geomspace(0.1, 30.0, 25)
CASES = [
    pytest.param(kind, case, simple, id=f"{simple} in {kind}")
    for kind, entry in KINDS.items()
    for case in entry.special_cases
    for simple in case.of
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_place_and_its_names(kind: str) -> None:
    entry = KINDS[kind]
    assert entry.label
    assert entry.formula
    assert entry.family in FAMILIES
    assert [other.kind for other in KINDS.values() if other.abbreviation == entry.abbreviation] == [kind]
    assert len(entry.abbreviation) <= 12


@pytest.mark.parametrize("name", EVERY)
def test_every_parameter_has_a_meaning_whatever_it_is_part_of(name: str) -> None:
    for position, parameter in enumerate(formula_of(EVERY[name]).parameters):
        part, place = part_of(EVERY[name], position)
        assert parameter.meaning
        assert parameter.meaning == formula_of(part).parameters[place].meaning


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_kind_has_the_meanings_of_the_new_formula(kind: str) -> None:
    for old in KINDS:
        changed = change_kind(default_spectrum(old), kind)
        assert [p.meaning for p in changed.parameters] == [p.meaning for p in KINDS[kind].parameters]


def as_richer(simple: SpectralModel, kind: str, case: SpecialCase) -> SpectralModel:
    """The richer formula where the case says it is the simpler model, but for its amplitude."""
    rich = default_spectrum(kind)
    for parameter in rich.parameters:
        if any(p.name == parameter.name and p.unit == parameter.unit for p in simple.parameters):
            rich = rich.with_parameter(parameter.name, value=simple[parameter.name].value)
    for name in KINDS[kind].slopes if kind_of(simple.kind).slopes else ():
        rich = rich.with_parameter(name, value=simple[kind_of(simple.kind).slopes[0]].value)
    if case.equal:
        return rich
    return rich.with_parameter(case.parameter, value=case.value if math.isfinite(case.value) else 1e9)


@pytest.mark.parametrize(("kind", "case", "simple"), CASES)
def test_a_special_case_is_the_simpler_formula(kind: str, case: SpecialCase, simple: str) -> None:
    model = default_spectrum(simple)
    for name in kind_of(simple).slopes:
        model = model.with_parameter(name, value=2.3)
    rich = as_richer(model, kind, case)
    expected = dnde(model, ENERGY) / dnde(model, ENERGY[:1])
    for name in ("", *case.without):
        other = rich.with_parameter(name, value=1.7 * rich[name].value) if name else rich
        ours = dnde(other, ENERGY) / dnde(other, ENERGY[:1])
        np.testing.assert_allclose(ours, expected, rtol=1e-6)


@pytest.mark.parametrize(("kind", "case", "simple"), CASES)
def test_beside_a_special_case_the_formula_is_another(kind: str, case: SpecialCase, simple: str) -> None:
    rich = as_richer(default_spectrum(simple), kind, case)
    beside = rich.with_parameter(
        case.parameter, value=KINDS[kind].parameters[KINDS[kind].names.index(case.parameter)].value + 0.3
    )
    ratio = dnde(beside, ENERGY) / dnde(rich, ENERGY)
    assert np.ptp(ratio / ratio[0]) > 1e-3


@pytest.mark.parametrize("kind", [kind for kind, entry in KINDS.items() if entry.peak is not None])
def test_a_peak_by_formula_is_the_highest_point(kind: str) -> None:
    model = default_spectrum(kind)
    peak = peak_of(model)
    if math.isnan(peak):
        rising = np.diff(np.log(ENERGY**2 * dnde(model, ENERGY)))
        assert np.all(rising >= -1e-12) or np.all(rising <= 1e-12)
        return
    energy = peak * np.array([0.9, 1.0, 1.1])
    assert np.argmax(energy**2 * dnde(model, energy)) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("integral", "moment"), [(integral_flux, 0), (energy_flux, 1)])
def test_integrals_are_those_of_the_curve(kind: str, integral: Any, moment: int) -> None:
    from scipy.integrate import quad

    model = default_spectrum(kind)
    kinks = KINDS[kind].breaks(*model.values)
    edges = np.unique([0.2, 20.0, *(energy for energy in kinks if 0.2 < energy < 20.0)])

    def in_logarithm(x: float) -> float:
        energy = math.exp(x)
        return 1e12 * energy ** (moment + 1) * float(dnde(model, np.array(energy)))

    pieces = zip(np.log(edges[:-1]), np.log(edges[1:]), strict=True)
    expected = 1e-12 * sum(quad(in_logarithm, a, b, epsrel=1e-11, limit=200)[0] for a, b in pieces)
    assert integral(model, 0.2, 20.0) == pytest.approx(expected, rel=1e-8, abs=0)


def test_factors_have_no_peak_or_integral_of_the_spectrum_they_come_from() -> None:
    for entry in NORM_KINDS.values():
        assert entry.is_norm
        assert entry.peak is None
        assert entry.integral is None
        assert not entry.special_cases
