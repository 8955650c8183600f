"""The OFF regions of all runs as flat arrays: what is drawn on the map, and what lies under the mouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from vhegui.core import sphere
from vhegui.core.background.method import Off
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.region import Region
from vhegui.core.typing import Array, BoolArray, IntArray
from vhegui.gui.plotting.sky.sky_view import SkyView

POINTS = 64  # of an outline


@dataclass(frozen=True, eq=False)
class OffShapes:
    """Regions of all runs, the used ones of a run before its rejected ones.

    run : shape (n,) · ra, dec, radius : shape (n,), deg, the circles or those about regions of another shape
    rejected : shape (n,) · reason : why a region was rejected, "" for the used ones
    outlines : ra, dec of the outlines, deg, shape (n, points) each, where the regions are no circles · rings : then the
    copies by run · scattered : regions that are no copies of ON, by run.
    """

    run: IntArray
    ra: Array
    dec: Array
    radius: Array
    rejected: BoolArray
    reason: tuple[str, ...]
    outlines: tuple[Array, Array] | None = None
    rings: Mapping[int, OffRegions] = field(default_factory=dict)
    scattered: Mapping[int, ScatteredOff] = field(default_factory=dict)

    def at(self, ra: float, dec: float) -> IntArray:
        """Which regions hold a direction (deg), the nearest centre first."""
        if not len(self.ra):
            return np.empty(0, np.int64)
        distance = sphere.separation(ra, dec, self.ra, self.dec)
        inside = np.flatnonzero(distance <= self.radius)
        if self.outlines is not None:
            inside = inside[[bool(self._copy(i).contains(np.array(ra), np.array(dec))) for i in inside]]
        return inside[np.argsort(distance[inside])]

    def _copy(self, index: int) -> Region:
        """A region that is no circle."""
        ring = self.rings[int(self.run[index])]
        pointing = ring.pointing_ra, ring.pointing_dec
        angle = sphere.position_angle(*pointing, self.ra[index], self.dec[index])
        return ring.region.rotated(*pointing, float(angle) - ring.on_angle)

    def of_run(self, run: int) -> BoolArray:
        """Which regions are used OFF regions of a run, shape (n,)."""
        return (self.run == run) & ~self.rejected

    def describe(self, index: int) -> str:
        """One sentence about a region."""
        run = int(self.run[index])
        if self.rejected[index]:
            return f"Run {run}: no OFF region here ({self.reason[index]})"
        count = int(self.of_run(run).sum())
        alpha = self.scattered[run].ratio_in_words if run in self.scattered else "1" if count == 1 else f"1/{count}"
        return f"OFF region of run {run} · {count} in this run, α = {alpha}"


def off_shapes(regions: Mapping[int, Off]) -> OffShapes:
    """The OFF regions and rejected candidates of every run."""
    rings = {run: item for run, item in regions.items() if isinstance(item, OffRegions)}
    others = {run: item for run, item in regions.items() if isinstance(item, ScatteredOff)}
    return _of_scattered(others) if others else _of_rings(rings)


def _of_scattered(regions: Mapping[int, ScatteredOff]) -> OffShapes:
    used = [(run, circle, "") for run, item in regions.items() for circle in item.regions]
    rejected = [(run, each.region, each.reason) for run, item in regions.items() for each in item.rejected]
    run, circles, reasons = zip(*used, *rejected, strict=True) if used or rejected else ((), (), ())
    return OffShapes(
        run=np.array(run, np.int64),
        ra=np.array([circle.ra for circle in circles]),
        dec=np.array([circle.dec for circle in circles]),
        radius=np.array([circle.radius for circle in circles]),
        rejected=np.arange(len(run)) >= len(used),
        reason=reasons,
        scattered=regions,
    )


def _of_rings(regions: Mapping[int, OffRegions]) -> OffShapes:
    items = list(regions.values())
    angles = [np.concatenate([item.angles, [c.angle for c in item.rejected]]) for item in items]
    sizes = np.array([len(a) for a in angles], np.int64)

    def spread(values: list[float]) -> Array:
        return np.repeat(np.array(values, float), sizes)

    # one call for all runs: with hundreds of runs a call per run would cost more than the drawing
    ra, dec = sphere.offset_by(
        spread([item.pointing_ra for item in items]),
        spread([item.pointing_dec for item in items]),
        np.concatenate([np.empty(0), *angles]),
        spread([item.offset for item in items]),
    )
    shaped = any(not isinstance(item.region, Circle) for item in items)
    reasons = [("",) * len(item) + tuple(c.reason for c in item.rejected) for item in items]
    flags = [np.arange(size) >= len(item) for size, item in zip(sizes, items, strict=True)]
    return OffShapes(
        run=np.repeat(np.array(list(regions), np.int64), sizes),
        ra=ra,
        dec=dec,
        radius=spread([item.radius for item in items]),
        rejected=np.concatenate([np.empty(0, bool), *flags]),
        reason=tuple(reason for run_reasons in reasons for reason in run_reasons),
        outlines=_outlines(items, angles) if shaped else None,
        rings=regions if shaped else {},
    )


def _outlines(items: list[OffRegions], angles: list[Array]) -> tuple[Array, Array]:
    """Outlines (deg) of copies at `angles` about the pointing, shape (n, points) each: ON's own outline, turned."""
    found = []
    for item, centres in zip(items, angles, strict=True):
        pointing, outline = (item.pointing_ra, item.pointing_dec), item.region.outline(POINTS)
        offset, angle = sphere.separation(*pointing, *outline), sphere.position_angle(*pointing, *outline)
        found.append(sphere.offset_by(*pointing, angle + (centres - item.on_angle)[:, None], offset))
    ra, dec = (np.concatenate(each) for each in zip(*found, strict=True))
    return ra, dec


def draw_off_shapes(sky: SkyView, shapes: OffShapes) -> None:
    """Draw them on a map."""
    if shapes.outlines is None:
        sky.drawn.set_off_regions(shapes.ra, shapes.dec, shapes.radius, shapes.rejected)
    else:
        sky.drawn.set_off_outlines(*shapes.outlines, shapes.rejected)


NO_SHAPES = off_shapes({})
