"""YAML ↔ Analysis: the session file, for people to read and keep.

Angles and energies carry their units, paths are relative to the file, and there are no arrays and no class names.
A file of a newer format is refused; one of an older format would be brought up to date here.
"""

from __future__ import annotations

import math
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import vhegui
from vhegui.analysis import session_schema as schema
from vhegui.analysis.checked import checked, suggestion
from vhegui.analysis.quantities import in_deg, in_tev
from vhegui.analysis.state import (
    Analysis,
    Background,
    Dataset,
    EventSelection,
    FitSettings,
    FluxPointSettings,
    LogAxis,
    MapSettings,
    MaskFile,
    SafeRange,
    Target,
)
from vhegui.analysis.yaml_file import Inline, parse_yaml, read_yaml, to_yaml, write_atomically
from vhegui.core.errors import ConfigError
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import Parameter, SourceModel, SpectralModel
from vhegui.core.regions.circle import Circle

FORMAT = 1


def write_session(path: Path, analysis: Analysis) -> None:
    """Write a session file, whole or not at all."""
    write_atomically(path, session_yaml(analysis, path.parent))


def read_session(path: Path) -> tuple[Analysis, tuple[str, ...]]:
    """The analysis in a session file, and warnings. Raises ConfigError naming file, key, value and what is allowed."""
    return analysis_from(read_yaml(path), path.name, path.parent)


def parse_session(text: str, folder: Path, file: str = "session") -> tuple[Analysis, tuple[str, ...]]:
    """The same from text; `folder` is where relative paths start."""
    return analysis_from(parse_yaml(text, file), file, folder)


def session_yaml(analysis: Analysis, folder: Path) -> str:
    """The text of a session file that is to lie in `folder`."""
    return to_yaml(session_content(analysis, folder))


