"""gammapy's models YAML: several sources, compounds, tables, absorption, links and priors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis.gammapy_config import models_yaml, parse_models, read_covariance, read_models, write_models
from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.composing import added, combined, multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, model_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import NORM_KINDS
from vhegui.core.models.spectral.tables import PiecewiseNorm, Template

ENERGY = np.geomspace(0.1, 30.0, 9)
POWER_LAW = default_spectrum("power_law")

COMPOUND = """
components:
- name: pks
  type: SkyModel
  datasets_names: [run-1, run-2]
  spectral:
    type: CompoundSpectralModel
    model1:
      type: PowerLawSpectralModel
      parameters:
      - {name: index, value: 2.5, error: 0.1, prior: {type: GaussianPrior, weight: 4,
          parameters: [{name: mu, value: 2.4, unit: ''}, {name: sigma, value: 0.2, unit: ''}]}}
      - {name: amplitude, value: 3.0e-17, unit: cm-2 s-1 MeV-1, prior: {type: LogUniformPrior,
          parameters: [{name: min, value: 1.0e-18, unit: ''}, {name: max, value: 1.0e-15, unit: ''}], weight: 1}}
      - {name: reference, value: 1.0, unit: TeV, frozen: true}
    model2:
      type: EBLAbsorptionNormSpectralModel
      filename: $GAMMAPY_DATA/ebl/ebl_dominguez11.fits.gz
      parameters:
      - {name: alpha_norm, value: 1.0, frozen: true}
      - {name: redshift, value: 0.116, frozen: true}
    operator: mul
- name: halo
  type: SkyModel
  datasets_names: run-1
  spectral:
    type: PowerLawSpectralModel
    parameters:
    - {name: index, value: 2.5, link: index@aBcDeFgH}
    - {name: amplitude, value: 1.0e-12, unit: cm-2 s-1 TeV-1}
    - {name: reference, value: 1.0, unit: TeV, frozen: true}
- name: bridge
  type: SkyModel
  spectral:
    type: pl
    parameters:
    - {name: index, value: 2.5, link: index@aBcDeFgH}
    - {name: amplitude, value: 1.0e-12, unit: cm-2 s-1 TeV-1}
    - {name: reference, value: 1.0, unit: TeV, frozen: true}
