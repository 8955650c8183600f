"""YAML ↔ Analysis: the session file, for people to read and keep.

Angles and energies carry their units, paths are relative to the file, and there are no arrays and no class names.
A file of a newer format is refused; one of an older format is brought up to date, see `migrations`.
"""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from vhegui.analysis.session import schema as schema
from vhegui.analysis.session.migrations import FORMAT, up_to_date
from vhegui.analysis.session.models import nuisance_from, sources_from
from vhegui.analysis.session.paths import absolute_path
from vhegui.analysis.session.writing import is_file, session_content
from vhegui.analysis.state import (
    Analysis,
    Dataset,
    DatasetRange,
    EventSelection,
    FitSettings,
    FluxPointSettings,
    LightCurveSettings,
    LogAxis,
    MapSettings,
    MaskFile,
    SafeRange,
    SavedSelection,
    Target,
)
from vhegui.analysis.yaml_files.checked import checked
from vhegui.analysis.yaml_files.file import parse_yaml, read_yaml, to_yaml, write_atomically
from vhegui.analysis.yaml_files.quantities import Angle
from vhegui.core.background.drawn import Drawn, DrawnRegion
from vhegui.core.background.registry import METHODS, BackgroundSettings
from vhegui.core.errors import ConfigError
from vhegui.core.regions.circle import Circle


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


def analysis_from(content: dict[str, Any], file: str, folder: Path) -> tuple[Analysis, tuple[str, ...]]:
    """An analysis from the content of a session file."""
    _check_format(content.get("format"), file)
    number = content["format"]
    said = "" if number == FORMAT else f" (a file of format {number}, read as format {FORMAT})"
    try:
        session, warnings = checked(up_to_date(content), schema.Session, file)
    except ConfigError as error:
        raise ConfigError(f"{error}{said}") from error
    try:
        return _analysis(session, folder), warnings
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}{said}") from error


def _check_format(number: object, file: str) -> None:
    if type(number) is int and number > FORMAT:
        raise ConfigError(
            f"{file}: written by a newer vhegui (session format {number}; this one reads up to {FORMAT}); update vhegui"
        )
    if type(number) is not int or number < 1:
        raise ConfigError(f"{file}: not a vhegui session: format: {number!r} is not allowed; expected {FORMAT}")


def _analysis(session: schema.Session, folder: Path) -> Analysis:
    sources = sources_from(session.sources, session.shown, folder)
    target, safe, points = session.target, session.safe_range, session.flux_points
    return Analysis(
        sources=sources,
        shown=session.shown,
        nuisances=tuple(nuisance_from(each, f"nuisances[{i}]") for i, each in enumerate(session.nuisances)),
        dataset=Dataset(
            absolute_path(session.data.path, folder),
            tuple(session.data.runs),
            tuple(absolute_path(path, folder) for path in session.data.spectra),
        ),
        events=EventSelection(session.events.keep_outside_gti, _times(session.events.times, "events.times_MJD_TT")),
        target=None if target is None else Target(target.name, *_position(target.ra, target.dec, "target")),
        source=None if session.source is None else _circle(session.source, "source"),
        exclusions=tuple(_exclusion(item, f"exclusions[{i}]", folder) for i, item in enumerate(session.exclusions)),
        background=_background(session.background),
        reco=_axis(session.energy, "energy"),
        true=_axis(session.energy_true, "energy_true"),
        safe=SafeRange(_number(safe.aeff_percent), *_range(safe.low, safe.high, "safe_range"), header=safe.header),
        containment=session.containment,
        fit=_fit(session.fit),
        flux_points=FluxPointSettings(
            _edges(points.edges, "flux_points"),
            float(points.ul_sigma),
            float(points.ul_ts),
            points.automatic,
            float(points.min_sqrt_ts),
            tuple(absolute_path(each, folder) if is_file(each) else each for each in points.overlays),
        ),
        light_curve=_light_curve(session.light_curve),
        studies=session.studies,
        map=_map(session.map),
        selections=tuple(SavedSelection(each.name, each.query) for each in session.selections),
    )


def _background(regions: schema.BackgroundRegions) -> BackgroundSettings:
    """The settings of the method; what a file of format 1 also says about other methods has no effect."""
    if regions.method == Drawn.method:
        return Drawn(tuple(_off_region(each, f"background.regions[{i}]") for i, each in enumerate(regions.regions)))
    settings = METHODS[regions.method].settings
    values = {each.name: getattr(regions, each.name) for each in fields(settings)}
    return settings(**{name: float(v) if isinstance(v, Angle) else v for name, v in values.items()})


def _off_region(disc: schema.OffDisc, key: str) -> DrawnRegion:
    circle = _circle(schema.Disc(disc.ra, disc.dec, disc.radius), key)
    return DrawnRegion(circle.ra, circle.dec, circle.radius, tuple(disc.runs))


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _range(low: float | None, high: float | None, key: str) -> tuple[float | None, float | None]:
    if low is not None and high is not None and not low < high:
        raise ConfigError(f"{key}.high: {high:g} TeV is not above low ({low:g} TeV)")
    return _number(low), _number(high)


def _axis(bins: schema.Bins, key: str) -> LogAxis:
    _range(bins.low, bins.high, key)
    return LogAxis(float(bins.low), float(bins.high), bins.bins)


def _edges(edges: list[Any], key: str) -> tuple[float, ...]:
    if len(edges) == 1 or any(not a < b for a, b in pairwise(edges)):
        raise ConfigError(f"{key}.edges_TeV: expected two or more rising energies, or none")
    return tuple(float(edge) for edge in edges)


def _times(intervals: list[schema.Times], key: str) -> tuple[tuple[float, float], ...]:
    for i, item in enumerate(intervals):
        if not item.start < item.stop:
            raise ConfigError(f"{key}[{i}]: stop {item.stop:g} is not after start {item.start:g}")
    return tuple((float(item.start), float(item.stop)) for item in intervals)


def _fit(fit: schema.Fit) -> FitSettings:
    ranges = (
        DatasetRange(item.name, *_range(item.low, item.high, f"fit.ranges[{i}]")) for i, item in enumerate(fit.ranges)
    )
    return FitSettings(
        *_range(fit.low, fit.high, "fit"),
        stack=fit.stack,
        follow=fit.follow,
        statistic=fit.statistic,
        systematic=float(fit.systematic),
        ranges=tuple(ranges),
    )


def _light_curve(settings: schema.LightCurve) -> LightCurveSettings:
    return LightCurveSettings(
        bins=settings.bins,
        minutes=float(settings.minutes),
        intervals=_times(settings.intervals, "light_curve.intervals_MJD_TT"),
        p0=float(settings.p0),
        edges=_edges(settings.edges, "light_curve"),
        refit=settings.refit,
        ul_sigma=float(settings.ul_sigma),
        ul_ts=float(settings.ul_ts),
        period=float(settings.period),
        epoch=float(settings.epoch),
        period_dot=float(settings.period_dot),
        phase_bins=settings.phase_bins,
        soft=settings.soft_band,
        hard=settings.hard_band,
    )


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
        return MaskFile(absolute_path(item.mask, folder))
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
