"""What a region on the sky becomes as the mouse drags what it has taken hold of. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import LONGEST, Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.gui.plotting.sky.handles import Place
from vhegui.gui.plotting.sky.reshaping import Shape, limited, scaled, sizes, turned

STEP = 15.0  # deg, of a turn that is held to steps
THINNEST = 1.02  # the outline of an annulus over that of its hole


@dataclass(frozen=True)
class Grip:
    """A hold of a region.

    what : as `handles.hold_at` has it · start : the region when it was taken · place : where the mouse took it.

    >>> grip = Grip("resize", Circle(83.63, 22.01, 0.3), (83.63, 22.31))
    >>> round(grip.to((83.63, 22.51)).radius, 6)
    0.5
    """

    what: str
    start: Shape
    place: Place

    def to(self, place: Place, steady: bool = False) -> Shape:
        """The region with the mouse at a place. steady : sizes keep their ratio, turns go in steps.

        Where there is no such region (sides would cross) it is as it was at first.
        """
        start = self.start
        if self.what.startswith(("corner", "side")):
            return self._with_corner(place)
        if isinstance(start, Line):
            return _with_end(start, int(self.what.split()[1]), place, steady)
        distance, angle = self._polar(place)
        distance_then, angle_then = self._polar(self.place)
        if self.what == "turn":
            return turned(start, _stepped(start, angle - angle_then) if steady else angle - angle_then)
        factor = distance / max(distance_then, 1e-9)
        if isinstance(start, Annulus):
            return _ring(start, self.what, factor)
        if isinstance(start, Circle):
            return replace(start, radius=limited(start.radius + distance - distance_then))
        if self.what in ("resize", "size") and (steady or self.what == "resize"):
            return scaled(start, factor)
        if isinstance(start, Ellipse):
            return scaled(start, factor) if steady else self._ellipse(start, distance, angle)
        assert isinstance(start, Rectangle)
        return scaled(start, factor) if steady else self._rectangle(start, distance, angle)

    def _polar(self, place: Place) -> tuple[float, float]:
        """Distance from the centre and position angle about it, deg."""
        centre = self.start.ra, self.start.dec
        return float(sphere.separation(*centre, *place)), float(sphere.position_angle(*centre, *place))

    def _further(self, axis: float, distance: float, angle: float) -> float:
        """How much further out along an axis (position angle, deg) the mouse is than when it took hold, deg."""
        distance_then, angle_then = self._polar(self.place)
        return distance * _cosine(angle - axis) - distance_then * _cosine(angle_then - axis)

    def _ellipse(self, start: Ellipse, distance: float, angle: float) -> Ellipse:
        size, other = (start.a, start.b) if self.what == "a" else (start.b, start.a)
        size += self._further(start.angle if self.what == "a" else start.angle + 90.0, distance, angle)
        return replace(start, **{self.what: min(max(limited(size), other / LONGEST), other * LONGEST)})

    def _rectangle(self, start: Rectangle, distance: float, angle: float) -> Rectangle:
        axes = {"width": start.angle + 90.0, "height": start.angle}
        changed = {}
        for name, half in zip(axes, sizes(start), strict=True):
            if self.what in (name, "size"):
                changed[name] = 2.0 * limited(half + self._further(axes[name], distance, angle))
        return replace(start, **changed)

    def _with_corner(self, place: Place) -> Shape:
        """A polygon with a corner moved, or (`side`) with one more."""
        assert isinstance(self.start, Polygon)
        what, number = self.what.split()
        before, after = int(number) + (what == "side"), int(number) + 1
        corners = self.start.vertices
        return _if_possible((*corners[:before], place, *corners[after:]), self.start)


def with_corner(polygon: Polygon, place: Place) -> Polygon:
    """One more corner, in the side that is the longer the less by it; where the sides would cross, as it was."""
    corners = polygon.vertices
    ra, dec = np.array(corners).T
    away, side = sphere.separation(*place, ra, dec), sphere.separation(ra, dec, np.roll(ra, -1), np.roll(dec, -1))
    position = int(np.argmin(away + np.roll(away, -1) - side)) + 1
    return _if_possible((*corners[:position], place, *corners[position:]), polygon)


def without_corner(polygon: Polygon, position: int) -> Polygon:
    """One corner less, where a polygon is left whose sides do not cross; else as it was."""
    return _if_possible(polygon.vertices[:position] + polygon.vertices[position + 1 :], polygon)


def _if_possible(corners: tuple[Place, ...], known: Polygon) -> Polygon:
    """The polygon with these corners; the one that is known where they make none."""
    if len(set(corners)) < max(3, len(corners)):
        return known
    changed = Polygon(corners)
    return known if changed.crosses_itself or changed.area == 0.0 else changed


def _with_end(line: Line, end: int, place: Place, steady: bool) -> Line:
    """A line with one end somewhere else; steady : in a direction from the other end that is a step."""
    other = line.start if end else line.stop
    if steady:
        angle = round(float(sphere.position_angle(*other, *place)) / STEP) * STEP
        ra, dec = sphere.offset_by(*other, angle, float(sphere.separation(*other, *place)))
        place = float(ra), float(dec)
    return Line(other, place) if end else Line(place, other)


def _ring(ring: Annulus, what: str, factor: float) -> Annulus:
    """An annulus with its outline, or (`inner`) that of its hole, larger by a factor."""
    room = min(o / i for o, i in zip(sizes(ring.outer), sizes(ring.inner), strict=True)) / THINNEST
    if what == "inner":
        return Annulus(ring.outer, scaled(ring.inner, min(factor, max(room, 1.0))))
    return Annulus(scaled(ring.outer, max(factor, min(1.0 / room, 1.0))), ring.inner)


def _stepped(start: Shape, angle: float) -> float:
    """The turn (deg) that brings a region to the nearest step of its angle."""
    shape = start.outer if isinstance(start, Annulus) else start
    known = shape.angle if isinstance(shape, Ellipse | Rectangle) else 0.0
    return round((known + angle) / STEP) * STEP - known


def _cosine(angle: float) -> float:
    return abs(float(np.cos(np.radians(angle))))
