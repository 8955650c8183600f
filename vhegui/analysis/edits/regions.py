"""Where: the target, the source region, exclusions, and how OFF regions are placed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.analysis.state import (
    Analysis,
    Background,
    MaskFile,
    Target,
)
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle

DEFAULT_RADIUS = 0.11


def set_target(analysis: Analysis, target: Target) -> Analysis:
    """Refer offsets and the map to another position."""
    return replace(analysis, target=target, map=replace(analysis.map, ra=target.ra, dec=target.dec))


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


def set_background(analysis: Analysis, background: Background) -> Analysis:
    """Place OFF regions differently. Raises AnalysisError for an impossible number of regions."""
    if min(background.min_distance, background.min_distance_source) < 0.0:
        raise AnalysisError("the distances between regions must be 0 deg or more")
    if background.n_regions < 1:
        raise AnalysisError(f"wobble OFF regions: {background.n_regions} is not possible; use 1 or more")
    return replace(analysis, background=background)


def peer_conventions(analysis: Analysis, on: bool = True) -> Analysis:
    """Do what gammapy does where this program does something else, to compare numbers: OFF regions where its search
    puts them, events outside the good time intervals kept; or (`on` false) our own ways again.
    """
    return replace(
        analysis,
        background=replace(analysis.background, placement="gammapy" if on else "packed"),
        events=replace(analysis.events, keep_outside_gti=on),
    )


def checked_circle(circle: Circle) -> Circle:
    """The circle with RA in [0, 360). Raises AnalysisError when it is not a circle on the sky."""
    if not all(np.isfinite([circle.ra, circle.dec, circle.radius])) or not -90.0 <= circle.dec <= 90.0:
        raise AnalysisError(f"({circle.ra}, {circle.dec}) is not a position on the sky")
    if not 0.0 < circle.radius <= 20.0:
        raise AnalysisError(f"radius {circle.radius:g} deg: a region needs a radius between 0 and 20 deg")
    return replace(circle, ra=circle.ra % 360.0)
