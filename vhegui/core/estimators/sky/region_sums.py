"""What regions on a map hold: counts, background, excess and its significance, area and solid angle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

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
K = TypeVar("K")
T = TypeVar("T")
REMEMBERED = 500  # regions
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


@dataclass(frozen=True, eq=False)
class EventsOnMap:
    """The events of all runs in a range of energies: what is found of a region is remembered while others are moved.

    vectors : of each run, unit vectors of shape (n, 3).
    """

    vectors: tuple[Array, ...]
    _counted: dict[Area, int] = field(default_factory=dict, repr=False)
    _parts: dict[tuple[SkyGrid, Area], tuple[IntArray, Array]] = field(default_factory=dict, repr=False)

    @classmethod
    def between(cls, runs: Iterable[SkyEvents], low: float, high: float) -> EventsOnMap:
        """Those between two energies (TeV)."""
        return cls(tuple(each.vectors[each.between(low, high)] for each in runs))

    def inside(self, area: Area) -> int:
        """How many lie in a region."""
        return _remembered(self._counted, area, lambda: int(self._near(area, 0.0)[1].sum()))

    def parts(self, grid: SkyGrid, area: Area) -> tuple[IntArray, Array]:
        """The pixels (flat index) with events in a region, and which part of their events that is."""

        def found() -> tuple[IntArray, Array]:
            events, inside = self._near(area, BESIDE * grid.pixel)
            part = ratio(grid.count(events[inside]), grid.count(events)).ravel()
            pixel = np.flatnonzero(part)
            return pixel, part[pixel]

        return _remembered(self._parts, (grid, area), found)

    def _near(self, area: Area, beside: float) -> tuple[Array, BoolArray]:
        """Events around a region and up to `beside` (deg) from it, shape (n, 3), and which of them are inside."""
        around = area.bounding
        reach = np.cos(np.radians(min(around.radius + beside + 1e-6, 180.0)))
        middle = sphere.unit_vectors(around.ra, around.dec)
        near = [vectors[vectors @ middle >= reach] for vectors in self.vectors]
        found = np.concatenate([np.empty((0, 3)), *near])
        return found, area.contains(*sphere.lon_lat(found))


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


def counts_inside(events: EventsOnMap, areas: Sequence[Area]) -> tuple[RegionSum, ...]:
    """Only the events in regions."""
    return tuple(RegionSum(area.area, float(events.inside(area))) for area in areas)


def region_sums(
    images: BandImages, grid: SkyGrid, pixels: SkyPixels, areas: Sequence[Area], events: EventsOnMap
) -> tuple[RegionSum, ...]:
    """What regions hold, of the only band of the images. events : of the runs and energies that are in them.

    The background is summed over parts of pixels. Counts are events: those of a pixel on the border count as far as
    they are inside, and in proportion where some are not in the images (outside of the safe energies of their run).
    Without the events of any run, counts are summed over parts of pixels, too.
    """
    if not areas:
        return ()
    background = images.background
    if isinstance(background, OffMaps):
        background = OffMaps(background.acceptance[0], background.n_off[0], background.acceptance_off[0])
    else:
        background = background[0]
    cells, used = _cells(grid, areas), images.used[0]
    found = profile(images.counts[0], background, used, cells, pixels)
    used = used & background.has_off if isinstance(background, OffMaps) else used
    counts = np.where(used, images.counts[0], 0.0).ravel()
    n_on, sizes = found.n_on, np.array([area.area for area in areas])
    if events.vectors:
        parts = (events.parts(grid, area) for area in areas)
        n_on = np.array([part @ counts[pixel] for pixel, part in parts])
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


def image_in_regions(image: Array, grid: SkyGrid, areas: Sequence[Area]) -> Array:
    """Sums of an image, shape (rows, columns), over the parts of pixels in regions: shape (n_areas,).

    >>> grid = SkyGrid(83.63, 22.01, pixel=0.1, columns=20)
    >>> image_in_regions(np.ones(grid.shape), grid, [Circle(83.63, 22.01, 0.3)]).round(1).tolist()  # π 0.3² / 0.1²
    [28.3]
    """
    flat = image.ravel()
    return np.array([float(share @ flat[pixel]) for pixel, share in (_share(grid, area) for area in areas)])


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


def _remembered(known: dict[K, T], key: K, find: Callable[[], T]) -> T:
    """What is known of a key, else found now; those found longest ago are forgotten."""
    if key not in known:
        if len(known) >= REMEMBERED:
            del known[next(iter(known))]
        known[key] = find()
    return known[key]