"""


def test_several_sources_come_with_priors_links_and_data_sets(reference) -> None:
    (pks, halo, bridge), warnings = parse_models(COMPOUND)
    assert warnings == ()
    assert (pks.datasets, halo.datasets, bridge.datasets) == (("run-1", "run-2"), ("run-1",), ())
    assert pks.spectral["index"].prior == Prior("gaussian", 2.4, 0.1)  # weight 4: as half the width
    prior = pks.spectral["amplitude"].prior
    assert prior is not None
    assert (prior.kind, prior.a, prior.b) == (
        "log_uniform",
        pytest.approx(1e-12, rel=1e-9, abs=0),
        pytest.approx(1e-9, rel=1e-9, abs=0),
    )
    assert halo.spectral["index"].link == ""
    assert bridge.spectral["index"].link == "halo.index"
    tables = reference("models.json")
    expected = tables["ebl"]["PL(index 2.5, 3e-11 at 1 TeV) x dominguez z=0.116"]["dnde"]
    energy = np.array(tables["ebl"]["energies_TeV"])
    near = energy < 5.0
    np.testing.assert_allclose(dnde(pks.spectral, energy[near]), np.array(expected)[near], rtol=2e-3)


def test_parts_of_older_files_stand_in_sections_of_their_own() -> None:
    text = COMPOUND.replace("    model1:\n", "    model1:\n      spectral:\n").replace(
        "      type: PowerLawSpectralModel\n      parameters:\n      - {name: index, value: 2.5, error",
        "        type: PowerLawSpectralModel\n        parameters:\n        - {name: index, value: 2.5, error",
    )
    text = text.replace("      - {name: amplitude, value: 3", "        - {name: amplitude, value: 3", 1)
    text = text.replace("      - {name: reference, value", "        - {name: reference, value", 1)
    assert parse_models(text) == parse_models(COMPOUND)


def everything() -> list[SpectralModel]:
    table = Template((0.1, 1.0, 10.0), (1e-9, 3e-11, 1e-13))
    factors = Template((0.1, 1.0, 10.0), (1.0, 0.5, 0.7), is_norm=True)
    absorption = default_spectrum("ebl_absorption").with_parameter("redshift", value=0.3)
    nodes = model_of(PiecewiseNorm((0.1, 1.0, 10.0), "lin")).with_parameter("norm_1", value=1.5)
    norms = [default_spectrum(kind) for kind in NORM_KINDS if kind != "constant_norm"]
    return [
        multiplied(POWER_LAW, absorption),
        multiplied(multiplied(POWER_LAW, nodes), absorption),
        multiplied(added(POWER_LAW, default_spectrum("log_parabola")), nodes),
        added(multiplied(POWER_LAW, absorption), default_spectrum("gaussian")),
        combined("product", (POWER_LAW, model_of(factors).with_parameter("norm", frozen=True))),
        model_of(table),
        model_of(table).with_parameter("norm", value=2.3, error=0.1, minimum=0.0),
        model_of(table).with_parameter("norm", frozen=True),
        *(combined("product", (POWER_LAW, norm)) for norm in norms),
        POWER_LAW.with_parameter("index", prior=Prior("uniform", 1.0, 4.0), error=0.2),
    ]


@pytest.mark.parametrize("spectral", everything())
def test_every_form_is_written_and_read_again(spectral: SpectralModel) -> None:
    model = SourceModel("source", spectral, ("HESS", "MAGIC"))
    assert parse_models(models_yaml(model)) == ((model,), ())


def test_links_are_written_as_labels_and_read_again() -> None:
    first = SourceModel("a", added(POWER_LAW, POWER_LAW.with_parameter("reference", value=2.0)))
    tied = replace(first, spectral=first.spectral.with_parameter("index[2]", link="index"))
    second = SourceModel("b", POWER_LAW.with_parameter("index", link="a.index"))
    text = models_yaml((tied, second))
    assert text.count("link: index@a") == 3
    assert parse_models(text)[0] == (tied, second)


def test_a_formula_gammapy_lacks_is_written_as_a_table_and_says_so() -> None:
    model = SourceModel("x", combined("product", (default_spectrum("constant_norm"), POWER_LAW)))
    (read,), _ = parse_models(models_yaml(model))
    np.testing.assert_allclose(dnde(read.spectral, ENERGY), dnde(model.spectral, ENERGY), rtol=1e-12)
    pytest.importorskip("naima")
    particles = SourceModel("nebula", default_spectrum("particles"))
    text = models_yaml(particles)
    assert text.startswith("# nebula: gammapy has no")
    (read,), _ = parse_models(text)
    np.testing.assert_allclose(dnde(read.spectral, ENERGY), dnde(particles.spectral, ENERGY), rtol=2e-3)


def test_the_covariance_has_the_parameters_of_the_file_in_its_order(tmp_path) -> None:
    table = model_of(Template()).with_parameter("norm", value=2.0)
    tied = POWER_LAW.with_parameter("index", link="a.index")
    models = (SourceModel("a", POWER_LAW), SourceModel("b", table), SourceModel("c", tied))
    covariance = np.diag([0.04, 1e-26, 0.0, 0.09])  # the last model is not in it
    write_models(tmp_path / "best.yaml", models, covariance)
    names, matrix = read_covariance(tmp_path / "best_covariance.dat")
    assert names[3:7] == ("b.spectral.tilt", "b.spectral.norm", "b.spectral.reference", "c.spectral.index")
    np.testing.assert_array_equal(np.diag(matrix), [0.04, 1e-26, 0, 0, 0.09, 0, 0.04, 0, 0])
    assert matrix[0, 6] == 0.04
    assert read_models(tmp_path / "best.yaml")[0] == models


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("operator: mul", "operator: truediv", ["components[0].spectral.operator", "'truediv'", "add, mul"]),
        ("operator: mul", "operator: add", ["components[0].spectral", "side by side"]),
        ("name: halo", "name: pks", ["two models", "'pks'"]),
        ("ebl_dominguez11.fits.gz", "", ["EBL", "components[0].spectral.model2"]),
        ("type: EBLAbsorptionNormSpectralModel", "type: pl", ["model2.parameters[0].name", "'alpha_norm'"]),
        ("name: sigma, value: 0.2", "name: sigma, value: -0.2", ["model1.parameters[0].prior", "sigma -0.2"]),
        ("name: sigma", "name: sigm", ["model1.parameters[0].prior", '"sigma" is missing']),
        ("type: pl\n", "type: pl-norm\n", ["components[2].spectral.parameters[0].name", "'index'"]),
        ("    model2:\n", "    model3:\n", ["components[0].spectral", '"model2"']),
    ],
)
def test_a_wrong_compound_is_an_error_that_names_the_key(old: str, new: str, said: list[str]) -> None:
    assert old in COMPOUND
    with pytest.raises(ConfigError) as error:
        parse_models(COMPOUND.replace(old, new), "models.yaml")
    for part in ("models.yaml", *said):
        assert part in str(error.value)


def test_a_factor_alone_is_no_source() -> None:
    with pytest.raises(ConfigError, match="is a factor, not a spectrum"):
        parse_models("components: [{name: x, spectral: {type: pl-norm}}]")


def test_an_unknown_prior_has_no_effect_and_says_so() -> None:
    models, warnings = parse_models(COMPOUND.replace("GaussianPrior", "GenericPrior"))
    assert models[0].spectral["index"].prior is None
    assert any("GenericPrior" in warning and "GaussianPrior" in warning for warning in warnings)


def test_what_a_file_leaves_out_is_what_gammapy_would_take() -> None:
    (model,), warnings = parse_models("components: [{name: x, spectral: {type: lp}}]")
    assert model.spectral["reference"].value == 10.0
    assert any("reference is not given; its default 10 TeV" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("tag", "name", "value", "frozen"),
    [
        ("secpl-4fgl", "expfactor", 1e-14, False),
        ("secpl-4fgl", "index_2", 2.0, False),
        ("secpl-4fgl-dr3", "index_2", 2.0, False),
    ],
)
def test_defaults_are_those_of_gammapy_also_in_whether_they_are_fitted(
    tag: str, name: str, value: float, frozen: bool
) -> None:
    """gammapy 2.1 leaves "frozen" out where it is the default of its model."""
    (model,), _ = parse_models(f"components: [{{name: x, spectral: {{type: {tag}}}}}]")
    assert (model.spectral[name].value, model.spectral[name].frozen) == (value, frozen)


def test_the_tilt_of_a_power_law_factor_is_fixed_unless_the_file_frees_it() -> None:
    """Free beside the index of a power law it would be degenerate."""
    part = "{type: CompoundSpectralModel, operator: mul, model1: {type: pl}, model2: {type: pl-norm, parameters: [%s]}}"
    for entry, frozen in (("{name: tilt, value: 0.0}", True), ("{name: tilt, value: 0.0, frozen: false}", False)):
        (model,), _ = parse_models(f"components: [{{name: x, spectral: {part % entry}}}]")
        assert model.spectral["tilt"].frozen is frozen


def test_the_prior_of_linked_parameters_counts_once() -> None:
    """gammapy writes it at every parameter that shares the label, because they are one object there."""
    prior = "{type: GaussianPrior, parameters: [{name: mu, value: 2.1}, {name: sigma, value: 0.2}]}"
    entry = f"{{name: index, value: 2.4, link: index@A, prior: {prior}}}"
    component = "{name: %s, spectral: {type: pl, parameters: [" + entry + "]}}"
    models, _ = parse_models(f"components: [{component % 'a'}, {component % 'b'}]")
    assert [model.spectral["index"].prior for model in models] == [Prior("gaussian", 2.1, 0.2), None]
    assert [model.spectral["index"].link for model in models] == ["", "a.index"]


PAIR = """components:
- name: src
  type: SkyModel
  spectral:
    type: CompoundSpectralModel
    operator: %s
    model1: {type: pl, parameters: [{name: amplitude, value: 3.0e-11, unit: cm-2 s-1 TeV-1}]}
    model2: {type: %s, parameters: [{name: %s, value: %s}]}
