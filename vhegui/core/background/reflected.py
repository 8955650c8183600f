"""Reflected OFF regions: as many as fit on the ring of the ON region (Berge, Funk & Hinton 2007, A&A 466, 1219).

Two placements. "packed" is ours: exact copies on the sphere that never overlap, packed from the end of
every blocked interval, so that no room is lost. "gammapy" repeats the search of that program, for comparison:
see `vhegui.core.background.reflected_lattice`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np

from vhegui.core.background.method import BackgroundMethod, Excluded, MethodSettings, OnRegion, RunField
from vhegui.core.background.reflected_lattice import place_lattice
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs
from vhegui.core.regions.off_regions import EXCLUSION, FIELD, SOURCE, OffRegions, Rejected
from vhegui.core.regions.region import Region
from vhegui.core.regions.room import room_for
from vhegui.core.settings import Distance, Label, RegionCount

_PACKED = (("placement", "packed"),)
_GAMMAPY = (("placement", "gammapy"),)
FINEST = 0.01  # deg, angle about the pointing between copies: of a sliver on a spoke there would be no end

NOT_REPEATED = (
    "{runs}: OFF regions are packed: the search that gammapy makes on pixels is only repeated for a source region that "
    "is a circle"
)


class Reflected(MethodSettings, frozen=True, tag="reflected"):
    """As many OFF regions as fit."""

    placement: Annotated[
        Literal["packed", "gammapy"],
        Label(
            "Placement of OFF regions",
            "Packed: exact circles on the sphere that never overlap. As gammapy: its search on pixels of 0.01 deg, to "
            "compare numbers; its neighbours overlap by up to 3 % of their diameter.",
            row="Placement",
            words=("Packed", "As gammapy"),
        ),
    ] = "packed"
    min_distance: Annotated[
        Distance,
        Label("Distance between OFF regions", "Free space between two OFF regions.", row="OFF to OFF", only=_PACKED),
    ] = 0.0
    min_distance_source: Annotated[
        Distance,
        Label(
            "Distance of OFF from ON",
            "Free space between ON and OFF regions, so that the source does not leak into the background.",
            row="ON to OFF",
            only=_PACKED,
        ),
    ] = 0.05
    max_regions: Annotated[
        RegionCount,
        Label("OFF regions at most", "Upper limit of the number of reflected regions of a run.", row="At most"),
    ] = 1000
    frame: Annotated[
        Literal["icrs", "galactic"],
        Label(
            "Frame of the search",
            "Coordinates along which the search of gammapy lays its pixels: those the source region is given in.",
            row="Frame",
            only=_GAMMAPY,
            words=("ICRS", "Galactic"),
        ),
    ] = "icrs"
    min_distance_input: Annotated[
        Distance | None,
        Label(
            "Angle of OFF from ON",
            "Angle about the pointing that is kept free between ON and OFF, beyond that at which they touch. None: "
            "0.1 rad in the search of gammapy, nothing beyond the distance of OFF from ON in the packed placement.",
            row="Margin",
        ),
    ] = None


def place(settings: Reflected, on: OnRegion, run: RunField, excluded: Excluded) -> OffRegions:
    """The OFF regions of one run; always packed where the radius depends on energy, with room for the largest, and for
    shapes other than circles, which the search of gammapy is not repeated for.
    """
    if settings.placement == "gammapy" and on.is_fixed and isinstance(on.region, Circle):
        galactic = settings.frame == "galactic"
        return place_lattice(
            on.region, run.pointing, excluded.shapes, settings.max_regions, galactic, settings.min_distance_input
        )
    off = place_packed(
        on.region,
        run.pointing,
        excluded.discs,
        run.radius,
        settings.min_distance,
        settings.min_distance_source,
        settings.max_regions,
        settings.min_distance_input or 0.0,
    )
    unlike = settings.placement == "gammapy" and not isinstance(on.region, Circle)
    return replace(off, remarks=(NOT_REPEATED,)) if unlike else off


def place_packed(
    source: Region,
    pointing: tuple[float, float],
    discs: Discs,
    field_of_view: float = np.inf,
    min_distance: float = 0.0,
    min_distance_source: float = 0.05,
    max_regions: int = 1000,
    min_distance_input: float = 0.0,
) -> OffRegions:
    """As many copies of ON as fit on its ring, greedily from every blocked interval's end (optimal on an interval).

    pointing : ra, dec, deg · field_of_view : radius, deg
    min_distance : free space between two OFF regions, deg · min_distance_source : between ON and OFF, deg
    min_distance_input : angle about the pointing between ON and OFF, beyond that at which they touch, deg.

    >>> from vhegui.core.regions.ellipse import Ellipse
    >>> from vhegui.core.regions.exclusions import excluded_discs
    >>> pointing, nothing = (83.63, 22.51), excluded_discs([])
    >>> len(place_packed(Circle(83.63, 22.01, 0.11), pointing, nothing))
    12
    >>> len(place_packed(Ellipse(83.63, 22.01, a=0.22, b=0.055, angle=0.0), pointing, nothing))  # on a spoke
    23
    >>> len(place_packed(Ellipse(83.63, 22.01, a=0.22, b=0.055, angle=90.0), pointing, nothing))  # on the rim
    6
    """
    room = room_for(source, pointing, discs)
    step = max(room.apart(min_distance), FINEST)
    keep_out = max(room.apart(min_distance_source), room.apart(0.0) + min_distance_input)
    if keep_out >= 180.0:
        angles, rejected = [], [Rejected((room.on_angle + 180.0) % 360.0, SOURCE)]
    elif room.outermost > field_of_view:
        angles, rejected = [], [Rejected((room.on_angle + 180.0) % 360.0, FIELD)]
    else:
        angles, rejected = _pack(keep_out, 360.0 - keep_out, step, room.blocked, max_regions)
        rejected = [Rejected((room.on_angle + item.angle) % 360.0, item.reason) for item in rejected]
    centres = (room.on_angle + np.array(angles, dtype=float)) % 360.0
    return OffRegions(*pointing, source, room.offset, room.on_angle, centres, tuple(rejected))


def _pack(
    start: float, stop: float, step: float, blocked: list[tuple[float, float]], max_regions: int
) -> tuple[list[float], list[Rejected]]:
    """Accepted angles between `start` and `stop`, and the candidates that fell into a blocked interval."""
    accepted: list[float] = []
    rejected: list[Rejected] = []
    angle, tolerance = start, 1e-9
    for low, high in [*blocked, (stop + 2 * tolerance, np.inf)]:
        while angle <= min(low, stop + tolerance) and len(accepted) < max_regions:
            accepted.append(angle)
            angle += step
        while low < angle < min(high, stop):
            rejected.append(Rejected(angle, EXCLUSION))
            if angle + step >= high:
                break
            angle += step
        if high < np.inf:
            angle = max(angle, high)
    return accepted, rejected


METHOD = BackgroundMethod(
    settings=Reflected,
    place=place,
    label="Reflected",
    tip="As many OFF circles as fit around the pointing, at the offset of the source region.",
    assumes="The acceptance is the same all around the pointing.",
    gammapy={
        "placement": "placement",
        "max_region_number": "max_regions",
        "min_distance_input": "min_distance_input",
        "frame": "frame",
    },
)
