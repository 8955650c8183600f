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
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

MIN_SIZE, MAX_SIZE = 0.002, 20.0  # deg, of a radius, a semi-axis, half of a side
Shape = Circle | Ellipse | Rectangle | Annulus | Polygon
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
    """A region larger by `factor` about its centre, as far as all of its sizes can be."""
    raise TypeError(f"{type(shape).__name__} has no size")


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
    lon, lat = np.array(shape.vertices).T
    away = sphere.separation(shape.ra, shape.dec, lon, lat)
    factor = _possible((float(away.max()),), factor)
    angle = sphere.position_angle(shape.ra, shape.dec, lon, lat)
    return Polygon(_corners(*sphere.offset_by(shape.ra, shape.dec, angle, factor * away)))


@singledispatch
def turned(shape: Any, angle: float) -> Any:
    """A region turned by `angle` (deg, from north through east) about its centre; a circle is as it was."""
    return shape


@turned.register
def _(shape: Ellipse | Rectangle, angle: float) -> Ellipse | Rectangle:
    return replace(shape, angle=(shape.angle + angle) % 180.0)


@turned.register
def _(shape: Annulus, angle: float) -> Annulus:
    return Annulus(turned(shape.outer, angle), turned(shape.inner, angle))


@turned.register
def _(shape: Polygon, angle: float) -> Polygon:
    vectors = sphere.unit_vectors(*np.array(shape.vertices).T)
    return Polygon(_corners(*sphere.lon_lat(sphere.turned(vectors, shape.ra, shape.dec, angle))))


def grown(shape: Shape, step: float) -> Shape:
    """A region whose largest size is larger by `step` (deg)."""
    size = max(sizes(shape)) if isinstance(shape, Sized) else shape.bounding.radius
    return scaled(shape, (size + step) / size)


def _possible(known: tuple[float, ...], factor: float) -> float:
    """The factor nearest to this one with which all sizes (deg) are possible."""
    return min(max(factor, MIN_SIZE / min(known)), MAX_SIZE / max(known))


def _corners(ra: np.ndarray, dec: np.ndarray) -> tuple[tuple[float, float], ...]:
    return tuple(zip(ra.tolist(), dec.tolist(), strict=True))