"""


@pytest.mark.parametrize("operator", ["sub", "'-'", "operator.sub", "__sub__", "'<built-in function sub>'"])
def test_the_difference_of_two_models_under_every_name(operator: str) -> None:
    (model,), warnings = parse_models(PAIR % (operator, "pl", "amplitude", "1.0e-11"))
    np.testing.assert_allclose(dnde(model.spectral, ENERGY), 2e-11 * ENERGY**-2.0, rtol=1e-12)
    assert "is read as a sum with −1 × the second model" in "".join(warnings)
    again, _ = parse_models(models_yaml(model))
    np.testing.assert_allclose(dnde(again[0].spectral, ENERGY), dnde(model.spectral, ENERGY), rtol=1e-12)


@pytest.mark.parametrize(("operator", "total"), [("add", 4e-11), ("'+'", 4e-11), ("operator.add", 4e-11)])
def test_sums_under_every_name(operator: str, total: float) -> None:
    (model,), _ = parse_models(PAIR % (operator, "pl", "amplitude", "1.0e-11"))
    np.testing.assert_allclose(dnde(model.spectral, ENERGY), total * ENERGY**-2.0, rtol=1e-12)


@pytest.mark.parametrize("operator", ["mul", "'*'", "_operator.mul"])
def test_products_under_every_name(operator: str) -> None:
    (model,), _ = parse_models(PAIR % (operator, "pl-norm", "norm", "2.0"))
    np.testing.assert_allclose(dnde(model.spectral, ENERGY), 6e-11 * ENERGY**-2.0, rtol=1e-12)
