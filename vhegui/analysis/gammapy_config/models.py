"""gammapy's models YAML (`components:` with SkyModels) ↔ SourceModel, in internal units.

Written files are read by gammapy, with the covariance beside them in the table format it expects.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from vhegui.analysis.checked import checked, suggestion
from vhegui.analysis.yaml_file import Inline, parse_yaml, read_yaml, to_yaml, write_atomically
from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter, SourceModel, SpectralModel
from vhegui.core.models.spectral import default_spectrum
from vhegui.core.typing import Array

GAMMAPY_TYPES = {
    "power_law": ("PowerLawSpectralModel", "pl"),
    "exp_cutoff_power_law": ("ExpCutoffPowerLawSpectralModel", "ecpl"),
    "log_parabola": ("LogParabolaSpectralModel", "lp"),
}


class ParameterEntry(Struct):
    """One parameter; what is missing keeps the default of the model."""

    name: str
    value: float | None = None
    unit: str | None = None
    error: float = 0.0
    min: float = math.nan
    max: float = math.nan
    frozen: bool | None = None
    link: str | None = None
    interp: str | None = None
    scale_method: str | None = None
    scale_transform: str | None = None
    scale: float | None = None
    factor: float | None = None
    scan_min: float | None = None
    scan_max: float | None = None
    scan_n_values: int | None = None
    scan_n_sigma: float | None = None
    scan_values: list[float] | None = None
    prior: Any = None


class Spectral(Struct):
    """The spectral part of a component."""

    type: str
    parameters: list[ParameterEntry] = field(default_factory=list)


class Component(Struct):
    """One model; other types than SkyModel are background models of three-dimensional data."""

    type: str = "SkyModel"
    name: str = "source"
    spectral: Spectral | None = None
    spatial: Any = None
    temporal: Any = None
    datasets_names: Any = None
    apply_irf: Any = None
    covariance_data: Any = None


class ModelsFile(Struct):
    """The whole file."""

    components: list[Component] = field(default_factory=list)
    covariance: str | None = None
    parameters_links: Any = None
    metadata: Any = None


def read_models(path: Path) -> tuple[SourceModel, tuple[str, ...]]:
    """The source model in a models file, and warnings. Raises ConfigError naming file, key and what is allowed."""
    return _source_model(read_yaml(path), path.name)


def parse_models(text: str, file: str = "models") -> tuple[SourceModel, tuple[str, ...]]:
    """The same from text."""
    return _source_model(parse_yaml(text, file), file)


def _source_model(content: dict[str, Any], file: str) -> tuple[SourceModel, tuple[str, ...]]:
    models, warnings = checked(content, ModelsFile, file)
    sources = [(i, item) for i, item in enumerate(models.components) if item.type == "SkyModel"]
    notes = [
        f"components[{i}]: {item.type} is not used for a 1D spectrum"
        for i, item in enumerate(models.components)
        if item.type != "SkyModel"
    ]
    if len(sources) != 1:
        names = ", ".join(f'"{item.name}"' for _, item in sources) or "none"
        raise ConfigError(f"{file}: components: exactly one SkyModel is needed for a 1D spectrum, found {names}")
    i, component = sources[0]
    if component.spectral is None:
        raise ConfigError(f'{file}: "components[{i}].spectral" is missing')
    for part in ("spatial", "temporal"):
        if getattr(component, part) is not None:
            notes.append(f"components[{i}].{part} has no effect on a 1D spectrum")
    try:
        spectral = _spectral(component.spectral, f"components[{i}].spectral", notes)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error
    return SourceModel(component.name, spectral), (*warnings, *(f"{file}: {note}" for note in notes))


def _spectral(section: Spectral, key: str, notes: list[str]) -> SpectralModel:
    kind = next((kind for kind, names in GAMMAPY_TYPES.items() if section.type in names), None)
    if kind is None:
        allowed = ", ".join(f"{name} ({tag})" for name, tag in GAMMAPY_TYPES.values())
        raise ConfigError(f"{key}.type: '{section.type}' is not supported; allowed: {allowed}")
    model = default_spectrum(kind)
    known = [parameter.name for parameter in model.parameters]
    entries = {entry.name: (i, entry) for i, entry in enumerate(section.parameters)}
    for name, (i, _) in entries.items():
        if name not in known:
            raise ConfigError(
                f"{key}.parameters[{i}].name: '{name}' is not one of this model's; {suggestion(name, known)}"
            )
    parameters = []
    for default in model.parameters:
        if default.name not in entries:
            notes.append(
                f"{key}: {default.name} is not given; its default {default.value:g} {default.unit}".rstrip()
                + " is used"
            )
            parameters.append(default)
        else:
            i, entry = entries[default.name]
            parameters.append(_parameter(entry, default, f"{key}.parameters[{i}]", notes))
    return replace(model, parameters=tuple(parameters))


def _parameter(entry: ParameterEntry, default: Parameter, key: str, notes: list[str]) -> Parameter:
    factor = _factor(entry.unit, default.unit, key)
    value = default.value if entry.value is None else entry.value * factor
    low, high = entry.min * factor, entry.max * factor
    parameter = replace(
        default,
        value=value,
        error=0.0 if math.isnan(entry.error) else entry.error * factor,
        minimum=default.minimum if math.isnan(low) else low,
        maximum=default.maximum if math.isnan(high) else high,
        frozen=default.frozen if entry.frozen is None else entry.frozen,
    )
    if not math.isfinite(value):
        raise ConfigError(f"{key}.value: {entry.value} is not allowed; expected a finite number")
    if not parameter.minimum <= value <= parameter.maximum:
        raise ConfigError(f"{key}.value: {entry.value:g} is outside its limits min {entry.min:g}, max {entry.max:g}")
    for name in ("link", "prior"):
        if getattr(entry, name) is not None:
            notes.append(f"{key}.{name} is not supported and has no effect")
    return parameter


def _factor(unit: str | None, internal: str, key: str) -> float:
    """What turns a value in the file's unit into the internal one; a missing unit means the internal one."""
    if unit is None or unit == internal:
        return 1.0
    from astropy import units as u

    try:
        return float(u.Unit(unit).to(internal or u.dimensionless_unscaled))  # pyright: ignore[reportArgumentType]
    except (ValueError, TypeError) as error:
        expected = internal or "no unit"
        raise ConfigError(
            f"{key}.unit: '{unit}' is not allowed; expected {expected} or a unit that converts to it"
        ) from error


