"""A parameter of gammapy's models YAML ↔ Parameter: units, limits, priors."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from vhegui.analysis.gammapy_config.models_schema import ParameterEntry
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.analysis.yaml_files.file import Inline
from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter, Prior

PRIORS = {
    "gaussian": ("GaussianPrior", "mu", "sigma"),
    "uniform": ("UniformPrior", "min", "max"),
    "log_uniform": ("LogUniformPrior", "min", "max"),
}


def parameter_from(entry: ParameterEntry, default: Parameter, key: str, notes: list[str]) -> Parameter:
    """The parameter of an entry. Its link is the entry's label, which is the same for all that are linked."""
    factor = unit_factor(entry.unit, default.unit, key)
    if entry.unit is None and default.unit and (entry.value is not None or entry.factor is not None):
        notes.append(f"{key}: no unit is given; {default.unit} is assumed")
    given = _value(entry, key, notes)
    value = default.value if given is None else given * factor
    low, high = entry.min * factor, entry.max * factor
    parameter = replace(
        default,
        value=value,
        error=0.0 if math.isnan(entry.error) else entry.error * factor,
        minimum=default.minimum if math.isnan(low) else low,
        maximum=default.maximum if math.isnan(high) else high,
        frozen=default.frozen if entry.frozen is None else entry.frozen,
        link=entry.link or "",
        prior=None if entry.prior is None else _prior(entry.prior, entry.unit, default.unit, f"{key}.prior", notes),
    )
    if not math.isfinite(value):
        raise ConfigError(f"{key}.value: {given} is not allowed; expected a finite number")
    if not parameter.minimum <= value <= parameter.maximum:
        limits = f"min {parameter.minimum:g}, max {parameter.maximum:g} {default.unit}".rstrip()
        raise ConfigError(f"{key}.value: {value:g} is outside its limits {limits}")
    return parameter


def _value(entry: ParameterEntry, key: str, notes: list[str]) -> float | None:
    """The value, or factor × scale where a file of an old gammapy gives these instead; None where it gives neither."""
    if entry.factor is None:
        if entry.value is None and entry.scale is not None:
            raise ConfigError(f"{key}: has a scale, but neither a value nor a factor; give its value")
        if entry.scale and entry.value and not 0.1 <= abs(entry.value / entry.scale) <= 100.0:
            notes.append(f"{key}: has a scale, but no factor; its value of {entry.value:g} is used as it stands")
        return entry.value
    product = entry.factor * (1.0 if entry.scale is None else entry.scale)
    if entry.value is None:
        notes.append(f"{key}: no value is given; factor × scale = {product:g} is used")
        return product
    if not math.isclose(entry.value, product, rel_tol=1e-6):
        notes.append(f"{key}: its value is {entry.value:g}, factor × scale {product:g}; the value is used")
    return entry.value


def unit_factor(unit: str | None, internal: str, key: str) -> float:
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


def _prior(content: Any, unit: str | None, internal: str, key: str, notes: list[str]) -> Prior | None:
    """A prior is about the number in the parameter's unit, unless its own parameters have a unit."""
    content = content.get("prior", content) if isinstance(content, dict) else {}
    kind = next((kind for kind, names in PRIORS.items() if names[0] == content.get("type")), None)
    if kind is None:
        known = ", ".join(names[0] for names in PRIORS.values())
        notes.append(NotDone(f"{key}: a prior of type '{content.get('type')}' has no effect; known here: {known}"))
        return None
    given = {item["name"]: item for item in content.get("parameters", ()) if isinstance(item, dict) and "name" in item}
    numbers = []
    for name in PRIORS[kind][1:]:
        item = given.get(name)
        if item is None or not isinstance(item.get("value"), int | float):
            raise ConfigError(f'{key}: "{name}" is missing; a {PRIORS[kind][0]} needs it')
        numbers.append(item["value"] * unit_factor(item.get("unit") or unit, internal, key))
    weight = content.get("weight", 1)
    return _checked(kind, numbers[0], numbers[1], weight, key, notes)


def _checked(kind: str, a: float, b: float, weight: Any, key: str, notes: list[str]) -> Prior | None:
    if kind == "uniform" and math.isinf(a) and math.isinf(b):
        return None
    wrong = b <= 0.0 if kind == "gaussian" else not a < b or (kind == "log_uniform" and a <= 0.0)
    if wrong:
        first, second = PRIORS[kind][1:]
        raise ConfigError(f"{key}: {first} {a:g}, {second} {b:g} is not allowed in a {PRIORS[kind][0]}")
    if weight != 1:
        if kind == "gaussian" and isinstance(weight, int | float) and weight > 0:
            b /= math.sqrt(weight)
        else:
            notes.append(NotDone(f"{key}: the weight {weight} has no effect"))
    return Prior(kind, float(a), float(b))


def parameter_entry(parameter: Parameter, link: str = "") -> Inline:
    """The entry of a parameter as gammapy writes it; `link` is the label of those that share its value."""
    entry = Inline(name=parameter.name, value=float(parameter.value), unit=parameter.unit)
    if parameter.error > 0.0:
        entry["error"] = float(parameter.error)
    if math.isfinite(parameter.minimum):
        entry["min"] = float(parameter.minimum)
    if math.isfinite(parameter.maximum):
        entry["max"] = float(parameter.maximum)
    entry["frozen"] = parameter.frozen
    if link:
        entry["link"] = link
    if parameter.prior is not None:
        name, first, second = PRIORS[parameter.prior.kind]
        values = {first: parameter.prior.a, second: parameter.prior.b}
        entry["prior"] = Inline(
            type=name,
            parameters=[Inline(name=key, value=float(value), unit=parameter.unit) for key, value in values.items()],
            weight=1,
        )
    return entry
