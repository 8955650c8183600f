"""The temporal part of gammapy's models YAML ↔ TemporalModel: formulas of the registry, light curves, phase curves.

Its times are in a scale of their own (UTC where it names none), ours TT: what is read is converted, what is written
says TT. Of a phase curve gammapy 2.1 reads no scale, so that one is written in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.analysis.gammapy_config.models_parameters import parameter_entry, parameter_from
from vhegui.analysis.gammapy_config.models_schema import CHANGES, Temporal
from vhegui.analysis.gammapy_config.places import file_beside
from vhegui.analysis.yaml_files.checked import NotDone, checked, suggestion
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.temporal.model import TemporalModel, default_change
from vhegui.core.models.temporal.tables import LightCurveTable, PhaseTable, change_of

LIGHT_CURVE = ("LightCurveTemplateTemporalModel", "template")
PHASE_CURVE = ("TemplatePhaseCurveTemporalModel", "template-phase")
SCALES = ("utc", "tt", "tai", "tdb", "tcb", "tcg", "ut1")
REFERENCE = "t_ref"


def temporal_from(content: Any, folder: Path, key: str, notes: list[str]) -> TemporalModel | None:
    """The change with time of a section; None where there is none, or, with a note, for one that is not done here.

    folder : where files it names may lie. Raises ConfigError naming the key.
    """
    if content is None:
        return None
    section, unknown = checked(content if isinstance(content, dict) else {}, Temporal, key)
    notes += unknown
    if section.scale.lower() not in SCALES:
        raise ConfigError(f"{key}.scale: '{section.scale}' is not allowed; {suggestion(section.scale, SCALES)}")
    if section.type in LIGHT_CURVE:
        return _light_curve(section, folder, key, notes)
    if section.type in PHASE_CURVE:
        return _filled(change_of(_phase_curve(section, folder, key)), section, key, notes)
    kind = next((kind for kind, name in CHANGES.items() if section.type in (name.type, name.tag)), None)
    if kind is None:
        known = suggestion(section.type, (*(name.type for name in CHANGES.values()), LIGHT_CURVE[0], PHASE_CURVE[0]))
        notes.append(NotDone(f"{key}.type: '{section.type}' is not supported and has no effect; {known}"))
        return None
    return _filled(default_change(kind), section, key, notes)


def _filled(model: TemporalModel, section: Temporal, key: str, notes: list[str]) -> TemporalModel:
    """A model with the parameters of a section."""
    gammapy = model.formula.gammapy
    changes, names = (gammapy.defaults if gammapy else {}), model.formula.names
    entries = {entry.name: (i, entry) for i, entry in enumerate(section.parameters)}
    if unknown := next((name for name in entries if name not in names), None):
        place = f"{key}.parameters[{entries[unknown][0]}].name"
        raise ConfigError(f"{place}: '{unknown}' is not one of this model's; {suggestion(unknown, names)}")
    parameters = []
    for default in model.parameters:
        default = replace(default, **changes.get(default.name, {}))
        if default.name in entries:
            i, entry = entries[default.name]
            default = parameter_from(entry, default, f"{key}.parameters[{i}]", notes)
            if default.name == REFERENCE:
                default = _shifted(default, _tt_minus(section.scale, default.value))
        parameters.append(default)
    return model.with_parameters(parameters)


def _light_curve(section: Temporal, folder: Path, key: str, notes: list[str]) -> TemporalModel | None:
    if section.format == "map":
        notes.append(NotDone(f"{key}: a light curve that depends on energy (format: map) has no effect"))
        return None
    try:
        return change_of(LightCurveTable.read(file_beside(section.filename, folder, key)))
    except (DataError, ConfigError) as error:
        raise ConfigError(f"{key}.filename: {error}") from error


def _phase_curve(section: Temporal, folder: Path, key: str) -> PhaseTable:
    try:
        return PhaseTable.read(file_beside(section.filename, folder, key), section.normalize)
    except (DataError, ConfigError) as error:
        raise ConfigError(f"{key}.filename: {error}") from error


def _shifted(parameter: Parameter, days: float) -> Parameter:
    """A point in time and its limits, that much later."""
    changes = {name: getattr(parameter, name) + days for name in ("value", "minimum", "maximum")}
    return replace(parameter, **changes)


def _tt_minus(scale: str, mjd: float) -> float:
    """TT − another time scale at a date, days."""
    if scale.lower() == "tt":
        return 0.0
    from astropy.time import Time

    tt: Any = Time(mjd, format="mjd", scale=scale.lower()).tt
    return round(float((tt.jd1 - 2400000.5 - mjd) + tt.jd2) * SECONDS_PER_DAY, 6) / SECONDS_PER_DAY


def temporal_section(model: TemporalModel, label: Callable[[int], str]) -> dict[str, Any]:
    """The section as gammapy writes it; `label` is that of linked parameters, by position in the model."""
    gammapy, form = model.formula.gammapy, model.form
    assert gammapy is not None  # there is none that gammapy has not
    parameters, scale = model.parameters, "tt"
    if isinstance(form, PhaseTable):
        scale = "utc"
        parameters = tuple(_shifted(p, -_tt_minus(scale, p.value)) if p.name == REFERENCE else p for p in parameters)
    entries = [parameter_entry(parameter, label(i)) for i, parameter in enumerate(parameters)]
    section: dict[str, Any] = {"type": gammapy.type, "parameters": entries, "scale": scale}
    if isinstance(form, LightCurveTable):
        section |= {"filename": form.file, "format": "table", "unit": ""}
    if isinstance(form, PhaseTable):
        section |= {"filename": form.file, "normalize": form.is_normalised}
    return section


def temporal_comment(model: TemporalModel) -> str:
    """What gammapy will not find in the section, "" for nothing."""
    if isinstance(model.form, LightCurveTable) and model[REFERENCE].value != model.form.zero:
        return "gammapy takes the reference time of a light curve from its file, not the one written here"
    return ""