def models_yaml(model: SourceModel, covariance_file: str | None = None) -> str:
    """A models file with one SkyModel, as gammapy writes it."""
    parameters = [_entry(parameter) for parameter in model.spectral.parameters]
    spectral = {"type": GAMMAPY_TYPES[model.spectral.kind][0], "parameters": parameters}
    content: dict[str, Any] = {"components": [{"name": model.name, "type": "SkyModel", "spectral": spectral}]}
    if covariance_file is not None:
        content["covariance"] = covariance_file
    return to_yaml(content)


def _entry(parameter: Parameter) -> Inline:
    entry = Inline(name=parameter.name, value=float(parameter.value), unit=parameter.unit)
    if parameter.error > 0.0:
        entry["error"] = float(parameter.error)
    if math.isfinite(parameter.minimum):
        entry["min"] = float(parameter.minimum)
    if math.isfinite(parameter.maximum):
        entry["max"] = float(parameter.maximum)
    entry["frozen"] = parameter.frozen
    return entry


def write_models(path: Path, model: SourceModel, covariance: Array | None = None) -> None:
    """Write a models file, and with it the covariance of all parameters (n, n), frozen ones with zeros.

    The covariance goes to `<name>_covariance.dat` beside it, a fixed-width table.
    """
    name = None
    if covariance is not None:
        name = f"{path.stem}_covariance.dat"
        write_atomically(path.with_name(name), _covariance_table(model, covariance))
    write_atomically(path, models_yaml(model, name))


def _covariance_table(model: SourceModel, covariance: Array) -> str:
    names = [f"{model.name}.spectral.{parameter.name}" for parameter in model.spectral.parameters]
    rows = [["Parameters", *(str(i) for i in range(len(names)))]]
    rows += [[name, *(repr(float(value)) for value in row)] for name, row in zip(names, covariance, strict=True)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("| " + " | ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows)
    return "\n".join(lines) + "\n"
