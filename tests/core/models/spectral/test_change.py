"""The same spectrum by another formula; models put together and taken apart; links."""

from __future__ import annotations

import numpy as np
import pytest
from model_examples import examples

from vhegui.core.errors import ConfigError
from vhegui.core.models.links import linked_parameter, wrong_link
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.change import change_kind, pivot_of
from vhegui.core.models.spectral.composing import added, combined, multiplied, parts_of, without
from vhegui.core.models.spectral.compound import Compound, Part
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, formula_of, spectral_index
from vhegui.core.models.spectral.forms import FORMS
from vhegui.core.models.spectral.registry import KINDS
from vhegui.core.models.spectral.tables import PiecewiseNorm, Template

ENERGY = np.geomspace(0.05, 50.0, 12)
POWER_LAW = default_spectrum("power_law").with_parameter("amplitude", value=3e-11)
NORM = default_spectrum("power_law_norm").with_parameter("tilt", value=0.3)


@pytest.mark.parametrize("old", KINDS)
@pytest.mark.parametrize("new", KINDS)
def test_another_kind_touches_the_old_curve_at_the_reference(old: str, new: str) -> None:
    model = default_spectrum(old)
    if "reference" in formula_of(model).names:
        model = model.with_parameter("reference", value=2.0)
    changed = change_kind(model, new)
    assert changed.kind == new
    at = np.array([pivot_of(model)])
    np.testing.assert_allclose(dnde(changed, at), dnde(model, at), rtol=1e-6)
    if formula_of(changed).slopes and old != new:
        np.testing.assert_allclose(spectral_index(changed, at), spectral_index(model, at), atol=1e-5)


def test_common_parameters_are_kept_with_all_that_is_known_of_them() -> None:
    prior = Prior("gaussian", 2.7, 0.1)
    model = POWER_LAW.with_parameter("index", value=2.7, error=0.1, minimum=1.0, prior=prior)
    model = model.with_parameter("amplitude", frozen=True).with_parameter("reference", value=2.0)
    changed = change_kind(model, "log_parabola")
    alpha = changed["alpha"]
    assert (alpha.value, alpha.error, alpha.minimum, alpha.prior) == (2.7, 0.1, 1.0, prior)
    assert changed["amplitude"].frozen
    assert changed["amplitude"].value == pytest.approx(3e-11, rel=1e-12, abs=0)
    assert changed["reference"].value == 2.0
    assert change_kind(changed, "power_law")["index"] == model["index"]


def test_a_cutoff_is_the_same_in_its_other_spellings() -> None:
    model = default_spectrum("exp_cutoff_power_law").with_parameter("lambda_", value=0.05)
    changed = change_kind(model, "exp_cutoff_power_law_3fgl")
    assert changed["ecut"].value == pytest.approx(20.0)
    np.testing.assert_allclose(dnde(changed, ENERGY), dnde(model, ENERGY), rtol=1e-6)
    back = change_kind(changed, "exp_cutoff_power_law")
    np.testing.assert_allclose(back.values, model.values, rtol=1e-6)


def test_the_second_index_of_a_sum_has_a_number() -> None:
    model = added(POWER_LAW, default_spectrum("exp_cutoff_power_law"))
    names = [p.name for p in model.parameters]
    assert names == ["index", "amplitude", "reference", "index[2]", "amplitude[2]", "reference[2]", "lambda_", "alpha"]
    assert formula_of(model).names == tuple(names)
    assert formula_of(model).amplitudes == (1, 4)
    np.testing.assert_array_equal(
        dnde(model, ENERGY), dnde(POWER_LAW, ENERGY) + dnde(default_spectrum("exp_cutoff_power_law"), ENERGY)
    )


def test_a_factor_multiplies_and_its_norm_is_frozen() -> None:
    model = multiplied(POWER_LAW, NORM)
    np.testing.assert_allclose(dnde(model, ENERGY), dnde(POWER_LAW, ENERGY) * ENERGY**-0.3, rtol=1e-12)
    assert formula_of(model).amplitudes == (1,)
    assert model["norm"].frozen
    assert model["tilt"].varies
    np.testing.assert_allclose(spectral_index(model, ENERGY), 2.3, atol=1e-6)


def test_of_a_product_the_spectrum_has_the_amplitude_wherever_it_stands() -> None:
    model = combined("product", (NORM, POWER_LAW))
    assert [formula_of(model).names[i] for i in formula_of(model).amplitudes] == ["amplitude"]


