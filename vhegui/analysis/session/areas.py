"""Shapes on the sky in a session file: the sizes that are given say which shape it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vhegui.analysis.edits.shape_checks import checked_exclusion, checked_mark
from vhegui.analysis.marks import Mark
from vhegui.analysis.session import schema
from vhegui.analysis.yaml_files.file import Inline
from vhegui.analysis.yaml_files.quantities import in_deg
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import Area, MarkShape

_SIZES: dict[type, tuple[str, ...]] = {
    Circle: ("radius",),
    Ellipse: ("a", "b", "angle"),
    Rectangle: ("width", "height", "angle"),
}


def area_content(region: Area) -> Inline:
    """The keys and values of a shape."""
    if isinstance(region, Polygon):
        return Inline(polygon=_places(region.vertices))
    if isinstance(region, Annulus):
        sizes = (size for size in _SIZES[type(region.inner)] if size != "angle")
        hole = Inline({size: in_deg(getattr(region.inner, size)) for size in sizes})
        return Inline(area_content(region.outer), hole=hole)
    return Inline({key: in_deg(getattr(region, key)) for key in ("ra", "dec", *_SIZES[type(region)])})


def mark_content(mark: Mark) -> Inline:
    """The keys and values of a region that measures."""
    said = {name: value for name in ("name", "color", "group") if (value := getattr(mark, name))}
    shape = mark.shape
    if isinstance(shape, Line):
        return Inline(said, line=_places((shape.start, shape.stop)))
    if isinstance(shape, Point):
        return Inline(said, ra=in_deg(shape.ra), dec=in_deg(shape.dec))
    return Inline(said, **area_content(shape))


def mark_from(item: schema.MarkEntry, key: str) -> Mark:
    """A region that measures. Raises ConfigError."""
    mark = Mark(_mark_shape(item, key), item.name, item.color, item.group)
    try:
        return checked_mark(mark)
    except AnalysisError as error:
        raise ConfigError(f"{key}: {error}") from error


def _mark_shape(item: schema.MarkEntry, key: str) -> MarkShape:
    given = _given(item) - {"name", "color", "group"}
    if given == {"line"} and item.line:
        return Line(*((end.ra, end.dec) for end in item.line))
    if given == {"ra", "dec"} and item.ra is not None and item.dec is not None:
        return Point(item.ra, item.dec)
    return shape_from(item, key)


def _places(places: Iterable[tuple[float, float]]) -> list[Inline]:
    return [Inline(ra=in_deg(ra), dec=in_deg(dec)) for ra, dec in places]


def _given(item: schema.Area) -> set[str]:
    return {name for name in item.__struct_fields__ if getattr(item, name) is not None}


def source_from(item: schema.Area, key: str) -> Area:
    """The source region. Raises ConfigError."""
    if item.mask is not None:
        raise ConfigError(f"{key}: a mask can only be excluded; expected a shape")
    return shape_from(item, key)


def shape_from(item: schema.Area, key: str) -> Area:
    """Any shape. Raises ConfigError."""
    given = _given(item) & set(schema.Area.__struct_fields__)
    if given == {"polygon"} and item.polygon:
        return _checked(Polygon(tuple((corner.ra, corner.dec) for corner in item.polygon)), key)
    for kind, names in _SIZES.items():
        if given - {"hole"} == {"ra", "dec", *names}:
            outer = kind(**{name: getattr(item, name) for name in ("ra", "dec", *names)})
            if item.hole is None:
                return outer if isinstance(outer, Circle) else _checked(outer, key)
            return _checked(Annulus(outer, _inner(item.hole, kind, names, item, key)), key)
    if {"a", "b"} & given and not {"radius", "polygon", "width", "height", "mask"} & given and {"ra", "dec"} <= given:
        raise ConfigError(f"{key}: an ellipse needs a, b and angle")
    raise ConfigError(
        f"{key}: expected ra and dec, with radius or with a, b and angle or with width, height and angle; "
        "or polygon alone"
    )


def _inner(hole: schema.Hole, kind: type, names: tuple[str, ...], item: schema.Area, key: str) -> Any:
    sizes = {name: getattr(hole, name) for name in hole.__struct_fields__ if getattr(hole, name) is not None}
    if set(sizes) != set(names) - {"angle"}:
        raise ConfigError(f"{key}.hole: expected {' and '.join(name for name in names if name != 'angle')}")
    turn = {"angle": item.angle} if "angle" in names else {}
    return kind(ra=item.ra, dec=item.dec, **sizes, **turn)


def _checked(shape: Area, key: str) -> Area:
    try:
        return checked_exclusion(shape)
    except AnalysisError as error:
        raise ConfigError(f"{key}: {error}") from error
