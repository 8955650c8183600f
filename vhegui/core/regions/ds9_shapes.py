"""Shapes of a DS9 region file as shapes on the sky, every one exactly.

Lengths of boxes and ellipses are read in the tangent plane, sides of boxes and polygons are great circles: straight in
the image that DS9 draws. Shapes joined by || are each one of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from vhegui.core.angle_text import angle_from
from vhegui.core.bounds import MOST_CORNERS
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_commands import NOT_DONE, Shape
from vhegui.core.regions.ds9_frames import north_of, to_icrs
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import Area

LARGEST = 90.0  # deg, of a radius, a semi-axis, a half side
_LENGTH = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(d|'|\"|r|p|i|)$")
_DEGREES = {"": 1.0, "d": 1.0, "'": 1.0 / 60.0, '"': 1.0 / 3600.0, "r": float(np.degrees(1.0))}


class LeftOut(Exception):
    """Why a shape that is written rightly cannot be used."""


def area_of(shape: Shape) -> Area:
    """The shape on the sky, in ICRS. Raises LeftOut where it cannot be used, ValueError with a phrase where it is not
    written rightly.
    """
    if shape.name in NOT_DONE:
        raise LeftOut(f"a {shape.name} cannot be excluded; use a mask image")
    arguments = [each for each in shape.arguments if not re.match(r"^n\s*=\s*\d+$", each)]
    if not shape.frame:
        raise LeftOut("its coordinates are pixels of an image, not on the sky (write icrs, fk5 or galactic before it)")
    if shape.name == "polygon":
        return _polygon(arguments, shape.frame)
    lon, lat = _places(arguments[:2], shape.frame)
    ra, dec = (float(each[0]) for each in to_icrs(lon, lat, shape.frame))
    if shape.name in ("circle", "annulus"):
        sizes = _lengths(arguments[2:])
        if shape.name == "circle" and len(sizes) != 1:
            raise ValueError("a circle needs three numbers: centre and radius")
        return _hollow([Circle(ra, dec, size) for size in sizes], [(size,) for size in sizes], shape.name)
    *lengths, angle = arguments[2:] or [""]
    if len(lengths) < 2 or len(lengths) % 2:
        raise ValueError(f"this {shape.name} needs five numbers: centre, two sizes and angle; or more pairs of sizes")
    sizes, turn = _lengths(lengths), _angle(angle) + north_of(float(lon[0]), float(lat[0]), shape.frame)
    pairs = list(zip(sizes[::2], sizes[1::2], strict=True))
    if shape.name == "box":
        boxes = [Rectangle(ra, dec, 2.0 * _seen(0.5 * w), 2.0 * _seen(0.5 * h), turn % 180.0) for w, h in pairs]
        return _hollow(boxes, pairs, shape.name)
    ellipses = [Ellipse(ra, dec, _seen(a), _seen(b), (turn + 90.0) % 180.0) for a, b in pairs]
    return _hollow(ellipses, pairs, shape.name)


def mark_of(shape: Shape) -> Point | Line:
    """A point or a line, in ICRS. Raises LeftOut and ValueError, as `area_of`."""
    if not shape.frame:
        raise LeftOut("its coordinates are pixels of an image, not on the sky (write icrs, fk5 or galactic before it)")
    needed = 2 if shape.name == "point" else 4
    lon, lat = _places(shape.arguments[:needed], shape.frame)
    if len(shape.arguments) < needed:
        raise ValueError("it lacks a number")
    places = [(float(a), float(b)) for a, b in zip(*to_icrs(lon, lat, shape.frame), strict=True)]
    return Point(*places[0]) if shape.name == "point" else Line(places[0], places[1])


def _hollow(
    shapes: Sequence[Circle] | Sequence[Ellipse] | Sequence[Rectangle], sizes: Sequence[Sequence[float]], name: str
) -> Area:
    """A shape, or what is between the smallest and the largest: rings that follow on each other are excluded together.

    sizes : of each shape, deg.
    """
    if not shapes:
        raise ValueError("it has no size")
    if len(shapes) == 1 and name == "annulus":
        raise ValueError("an annulus needs at least four numbers: centre, inner and outer radius")
    if len(shapes) > 1 and any(np.diff(each).min() <= 0.0 for each in zip(*sizes, strict=True)):
        raise ValueError("its sizes must rise")
    if min(sizes[-1]) == 0.0:
        raise ValueError("a size of 0 deg is not possible")
    return shapes[0] if len(shapes) == 1 else shapes[-1] if min(sizes[0]) == 0.0 else Annulus(shapes[-1], shapes[0])


def _polygon(arguments: Sequence[str], frame: str) -> Polygon:
    if len(arguments) < 6 or len(arguments) % 2:
        raise ValueError("a polygon needs pairs of coordinates, three at least")
    if len(arguments) > 2 * MOST_CORNERS:
        raise ValueError(f"it has more than {MOST_CORNERS:,} corners; use a mask image")
    ra, dec = to_icrs(*_places(arguments, frame), frame)
    corners = list(zip(ra.tolist(), dec.tolist(), strict=True))
    corners = [corner for corner, before in zip(corners, [corners[-1], *corners], strict=False) if corner != before]
    found = Polygon(tuple(corners))
    if len(corners) < 3 or found.bounding.radius >= LARGEST or found.area == 0.0:
        raise ValueError("these corners enclose nothing, or half of the sky")
    if found.crosses_itself:
        raise ValueError("its sides cross each other")
    return found


def _places(arguments: Sequence[str], frame: str) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes (deg) in the frame."""
    if len(arguments) < 2:
        raise ValueError("it lacks a number")
    for text in arguments:
        if re.match(r"^[\d.+-]+[pi]$", text):
            raise LeftOut("its coordinates are pixels of an image, not on the sky")
    equatorial = frame in ("icrs", "fk5", "fk4")
    lon = np.array([_coordinate(text, equatorial) % 360.0 for text in arguments[::2]])
    lat = np.array([_coordinate(text, False) for text in arguments[1::2]])
    if np.any(np.abs(lat) > 90.0):
        raise ValueError(f"a latitude of {lat[np.abs(lat) > 90.0][0]:g} deg is not possible")
    return lon, lat


def _coordinate(text: str, hours: bool) -> float:
    match = _LENGTH.match(text)
    return float(match[1]) * _DEGREES[match[2]] if match and match[2] == "r" else angle_from(text, hours)


def _lengths(arguments: Sequence[str]) -> list[float]:
    """Sizes in deg."""
    found = []
    for text in arguments:
        match = _LENGTH.match(text)
        if match is None:
            raise ValueError(f"'{text}' is no size")
        if match[2] in ("p", "i"):
            raise LeftOut("its size is in pixels of an image")
        found.append(float(match[1]) * _DEGREES[match[2]])
    for size in found:
        if not 0.0 <= size < LARGEST:
            raise ValueError(f"a size of {size:g} deg is not possible")
    return found


def _angle(text: str) -> float:
    match = _LENGTH.match(text)
    if match is None or match[2] not in ("", "d", "r"):
        raise ValueError(f"'{text}' is no angle")
    return float(match[1]) * _DEGREES[match[2]]


def _seen(length: float) -> float:
    """The angle (deg) at which a length (deg) in the tangent plane is seen from its centre."""
    return float(np.degrees(np.arctan(np.radians(length))))
