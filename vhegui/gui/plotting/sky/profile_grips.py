"""What the mouse takes hold of at a profile on the map, and what the profile becomes as the mouse moves. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from vhegui.core import sphere
from vhegui.core.estimators.sky.profile_shapes import (
    LARGEST,
    WHOLE,
    LineProfile,
    ProfileShape,
    RadialProfile,
    WedgeProfile,
)
from vhegui.core.typing import Array
from vhegui.gui.plotting.sky.handles import HANDLE, RIM, Place

SMALLEST = 0.005  # deg
STEP = 15.0  # deg, of an angle that is held to steps
POINTS = 97  # of a circle
MOST_SPOKES = 72
TIPS = {
    "middle": "Drag to move the profile",
    "start": "Drag the start of the line; with Shift in steps of 15°",
    "end": "Drag the end of the line; with Shift in steps of 15°",
    "width": "Drag to change the width of the band",
    "inner": "Drag to change the inner radius",
    "outer": "Drag to change the outer radius",
    "from": "Drag to turn where the first sector begins; with Shift in steps of 15°",
    "to": "Drag to change where the sector ends; with Shift in steps of 15°",
}


@dataclass(frozen=True)
class ProfileGrip:
    """A hold of a profile. what : a key of `TIPS` · start : the profile when it was taken · place : where that was.

    >>> grip = ProfileGrip("outer", RadialProfile(83.63, 22.01), (83.63, 22.51))
    >>> round(grip.to((83.63, 22.31)).outer, 6)
    0.3
    """

    what: str
    start: ProfileShape
    place: Place

    def to(self, place: Place, steady: bool = False) -> ProfileShape:
        """The profile with the mouse at a place. steady : angles go in steps."""
        start = self.start
        if self.what == "middle":
            return moved(start, self.place, place)
        if isinstance(start, LineProfile):
            return _line(start, self.what, place, steady)
        distance = float(sphere.separation(start.ra, start.dec, *place))
        angle = float(sphere.position_angle(start.ra, start.dec, *place))
        angle = round(angle / STEP) * STEP if steady else angle
        if self.what == "outer":
            return replace(start, outer=_limited(distance, start.inner + SMALLEST))
        if self.what == "inner":
            return replace(start, inner=min(distance, start.outer - SMALLEST))
        if isinstance(start, RadialProfile) and self.what == "to":
            return replace(start, sector=(angle - start.start) % WHOLE or WHOLE)
        return replace(start, start=angle)


def drawn(known: ProfileShape, press: Place, place: Place, steady: bool = False) -> ProfileShape:
    """A new profile of the kind of a known one, dragged from a press to a place: a line between them, else rings or
    wedges about the press.
    """
    if isinstance(known, LineProfile):
        return _line(replace(known, ra=press[0], dec=press[1]), "end", place, steady)
    outer = _limited(float(sphere.separation(*press, *place)))
    inner = known.inner if known.inner < outer else 0.0
    return replace(known, ra=press[0], dec=press[1], inner=inner, outer=outer)


def moved(shape: ProfileShape, taken: Place, place: Place) -> ProfileShape:
    """The same with what was at one place at another."""
    turn = _turn_between(taken, place)
    ra, dec = _turned(shape.ra, shape.dec, turn)
    if isinstance(shape, LineProfile):
        ra_end, dec_end = _turned(shape.ra_end, shape.dec_end, turn)
        return replace(shape, ra=ra, dec=dec, ra_end=ra_end, dec_end=dec_end)
    return replace(shape, ra=ra, dec=dec)


def handles(shape: ProfileShape) -> dict[str, tuple[Place, ...]]:
    """The handles by what they do."""
    if isinstance(shape, LineProfile):
        half = 0.5 * shape.width
        middle, angle = shape.middle, float(sphere.position_angle(*shape.middle, shape.ra_end, shape.dec_end))
        sides = tuple(_at(middle, angle + side, half) for side in (90.0, -90.0))
        return {
            "start": ((shape.ra, shape.dec),),
            "end": ((shape.ra_end, shape.dec_end),),
            "width": sides,
            "middle": (middle,),
        }
    first = shape.start if isinstance(shape, WedgeProfile) or shape.sector < WHOLE else 0.0
    middle, opening = shape.middle, shape.sector if isinstance(shape, RadialProfile) else WHOLE
    beside = first + 0.5 * (opening if opening < WHOLE else 180.0)
    found = {"outer": (_at(middle, beside, shape.outer),), "inner": (_at(middle, beside, shape.inner),)}
    if isinstance(shape, WedgeProfile) or opening < WHOLE:
        found["from"] = (_at(middle, first, shape.outer),)
    if isinstance(shape, RadialProfile) and opening < WHOLE:
        found["to"] = (_at(middle, first + opening, shape.outer),)
    if shape.inner == 0.0:
        del found["inner"]  # it is made with a number
    return {**found, "middle": (middle,)}


def hold_at(shape: ProfileShape, place: Place, pixel: float) -> str:
    """What a press at a place takes hold of, a key of `TIPS`; "" for nothing. pixel : deg.

    The line moves the profile wherever it is taken, and an outline changes its radius or width.
    """
    if sphere.separation(*shape.middle, *place) > shape.reach + 2.0 * HANDLE * pixel:
        return ""
    for what, places in handles(shape).items():
        if any(sphere.separation(*each, *place) <= HANDLE * pixel for each in places):
            return what
    along, beside = shape.coordinates(*(sphere.unit_vectors(*place) @ shape.axes))
    if isinstance(shape, LineProfile):
        on = float(abs(beside))
        return "middle" if on <= RIM * pixel else "width" if abs(on - 0.5 * shape.width) <= RIM * pixel else ""
    distance = float(along if isinstance(shape, RadialProfile) else beside)
    if isinstance(shape, RadialProfile) and float(beside) > shape.sector:
        return ""
    if abs(distance - shape.outer) <= RIM * pixel:
        return "outer"
    return "inner" if shape.inner > 0.0 and abs(distance - shape.inner) <= RIM * pixel else ""


def outlines(shape: ProfileShape) -> list[tuple[Array, Array]]:
    """Lines (ra, dec, deg) that show where it is: the band and its middle; circles, and spokes between wedges."""
    if isinstance(shape, LineProfile):
        return _band(shape)
    whole = isinstance(shape, WedgeProfile) or shape.sector == WHOLE
    opening = WHOLE if isinstance(shape, WedgeProfile) else shape.sector
    turn = shape.start + np.linspace(0.0, opening, POINTS)
    lines = [sphere.offset_by(shape.ra, shape.dec, turn, radius) for radius in (shape.inner, shape.outer) if radius]
    spokes = shape.edges[:-1] if isinstance(shape, WedgeProfile) and shape.bins <= MOST_SPOKES else []
    if not whole:
        spokes = [shape.start, shape.start + opening]
    ends = np.array([shape.inner, shape.outer])
    return [*lines, *(sphere.offset_by(shape.ra, shape.dec, spoke, ends) for spoke in spokes)]


def _band(line: LineProfile) -> list[tuple[Array, Array]]:
    """The great circle in the middle, and the outline of the band."""
    along, half = np.radians(np.linspace(0.0, line.length, 33)), np.radians(0.5 * line.width)

    def beside(angle: float) -> tuple[Array, Array]:
        x, y, z = np.cos(angle) * np.cos(along), np.cos(angle) * np.sin(along), np.full_like(along, np.sin(angle))
        return sphere.lon_lat(np.stack([x, y, z], axis=-1) @ line.axes.T)

    left, right = beside(half), beside(-half)
    ra, dec = (np.concatenate([a, b[::-1], a[:1]]) for a, b in zip(left, right, strict=True))
    return [beside(0.0), (ra, dec)]


def _line(line: LineProfile, what: str, place: Place, steady: bool) -> LineProfile:
    if what == "width":
        _, beside = line.coordinates(*(sphere.unit_vectors(*place) @ line.axes))
        return replace(line, width=_limited(2.0 * abs(float(beside))))
    fixed = (line.ra_end, line.dec_end) if what == "start" else (line.ra, line.dec)
    distance = _limited(float(sphere.separation(*fixed, *place)))
    angle = float(sphere.position_angle(*fixed, *place))
    ra, dec = _at(fixed, round(angle / STEP) * STEP if steady else angle, distance)
    return replace(line, ra=ra, dec=dec) if what == "start" else replace(line, ra_end=ra, dec_end=dec)


def _limited(size: float, least: float = SMALLEST) -> float:
    return min(max(size, least), LARGEST)


def _at(middle: Place, angle: float, distance: float) -> Place:
    """The place in a direction (position angle, deg) from another."""
    ra, dec = sphere.offset_by(*middle, angle, distance)
    return float(ra), float(dec)


def _turn_between(a: Place, b: Place) -> Array:
    """The rotation (3, 3) that brings one place to another on the shortest way."""
    first, last = sphere.unit_vectors(*a), sphere.unit_vectors(*b)
    axis, cosine = np.cross(first, last), float(first @ last)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + cross + cross @ cross / max(1.0 + cosine, 1e-9)


def _turned(ra: float, dec: float, turn: Array) -> Place:
    lon, lat = sphere.lon_lat(turn @ sphere.unit_vectors(ra, dec))
    return float(lon), float(lat)
