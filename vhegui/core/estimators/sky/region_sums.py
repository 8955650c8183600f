"""What regions on a map hold: counts, background, excess and its significance, area and solid angle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from vhegui.core import sphere
from vhegui.core.background.off_maps import OffMaps, ratio
from vhegui.core.estimators.sky.profile_cells import Cells
from vhegui.core.estimators.sky.profiles import profile
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.maps.counts import SkyEvents
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.line import Line
from vhegui.core.regions.pixel_share import pixel_share
from vhegui.core.regions.point import Point
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import Area, MarkShape
from vhegui.core.typing import Array, BoolArray, IntArray

NAN = float("nan")
BESIDE = 2.0  # pixels around a region whose events are looked at, too


@dataclass(frozen=True)
class RegionSum:
    """What a region holds.

    area : deg², of what is summed, see `measured_area` · counts : events inside
    background, excess, error, significance : counts expected without a source, those above them with 1 σ, and σ with
    the sign of the excess (Li & Ma where the background was counted, else √ of the Cash ratio); NaN where not known
    covered : the part of the area where the background is known; counts and all others are those there.
    """

    area: float
    counts: float
    background: float = NAN
    excess: float = NAN
    error: float = NAN
    significance: float = NAN
    covered: float = NAN

    @property
    def solid_angle(self) -> float:
        """Of what is summed, sr."""
        return self.area * float(np.radians(1.0)) ** 2


def measured_area(shape: MarkShape, radius: float) -> Area:
    """What is summed: the shape itself; of a point all that is within `radius` (deg) of it, of a line a band along it,
    as far to both sides.

    >>> measured_area(Point(83.63, 22.01), 0.1)
    Circle(ra=83.63, dec=22.01, radius=0.1)
    """
    if isinstance(shape, Point):
        return Circle(shape.ra, shape.dec, radius)
    if isinstance(shape, Line):
        return Rectangle(shape.ra, shape.dec, 2.0 * radius, shape.length, shape.angle)
    return shape


def counts_inside(events: Iterable[SkyEvents], areas: Sequence[Area], low: float, high: float) -> tuple[RegionSum, ...]:
    """Only the events in regions, between two energies (TeV)."""
    runs = tuple(events)
    return tuple(RegionSum(area.area, float(_near(runs, area, low, high)[1].sum())) for area in areas)


def region_sums(
    images: BandImages, grid: SkyGrid, pixels: SkyPixels, areas: Sequence[Area], events: Iterable[SkyEvents]
) -> tuple[RegionSum, ...]:
    """What regions hold, of the only band of the images. events : of all runs that are in them.

    The background is summed over parts of pixels. Counts are events: those of a pixel on the border count as far as
    they are inside, and in proportion where some are not in the images (outside of the safe energies of their run).
    Without the events of any run, counts are summed over parts of pixels, too.
    """
    if not areas:
        return ()
    runs, background = tuple(events), images.background
    if isinstance(background, OffMaps):
        background = OffMaps(background.acceptance[0], background.n_off[0], background.acceptance_off[0])
    else:
        background = background[0]
    cells, used, low, high = _cells(grid, areas), images.used[0], float(images.edges[0]), float(images.edges[-1])
    found = profile(images.counts[0], background, used, cells, pixels)
    used = used & background.has_off if isinstance(background, OffMaps) else used
    counts = np.where(used, images.counts[0], 0.0)
    n_on, sizes = found.n_on, np.array([area.area for area in areas])
    if runs:
        near = (_near(runs, area, low, high, BESIDE * grid.pixel) for area in areas)
        n_on = np.array([_counts_of(counts, grid, *each) for each in near])
    found = replace(found, n_on=n_on)
    error, significance, covered = found.error, found.significance, np.minimum(found.area / sizes, 1.0)
    return tuple(
        RegionSum(
            area=float(sizes[k]),
            counts=float(n_on[k]),
            background=float(found.background[k]),
            excess=float(found.excess[k]),
            error=float(error[k]),
            significance=float(significance[k]),
            covered=float(covered[k]),
        )
        for k in range(len(areas))
    )


def _cells(grid: SkyGrid, areas: Sequence[Area]) -> Cells:
    """The parts of pixels in each region: one bin a region."""
    found = [_share(grid, area) for area in areas]
    number = np.repeat(np.arange(len(areas), dtype=np.int64), [len(pixel) for pixel, _ in found])
    pixel, share = (np.concatenate(each) for each in zip(*found, strict=True))
    return Cells(np.arange(len(areas) + 1.0), pixel, number, share)


@lru_cache(maxsize=500)  # of all regions only the one that is dragged is another
def _share(grid: SkyGrid, area: Area) -> tuple[IntArray, Array]:
    """Pixels (flat index) of which a part lies in a region, and that part."""
    share = pixel_share(grid, area).ravel()
    pixel = np.flatnonzero(share)
    return pixel, share[pixel]


def _near(
    runs: tuple[SkyEvents, ...], area: Area, low: float, high: float, beside: float = 0.0
) -> tuple[Array, BoolArray]:
    """Events around a region and up to `beside` (deg) from it, as unit vectors, shape (n, 3), and which are inside."""
    around = area.bounding
    reach = np.cos(np.radians(min(around.radius + beside + 1e-6, 180.0)))
    middle = sphere.unit_vectors(around.ra, around.dec)
    near = [each.vectors[each.between(low, high)] for each in runs]
    found = np.concatenate([np.empty((0, 3)), *(vectors[vectors @ middle >= reach] for vectors in near)])
    return found, area.contains(*sphere.lon_lat(found))


def _counts_of(counts: Array, grid: SkyGrid, events: Array, inside: BoolArray) -> float:
    """Counts of an image in a region that holds some of the events around it."""
    return float((counts * ratio(grid.count(events[inside]), grid.count(events))).sum())
