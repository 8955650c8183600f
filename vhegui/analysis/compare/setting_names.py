"""What settings are called, and how their values are written for people: by path, as `fit.low`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from vhegui.analysis.state import MaskFile
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.background.registry import METHODS
from vhegui.core.models.parameters import Prior
from vhegui.core.regions.circle import Circle

GROUPS = ("Data", "Region", "Background", "Energies", "Model", "Fit", "Flux points", "Light curve", "Map", "Other")
Write = Callable[[Any], str]


def _number(unit: str = "", digits: int = 4) -> Write:
    # The symbol of degrees stands without a space, all others with one.
    gap = "" if unit in ("", "°") else " "
    return lambda value: f"{value:.{digits}g}{gap}{unit}"


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if math.isfinite(value) else "none"
    if isinstance(value, Prior):
        return f"{value.kind.replace('_', ' ')} ({value.a:.4g}, {value.b:.4g})"
    if isinstance(value, tuple):
        return ", ".join(written(each, _plain) for each in value) or "none"
    return str(value)


def written(value: Any, write: Write) -> str:
    """A value as a person says it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return write(value)


def _band(number: int) -> str:
    return "highest" if number < 0 else "lowest" if number == 0 else f"number {number + 1}"


def _runs(runs: tuple[int, ...]) -> str:
    shown = ", ".join(str(run) for run in runs[:6])
    return f"{len(runs)}: {shown}{' …' if len(runs) > 6 else ''}" if runs else "none"


def _place(place: tuple[float, float]) -> str:
    return f"RA {place[0]:.4f}°, Dec {place[1]:+.4f}°"


def _exclusions(items: tuple[Circle | MaskFile, ...]) -> str:
    return "; ".join(
        f"mask {item.path.rsplit('/', 1)[-1]}" if isinstance(item, MaskFile) else _circle(item) for item in items
    ) or "none"  # fmt: skip


def _circle(circle: Circle) -> str:
    return f"{circle.radius:.3g}° about RA {circle.ra:.3f}°, Dec {circle.dec:+.3f}°"


def _off_regions(regions: tuple[DrawnRegion, ...]) -> str:
    return "; ".join(
        _circle(each.circle) + (f" (runs {', '.join(map(str, each.runs))})" if each.runs else "") for each in regions
    ) or "none"  # fmt: skip


def _intervals(times: tuple[tuple[float, float], ...]) -> str:
    return "; ".join(f"MJD {start:.4f}–{stop:.4f}" for start, stop in times) or "no cut"


def _kind(kind: str) -> str:
    from vhegui.core.models.spectral.registry import KINDS

    return KINDS[kind].label if kind in KINDS else kind.replace("_", " ")


def _names(items: tuple[Any, ...]) -> str:
    return ", ".join(getattr(each, "name", "") or f"{each.kind} {each.dataset}" for each in items) or "none"


