"""gammapy's models YAML ↔ SourceModel."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vhegui.analysis.gammapy_config import models_yaml, parse_models, read_models, write_models
from vhegui.core.errors import ConfigError
from vhegui.core.models.spectral.evaluate import default_model, dnde
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS

ECPL = """
components:
-   name: crab
    type: SkyModel
    spectral:
        type: ExpCutoffPowerLawSpectralModel
        parameters:
        -   {name: index, value: 2.2, unit: '', min: .nan, max: .nan, frozen: false, error: 0}
        -   {name: amplitude, value: 4.0e-17, unit: 1 / (cm2 MeV s), min: 1e-20, error: 1.0e-18}
        -   {name: reference, value: 500.0, unit: GeV, frozen: true}
        -   {name: lambda_, value: 0.1, unit: TeV-1}
covariance: crab_covariance.dat
"""


def test_parameters_come_in_internal_units():
    (model,), warnings = parse_models(ECPL)
    assert model.name == "crab"
    assert model.spectral.kind == "exp_cutoff_power_law"
    amplitude = model.spectral["amplitude"]
    assert amplitude.value == pytest.approx(4e-11, rel=1e-12, abs=0)
    assert amplitude.error == pytest.approx(1e-12, rel=1e-12, abs=0)
    assert amplitude.minimum == pytest.approx(1e-14, rel=1e-12, abs=0)
    assert amplitude.maximum == math.inf
    assert amplitude.unit == "cm-2 s-1 TeV-1"
    assert model.spectral["reference"].value == 0.5
    assert model.spectral["reference"].frozen
    assert not model.spectral["lambda_"].frozen
    assert len(warnings) == 1
    assert "alpha is not given" in warnings[0]
    assert model.spectral["alpha"].value == 1.0


@pytest.mark.parametrize("unit", ["TeV-1 s-1 cm-2", "1 / (TeV s cm2)", "cm-2 s-1 TeV-1", "TeV^-1 cm^-2 s^-1"])
def test_any_spelling_of_a_unit_is_understood(unit):
    (model,), _ = parse_models(ECPL.replace("4.0e-17, unit: 1 / (cm2 MeV s)", f"4e-11, unit: {unit}"))
    assert model.spectral["amplitude"].value == pytest.approx(4e-11, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("tag", "kind"), [("pl", "power_law"), ("ecpl", "exp_cutoff_power_law"), ("lp", "log_parabola")]
)
def test_short_names_of_models_are_understood(tag, kind):
    (model,), _ = parse_models(f"components: [{{name: x, type: SkyModel, spectral: {{type: {tag}}}}}]")
    assert model.spectral.kind == kind


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_model_is_written_and_read_again(kind):
    model = default_model(kind, "source")
    name = model.spectral.parameters[KINDS[kind].amplitudes[0]].name
    spectral = model.spectral.with_parameter(name, value=3.3e-11, error=2e-12, minimum=0.0)
    model = type(model)("crab nebula", spectral, ("HESS",))
    (read,), notes = parse_models(models_yaml(model))
    assert not notes
    if KINDS[kind].gammapy is not None:
        assert read == model
        return
    energy = np.geomspace(0.01, 300.0, 200)
    np.testing.assert_allclose(dnde(read.spectral, energy), dnde(spectral, energy), rtol=1e-12)


def test_gammapy_has_a_name_of_its_own_for_every_formula():
    names = [entry.gammapy for entry in (*KINDS.values(), *NORM_KINDS.values()) if entry.gammapy is not None]
    assert len({name.tag for name in names}) == len({name.type for name in names}) == len(names)
    for entry in (*KINDS.values(), *NORM_KINDS.values()):
        if entry.gammapy is not None:
            assert set(entry.gammapy.defaults) <= set(entry.names)


def test_the_covariance_is_a_fixed_width_table_of_all_parameters(tmp_path):
    from astropy.table import Table

    model = default_model("power_law", "crab")
    covariance = np.diag([0.1, 1e-24, 0.0])
    write_models(tmp_path / "best.yaml", model, covariance)
    table = Table.read(tmp_path / "best_covariance.dat", format="ascii.fixed_width")
    assert list(table["Parameters"]) == ["crab.spectral.index", "crab.spectral.amplitude", "crab.spectral.reference"]
    assert np.array([list(row)[1:] for row in table], dtype=float).tolist() == covariance.tolist()
    assert read_models(tmp_path / "best.yaml") == ((model,), ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: ExpCutoff", "type: Exp", ["components[0].spectral.type", "did you mean", "(pl)"]),
        ("name: lambda_", "name: lambda", ["parameters[3].name", "'lambda'", 'mean "lambda_"']),
        ("unit: GeV", "unit: cm", ["parameters[2].unit", "'cm'", "TeV"]),
        ("unit: GeV", "unit: nonsense", ["parameters[2].unit", "'nonsense'"]),
        ("value: 2.2", "value: steep", ["components[0].spectral.parameters[0].value", "'steep'", "a number"]),
        ("value: 2.2", "value: .nan", ["parameters[0].value", "finite"]),
        ("min: 1e-20", "min: 1", ["parameters[1].value", "limits"]),
        ("type: SkyModel", "type: FoVBackgroundModel", ["at least one SkyModel", "none"]),
    ],
)
def test_a_wrong_models_file_is_an_error_that_names_the_key(old, new, said):
    assert old in ECPL
    with pytest.raises(ConfigError) as error:
        parse_models(ECPL.replace(old, new), "models.yaml")
    message = str(error.value)
    assert message.startswith("models.yaml")
    for part in said:
        assert part in message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("PowerLawSpektralModel", 'did you mean "PowerLawSpectralModel" (pl)'),
        ("powerlaw", 'did you mean "PowerLawSpectralModel" (pl)'),
        ("ebcl", 'did you mean "ExpCutoffPowerLawSpectralModel" (ecpl)'),
        ("Nonsense", "by gammapy's short names: pl, ecpl, lp"),
    ],
)
def test_an_unknown_spectral_type_is_answered_in_one_line(written: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_models(ECPL.replace("ExpCutoffPowerLawSpectralModel", written), "models.yaml")
    assert said in str(error.value) and len(str(error.value)) < 300


def test_what_has_no_effect_on_a_spectrum_is_said():
    text = ECPL.replace("    type: SkyModel", "    type: SkyModel\n    spatial: {type: PointSpatialModel}")
    text += "\n" if text.endswith("\n") else ""
    text = text.replace("covariance:", "-   {type: FoVBackgroundModel, datasets_names: [a]}\ncovariance:")
    _, warnings = parse_models(text)
    assert any("components[0].spatial" in warning for warning in warnings)
    assert any("components[1]: FoVBackgroundModel" in warning for warning in warnings)


ONE = """components:
- name: src
  type: SkyModel
  spectral:
    type: PowerLawSpectralModel
    parameters:
    - {name: index, value: 2.5}
    - {name: amplitude, %s, unit: cm-2 s-1 TeV-1}
    - {name: reference, value: 1.0, unit: TeV, frozen: true}
