"""OFF regions that the user draws: any number of circles, for all runs or for chosen ones.

A run uses those inside its field of view that keep away from the source region and from exclusions. See `scattered` for
what is expected of the background in regions at different offsets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from msgspec import Meta

from vhegui.core import sphere
from vhegui.core.background.method import BackgroundMethod, Excluded, MethodSettings, Off, OnRegion, RunField
from vhegui.core.background.scattered import LeftOut, ScatteredOff
from vhegui.core.bounds import MOST_REGIONS
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.coverage import circles_about
from vhegui.core.regions.obstacle import is_near
from vhegui.core.regions.off_regions import EXCLUSION, FIELD, SOURCE
from vhegui.core.regions.region import Region
from vhegui.core.settings import Declination, Label, RightAscension, RunNumbers, Settings, Unit
from vhegui.core.typing import Array, BoolArray

OUTLINE = 256  # points of the outline of an exclusion that is no circle


class DrawnRegion(Settings, frozen=True):
    """An OFF circle, for `runs`; none named: for all runs."""

    ra: Annotated[RightAscension, Label("Right ascension")]
    dec: Annotated[Declination, Label("Declination")]
    radius: Annotated[float, Meta(gt=0, le=20), Unit("°", "angle"), Label("Radius")]
    runs: RunNumbers = ()

    @property
    def circle(self) -> Circle:
        """Its circle."""
        return Circle(self.ra, self.dec, self.radius)


class Drawn(MethodSettings, frozen=True, tag="drawn"):
    """OFF regions drawn on the map."""

    regions: Annotated[tuple[DrawnRegion, ...], Meta(max_length=MOST_REGIONS), Label("OFF regions drawn")] = ()
    off_runs: Annotated[
        RunNumbers,
        Label(
            "Off runs",
            "Runs in which the acceptance is measured, instead of asking the background response. None named: runs on "
            "empty fields, for runs without background response.",
        ),
    ] = ()


def place(settings: Drawn, on: OnRegion, run: RunField, excluded: Excluded) -> ScatteredOff:
    """The OFF regions that a run uses, and why it leaves others out; those of other runs are not mentioned."""
    source = on.region
    if not isinstance(source, Circle):
        raise AnalysisError("drawn OFF regions are circles and need a source region that is one")
    mine = _regions_for(settings, run.run)
    reasons = _obstacles([circle for _, circle in mine], source, run, excluded)
    found = list(zip(mine, reasons, strict=True))
    return ScatteredOff(
        *run.pointing,
        source,
        regions=tuple(circle for (_, circle), reason in found if not reason),
        rejected=tuple(LeftOut(circle, reason) for (_, circle), reason in found if reason),
        acceptance=run.acceptance,
        left_out=tuple(f"{{runs}}: OFF region {i} is left out ({reason})" for (i, _), reason in found if reason),
    )


def lie_elsewhere(settings: Drawn, source: Region, run: int, pointing: tuple[float, float]) -> bool:
    """Whether OFF regions for a run lie at other offsets than the source region, so that solid angles will not do."""
    mine = tuple(circle for _, circle in _regions_for(settings, run))
    return isinstance(source, Circle) and not ScatteredOff(*pointing, source, mine).same_offset


def _regions_for(settings: Drawn, run: int) -> list[tuple[int, Circle]]:
    """The regions for a run with their numbers, from 1."""
    return [(i, each.circle) for i, each in enumerate(settings.regions, 1) if not each.runs or run in each.runs]


def _obstacles(regions: list[Circle], source: Circle, run: RunField, excluded: Excluded) -> list[str]:
    """Why a run cannot use each region; "" where it can."""
    offset, _, radius = circles_about(run.pointing, regions)
    reach = run.radius if run.acceptance is None else min(run.radius, run.acceptance.reach)
    ra, dec = np.array([each.ra for each in regions]), np.array([each.dec for each in regions])
    discs = excluded.discs
    apart = sphere.separation(ra[:, None], dec[:, None], discs.ra, discs.dec) - radius[:, None] - discs.radius
    excluded_here = np.any(apart < 0.0, axis=1)
    for other in discs.others:
        excluded_here |= _touches(other, ra, dec, radius)
    for obstacle in discs.obstacles:
        excluded_here |= is_near(obstacle, ra, dec, radius)
    blocked = (
        (FIELD, offset + radius > reach),
        (SOURCE, sphere.separation(ra, dec, source.ra, source.dec) < radius + source.radius),
        (EXCLUSION, excluded_here),
    )
    return [next((reason for reason, where in blocked if where[i]), "") for i in range(len(regions))]


def _touches(other: Region, ra: Array, dec: Array, radius: Array) -> BoolArray:
    """Which circles overlap a region of another shape: its outline comes nearer than the radius, or goes all round."""
    outline = other.outline(OUTLINE)
    nearest = sphere.separation(ra[:, None], dec[:, None], *outline).min(axis=1)
    return (nearest < radius) | other.contains(ra, dec)


def copied(off: Mapping[int, Off], per_run: bool) -> tuple[DrawnRegion, ...]:
    """The OFF regions that runs use now, to be drawn: each for its own run, or one of those alike, for all runs."""
    found: dict[tuple[float, ...], DrawnRegion] = {}
    for run, item in off.items():
        radii = [each.radius for each in item.regions] if isinstance(item, ScatteredOff) else [item.radius] * len(item)
        for ra, dec, radius in zip(*item.centres, radii, strict=True):
            region = DrawnRegion(float(ra), float(dec), float(radius), (run,) if per_run else ())
            key = (*np.round([region.ra, region.dec, region.radius], 4), *region.runs)
            found.setdefault(key, region)
    return tuple(found.values())


METHOD = BackgroundMethod(
    settings=Drawn,
    place=place,
    label="Drawn",
    tip="OFF circles drawn on the map with the tool O; a run uses those in its field of view.",
    assumes="The background in ON and OFF is in the ratio of solid angles at one offset, else of the response.",
    uses_acceptance=True,
)