_TEV, _DEGREES = _number("TeV"), _number("°")
_LABELS: dict[str, tuple[str, str, Write]] = {
    "dataset.path": ("Data", "Data set", _plain),
    "dataset.runs": ("Data", "Runs", _runs),
    "dataset.spectra": ("Data", "Spectrum files", _plain),
    "events.keep_outside_gti": ("Data", "Events outside good time", _plain),
    "events.times": ("Data", "Time cut", _intervals),
    "target": ("Region", "Target", lambda target: f"{target.name}: {_place((target.ra, target.dec))}"),
    "source": ("Region", "Source region", _plain),
    "source.centre": ("Region", "Centre of the source region", _place),
    "source.radius": ("Region", "Radius of the source region", _DEGREES),
    "exclusions": ("Background", "Exclusions", _exclusions),
    "background.method": ("Background", "OFF regions", lambda method: METHODS[method].label),
    "background.placement": ("Background", "Placement of OFF regions", _plain),
    "background.n_regions": ("Background", "Wobble OFF regions", _plain),
    "background.min_distance": ("Background", "Distance between OFF regions", _DEGREES),
    "background.min_distance_source": ("Background", "Distance of OFF from ON", _DEGREES),
    "background.regions": ("Background", "OFF regions drawn", _off_regions),
    "background.max_regions": ("Background", "OFF regions at most", _plain),
    "reco.low": ("Energies", "Reconstructed energy from", _TEV),
    "reco.high": ("Energies", "Reconstructed energy to", _TEV),
    "reco.bins": ("Energies", "Bins of reconstructed energy", _plain),
    "true.low": ("Energies", "True energy from", _TEV),
    "true.high": ("Energies", "True energy to", _TEV),
    "true.bins": ("Energies", "Bins of true energy", _plain),
    "safe.aeff_percent": ("Energies", "Effective-area threshold", _number("%")),
    "safe.low": ("Energies", "Safe range from", _TEV),
    "safe.high": ("Energies", "Safe range to", _TEV),
    "safe.header": ("Energies", "Safe range of the files", _plain),
    "containment": ("Energies", "Correction for the PSF outside ON", _plain),
    "model": ("Model", "Model", _plain),
    "model.name": ("Model", "Name of the source", _plain),
    "model.datasets": ("Model", "Data sets that see the source", _plain),
    "model.kind": ("Model", "Formula", _kind),
    "model.form": ("Model", "Parts of the formula", _plain),
    "others": ("Model", "Other sources", _names),
    "nuisances": ("Model", "Systematics fitted along", _names),
    "fit.low": ("Fit", "Fit range from", _TEV),
    "fit.high": ("Fit", "Fit range to", _TEV),
    "fit.stack": ("Fit", "Runs stacked", _plain),
    "fit.follow": ("Fit", "Parameters fitted", _plain),
    "fit.statistic": ("Fit", "Statistic", _plain),
    "fit.systematic": ("Fit", "Systematic of the background", _plain),
    "fit.ranges": (
        "Fit",
        "Fit ranges of data sets",
        lambda ranges: (
            "; ".join(f"{each.name} {written(each.low, _TEV)} to {written(each.high, _TEV)}" for each in ranges)
            or "none"
        ),
    ),
    "flux_points.edges": ("Flux points", "Bands (TeV)", _plain),
    "flux_points.ul_sigma": ("Flux points", "Limits at", _number("σ")),
    "flux_points.ul_ts": ("Flux points", "Limits below TS", _plain),
    "flux_points.automatic": ("Flux points", "Bands from the data", _plain),
    "flux_points.min_sqrt_ts": ("Flux points", "Significance of a band", _number("σ")),
    "flux_points.overlays": ("Flux points", "Published spectra drawn", _plain),
    "light_curve.minutes": ("Light curve", "Length of time bins", _number("min")),
    "light_curve.intervals": ("Light curve", "Time intervals", _intervals),
    "light_curve.edges": ("Light curve", "Energy bands (TeV)", _plain),
    "light_curve.soft": ("Light curve", "Soft band of the hardness", _band),
    "light_curve.hard": ("Light curve", "Hard band of the hardness", _band),
    "map.ra": ("Map", "Centre of the map, RA", _DEGREES),
    "map.dec": ("Map", "Centre of the map, Dec", _DEGREES),
    "map.width": ("Map", "Width of the map", _DEGREES),
    "map.pixel": ("Map", "Pixel of the map", _DEGREES),
    "map.low": ("Map", "Map energies from", _TEV),
    "map.high": ("Map", "Map energies to", _TEV),
    "map.smooth": ("Map", "Smoothing of the map", _DEGREES),
    "selections": ("Other", "Saved selections", _names),
}
_PART_GROUP = {
    "dataset": "Data", "events": "Data", "source": "Region", "background": "Background", "reco": "Energies",
    "true": "Energies", "safe": "Energies", "model": "Model", "fit": "Fit", "flux_points": "Flux points",
    "light_curve": "Light curve", "map": "Map",
}  # fmt: skip
_OF_PARAMETER = {"value": "value", "frozen": "frozen", "minimum": "lower limit", "maximum": "upper limit",
                 "prior": "prior", "link": "linked to", "unit": "unit"}  # fmt: skip


def described(path: str) -> tuple[str, str, Write]:
    """Group, label and writer of a setting; a setting nobody has named here is called by its field."""
    if path in _LABELS:
        return _LABELS[path]
    part, *rest = path.split(".")
    group = _PART_GROUP.get(part, "Other")
    if part == "model" and len(rest) >= 2:
        name, what = ".".join(rest[:-1]), rest[-1]
        return group, f"{name.rstrip('_')}: {_OF_PARAMETER.get(what, what)}", _plain
    return group, " ".join(rest or [part]).replace("_", " ").capitalize(), _plain
