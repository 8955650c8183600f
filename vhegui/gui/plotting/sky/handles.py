"""Where the mouse takes hold of a region on the sky: its handles, its outline, its inside. No Qt."""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.typing import Array
from vhegui.gui.plotting.sky.reshaping import Shape

Place = tuple[float, float]  # RA and Dec, deg
RIM = 6.0  # pixels on either side of an outline that belong to it
HANDLE = 7.0  # pixels about a handle that belong to it
TURN = 18.0  # pixels from an outline to the handle that turns
MOST_CORNERS = 60  # of a polygon whose corners have handles: more would cover it


def handles(shape: Shape, pixel: float) -> dict[str, tuple[Place, ...]]:
    """The handles by what they do, those first that lie above the others. pixel : deg.

    `turn` · `a`, `b` : ends of the axes of an ellipse · `width`, `height`, `size` : sides and corners of a rectangle ·
    `corner N` : of a polygon · `side N` : the middle of the side after that corner, which becomes one more ·
    `end N` : of a line. A circle has none: it is taken anywhere at its outline; so is an annulus, at either.
    """
    if isinstance(shape, Ellipse):
        ends = _places(*sphere.lon_lat(shape.edge(np.arange(4) * 90.0)))
        return {"turn": (_beyond(shape, ends[0], pixel),), "a": ends[::2], "b": ends[1::2]}
    if isinstance(shape, Rectangle):
        corners = _places(*(each[:-1] for each in shape.outline(4)))
        middles = tuple(middle(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
        return {
            "turn": (_beyond(shape, middles[3], pixel),),
            "size": corners,
            "width": middles[::2],
            "height": middles[1::2],
        }
    if isinstance(shape, Annulus) and not isinstance(shape.outer, Circle):
        return {"turn": handles(shape.outer, pixel)["turn"]}
    if isinstance(shape, Line):
        return {"end 0": (shape.start,), "end 1": (shape.stop,)}
    if isinstance(shape, Polygon):
        turn = sphere.offset_by(shape.ra, shape.dec, 0.0, shape.bounding.radius + TURN * pixel)
        found = {"turn": ((float(turn[0]), float(turn[1])),)}
        if len(shape.vertices) <= MOST_CORNERS:
            pairs = zip(shape.vertices, shape.vertices[1:] + shape.vertices[:1], strict=True)
            found |= {f"corner {i}": (each,) for i, each in enumerate(shape.vertices)}
            found |= {f"side {i}": (middle(a, b),) for i, (a, b) in enumerate(pairs)}
        return found
    return {}


def hold_at(shape: Shape, place: Place, pixel: float, seen: bool = True) -> str:
    """What a press at a place takes hold of: a handle (the one outside only where it is `seen`), else `resize` at the
    outline (`inner` at that of a hole), `move` inside (of a tiny region, too) and at lines and points, "" outside.
    pixel : deg.
    """
    x, y = (float(each) for each in _plane(shape, *place))
    if np.hypot(x, y) > shape.bounding.radius + 2.0 * TURN * pixel:
        return ""
    for what, places in handles(shape, pixel).items():
        if what == "turn" and not seen:
            continue
        at = _plane(shape, *np.array(places).T)
        if np.hypot(at[0] - x, at[1] - y).min() <= HANDLE * pixel:
            return what
    if isinstance(shape, Point):
        return "move" if np.hypot(x, y) <= HANDLE * pixel else ""
    outlines = (shape.outer, shape.inner) if isinstance(shape, Annulus) else (shape,)
    away = [_distance(*_plane(shape, *each.outline()), x, y) for each in outlines]
    inside = bool(shape.contains(np.array(place[0]), np.array(place[1])))
    depth = sum(away) if len(away) > 1 else away[0] + np.hypot(x, y)
    rim = min(RIM * pixel, depth / 3) if inside else RIM * pixel
    if min(away) <= rim:
        if isinstance(shape, Line):
            return "move"
        return "inner" if len(away) > 1 and away[1] < away[0] else "resize"
    return "move" if inside else ""


def middle(a: Place, b: Place) -> Place:
    """Half way between two places on the great circle."""
    lon, lat = sphere.lon_lat(sphere.unit_vectors(*a) + sphere.unit_vectors(*b))
    return float(lon), float(lat)


def _beyond(shape: Shape, end: Place, pixel: float) -> Place:
    """The place further out than an end of the region, for the handle that turns."""
    centre = shape.ra, shape.dec
    distance, angle = sphere.separation(*centre, *end), sphere.position_angle(*centre, *end)
    lon, lat = sphere.offset_by(*centre, float(angle), float(distance) + TURN * pixel)
    return float(lon), float(lat)


def _plane(shape: Shape, ra: Array | float, dec: Array | float) -> tuple[Array, Array]:
    """Places about the centre of a region, deg to the east and to the north, at their true distances from it."""
    away, angle = (each(shape.ra, shape.dec, ra, dec) for each in (sphere.separation, sphere.position_angle))
    return away * np.sin(np.radians(angle)), away * np.cos(np.radians(angle))


def _distance(x: Array, y: Array, px: float, py: float) -> float:
    """Distance of a point of the plane from a chain of lines."""
    ax, ay, bx, by = x[:-1], y[:-1], np.diff(x), np.diff(y)
    along = np.clip(((px - ax) * bx + (py - ay) * by) / np.maximum(bx**2 + by**2, 1e-300), 0.0, 1.0)
    return float(np.hypot(ax + along * bx - px, ay + along * by - py).min())


def _places(ra: Array, dec: Array) -> tuple[Place, ...]:
    return tuple(zip(ra.tolist(), dec.tolist(), strict=True))
