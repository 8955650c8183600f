"""Where: the target, the source region, exclusions, and how OFF regions are placed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from vhegui.analysis.defaults import DEFAULT_RADIUS
from vhegui.analysis.edits.settings import change
from vhegui.analysis.edits.shape_checks import checked_exclusion, checked_mark, checked_source
from vhegui.analysis.marks import Mark
from vhegui.analysis.state import (
    Analysis,
    MaskFile,
    Target,
)
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.registry import METHODS
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.shapes import Area


def set_target(analysis: Analysis, target: Target) -> Analysis:
    """Refer offsets and the map to another position."""
    return replace(change(analysis, "map", ra=target.ra, dec=target.dec), target=target)


def point_at(analysis: Analysis, target: Target, radius: float = DEFAULT_RADIUS) -> Analysis:
    """Aim at a target: the map is centred on it, and the source region put on it as large as it was; a new one has the
    `radius` (deg).
    """
    source = analysis.source or Circle(target.ra, target.dec, radius)
    return replace(set_target(analysis, target), source=source.moved(target.ra, target.dec))


def move_region(analysis: Analysis, source: Area | None) -> Analysis:
    """Put the source region somewhere else, resize it, give it another shape, or (None) take it away."""
    return replace(analysis, source=None if source is None else checked_source(source))


def add_exclusion(analysis: Analysis, exclusion: Area | MaskFile) -> Analysis:
    """Keep OFF regions out of one more part of the sky."""
    if not isinstance(exclusion, MaskFile):
        exclusion = checked_exclusion(exclusion)
    return replace(analysis, exclusions=(*analysis.exclusions, exclusion))


def add_masks(analysis: Analysis, paths: Iterable[Path]) -> Analysis:
    """Keep OFF regions out of what FITS masks exclude; a file is taken once."""
    masks = (MaskFile(str(path)) for path in paths)
    return replace(analysis, exclusions=tuple(dict.fromkeys((*analysis.exclusions, *masks))))


def change_exclusion(analysis: Analysis, position: int, exclusion: Area) -> Analysis:
    """Move or resize an exclusion, or give it another shape. Raises AnalysisError when it is gone."""
    changed = list(analysis.exclusions)
    if position >= len(changed):
        raise AnalysisError(f"there is no exclusion region {position + 1} any more")
    changed[position] = checked_exclusion(exclusion)
    return replace(analysis, exclusions=tuple(changed))


def remove_exclusion(analysis: Analysis, position: int) -> Analysis:
    """Take an exclusion away."""
    return replace(analysis, exclusions=analysis.exclusions[:position] + analysis.exclusions[position + 1 :])


def add_mark(analysis: Analysis, mark: Mark) -> Analysis:
    """Measure in one more region.

    >>> from vhegui.analysis.edits import new_analysis
    >>> add_mark(new_analysis(), Mark(Circle(83.63, 22.01, 0.2), name="nebula")).marks[0].name
    'nebula'
    """
    return replace(analysis, marks=(*analysis.marks, checked_mark(mark)))


def change_mark(analysis: Analysis, position: int, mark: Mark) -> Analysis:
    """Move a region that measures, or give it another shape, name, colour or group. Raises AnalysisError when it is
    gone.
    """
    changed = list(analysis.marks)
    if position >= len(changed):
        raise AnalysisError(f"there is no measuring region {position + 1} any more")
    changed[position] = checked_mark(mark)
    return replace(analysis, marks=tuple(changed))


def remove_marks(analysis: Analysis, positions: Collection[int]) -> Analysis:
    """Take regions that measure away."""
    return replace(analysis, marks=tuple(mark for i, mark in enumerate(analysis.marks) if i not in positions))


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
