"""A against B: an analysis that was pinned with its results, and the settings in which another one differs from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from vhegui.analysis.state import Analysis, MaskFile, Target
from vhegui.core.models.parameters import Prior, SourceModel
from vhegui.core.regions.circle import Circle
from vhegui.core.sphere import separation

# Results that are kept with a pinned analysis: what the compare panel and the map can show of it.
PINNED_STEPS = (
    "counts_table",
    "summed_counts",
    "predicted_counts",
    "shown_model",
    "fit_result",
    "fit_band",
    "flux_points_result",
    "light_curve_result",
)


@dataclass(frozen=True, eq=False)
class Pinned:
    """An analysis and the results it had when it was pinned. values : step → result, those that were there."""

    analysis: Analysis
    values: Mapping[str, Any]

    def get(self, step: str) -> Any | None:
        """A result, None if there was none."""
        return self.values.get(step)


def pin(analysis: Analysis, values: Mapping[str, Any], stale: Iterable[str] = ()) -> Pinned:
    """Keep an analysis with those of its results (step → result) that belong to it, not the `stale` ones."""
    left_out = set(stale)
    kept = {step: values[step] for step in PINNED_STEPS if values.get(step) is not None and step not in left_out}
    return Pinned(analysis, kept)


def take(analysis: Analysis, other: Analysis) -> Analysis:
    """Go on with another analysis."""
    return other


@dataclass(frozen=True)
class Difference:
    """A setting that differs, in words. group : "Data", "Region", "Model" … · a, b : its values, with units."""

    group: str
    setting: str
    a: str
    b: str


def differences(a: Analysis, b: Analysis) -> tuple[Difference, ...]:
    """Every setting in which two analyses differ, in the order of the chain from data to display."""
    first, second = _settings(a), _settings(b)
    found = []
    for path in dict.fromkeys((*first, *second)):
        before, after = first.get(path, _ABSENT), second.get(path, _ABSENT)
        if before != after and not (_ABSENT in (before, after) and _is_detail(path)):
            group, label, write = _described(path)
            found.append(Difference(group, label, _written(before, write), _written(after, write)))
    return tuple(sorted(found, key=lambda each: GROUPS.index(each.group)))


def in_short(a: Analysis, b: Analysis) -> str:
    """The differences that change results, in one line: `region, model (index)`; "" where there is none."""
    words = dict.fromkeys(each.group.lower() for each in differences(a, b) if each.group not in QUIET)
    return ", ".join(words)


GROUPS = ("Data", "Region", "Background", "Energies", "Model", "Fit", "Flux points", "Light curve", "Map", "Other")
QUIET = ("Map", "Other")
_ABSENT = object()
Write = Callable[[Any], str]


def _settings(analysis: Analysis) -> dict[str, Any]:
    """All settings by path: `fit.low`. Models and circles are taken apart, tuples are one setting."""
    found: dict[str, Any] = {}
    for part in fields(analysis):
        value = getattr(analysis, part.name)
        if isinstance(value, SourceModel):
            found.update(_of_model(part.name, value))
        elif isinstance(value, Circle):
            found[f"{part.name}.centre"] = value.ra, value.dec
            found[f"{part.name}.radius"] = value.radius
        elif is_dataclass(value) and not isinstance(value, Target):
            found.update({f"{part.name}.{each.name}": getattr(value, each.name) for each in fields(value)})
        else:
            found[part.name] = value
    return found


def _of_model(path: str, model: SourceModel) -> dict[str, Any]:
    spectral = model.spectral
    found: dict[str, Any] = {f"{path}.name": model.name, f"{path}.datasets": model.datasets}
    found |= {f"{path}.kind": spectral.kind, f"{path}.form": spectral.form}
    for parameter in spectral.parameters:
        for each in fields(parameter):
            if each.name not in ("name", "error"):
                found[f"{path}.{parameter.name}.{each.name}"] = getattr(parameter, each.name)
    return found


def _is_detail(path: str) -> bool:
    """Whether it goes without saying where a parameter is only in one of two formulas."""
    part, *rest = path.split(".")
    return part == "model" and len(rest) >= 2 and rest[-1] != "value"


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
        return ", ".join(_written(each, _plain) for each in value) or "none"
    return str(value)


def _written(value: Any, write: Write) -> str:
    """A value as a person says it."""
    if value is _ABSENT:
        return "–"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return write(value)


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


def _intervals(times: tuple[tuple[float, float], ...]) -> str:
    return "; ".join(f"MJD {start:.4f}–{stop:.4f}" for start, stop in times) or "no cut"


def _kind(kind: str) -> str:
    from vhegui.core.models.kinds import KINDS

    return KINDS[kind].label if kind in KINDS else kind.replace("_", " ")


def _names(items: tuple[Any, ...]) -> str:
    return ", ".join(getattr(each, "name", "") or f"{each.kind} {each.instrument}" for each in items) or "none"


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
    "background.method": ("Background", "OFF regions", _plain),
    "background.placement": ("Background", "Placement of OFF regions", _plain),
    "background.n_regions": ("Background", "Wobble OFF regions", _plain),
    "background.min_distance": ("Background", "Distance between OFF regions", _DEGREES),
    "background.min_distance_source": ("Background", "Distance of OFF from ON", _DEGREES),
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
            "; ".join(f"{each.name} {_written(each.low, _TEV)} to {_written(each.high, _TEV)}" for each in ranges)
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


def _described(path: str) -> tuple[str, str, Write]:
    """Group, label and writer of a setting; a setting nobody has named here is called by its field."""
    if path in _LABELS:
        return _LABELS[path]
    part, *rest = path.split(".")
    group = _PART_GROUP.get(part, "Other")
    if part == "model" and len(rest) >= 2:
        name, what = ".".join(rest[:-1]), rest[-1]
        return group, f"{name.rstrip('_')}: {_OF_PARAMETER.get(what, what)}", _plain
    return group, " ".join(rest or [part]).replace("_", " ").capitalize(), _plain


def shift(a: Circle | None, b: Circle | None) -> float:
    """How far (deg) the centre of the region has moved; NaN where one of them is missing."""
    return float(separation(a.ra, a.dec, b.ra, b.dec)) if a is not None and b is not None else float("nan")
