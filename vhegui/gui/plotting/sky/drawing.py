"""What a new region on the sky is as the mouse draws it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import LONGEST, Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.typing import Array
from vhegui.gui.plotting.sky.grips import STEP
from vhegui.gui.plotting.sky.handles import Place, middle
from vhegui.gui.plotting.sky.reshaping import MIN_SIZE, Shape, limited

SHAPES = {
    "circle": "Circle",
    "ellipse": "Ellipse",
    "rectangle": "Rectangle",
    "annulus": "Annulus",
    "polygon": "Polygon",
    "line": "Line",
    "point": "Point",
}
AREAS = ("circle", "ellipse", "rectangle", "annulus", "polygon")
HOLE = 0.5  # of the radius of an annulus that is drawn


@dataclass(frozen=True)
class Chain:
    """What there is of a polygon that is being drawn: its corners so far."""

    places: tuple[Place, ...]

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Its lines as ra, dec (deg), shape (points,)."""
        ra, dec = np.array(self.places).T
        return ra, dec


def drawn(shape: str, start: Place, end: Place, up: float = 0.0, even: bool = False, whole: bool = False) -> Shape:
    """A region of `SHAPES` (no polygon) drawn with a drag from its centre to its rim or a corner of the box about it.

    up : position angle (deg) of what is up · even : as wide as high, lines in steps of angle · whole : from side to
    side, or from corner to corner, instead of from the centre.

    >>> box = drawn("rectangle", (83.0, 0.0), (83.2, 0.1))
    >>> round(box.width, 3), round(box.height, 3)
    (0.4, 0.2)
    """
    if shape == "point":
        return Point(*end)
    if shape == "line":
        return Line(start, _stepped(start, end, up) if even else end)
    if whole:
        start = middle(start, end)
    distance = limited(float(sphere.separation(*start, *end)))
    if shape == "circle":
        return Circle(*start, distance)
    if shape == "annulus":
        return Annulus(Circle(*start, distance), Circle(*start, HOLE * distance))
    turn = np.radians(float(sphere.position_angle(*start, *end)) - up)
    high, wide = (limited(distance * abs(float(each))) for each in (np.cos(turn), np.sin(turn)))
    if even:
        high = wide = max(high, wide)
    if shape == "rectangle":
        return Rectangle(*start, 2.0 * wide, 2.0 * high, up % 180.0)
    return Ellipse(*start, max(high, wide / LONGEST), max(wide, high / LONGEST), up % 180.0)


def usual(shape: str, place: Place, size: float, up: float = 0.0) -> Shape:
    """A region of `SHAPES` that a click makes, about a place; size : deg, from the centre to the rim."""
    if shape == "line":
        return Line(_beside(place, up + 90.0, size), _beside(place, up - 90.0, size))
    if shape in ("ellipse", "rectangle"):
        size /= float(np.sin(np.radians(63.43)))  # twice as wide as high
        return drawn(shape, place, _beside(place, up + 63.43, size), up)
    return drawn(shape, place, place if shape == "point" else _beside(place, up, size), up)


def closed(corners: Sequence[Place]) -> Polygon | None:
    """The polygon with these corners, None where they make none or a line."""
    different = tuple(dict.fromkeys(corners))
    if len(different) < 3 or (found := Polygon(different)).crosses_itself:
        return None
    return found if found.area > MIN_SIZE * found.bounding.radius else None


def _stepped(start: Place, end: Place, up: float) -> Place:
    """The place as far away, in the direction of the nearest step."""
    angle = round((float(sphere.position_angle(*start, *end)) - up) / STEP) * STEP + up
    return _beside(start, angle, float(sphere.separation(*start, *end)))


def _beside(place: Place, angle: float, distance: float) -> Place:
    lon, lat = sphere.offset_by(*place, angle, distance)
    return float(lon), float(lat)