def test_the_same_operation_twice_makes_one_list_of_parts() -> None:
    model = multiplied(multiplied(POWER_LAW, NORM), NORM)
    assert isinstance(model.form, Compound)
    assert [part.kind for part in model.form.parts] == ["power_law", "power_law_norm", "power_law_norm"]
    assert formula_of(model).label == "Power law × Power-law factor × Power-law factor"


@pytest.mark.parametrize("name", ["sum", "product", "three", "nested"])
def test_what_is_put_together_is_taken_apart_again(name: str) -> None:
    model = examples()[name]
    assert isinstance(model.form, Compound)
    parts = parts_of(model)
    assert combined(model.form.operation, parts) == model
    left = without(model, len(parts) - 1)
    assert left == (combined(model.form.operation, parts[:-1]) if len(parts) > 2 else parts[0])


def test_links_inside_a_part_follow_its_new_names() -> None:
    tied = default_spectrum("log_parabola").with_parameter("beta", link="alpha")
    model = added(added(tied, POWER_LAW), tied)
    assert model["beta"].link == "alpha"
    assert model["beta[2]"].link == "alpha[2]"
    assert parts_of(model)[2] == tied


def test_what_cannot_be_combined_says_so() -> None:
    with pytest.raises(ConfigError, match="one spectrum only"):
        multiplied(POWER_LAW, POWER_LAW)
    with pytest.raises(ConfigError, match="side by side"):
        added(POWER_LAW, NORM)
    with pytest.raises(ConfigError, match="factors alone"):
        without(multiplied(POWER_LAW, NORM), 0)
    with pytest.raises(ConfigError, match="one part only"):
        without(POWER_LAW, 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Template((1.0,), (1.0,)),
        lambda: Template((1.0, 0.5), (1.0, 1.0)),
        lambda: Template((1.0, 2.0), (1.0,)),
        lambda: Template((1.0, 2.0), (1.0, float("nan"))),
        lambda: PiecewiseNorm((0.0, 1.0)),
        lambda: PiecewiseNorm((1.0, 2.0), "cubic"),
        lambda: Compound("quotient", (Part("power_law"), Part("power_law"))),
        lambda: Compound("sum", (Part("power_law"),)),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(make) -> None:
    with pytest.raises(ConfigError):
        make()


def test_forms_are_hashable_and_make_their_formula_once() -> None:
    for model in examples().values():
        assert model.form is not None
        assert hash(model.form) == hash(type(model.form)(**vars_of(model.form)))
        assert model.form.formula() is model.form.formula()


def vars_of(form) -> dict:
    from dataclasses import fields

    return {field.name: getattr(form, field.name) for field in fields(form)}


def test_piecewise_norms_are_constant_outside_their_nodes() -> None:
    model = examples()["piecewise_norm"].with_parameter("norm_0", value=2.0)
    np.testing.assert_allclose(dnde(model, np.array([0.01, 0.1, 1.0, np.sqrt(10.0), 99.0])), [2, 2, 1.7, 1.7**0.5, 1])


def test_links_name_a_parameter_of_the_same_or_another_model() -> None:
    first, second = (
        SourceModel("a.b", POWER_LAW),
        SourceModel("halo", POWER_LAW.with_parameter("index", link="a.b.index")),
    )
    assert linked_parameter((first, second), second, second.spectral["index"]) == (first, POWER_LAW["index"])
    assert wrong_link((first, second)) == ""
    for link, said in (("gamma", "names no parameter"), ("a.b.reference", "another unit"), ("halo.index", "circle")):
        wrong = SourceModel("halo", POWER_LAW.with_parameter("index", link=link))
        assert said in wrong_link((first, wrong))


def test_links_may_follow_links_and_a_bare_name_is_one_of_the_first_source() -> None:
    first, halo, bridge = (
        SourceModel(name, POWER_LAW.with_parameter("index", link=link))
        for name, link in (("Crab", ""), ("halo", "bridge.index"), ("bridge", "index"))
    )
    models = (first, halo, bridge)
    assert wrong_link(models) == ""
    assert linked_parameter(models, halo, halo.spectral["index"]) == (first, POWER_LAW["index"])
    circle = (first, halo, SourceModel("bridge", POWER_LAW.with_parameter("index", link="halo.index")))
    assert "circle: halo.index → bridge.index → halo.index" in wrong_link(circle)


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != "compound"])
def test_every_form_of_the_registry_has_a_default_and_touches_another_kind(kind: str) -> None:
    model = default_spectrum(kind)
    assert model.kind == kind
    assert formula_of(model).kind == kind
    if kind != "particles":  # needs a package that may not be there
        assert np.all(dnde(model, ENERGY) > 0)