def session_content(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """The keys and values of a session file that is to lie in `folder`: plain text, numbers, lists and mappings."""
    a = analysis
    content: dict[str, Any] = {"format": FORMAT, "program": f"vhegui {vhegui.__version__}"}
    content["data"] = {"path": _relative(a.dataset.path, folder), "runs": list(a.dataset.runs)}
    content["events"] = Inline(keep_outside_gti=a.events.keep_outside_gti)
    if a.target is not None:
        content["target"] = Inline(name=a.target.name, ra=in_deg(a.target.ra), dec=in_deg(a.target.dec))
    if a.source is not None:
        content["source"] = _disc(a.source)
    content["exclusions"] = [
        Inline(mask=_relative(item.path, folder)) if isinstance(item, MaskFile) else _disc(item)
        for item in a.exclusions
    ]
    content["background"] = {
        "method": a.background.method,
        "placement": a.background.placement,
        "n_regions": a.background.n_regions,
        "min_distance": in_deg(a.background.min_distance),
        "min_distance_source": in_deg(a.background.min_distance_source),
        "max_regions": a.background.max_regions,
    }
    content["energy"], content["energy_true"] = _bins(a.reco), _bins(a.true)
    content["safe_range"] = _without_none(
        aeff_percent=a.safe.aeff_percent, low=_tev(a.safe.low), high=_tev(a.safe.high), header=a.safe.header
    )
    content["containment"] = a.containment
    content["fit"] = _without_none(low=_tev(a.fit.low), high=_tev(a.fit.high), stack=a.fit.stack, follow=a.fit.follow)
    points = a.flux_points
    content["flux_points"] = {
        "edges_TeV": [float(edge) for edge in points.edges],
        "ul_sigma": points.ul_sigma,
        "ul_ts": points.ul_ts,
    }
    content["map"] = _map_content(a.map)
    content["model"] = {
        "name": a.model.name,
        "kind": a.model.spectral.kind,
        "parameters": [_parameter_content(parameter) for parameter in a.model.spectral.parameters],
    }
    return content


def _disc(circle: Circle) -> Inline:
    return Inline(ra=in_deg(circle.ra), dec=in_deg(circle.dec), radius=in_deg(circle.radius))


def _bins(axis: LogAxis) -> Inline:
    return Inline(low=in_tev(axis.low), high=in_tev(axis.high), bins=axis.bins)


def _tev(energy: float | None) -> str | None:
    return None if energy is None else in_tev(energy)


def _without_none(**values: Any) -> Inline:
    return Inline({key: value for key, value in values.items() if value is not None})


def _map_content(settings: MapSettings) -> dict[str, Any]:
    angles = {name: in_deg(getattr(settings, name)) for name in ("ra", "dec", "width", "pixel")}
    energies = {"low": in_tev(settings.low), "high": in_tev(settings.high)}
    return {
        **angles,
        **energies,
        "smooth": in_deg(settings.smooth),
        "colormap": settings.colormap,
        "scale": settings.scale,
    }


def _parameter_content(parameter: Parameter) -> Inline:
    limits = {
        name: float(value)
        for name, value in (("minimum", parameter.minimum), ("maximum", parameter.maximum))
        if math.isfinite(value)
    }
    return Inline(
        name=parameter.name,
        value=float(parameter.value),
        unit=parameter.unit,
        error=float(parameter.error),
        **limits,
        frozen=parameter.frozen,
    )


def _relative(path: str, folder: Path) -> str:
    """A path from `folder`, with forward slashes; as it is where only the root is common, or where it is an address."""
    if not path or "://" in path:
        return path
    target, start = os.path.abspath(path), os.path.abspath(folder)
    try:
        if os.path.commonpath([target, start]) == Path(target).anchor:
            return target
        return Path(os.path.relpath(target, start)).as_posix()
    except ValueError:  # another drive
        return target


def _absolute(path: str, folder: Path) -> str:
    return path if not path or "://" in path else os.path.abspath(folder / os.path.expanduser(path))


def analysis_from(content: dict[str, Any], file: str, folder: Path) -> tuple[Analysis, tuple[str, ...]]:
    """An analysis from the content of a session file."""
    _check_format(content.get("format"), file)
    session, warnings = checked(content, schema.Session, file)
    try:
        return _analysis(session, folder), warnings
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error


def _check_format(number: object, file: str) -> None:
    if type(number) is int and number > FORMAT:
        raise ConfigError(
            f"{file}: written by a newer vhegui (session format {number}; this one reads up to {FORMAT}); update vhegui"
        )
    if type(number) is not int or number < 1:
        raise ConfigError(f"{file}: not a vhegui session: format: {number!r} is not allowed; expected {FORMAT}")


def _analysis(session: schema.Session, folder: Path) -> Analysis:
    target, safe, fit, points = session.target, session.safe_range, session.fit, session.flux_points
    return Analysis(
        model=_model(session.model),
        dataset=Dataset(_absolute(session.data.path, folder), tuple(session.data.runs)),
        events=EventSelection(session.events.keep_outside_gti),
        target=None if target is None else Target(target.name, *_position(target.ra, target.dec, "target")),
        source=None if session.source is None else _circle(session.source, "source"),
        exclusions=tuple(_exclusion(item, f"exclusions[{i}]", folder) for i, item in enumerate(session.exclusions)),
        background=Background(
            session.background.method,
            session.background.placement,
            session.background.n_regions,
            float(session.background.min_distance),
            float(session.background.min_distance_source),
            session.background.max_regions,
        ),
        reco=_axis(session.energy, "energy"),
        true=_axis(session.energy_true, "energy_true"),
        safe=SafeRange(_number(safe.aeff_percent), *_range(safe.low, safe.high, "safe_range"), header=safe.header),
        containment=session.containment,
        fit=FitSettings(*_range(fit.low, fit.high, "fit"), stack=fit.stack, follow=fit.follow),
        flux_points=FluxPointSettings(_edges(points.edges), float(points.ul_sigma), float(points.ul_ts)),
        map=_map(session.map),
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _range(low: float | None, high: float | None, key: str) -> tuple[float | None, float | None]:
    if low is not None and high is not None and not low < high:
        raise ConfigError(f"{key}.high: {high:g} TeV is not above low ({low:g} TeV)")
    return _number(low), _number(high)


def _axis(bins: schema.Bins, key: str) -> LogAxis:
    _range(bins.low, bins.high, key)
    return LogAxis(float(bins.low), float(bins.high), bins.bins)


def _edges(edges: list[Any]) -> tuple[float, ...]:
    if len(edges) == 1 or any(not a < b for a, b in pairwise(edges)):
        raise ConfigError("flux_points.edges_TeV: expected two or more rising energies, or none")
    return tuple(float(edge) for edge in edges)


def _position(ra: float, dec: float, key: str) -> tuple[float, float]:
    if not -90.0 <= dec <= 90.0:
        raise ConfigError(f"{key}.dec: {dec:g} deg is not allowed; expected -90 deg to 90 deg")
    return float(ra), float(dec)


def _circle(disc: schema.Disc, key: str) -> Circle:
    if not disc.radius > 0.0:
        raise ConfigError(f"{key}.radius: {disc.radius:g} deg is not allowed; expected more than 0 deg")
    return Circle(*_position(disc.ra, disc.dec, key), float(disc.radius))


def _exclusion(item: schema.Exclusion, key: str, folder: Path) -> Circle | MaskFile:
    circle = (item.ra, item.dec, item.radius)
    if item.mask is not None and circle == (None, None, None):
        return MaskFile(_absolute(item.mask, folder))
    if item.mask is not None or item.ra is None or item.dec is None or item.radius is None:
        raise ConfigError(f"{key}: expected either ra, dec and radius, or mask")
    return _circle(schema.Disc(item.ra, item.dec, item.radius), key)


def _map(settings: schema.Map) -> MapSettings:
    _position(settings.ra, settings.dec, "map")
    _range(settings.low, settings.high, "map")
    for name in ("width", "pixel"):
        if not getattr(settings, name) > 0.0:
            raise ConfigError(f"map.{name}: {getattr(settings, name):g} deg is not allowed; expected more than 0 deg")
    numbers = {
        name: float(getattr(settings, name)) for name in ("ra", "dec", "width", "pixel", "low", "high", "smooth")
    }
    return MapSettings(**numbers, colormap=settings.colormap, scale=settings.scale)


def _model(section: schema.Model) -> SourceModel:
    if section.kind not in KINDS:
        raise ConfigError(f"model.kind: {section.kind!r} is not allowed; allowed: {', '.join(KINDS)}")
    given = {item.name: item for item in section.parameters}
    defaults = KINDS[section.kind].parameters
    names = [parameter.name for parameter in defaults]
    for i, item in enumerate(section.parameters):
        if item.name not in names:
            raise ConfigError(
                f"model.parameters[{i}].name: {item.name!r} is not allowed; {suggestion(item.name, names)}"
            )
    parameters = (
        _parameter(given[default.name], default) if default.name in given else default for default in defaults
    )
    return SourceModel(section.name, SpectralModel(section.kind, tuple(parameters)))


def _parameter(item: schema.ModelParameter, default: Parameter) -> Parameter:
    key = f"model.parameters: {item.name}"
    if item.unit not in (None, default.unit):
        raise ConfigError(f"{key}: unit {item.unit!r} is not allowed; expected {default.unit!r}")
    if not math.isfinite(item.value) or not item.minimum <= item.value <= item.maximum:
        raise ConfigError(f"{key}: value {item.value:g} is not allowed; expected {item.minimum:g} to {item.maximum:g}")
    return Parameter(
        item.name,
        float(item.value),
        default.unit,
        float(item.error),
        float(item.minimum),
        float(item.maximum),
        item.frozen,
    )
