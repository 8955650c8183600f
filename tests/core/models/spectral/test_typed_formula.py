"""Formulas typed by people: what they mean, what is refused, and that nothing else can happen."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, dnde_gradient, formula_of
from vhegui.core.models.spectral.expression import FUNCTIONS, MAX_LENGTH, parse_expression
from vhegui.core.models.spectral.typed_formula import EXAMPLE, TypedFormula, formula_text, typed_model

ENERGY = np.geomspace(0.05, 50.0, 30)


def test_a_typed_cutoff_power_law_is_the_registrys() -> None:
    typed = typed_model("N*(E/E0)**(-g)*exp(-E/Ec); N=3e-11 [cm-2 s-1 TeV-1], g=2, E0=1 frozen, Ec=10")
    known = default_spectrum("exp_cutoff_power_law").with_values((2.0, 3e-11, 1.0, 0.1, 1.0))
    np.testing.assert_allclose(dnde(typed, ENERGY), dnde(known, ENERGY), rtol=1e-13)
    ours, theirs = dnde_gradient(typed, ENERGY), dnde_gradient(known, ENERGY)
    np.testing.assert_allclose(ours[0], theirs[1], rtol=1e-8)
    np.testing.assert_allclose(ours[2], theirs[0], rtol=1e-7, atol=1e-7 * np.max(np.abs(theirs[0])))
    np.testing.assert_allclose(ours[3], -theirs[3] / 100.0, rtol=1e-7)
    assert typed.parameters[:2] == (Parameter("N", 3e-11, "cm-2 s-1 TeV-1"), Parameter("E0", 1.0, frozen=True))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-a**2", -4.0),
        ("(-a)**2", 4.0),
        ("2**-a", 0.25),
        ("a - 1 - 1", 0.0),
        ("a/4/2", 0.25),
        ("max(a, 3, 1) + min(a, 1)", 4.0),
        ("where(1 < a <= 2, 5, 7)", 5.0),
        ("where(a != 2, 5, 7)", 7.0),
        ("log10(100*a/2) + log(exp(a)) + sqrt(a*8) + abs(-a)", 10.0),
        ("a*sin(pi/2) + cos(0) + tanh(0)", 3.0),
        ("  a\n * +1e0  ", 2.0),
    ],
)
def test_formulas_mean_what_mathematics_says(text: str, value: float) -> None:
    result = typed_model(f"{text}; a=2")
    np.testing.assert_allclose(dnde(result, ENERGY), value, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("N*(E/E0)**(-g)", ("N",)),
        ("(E/E0)**(-g)*A; g=1", ("A",)),
        ("A*E**(-g) + B*exp(-E/c)", ("A", "B")),
        ("where(E < b, A*E**(-g), B*E**(-h))", ("A", "B")),
        ("A*E**(-g) + 1e-12", ()),
        ("10**(k)*E**(-g)", ()),
        ("sqrt(N**2)*E**(-2)", ()),
        ("N*B*E**(-2); N=1 frozen", ("B",)),
        ("0*N", ()),
    ],
)
def test_amplitudes_are_found_by_what_scales_the_spectrum(text: str, names: tuple[str, ...]) -> None:
    formula = TypedFormula(text).formula()
    assert tuple(formula.names[i] for i in formula.amplitudes) == names


@pytest.mark.parametrize(
    ("text", "column", "what"),
    [
        ("N*E^2", 4, r"\*\*"),
        ("N*(E", 3, "no formula"),
        ("N*sinh(E)", 3, "no function sinh"),
        ("N(E)", 1, "product"),
        ("N*exp", 3, "needs parentheses"),
        ("N*exp(E, 2)", 3, "one value"),
        ("N*where(E, 1, 2)", 3, "comparison"),
        ("N*(E<2)", 4, "where"),
        ("N.real", 1, "dot"),
        ("N*E**900", 6, "exponents"),
        ("N if E else 2", 1, "if"),
        ("N*E // 2", 8, "sign before"),
        ("N*2j", 3, "no number"),
        ("N*True", 3, "no number"),
        ("N*E; g=2", 6, "not a parameter"),
        ("N*E; N=2, N=3", 11, "already"),
        ("N*E; N=two", 6, "name=2.3"),
        ("N*E; N=2 [GeV]", 6, "TeV, cm and s"),
        ("N*E;  E=2", 7, "not a parameter"),
        ("  N*lambda", 5, ""),
    ],
)
def test_a_mistake_is_named_with_its_column(text: str, column: int, what: str) -> None:
    with pytest.raises(ConfigError, match=rf"column {column}:.*{what}"):
        typed_model(text)


@pytest.mark.parametrize("text", ["", "  ;N=2", "3*E", "N" * (MAX_LENGTH + 1), "(" * 400 + "N" + ")" * 400])
def test_what_is_no_spectrum_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        typed_model(text)


@pytest.mark.parametrize("text", ["N*" + "-" * 900 + "1", "N+" * 450 + "1", "N" + "**E" * 250, "9" * 990 + "*N"])
def test_nothing_can_hang_or_overflow_the_stack(text: str) -> None:
    start = time.thread_time()
    with pytest.raises(ConfigError):
        typed_model(text)
    assert time.thread_time() - start < 5.0


def test_towers_of_powers_are_only_large_numbers() -> None:
    np.testing.assert_array_equal(dnde(typed_model("N*9**9**9**9"), ENERGY), 1e100)
    np.testing.assert_array_equal(dnde(typed_model("N*sqrt(1-E)"), np.array([2.0])), 0.0)


@given(st.text(max_size=60) | st.text(alphabet="NEgabpi0123456789.+-*/()<>=!,; [TeV]_exlogwhr\n", max_size=60))
@example("__import__('os')")
@example("E.__class__")
@example("[N for N in ()]")
@example("N:=2")
@example("exp=2")
@example("N*1_0e5")
@example("N\x00")
@example("N;N=1e999")
@example("0777*N")
@settings(max_examples=300)
def test_any_text_is_a_formula_or_a_mistake_that_can_be_read(text: str) -> None:
    try:
        model = typed_model(text)
    except ConfigError:
        return
    values = dnde(model, ENERGY)
    assert values.shape == ENERGY.shape and np.all(np.isfinite(values))
    assert np.all(np.isfinite(dnde_gradient(model, ENERGY)))


def _expressions() -> st.SearchStrategy[str]:
    atoms = st.sampled_from(["E", "N", "g", "pi", "2.5", "1e-3"])
    one = sorted(set(FUNCTIONS) - {"min", "max"})

    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return (
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})")
            | st.tuples(st.sampled_from(one), inner).map(lambda t: f"{t[0]}({t[1]})")
            | st.tuples(inner, inner, inner).map(lambda t: f"where({t[0]} < {t[1]}, {t[2]}, min({t[0]}, {t[2]}))")
        )

    return st.recursive(atoms, deeper, max_leaves=12)


@given(_expressions(), st.floats(-1e3, 1e3), st.booleans())
def test_a_text_and_its_model_are_the_same(text: str, value: float, frozen: bool) -> None:
    model = typed_model(f"N*{text}")
    model = model.with_parameter("N", value=value, frozen=frozen, unit="cm-2 s-1 TeV-1")
    again = typed_model(formula_text(model))
    assert again.parameters == model.parameters
    np.testing.assert_array_equal(dnde(again, ENERGY), dnde(model, ENERGY))
    assert formula_text(again) == formula_text(model)


def test_the_form_is_a_value_and_its_example_is_a_spectrum() -> None:
    assert TypedFormula() == TypedFormula(EXAMPLE) and hash(TypedFormula()) == hash(TypedFormula(EXAMPLE))
    assert formula_of(typed_model(EXAMPLE)) is TypedFormula().formula()
    assert parse_expression("b*E**a").names == ("b", "a")
