"""gammapy's search for reflected regions (2.1, `ReflectedRegionsFinder`), repeated for comparison.

It works in the tangent plane about the pointing on pixels of 0.01 deg: the angular size of the ON region is that
of its pixel centres; the search starts that size + `min_distance_input` (0.1 rad) from the source, steps by the size
after an accepted region and by `angle_increment` (0.1 rad) after a rejected one. A region is rejected when it holds
the centre of an excluded pixel. Because the pixels' size is smaller than the circle's (0.4400 against 0.4477 rad for
0.11 deg at 0.5 deg), its neighbours overlap a little and an event in the overlap counts once for two regions' worth
of acceptance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Exclusion, ExclusionMask, excluded_discs
from vhegui.core.regions.off_regions import EXCLUSION, SOURCE, OffRegions, Rejected
from vhegui.core.typing import Array

PIXEL = 0.01
ANGLE_INCREMENT = 0.1
MIN_DISTANCE_INPUT = 0.1
LARGEST_OFFSET = 10.0  # deg: no camera sees farther, and the pixels of the search would fill any memory


def place_lattice(
    source: Circle,
    pointing: tuple[float, float],
    exclusions: Sequence[Exclusion] = (),
    max_regions: int = 10000,
    galactic: bool = False,
    min_distance_input: float | None = None,
) -> OffRegions:
    """OFF regions where gammapy puts them; same arguments and units as `place_packed`.

    galactic : the ON region was given in galactic coordinates, along which gammapy then lays its pixels
    min_distance_input : angle kept free between ON and OFF, deg; None: 0.1 rad, as in gammapy.
    """
    ra, dec = pointing
    offset = float(sphere.separation(ra, dec, source.ra, source.dec))
    on_angle = float(sphere.position_angle(ra, dec, source.ra, source.dec))
    if offset > LARGEST_OFFSET:
        remark = f"{{runs}}: the source region lies {offset:.0f} deg from the pointing, too far for OFF regions"
        return OffRegions(ra, dec, source, offset, on_angle, np.empty(0), (), planar=True, remarks=(remark,))
    centre, around = (source.ra, source.dec), pointing
    if galactic:
        centre, around = _galactic(*centre), _galactic(*pointing)
    x, y = (float(v) for v in sphere.to_tangent(*centre, *around))
    radius = _plane_radius(source.radius, centre, around)
    n_pixels = int(np.round((4.0 * offset + 0.3) / PIXEL))
    size = _angular_size(x, y, radius, n_pixels)
    excluded = _excluded_pixels(exclusions, around, n_pixels, galactic, (float(np.hypot(x, y)), radius))
    accepted: list[float] = []
    rejected: list[Rejected] = []
    margin = MIN_DISTANCE_INPUT if min_distance_input is None else np.radians(min_distance_input)
    angle, last = size + margin, 2.0 * np.pi - size - margin
    if not angle < last:
        rejected.append(Rejected((on_angle + 180.0) % 360.0, SOURCE))
    while angle < last and len(accepted) < max_regions:
        cosine, sine = np.cos(angle), np.sin(angle)
        centre_x, centre_y = x * cosine + y * sine, y * cosine - x * sine  # towards the east: x grows with RA here
        position = (on_angle + np.degrees(angle)) % 360.0
        if np.any((excluded[0] - centre_x) ** 2 + (excluded[1] - centre_y) ** 2 < radius**2):
            rejected.append(Rejected(float(position), EXCLUSION))
            angle += ANGLE_INCREMENT
        else:
            accepted.append(float(position))
            angle += size
    plane = replace(source, radius=radius)
    return OffRegions(ra, dec, plane, offset, on_angle, np.array(accepted), tuple(rejected), planar=True)


def _galactic(ra: float, dec: float) -> tuple[float, float]:
    lon, lat = sphere.to_galactic(ra, dec)
    return float(lon), float(lat)


def _plane_radius(radius: float, centre: tuple[float, float], pointing: tuple[float, float]) -> float:
    """Radius in the tangent plane, scaled by the stretch towards the north at the centre of the ON region (deg)."""
    step = 1.0 / 3600.0
    x0, y0 = sphere.to_tangent(*centre, *pointing)
    x1, y1 = sphere.to_tangent(centre[0], centre[1] + step, *pointing)
    return float(radius * np.hypot(x1 - x0, y1 - y0) / step)


def _pixel_centres(low: float, high: float, n_pixels: int) -> Array:
    """Coordinates (deg) of the finder image's pixel centres between `low` and `high`."""
    centres = (np.arange(n_pixels) - (n_pixels - 1) / 2.0) * PIXEL
    return np.asarray(centres[(centres >= low) & (centres <= high)], dtype=np.float64)


def _angular_size(x: float, y: float, radius: float, n_pixels: int) -> float:
    """Angle (rad) about the pointing that the pixel centres inside the ON region span."""
    grid_x, grid_y = np.meshgrid(
        _pixel_centres(x - radius, x + radius, n_pixels), _pixel_centres(y - radius, y + radius, n_pixels)
    )
    inside = (grid_x - x) ** 2 + (grid_y - y) ** 2 < radius**2
    if not inside.any():
        return 0.0
    away = np.arctan2(grid_x[inside], grid_y[inside]) - np.arctan2(x, y)
    away = (away + np.pi) % (2.0 * np.pi) - np.pi
    return float(away.max() - away.min())


def _excluded_pixels(
    exclusions: Sequence[Exclusion],
    pointing: tuple[float, float],
    n_pixels: int,
    galactic: bool,
    ring: tuple[float, float],
) -> tuple[Array, Array]:
    """Tangent-plane coordinates (deg) of the finder image's excluded pixel centres.

    ring : radius and half width (deg) of the ring about the pointing that circles can reach; others do not matter.
    """
    found_x, found_y = [np.empty(0)], [np.empty(0)]
    for exclusion in exclusions:
        discs = excluded_discs([exclusion if isinstance(exclusion, ExclusionMask) else exclusion.bounding])
        x, y = sphere.to_tangent(
            *(sphere.to_galactic(discs.ra, discs.dec) if galactic else (discs.ra, discs.dec)), *pointing
        )
        visible = np.isfinite(x)
        if not visible.any():
            continue
        border = 1.1 * float(discs.radius.max()) + PIXEL
        columns = _pixel_centres(x[visible].min() - border, x[visible].max() + border, n_pixels)
        rows = _pixel_centres(y[visible].min() - border, y[visible].max() + border, n_pixels)
        grid_x, grid_y = (values.ravel() for values in np.meshgrid(columns, rows))
        near = np.abs(np.hypot(grid_x, grid_y) - ring[0]) <= ring[1]
        grid_x, grid_y = grid_x[near], grid_y[near]
        place = sphere.from_tangent(grid_x, grid_y, *pointing)
        inside = exclusion.contains(*(sphere.from_galactic(*place) if galactic else place))
        found_x.append(grid_x[inside])
        found_y.append(grid_y[inside])
    return np.concatenate(found_x), np.concatenate(found_y)
