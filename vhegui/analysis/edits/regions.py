"""Where: the target, the source region, exclusions, and how OFF regions are placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import (
    Analysis,
    MaskFile,
    Target,
)
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.registry import METHODS
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import LONGEST, Ellipse
from vhegui.core.regions.exclusions import DrawnExclusion
from vhegui.core.regions.polygon import Polygon

DEFAULT_RADIUS = 0.11
LARGEST = 20.0  # deg, of a radius or a semi-axis
LARGEST_EXCLUSION = 90.0  # the same of what is excluded, as region files may have it


def set_target(analysis: Analysis, target: Target) -> Analysis:
    """Refer offsets and the map to another position."""
    return replace(change(analysis, "map", ra=target.ra, dec=target.dec), target=target)


def point_at(analysis: Analysis, target: Target) -> Analysis:
    """Aim at a target: the map is centred on it, and the source region put on it as large as it was."""
    source = analysis.source or Circle(target.ra, target.dec, DEFAULT_RADIUS)
    return replace(set_target(analysis, target), source=source.moved(target.ra, target.dec))


def move_region(analysis: Analysis, source: Circle | Ellipse | None) -> Analysis:
    """Put the source region somewhere else, resize it, give it another shape, or (None) take it away."""
    return replace(analysis, source=None if source is None else checked_region(source))


def add_exclusion(analysis: Analysis, exclusion: DrawnExclusion | MaskFile) -> Analysis:
    """Keep OFF regions out of one more part of the sky."""
    if not isinstance(exclusion, MaskFile):
        exclusion = checked_exclusion(exclusion)
    return replace(analysis, exclusions=(*analysis.exclusions, exclusion))


def change_exclusion(analysis: Analysis, position: int, exclusion: DrawnExclusion) -> Analysis:
    """Move or resize an exclusion, or give it another shape. Raises AnalysisError when it is gone."""
    changed = list(analysis.exclusions)
    if position >= len(changed):
        raise AnalysisError(f"there is no exclusion region {position + 1} any more")
    changed[position] = checked_exclusion(exclusion)
    return replace(analysis, exclusions=tuple(changed))


def remove_exclusion(analysis: Analysis, position: int) -> Analysis:
    """Take an exclusion away."""
    return replace(analysis, exclusions=analysis.exclusions[:position] + analysis.exclusions[position + 1 :])


def use_method(analysis: Analysis, method: str, past: Iterable[Analysis] = ()) -> Analysis:
    """Have OFF regions by another method, with the settings it had last in the `past` (newest first), else its own."""
    known = (each.background for each in past if each.background.method == method)
    return replace(analysis, background=next(known, None) or METHODS[method].settings())


def gammapy_conventions(analysis: Analysis, on: bool = True) -> Analysis:
    """Do what gammapy does where this program does something else, to compare numbers: OFF regions where its search
    puts them, events outside the good time intervals kept; or (`on` false) our own ways again.
    """
    if isinstance(analysis.background, Reflected):
        analysis = change(analysis, "background", placement="gammapy" if on else "packed")
    return change(analysis, "events", keep_outside_gti=on)


def as_ellipse(region: Circle | Ellipse) -> Ellipse:
    """An ellipse of the same area, twice as long (north to south) as wide, in place of a circle."""
    if isinstance(region, Ellipse):
        return region
    return Ellipse(region.ra, region.dec, round(2.0**0.5 * region.radius, 6), round(0.5**0.5 * region.radius, 6))


def as_circle(region: Circle | Ellipse) -> Circle:
    """A circle of the same area in place of an ellipse."""
    if isinstance(region, Circle):
        return region
    return Circle(region.ra, region.dec, round((region.a * region.b) ** 0.5, 5))


def checked_exclusion(shape: DrawnExclusion) -> DrawnExclusion:
    """The shape, if it is one on the sky. Raises AnalysisError."""
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
