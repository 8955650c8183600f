"""A against B: an analysis that was pinned with its results, and the settings in which another one differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from vhegui.analysis.compare.setting_names import GROUPS, Write, described, written
from vhegui.analysis.state import PARTS, Analysis, Target
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.region import Region
from vhegui.core.settings import Settings, methods_of, values_of
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


@dataclass(frozen=True)
class Said:
    """A setting in words. path : as `fit.low` · group : "Data", "Region" … · value : with its unit."""

    path: str
    group: str
    setting: str
    value: str


def differences(a: Analysis, b: Analysis) -> tuple[Difference, ...]:
    """Every setting in which two analyses differ, in the order of the chain from data to display."""
    first, second = _settings(a), _settings(b)
    found = []
    for path in dict.fromkeys((*first, *second)):
        before, after = first.get(path, _ABSENT), second.get(path, _ABSENT)
        if before != after and not (_ABSENT in (before, after) and _is_detail(path)):
            group, label, write = described(path)
            found.append(Difference(group, label, _said(before, write), _said(after, write)))
    return tuple(sorted(found, key=lambda each: GROUPS.index(each.group)))


def said_settings(analysis: Analysis) -> tuple[Said, ...]:
    """Every setting in words, in the order of the chain from data to display."""
    found = []
    for path, value in _settings(analysis).items():
        group, label, write = described(path)
        found.append(Said(path, group, label, _said(value, write)))
    return tuple(sorted(found, key=lambda each: GROUPS.index(each.group)))


def in_short(a: Analysis, b: Analysis) -> str:
    """The differences that change results, in one line: `region, model`; "" where there is none."""
    words = dict.fromkeys(each.group.lower() for each in differences(a, b) if each.group not in QUIET)
    return ", ".join(words)


_SIZES: dict[type, tuple[str, ...]] = {
    Circle: ("radius",),
    Ellipse: ("a", "b", "angle"),
    Rectangle: ("width", "height", "angle"),
}
QUIET = ("Map", "Other")
_ABSENT = object()


def _said(value: Any, write: Write) -> str:
    return "–" if value is _ABSENT else written(value, write)


def _settings(analysis: Analysis) -> dict[str, Any]:
    """All settings by path: `fit.low`. Models and regions are taken apart, tuples are one setting."""
    found: dict[str, Any] = {"background.method": analysis.background.method}
    for part in fields(analysis):
        value = getattr(analysis, part.name)
        if part.name == "sources":
            found.update(_of_model("model", analysis.model))
            found["others"] = analysis.others
            found["left_out"] = tuple(source for source in analysis.sources if source.left_out)
        elif part.name in ("shown", "studies"):
            continue  # said by the name of the model; what is asked about a result does not change it
        elif isinstance(value, Circle | Ellipse | Rectangle):
            found[f"{part.name}.centre"] = value.ra, value.dec
            found |= {f"{part.name}.{size}": getattr(value, size) for size in _SIZES[type(value)]}
        elif value is None and part.name in PARTS and methods_of(PARTS[part.name].hint):
            continue  # the method says it
        elif isinstance(value, Settings) and not isinstance(value, Target):
            found.update({f"{part.name}.{name}": each for name, each in values_of(value).items()})
        else:
            found[part.name] = value
    return found


def _of_model(path: str, model: SourceModel) -> dict[str, Any]:
    spectral = model.spectral
    found: dict[str, Any] = {f"{path}.name": model.name, f"{path}.datasets": model.datasets}
    found |= {f"{path}.kind": spectral.kind, f"{path}.form": spectral.form}
    if isinstance(model.spatial, SpatialModel):
        found |= {f"{path}.shape": model.spatial.formula.label, f"{path}.frame": model.spatial.frame}
    for name, parameter in zip(model.names, model.parameters, strict=True):
        for each in fields(parameter):
            if each.name not in ("name", "error"):
                found[f"{path}.{name}.{each.name}"] = getattr(parameter, each.name)
    return found


def _is_detail(path: str) -> bool:
    """Whether it goes without saying where it is only in one of two formulas, or kinds of profile."""
    part, *rest = path.split(".")
    return (part == "model" and len(rest) >= 2 and rest[-1] != "value") or (part == "sky_profile" and rest != ["kind"])


def shift(a: Region | None, b: Region | None) -> float:
    """How far (deg) the centre of the region has moved; NaN where one of them is missing."""
    return float(separation(a.ra, a.dec, b.ra, b.dec)) if a is not None and b is not None else float("nan")