"""


@pytest.mark.parametrize(
    ("given", "value", "said"),
    [
        ("factor: 3.0, scale: 1.0e-11", 3e-11, "factor × scale = 3e-11 is used"),
        ("factor: 3.0e-11", 3e-11, "factor × scale = 3e-11 is used"),
        ("value: 3.0e-11, factor: 3.0, scale: 1.0e-11", 3e-11, ""),
        ("value: 3.0e-11, scale: 1.0e-11", 3e-11, ""),
        ("value: 3.0, scale: 1.0e-11", 3.0, "its value of 3 is used as it stands"),
        ("value: 4.0e-11, factor: 3.0, scale: 1.0e-11", 4e-11, "the value is used"),
    ],
)
def test_a_parameter_with_factor_and_scale_has_their_product(given: str, value: float, said: str) -> None:
    (model,), warnings = parse_models(ONE % given)
    assert model.spectral["amplitude"].value == pytest.approx(value, rel=1e-12, abs=0)
    assert said in "".join(warnings)
    assert bool(warnings) == bool(said)


def test_a_scale_alone_is_no_value() -> None:
    with pytest.raises(ConfigError, match=r"parameters\[1\]: has a scale, but neither a value nor a factor"):
        parse_models(ONE % "scale: 1.0e-11")


OTHERS = """
- name: diffuse
  type: SkyModel
  datasets_names: [lat]
  spatial: {type: TemplateSpatialModel, filename: sky.fits.gz}
  spectral: {type: PowerLawNormSpectralModel, parameters: [{name: norm, value: 1.0}]}
- {type: FoVBackgroundModel, datasets_names: [a], spectral: {type: pl-norm, parameters: [{name: norm, value: {x: 1}}]}}
- {type: BackgroundModel, name: old, filename: background.fits, parameters: here, spatial: 7}
"""


def test_components_that_a_one_dimensional_analysis_does_not_use_are_named_and_passed_over() -> None:
    text = ONE % "value: 1.0e-11" + OTHERS
    models, warnings = parse_models(text)
    assert [model.name for model in models] == ["src"]
    said = "\n".join(warnings)
    assert "components[1]: 'diffuse' is a template of the sky with a factor (PowerLawNormSpectralModel)" in said
    assert "components[2]: FoVBackgroundModel is not used" in said
    assert "components[3]: BackgroundModel 'old' is not used" in said


def test_a_factor_without_a_place_on_the_sky_is_still_no_spectrum() -> None:
    with pytest.raises(ConfigError, match="is a factor, not a spectrum"):
        parse_models(
            ONE.replace("PowerLawSpectralModel", "ConstantSpectralModel")
            .split("    parameters")[0]
            .replace("ConstantSpectralModel", "PowerLawNormSpectralModel")
        )
