"""Where a profile over the map is taken."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from vhegui.analysis.edits.settings import put
from vhegui.analysis.map_profile import kind_of
from vhegui.analysis.state import Analysis
from vhegui.core import sphere
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.profile_shapes import LineProfile, ProfileShape, RadialProfile, WedgeProfile

REACH = 0.5  # deg, of the first profile to either side
DIGITS = 6  # of angles: 4 milliarcseconds


def set_profile(analysis: Analysis, shape: ProfileShape | None) -> Analysis:
    """Take the profile there; None: no profile. Raises AnalysisError for one that cannot be."""
    return put(analysis, "sky_profile", None if shape is None else _rounded(shape))


def change_profile(analysis: Analysis, **changes: Any) -> Analysis:
    """Other values of some of its settings. Raises AnalysisError where there is no profile, or for a value."""
    if analysis.sky_profile is None:
        raise AnalysisError("there is no profile to change; draw one on the map")
    return set_profile(analysis, structs.replace(analysis.sky_profile, **changes))


def choose_profile(analysis: Analysis, kind: str) -> Analysis:
    """A profile of another kind in the same place: that of the source region, the target or the map at first; "" :
    none.
    """
    shape = analysis.sky_profile
    if not kind:
        return set_profile(analysis, None)
    if shape is None:
        place = analysis.source or analysis.target or analysis.map
        return set_profile(analysis, shape_about(kind, (place.ra, place.dec)))
    if kind_of(shape) == kind:
        return analysis
    kept = {"quantity": shape.quantity, "bins": shape.bins}
    if isinstance(shape, LineProfile):
        return set_profile(analysis, structs.replace(shape_about(kind, shape.middle, 0.5 * shape.length), **kept))
    if kind != "line":
        kept["inner"] = shape.inner
    return set_profile(analysis, structs.replace(shape_about(kind, (shape.ra, shape.dec), shape.outer), **kept))


def shape_about(kind: str, middle: tuple[float, float], reach: float = REACH) -> ProfileShape:
    """A profile of a kind that reaches `reach` deg to either side of a place (RA, Dec, deg); a line from east to west.

    >>> shape_about("radial", (83.63, 22.01)).outer
    0.5
    """
    if kind == "radial":
        return RadialProfile(*middle, outer=reach)
    if kind == "wedges":
        return WedgeProfile(*middle, outer=reach)
    (ra, dec), (ra_end, dec_end) = (sphere.offset_by(*middle, angle, reach) for angle in (90.0, 270.0))
    return LineProfile(float(ra), float(dec), float(ra_end), float(dec_end))


def _rounded(shape: ProfileShape) -> ProfileShape:
    """With angles as a file can be read, and right ascensions from 0 to 360."""
    angles = {name: value for name, value in structs.asdict(shape).items() if isinstance(value, float)}
    rounded = {name: round(value % 360.0 if name.startswith("ra") else value, DIGITS) for name, value in angles.items()}
    return structs.replace(shape, **rounded)
