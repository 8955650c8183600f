"""Whether a shape is one on the sky: what edits and files refuse, and with which words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.analysis.marks import COLORS, Mark, is_color
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import LONGEST, Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.shapes import Area, MarkShape

LARGEST = 20.0  # deg, of a radius or a semi-axis
LONGEST_LINE = 90.0  # deg
LARGEST_EXCLUSION = 90.0  # the same of what is excluded or measured, as region files may have it


def checked_mark(mark: Mark) -> Mark:
    """The mark, if its shape is one on the sky and its colour one that is known. Raises AnalysisError."""
    if not is_color(mark.color):
        raise AnalysisError(f"colour {mark.color!r} is not known; give #rrggbb or one of {', '.join(COLORS)}")
    return replace(mark, shape=checked_shape(mark.shape))


def checked_shape(shape: MarkShape) -> MarkShape:
    """Any shape, if it is one on the sky. Raises AnalysisError."""
    if isinstance(shape, Point):
        _check_place(shape.ra, shape.dec)
        return replace(shape, ra=shape.ra % 360.0)
    if isinstance(shape, Line):
        for place in (shape.start, shape.stop):
            _check_place(*place)
        if not 0.0 < shape.length <= LONGEST_LINE:
            raise AnalysisError(f"a line needs two ends, at different places and at most {LONGEST_LINE:g} deg apart")
        return shape
    return checked_exclusion(shape)


def checked_source(shape: Area) -> Area:
    """A shape for ON: smaller than exclusions may be. Raises AnalysisError."""
    if isinstance(shape, Circle | Ellipse):
        return checked_region(shape)
    checked = checked_exclusion(shape)
    if checked.bounding.radius > LARGEST:
        raise AnalysisError(f"a source region reaches {LARGEST:g} deg from its centre at most; make it smaller")
    return checked


def checked_exclusion(shape: Area) -> Area:
    """A shape with an area, if it is one on the sky. Raises AnalysisError."""
    if isinstance(shape, Circle | Ellipse):
        return checked_region(shape, LARGEST_EXCLUSION, np.inf)
    if isinstance(shape, Annulus):
        outer, inner = checked_exclusion(shape.outer), checked_exclusion(shape.inner)
        if (outer.ra, outer.dec) != (inner.ra, inner.dec) or not np.all(outer.contains(*inner.outline())):
            raise AnalysisError("a hollow region needs a hole about its centre that is smaller than it")
        return shape
    if isinstance(shape, Polygon):
        return _checked_polygon(shape)
    _check_place(shape.ra, shape.dec)
    if not all(0.0 < size <= 2.0 * LARGEST_EXCLUSION for size in (shape.width, shape.height)):
        sizes = f"{shape.width:g} × {shape.height:g} deg"
        raise AnalysisError(f"{sizes}: a rectangle needs sides between 0 and {2.0 * LARGEST_EXCLUSION:g} deg")
    if not np.isfinite(shape.angle):
        raise AnalysisError(f"angle {shape.angle:g} deg is not possible; give the position angle of the height")
    return replace(shape, ra=shape.ra % 360.0, angle=shape.angle % 180.0)


def _checked_polygon(polygon: Polygon) -> Polygon:
    for place in polygon.vertices:
        _check_place(*place)
    if (
        len(set(polygon.vertices)) < max(3, len(polygon.vertices))
        or polygon.bounding.radius > LARGEST_EXCLUSION
        or polygon.area == 0.0
    ):
        raise AnalysisError("a polygon needs three corners at least, each another place, that enclose something")
    if polygon.crosses_itself:
        raise AnalysisError("the sides of a polygon must not cross each other")
    return polygon


def checked_region(region: Circle | Ellipse, largest: float = LARGEST, longest: float = LONGEST) -> Circle | Ellipse:
    """The region with RA in [0, 360). Raises AnalysisError when it is not a region on the sky.

    largest : of its sizes, deg · longest : how many times as long as wide it may be.
    """
    if isinstance(region, Circle):
        return checked_circle(region, largest)
    _check_place(region.ra, region.dec)
    axes = f"semi-axes {region.a:g} and {region.b:g} deg"
    if not all(0.0 < axis <= largest for axis in (region.a, region.b)):
        raise AnalysisError(f"{axes}: a region needs semi-axes between 0 and {largest:g} deg")
    if max(region.a, region.b) > longest * min(region.a, region.b):
        raise AnalysisError(f"{axes}: an ellipse can be {longest:g} times as long as wide at most")
    if not np.isfinite(region.angle):
        raise AnalysisError(f"angle {region.angle:g} deg is not possible; give the position angle of the axis a")
    return replace(region, ra=region.ra % 360.0, angle=region.angle % 180.0)


def checked_circle(circle: Circle, largest: float = LARGEST) -> Circle:
    """The circle with RA in [0, 360). Raises AnalysisError when it is not a circle on the sky."""
    _check_place(circle.ra, circle.dec)
    if not 0.0 < circle.radius <= largest:
        raise AnalysisError(f"radius {circle.radius:g} deg: a region needs a radius between 0 and {largest:g} deg")
    return replace(circle, ra=circle.ra % 360.0)


def _check_place(ra: float, dec: float) -> None:
    if not all(np.isfinite([ra, dec])) or not -90.0 <= dec <= 90.0:
        raise AnalysisError(f"({ra}, {dec}) is not a position on the sky")
