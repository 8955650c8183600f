"""Wobble OFF regions: a fixed number of them, spread evenly with the ON region about the pointing."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from vhegui.core.background.method import BackgroundMethod, Excluded, MethodSettings, OnRegion, RunField
from vhegui.core.regions.exclusions import Discs
from vhegui.core.regions.off_regions import EXCLUSION, FIELD, OTHER_OFF, SOURCE, OffRegions, Rejected
from vhegui.core.regions.region import Region
from vhegui.core.regions.room import room_for, touching_angle
from vhegui.core.settings import Label, RegionCount


class Wobble(MethodSettings, frozen=True, tag="wobble"):
    """A fixed number of OFF regions."""

    n_regions: Annotated[RegionCount, Label("Wobble OFF regions", "OFF regions per run.", row="Number")] = 3


def place(settings: Wobble, on: OnRegion, run: RunField, excluded: Excluded) -> OffRegions:
    """The OFF regions of one run."""
    least = None if on.is_fixed else on.smallest
    return place_wobble(on.region, run.pointing, excluded.discs, settings.n_regions, run.radius, least)


def place_wobble(
    source: Region,
    pointing: tuple[float, float],
    discs: Discs,
    n_regions: int,
    field_of_view: float = np.inf,
    least_radius: float | None = None,
) -> OffRegions:
    """`n_regions` copies of ON spread evenly with it: 3 are at 90, 180 and 270 deg about the pointing (ra, dec, deg).

    least_radius : deg, of circles whose radius depends on energy and is `source.radius` at most: only circles of this
    radius must keep apart, the counting sees to larger ones (`vhegui.core.spectra.region_counts.count_with_cut`).
    """
    room = room_for(source, pointing, discs)
    spacing = 360.0 / (n_regions + 1)
    step = touching_angle(room.offset, 2.0 * least_radius) if least_radius else room.apart(0.0)
    accepted: list[float] = []
    rejected: list[Rejected] = []
    for angle in spacing * np.arange(1, n_regions + 1):
        reason = ""
        if room.outermost > field_of_view:
            reason = FIELD
        elif min(angle, 360.0 - angle) < step - 1e-9:
            reason = SOURCE
        elif accepted and angle - accepted[-1] < step - 1e-9:
            reason = OTHER_OFF
        elif any(low < angle < high for low, high in room.blocked):
            reason = EXCLUSION
        if reason:
            rejected.append(Rejected(float((room.on_angle + angle) % 360.0), reason))
        else:
            accepted.append(float(angle))
    centres = (room.on_angle + np.array(accepted, dtype=float)) % 360.0
    return OffRegions(*pointing, source, room.offset, room.on_angle, centres, tuple(rejected))


METHOD = BackgroundMethod(
    settings=Wobble,
    place=place,
    label="Wobble",
    tip="A fixed number of OFF circles, evenly about the pointing.",
    assumes="The acceptance is the same all around the pointing.",
    gammapy={"n_off_regions": "n_regions"},
)
