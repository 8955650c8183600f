"""The spectral part of gammapy's models YAML → SpectralModel."""

from __future__ import annotations

import difflib
import math
import os
from dataclasses import replace
from pathlib import Path

from vhegui.analysis.gammapy_config.models_parameters import parameter_from, unit_factor
from vhegui.analysis.gammapy_config.models_schema import Nodes, Spectral, gammapy_names
from vhegui.analysis.yaml_files.checked import suggestion
from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.spectral.composing import combined, parts_of
from vhegui.core.models.spectral.compound import Compound
from vhegui.core.models.spectral.evaluate import default_spectrum, model_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import FLUX_UNIT
from vhegui.core.models.spectral.tables import PiecewiseNorm, Template

# gammapy writes the name of the function in Python's module "operator"; people write the sign.
OPERATIONS = {"add": "sum", "+": "sum", "mul": "product", "*": "product", "sub": "difference", "-": "difference"}


def spectral_from(section: Spectral, folder: Path, key: str, notes: list[str]) -> SpectralModel:
    """The model of a section; `folder` is where files it names may lie. Raises ConfigError naming the key."""
    known = gammapy_names()
    kind = next((kind for kind, name in known.items() if section.type in (name.type, name.tag)), None)
    if kind is None:
        raise ConfigError(f"{key}.type: '{section.type}' is not supported; {_instead(str(section.type))}")
    try:
        if kind == "compound":
            return _compound(section, folder, key, notes)
        model = _empty(kind, section, folder, key)
    except (ConfigError, DataError) as error:
        raise ConfigError(str(error) if str(error).startswith(key) else f"{key}: {error}") from error
    return _with_parameters(model, section, key, notes)


def _instead(word: str) -> str:
    """Which types may have been meant, else the short names of all."""
    names = list(gammapy_names().values())
    known = {name.type.lower(): name for name in names} | {_short(name.type): name for name in names}
    known |= {name.tag: name for name in names}
    if close := difflib.get_close_matches(word.lower(), known, n=3, cutoff=0.7):
        meant = dict.fromkeys(f'"{known[name].type}" ({known[name].tag})' for name in close)
        return f"did you mean {' or '.join(list(meant)[:2])}?"
    return f"known, by gammapy's short names: {', '.join(dict.fromkeys(name.tag for name in names))}"


def _short(name: str) -> str:
    """A type without what all of them end in."""
    return name.lower().removesuffix("spectralmodel")


def _compound(section: Spectral, folder: Path, key: str, notes: list[str]) -> SpectralModel:
    if section.model1 is None or section.model2 is None:
        raise ConfigError(f'{key}: "model1" and "model2" are needed in a {section.type}')
    operation = OPERATIONS.get(_plain(section.operator))
    if operation is None:
        raise ConfigError(f"{key}.operator: '{section.operator}' is not supported; allowed: add, mul, sub (or +, *, -)")
    first = spectral_from(section.model1, folder, f"{key}.model1", notes)
    second = spectral_from(section.model2, folder, f"{key}.model2", notes)
    if operation == "difference":
        operation, second = "sum", _negative(second)
        notes.append(f"{key}.operator: '{section.operator}' is read as a sum with −1 × the second model")
    if operation == "product" and (scaled := _scaled_table(first, second)):
        return scaled
    model = combined(operation, (*_flat(first, operation), *_flat(second, operation)))
    assert isinstance(model.form, Compound)
    model.form.formula()  # says what cannot be combined
    return model


def _plain(operator: str) -> str:
    """add of "add", "operator.add", "_operator.add", "__add__" and "<built-in function add>"."""
    return operator.strip().removeprefix("<built-in function").strip(" <>").rpartition(".")[2].strip("_").lower()


def _negative(model: SpectralModel) -> SpectralModel:
    factor = default_spectrum("constant_norm").with_parameter("norm", value=-1.0, minimum=-math.inf, frozen=True)
    return combined("product", (*_flat(model, "product"), factor))


def _flat(model: SpectralModel, operation: str) -> tuple[SpectralModel, ...]:
    same = isinstance(model.form, Compound) and model.form.operation == operation
    return parts_of(model) if same else (model,)


def _scaled_table(table: SpectralModel, norm: SpectralModel) -> SpectralModel | None:
    """gammapy's tables have no norm of their own: a table times a bare norm is our table with its norm."""
    if table.kind not in ("template", "template_norm") or norm.kind != "power_law_norm":
        return None
    tilt, own = norm["tilt"], table["norm"]
    if tilt.value != 0.0 or tilt.varies or tilt.link or (own.value, own.frozen) != (1.0, True):
        return None
    return replace(table, parameters=(norm["norm"],))


def _empty(kind: str, section: Spectral, folder: Path, key: str) -> SpectralModel:
    """The model with its form and default parameters, those of gammapy where they differ."""
    if kind == "template":
        model = _template(section, key).with_parameter("norm", frozen=True)
    elif kind == "piecewise_norm":
        model = model_of(PiecewiseNorm(_energies(section.energy, key), section.interp))
    elif kind == "ebl_absorption":
        model = _absorption(section, folder, key)
    else:
        model = default_spectrum(kind)
    for name, changes in gammapy_names()[kind].defaults.items():
        model = model.with_parameter(name, **changes)
    return model


def _energies(nodes: Nodes | None, key: str) -> tuple[float, ...]:
    if nodes is None:
        raise ConfigError(f'"{key}.energy" is missing')
    factor = unit_factor(nodes.unit, "TeV", f"{key}.energy")
    return tuple(energy * factor for energy in nodes.data)


def _template(section: Spectral, key: str) -> SpectralModel:
    if section.values is None:
        raise ConfigError(f'"{key}.values" is missing')
    unit = section.values.unit
    internal = FLUX_UNIT if unit else ""
    factor = unit_factor(unit, internal, f"{key}.values")
    values = tuple(value * factor for value in section.values.data)
    return model_of(Template(_energies(section.energy, key), values, is_norm=not unit))


def _absorption(section: Spectral, folder: Path, key: str) -> SpectralModel:
    from vhegui.core.models.spectral.absorption import EblAbsorption

    if not section.filename and not section.reference:
        raise ConfigError(f'"{key}.filename" is missing; a table of absorption inside the models file cannot be read')
    filename = os.path.expandvars(os.path.expanduser(section.filename))
    if filename and (folder / filename).is_file():
        filename = str((folder / filename).absolute())
    return model_of(EblAbsorption.of_gammapy(section.reference, filename))


def _with_parameters(model: SpectralModel, section: Spectral, key: str, notes: list[str]) -> SpectralModel:
    known = [parameter.name for parameter in model.parameters]
    entries = {entry.name: (i, entry) for i, entry in enumerate(section.parameters)}
    for name, (i, _) in entries.items():
        if name not in known:
            raise ConfigError(
                f"{key}.parameters[{i}].name: '{name}' is not one of this model's; {suggestion(name, known)}"
            )
    parameters = []
    for default in model.parameters:
        if default.name in entries:
            i, entry = entries[default.name]
            parameters.append(parameter_from(entry, default, f"{key}.parameters[{i}]", notes))
            continue
        parameters.append(default)
        if not model.kind.startswith("template"):
            given = f"{default.value:g} {default.unit}".rstrip()
            notes.append(f"{key}: {default.name} is not given; its default {given} is used")
    return replace(model, parameters=tuple(parameters))
