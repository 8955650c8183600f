"""Analysis → the keys and values of a session file."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from msgspec import to_builtins

import vhegui
from vhegui.analysis.session.migrations import FORMAT
from vhegui.analysis.session.models import model_content, nuisance_content
from vhegui.analysis.session.paths import relative_path
from vhegui.analysis.state import (
    Analysis,
    FitSettings,
    FluxPointSettings,
    LightCurveSettings,
    LogAxis,
    MapSettings,
    MaskFile,
)
from vhegui.analysis.studies.settings import Studies
from vhegui.analysis.yaml_files.file import Inline
from vhegui.analysis.yaml_files.quantities import in_deg, in_tev
from vhegui.core.background.drawn import Drawn, DrawnRegion
from vhegui.core.regions.circle import Circle


def session_content(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """The keys and values of a session file that is to lie in `folder`: plain text, numbers, lists and mappings."""
    a = analysis
    content: dict[str, Any] = {"format": FORMAT, "program": f"vhegui {vhegui.__version__}"}
    content["data"] = {"path": relative_path(a.dataset.path, folder), "runs": list(a.dataset.runs)}
    if a.dataset.spectra:
        content["data"]["spectra"] = [relative_path(path, folder) for path in a.dataset.spectra]
    content["events"] = Inline(keep_outside_gti=a.events.keep_outside_gti)
    if a.events.times:
        content["events"]["times_MJD_TT"] = _times(a.events.times)
    if a.target is not None:
        content["target"] = Inline(name=a.target.name, ra=in_deg(a.target.ra), dec=in_deg(a.target.dec))
    if a.source is not None:
        content["source"] = _disc(a.source)
    content["exclusions"] = [
        Inline(mask=relative_path(item.path, folder)) if isinstance(item, MaskFile) else _disc(item)
        for item in a.exclusions
    ]
    content["background"] = {"method": a.background.method}
    for each in fields(a.background):
        value = getattr(a.background, each.name)
        content["background"][each.name] = in_deg(value) if isinstance(value, float) else value
    if isinstance(a.background, Drawn):
        content["background"]["regions"] = [_off_region(each) for each in a.background.regions]
    content["energy"], content["energy_true"] = _bins(a.reco), _bins(a.true)
    content["safe_range"] = _without_none(
        aeff_percent=a.safe.aeff_percent, low=_tev(a.safe.low), high=_tev(a.safe.high), header=a.safe.header
    )
    content["containment"] = a.containment
    content["fit"] = _fit_content(a.fit)
    content["flux_points"] = _flux_point_content(a.flux_points, folder)
    if a.light_curve != LightCurveSettings():
        content["light_curve"] = _light_curve_content(a.light_curve)
    if a.studies != Studies():
        content["studies"] = to_builtins(a.studies)
    content["map"] = _map_content(a.map)
    if a.selections:
        content["selections"] = [{"name": each.name, "query": each.query} for each in a.selections]
    content["sources"] = [model_content(each, folder) for each in a.sources]
    if a.shown:
        content["shown"] = a.shown
    if a.nuisances:
        content["nuisances"] = [nuisance_content(each) for each in a.nuisances]
    return content


def _disc(circle: Circle) -> Inline:
    return Inline(ra=in_deg(circle.ra), dec=in_deg(circle.dec), radius=in_deg(circle.radius))


def _off_region(region: DrawnRegion) -> Inline:
    content = _disc(region.circle)
    if region.runs:
        content["runs"] = list(region.runs)
    return content


def _bins(axis: LogAxis) -> Inline:
    return Inline(low=in_tev(axis.low), high=in_tev(axis.high), bins=axis.bins)


def _tev(energy: float | None) -> str | None:
    return None if energy is None else in_tev(energy)


def _without_none(**values: Any) -> Inline:
    return Inline({key: value for key, value in values.items() if value is not None})


def _times(intervals: tuple[tuple[float, float], ...]) -> list[Inline]:
    return [Inline(start=float(start), stop=float(stop)) for start, stop in intervals]


def _fit_content(fit: FitSettings) -> dict[str, Any]:
    content: dict[str, Any] = dict(
        _without_none(
            low=_tev(fit.low),
            high=_tev(fit.high),
            stack=fit.stack,
            follow=fit.follow,
            statistic=fit.statistic,
            systematic=float(fit.systematic),
        )
    )
    if fit.ranges:
        content["ranges"] = [
            _without_none(name=each.name, low=_tev(each.low), high=_tev(each.high)) for each in fit.ranges
        ]
    return content


def _flux_point_content(points: FluxPointSettings, folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = {
        "edges_TeV": [float(edge) for edge in points.edges],
        "ul_sigma": points.ul_sigma,
        "ul_ts": points.ul_ts,
        "automatic": points.automatic,
        "min_sqrt_ts": points.min_sqrt_ts,
    }
    if points.overlays:
        content["overlays"] = [relative_path(each, folder) if is_file(each) else each for each in points.overlays]
    return content


def is_file(overlay: str) -> bool:
    """Whether an overlay is named by a file rather than by the key of a reference spectrum."""
    return bool(Path(overlay).suffix)


def _light_curve_content(settings: LightCurveSettings) -> dict[str, Any]:
    return {
        "bins": settings.bins,
        "minutes": settings.minutes,
        "intervals_MJD_TT": _times(settings.intervals),
        "p0": settings.p0,
        "edges_TeV": [float(edge) for edge in settings.edges],
        "refit": settings.refit,
        "ul_sigma": settings.ul_sigma,
        "ul_ts": settings.ul_ts,
        "period_days": settings.period,
        "epoch_MJD_TT": settings.epoch,
        "period_dot": settings.period_dot,
        "phase_bins": settings.phase_bins,
        "soft_band": settings.soft,
        "hard_band": settings.hard,
    }


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
