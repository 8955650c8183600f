"""Parameters of models ↔ the entries of a session file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from vhegui.analysis.session import schema as schema
from vhegui.analysis.yaml_files.checked import suggestion
from vhegui.analysis.yaml_files.file import Inline
from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter, Prior


def parameter_content(parameter: Parameter) -> Inline:
    """The keys of a parameter."""
    entry = Inline(name=parameter.name, value=float(parameter.value), unit=parameter.unit, error=float(parameter.error))
    for name, value in (("minimum", parameter.minimum), ("maximum", parameter.maximum)):
        if math.isfinite(value):
            entry[name] = float(value)
    entry["frozen"] = parameter.frozen
    if parameter.link:
        entry["link"] = parameter.link
    if parameter.prior is not None:
        entry["prior"] = Inline(kind=parameter.prior.kind, a=float(parameter.prior.a), b=float(parameter.prior.b))
    return entry


def parameters_from(
    items: Sequence[schema.ModelParameter], defaults: Sequence[Parameter], key: str
) -> tuple[Parameter, ...]:
    """The parameters of a formula: those that are given, else its defaults. Raises ConfigError for unknown names."""
    names = [default.name for default in defaults]
    for i, item in enumerate(items):
        if item.name not in names:
            place = f"{key}.parameters[{i}].name"
            raise ConfigError(f"{place}: {item.name!r} is not allowed; {suggestion(item.name, names)}")
    given = {item.name: item for item in items}
    return tuple(
        parameter_from(given[default.name], default, f"{key}.parameters: {default.name}")
        if default.name in given
        else default
        for default in defaults
    )


def parameter_from(item: schema.ModelParameter, default: Parameter, key: str) -> Parameter:
    """The parameter of an entry; what it does not say is as in `default`. Raises ConfigError."""
    if item.unit not in (None, default.unit):
        raise ConfigError(f"{key}: unit {item.unit!r} is not allowed; expected {default.unit!r}")
    if not math.isfinite(item.value) or not item.minimum <= item.value <= item.maximum:
        raise ConfigError(f"{key}: value {item.value:g} is not allowed; expected {item.minimum:g} to {item.maximum:g}")
    return replace(
        default,
        value=float(item.value),
        error=float(item.error),
        minimum=float(item.minimum),
        maximum=float(item.maximum),
        frozen=item.frozen,
        prior=None if item.prior is None else _prior(item.prior, key),
        link=item.link,
    )


def _prior(item: schema.PriorEntry, key: str) -> Prior:
    wrong = item.b <= 0.0 if item.kind == "gaussian" else not item.a < item.b
    if wrong or (item.kind == "log_uniform" and item.a <= 0.0):
        raise ConfigError(
            f"{key}.prior: {item.kind} with a = {item.a:g}, b = {item.b:g} is not allowed; expected a sigma b above 0 "
            "(gaussian), a below b (uniform), or 0 < a < b (log_uniform)"
        )
    return Prior(item.kind, float(item.a), float(item.b))
