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
from vhegui.core.regions.circle import Circle

DEFAULT_RADIUS = 0.11


def set_target(analysis: Analysis, target: Target) -> Analysis:
    """Refer offsets and the map to another position."""
    return replace(change(analysis, "map", ra=target.ra, dec=target.dec), target=target)


def point_at(analysis: Analysis, target: Target) -> Analysis:
    """Aim at a target: the map is centred on it, and the source region put on it with the radius it had."""
    radius = analysis.source.radius if analysis.source else DEFAULT_RADIUS
    return replace(set_target(analysis, target), source=Circle(target.ra, target.dec, radius))


def move_region(analysis: Analysis, source: Circle | None) -> Analysis:
    """Put the source region somewhere else, resize it, or (None) take it away."""
    return replace(analysis, source=None if source is None else checked_circle(source))


def add_exclusion(analysis: Analysis, exclusion: Circle | MaskFile) -> Analysis:
    """Keep OFF regions out of one more part of the sky."""
    if isinstance(exclusion, Circle):
        exclusion = checked_circle(exclusion)
    return replace(analysis, exclusions=(*analysis.exclusions, exclusion))


def change_exclusion(analysis: Analysis, position: int, exclusion: Circle) -> Analysis:
    """Move or resize an exclusion circle."""
    changed = list(analysis.exclusions)
    changed[position] = checked_circle(exclusion)
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


def checked_circle(circle: Circle) -> Circle:
    """The circle with RA in [0, 360). Raises AnalysisError when it is not a circle on the sky."""
    if not all(np.isfinite([circle.ra, circle.dec, circle.radius])) or not -90.0 <= circle.dec <= 90.0:
        raise AnalysisError(f"({circle.ra}, {circle.dec}) is not a position on the sky")
    if not 0.0 < circle.radius <= 20.0:
        raise AnalysisError(f"radius {circle.radius:g} deg: a region needs a radius between 0 and 20 deg")
    return replace(circle, ra=circle.ra % 360.0)
