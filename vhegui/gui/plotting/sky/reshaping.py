"""A region larger, smaller or turned about its centre, as far as regions can be. No Qt."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Any

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import MarkShape
from vhegui.core.typing import Array

MIN_SIZE, MAX_SIZE = 0.002, 20.0  # deg, of a radius, a semi-axis, half of a side
Shape = MarkShape
Sized = Circle | Ellipse | Rectangle


def limited(size: float) -> float:
    """A size that a region can have, deg."""
    return min(max(size, MIN_SIZE), MAX_SIZE)


def sizes(shape: Sized) -> tuple[float, ...]:
    """The radius, the semi-axes, or half of each side, deg."""
    if isinstance(shape, Circle):
        return (shape.radius,)
    return (shape.a, shape.b) if isinstance(shape, Ellipse) else (0.5 * shape.width, 0.5 * shape.height)


@singledispatch
def scaled(shape: Any, factor: float) -> Any:
    """A region larger by `factor` about its centre, as far as all of its sizes can be; a point is as it was."""
    return shape


@scaled.register
def _(shape: Circle, factor: float) -> Circle:
    return replace(shape, radius=limited(shape.radius * factor))


@scaled.register
def _(shape: Ellipse, factor: float) -> Ellipse:
    factor = _possible(sizes(shape), factor)
    return replace(shape, a=shape.a * factor, b=shape.b * factor)


@scaled.register
def _(shape: Rectangle, factor: float) -> Rectangle:
    factor = _possible(sizes(shape), factor)
    return replace(shape, width=shape.width * factor, height=shape.height * factor)


@scaled.register
def _(shape: Annulus, factor: float) -> Annulus:
    factor = _possible((*sizes(shape.outer), *sizes(shape.inner)), factor)
    return Annulus(scaled(shape.outer, factor), scaled(shape.inner, factor))


@scaled.register
def _(shape: Polygon, factor: float) -> Polygon:
    ra, dec = _away(shape, np.array(shape.vertices), factor)
    return Polygon(tuple(zip(ra.tolist(), dec.tolist(), strict=True)))


@scaled.register
def _(shape: Line, factor: float) -> Line:
    ra, dec = _away(shape, np.array([shape.start, shape.stop]), factor)
    return Line((float(ra[0]), float(dec[0])), (float(ra[1]), float(dec[1])))


@singledispatch
def turned(shape: Any, angle: float) -> Any:
    """A region turned by `angle` (deg, from north through east) about its centre; of a circle or a point, nothing."""
    return shape


@turned.register
def _(shape: Ellipse | Rectangle, angle: float) -> Ellipse | Rectangle:
    return replace(shape, angle=(shape.angle + angle) % 180.0)


@turned.register
def _(shape: Annulus, angle: float) -> Annulus:
    return Annulus(turned(shape.outer, angle), turned(shape.inner, angle))


@turned.register
def _(shape: Polygon | Line, angle: float) -> Polygon | Line:
    return shape.rotated(shape.ra, shape.dec, angle)


def grown(shape: Shape, step: float) -> Shape:
    """A region whose largest size is larger by `step` (deg)."""
    size = max(sizes(shape)) if isinstance(shape, Sized) else shape.bounding.radius
    return scaled(shape, (size + step) / size) if size else shape


def _away(shape: Polygon | Line, places: Array, factor: float) -> tuple[Array, Array]:
    """Corners or ends (RA and Dec, deg, shape (n, 2)) further away from the centre by a factor."""
    ra, dec = places.T
    away = sphere.separation(shape.ra, shape.dec, ra, dec)
    factor = _possible((float(away.max()),), factor)
    return sphere.offset_by(shape.ra, shape.dec, sphere.position_angle(shape.ra, shape.dec, ra, dec), factor * away)


def _possible(known: tuple[float, ...], factor: float) -> float:
    """The factor nearest to this one with which all sizes (deg) are possible."""
    return min(max(factor, MIN_SIZE / min(known)), MAX_SIZE / max(known))
