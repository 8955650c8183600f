"""What settings are called, and how their values are written for people: by path, as `fit.low`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any

from vhegui.analysis.map_layers import CatalogueFile, Contours, ImageFile
from vhegui.analysis.map_profile import PROFILE_KINDS
from vhegui.analysis.marks import Mark
from vhegui.analysis.shown_map import MAP_KINDS
from vhegui.analysis.state import PARTS, DatasetRange, MaskFile
from vhegui.analysis.written_numbers import signed
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.background.registry import METHODS
from vhegui.core.models.parameters import Prior
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.shapes import Area, MarkShape
from vhegui.core.settings import Label, Part, Setting, setting_of, settings_of, structs_of

GROUPS = ("Data", "Region", "Background", "Energies", "Model", "Fit", "Flux points", "Light curve", "Map", "Other")
Write = Callable[[Any], str]


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
    return f"RA {place[0]:.4f}°, Dec {signed(place[1], 4)}°"


def _exclusions(items: tuple[Area | MaskFile, ...]) -> str:
    return "; ".join(
        f"mask {item.path.rsplit('/', 1)[-1]}" if isinstance(item, MaskFile) else _region(item) for item in items
    ) or "none"  # fmt: skip


def _marks(marks: tuple[Mark, ...]) -> str:
    return "; ".join(f"{each.name}: {_region(each.shape)}" if each.name else _region(each.shape) for each in marks) or (
        "none"
    )


def _region(region: MarkShape) -> str:
    return f"{_sizes(region)} about RA {region.ra:.3f}°, Dec {signed(region.dec, 3)}°"


def _sizes(region: MarkShape) -> str:
    if isinstance(region, Point):
        return "point"
    if isinstance(region, Line):
        return f"line of {region.length:.3g}° at {region.angle:.3g}°"
    if isinstance(region, Circle):
        return f"{region.radius:.3g}°"
    if isinstance(region, Ellipse):
        return f"{region.a:.3g}° × {region.b:.3g}° at {region.angle:.3g}°"
    if isinstance(region, Polygon):
        return f"polygon of {len(region.vertices)} corners"
    if isinstance(region, Annulus):
        return f"{_sizes(region.outer)} without {_sizes(region.inner)}"
    return f"rectangle {region.width:.3g}° × {region.height:.3g}° at {region.angle:.3g}°"


def _off_regions(regions: tuple[DrawnRegion, ...]) -> str:
    return "; ".join(
        _region(each.circle) + (f" (runs {', '.join(map(str, each.runs))})" if each.runs else "") for each in regions
    ) or "none"  # fmt: skip


def _intervals(times: tuple[tuple[float, float], ...]) -> str:
    return "; ".join(f"MJD {start:.4f}–{stop:.4f}" for start, stop in times) or "no cut"


def _kind(kind: str) -> str:
    from vhegui.core.models.spectral.registry import KINDS

    return KINDS[kind].label if kind in KINDS else kind.replace("_", " ")


def _names(items: tuple[Any, ...]) -> str:
    return ", ".join(getattr(each, "name", "") or f"{each.kind} {each.dataset}" for each in items) or "none"


def _contours(items: tuple[Contours, ...]) -> str:
    return "; ".join(
        f"{MAP_KINDS[each.of].label.lower()} at {', '.join(f'{level:.4g}' for level in each.levels)}"
        + (" of the maximum" if each.fractions else "")
        for each in items
    ) or "none"  # fmt: skip


def _files(items: tuple[ImageFile | CatalogueFile, ...]) -> str:
    return ", ".join(each.path.rsplit("/", 1)[-1] for each in items) or "none"


def _tev(energy: float | None) -> str:
    return "none" if energy is None else f"{energy:.4g} TeV"


def _ranges(ranges: tuple[DatasetRange, ...]) -> str:
    return "; ".join(f"{each.name} {_tev(each.low)} to {_tev(each.high)}" for each in ranges) or "none"


# What is no number, word or switch, or stands for something else than it is.
_WRITERS: dict[str, Write] = {
    "background.method": lambda method: METHODS[method].label,
    "background.regions": _off_regions,
    "dataset.runs": _runs,
    "target": lambda target: f"{target.name}: {_place((target.ra, target.dec))}",
    "fit.ranges": _ranges,
    "light_curve.soft": _band,
    "light_curve.hard": _band,
    "map_layers.contours": _contours,
    "map_layers.images": _files,
    "map_layers.catalogues": _files,
    "selections": _names,
    "sky_profile.kind": lambda kind: PROFILE_KINDS[kind].label,
}
# What is no setting of a struct.
_LABELS: dict[str, tuple[str, str, Write]] = {
    "source": ("Region", "Source region", _region),
    "source.centre": ("Region", "Centre of the source region", _place),
    "source.radius": ("Region", "Radius of the source region", lambda radius: f"{radius:.4g}°"),
    "source.a": ("Region", "Semi-axis a of the source region", lambda size: f"{size:.4g}°"),
    "source.b": ("Region", "Semi-axis b of the source region", lambda size: f"{size:.4g}°"),
    "source.width": ("Region", "Width of the source region", lambda size: f"{size:.4g}°"),
    "source.height": ("Region", "Height of the source region", lambda size: f"{size:.4g}°"),
    "source.angle": ("Region", "Position angle of the source region", lambda size: f"{size:.4g}°"),
    "exclusions": ("Background", "Exclusions", _exclusions),
    "marks": ("Map", "Regions that measure", _marks),
    "labels": ("Map", "Names of other regions", lambda labels: ", ".join(each.name for each in labels) or "none"),
    "model": ("Model", "Model", _plain),
    "model.name": ("Model", "Name of the source", _plain),
    "model.datasets": ("Model", "Data sets that see the source", _plain),
    "model.kind": ("Model", "Formula", _kind),
    "model.form": ("Model", "Parts of the formula", _plain),
    "model.shape": ("Model", "Shape on the sky", _plain),
    "model.frame": ("Model", "Frame of the shape", _plain),
    "others": ("Model", "Other sources", _names),
    "left_out": ("Model", "Sources left out of the fit", _names),
    "nuisances": ("Model", "Systematics fitted along", _names),
}
_OF_PARAMETER = {"value": "value", "frozen": "frozen", "minimum": "lower limit", "maximum": "upper limit",
                 "prior": "prior", "link": "linked to", "unit": "unit"}  # fmt: skip


def described(path: str) -> tuple[str, str, Write]:
    """Group, label and writer of a setting."""
    if path in _LABELS:
        return _LABELS[path]
    name, *rest = path.split(".")
    if name == "model":
        parameter, what = ".".join(rest[:-1]), rest[-1]
        return "Model", f"{parameter.rstrip('_')}: {_OF_PARAMETER.get(what, what)}", _plain
    part = PARTS[name]
    setting = _setting(part, *rest) if rest else setting_of(name, part.key, part.hint)
    return part.group, setting.label.title(part.word), _WRITERS.get(path, _writer(setting))


def _setting(part: Part, name: str) -> Setting:
    """A setting of a part; the tag of one of several methods is a choice, too."""
    settings = (each for struct in structs_of(part.hint) for each in settings_of(struct))
    return next(
        (each for each in settings if each.name == name), setting_of(name, name, Annotated[str, Label(part.word)])
    )


def _writer(setting: Setting) -> Write:
    if setting.choices:
        return setting.word
    if setting.unit.kind == "intervals":
        return _intervals
    if setting.unit.kind in ("right ascension", "declination"):
        return lambda angle: f"{angle:.4f}°"
    if setting.unit.suffix:
        return lambda value: f"{_plain(value)}{setting.unit.suffix}" if value != () else "none"
    return _plain
