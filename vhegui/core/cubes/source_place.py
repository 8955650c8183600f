"""Where on a cube a source stands, and with which exposure it is seen: that of the places its photons come from.

A photon found in a pixel comes, in the mean, from between the centre of its source and the pixel: from the centre for a
point, from the pixel for a shape much wider than the PSF, and in the share a² / (a² + b²) of the way for a Gaussian of
width a behind a PSF of width b. Along that way the exposure is a straight line. gammapy 2.1 takes the exposure of the
pixel always: where it falls off, point sources are then fitted towards its flanks, by 0.005° at 1.8° from the pointing
of a H.E.S.S. run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.cubes.window import Window
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import AnyArray, Array

STEP = 1e-5  # deg, for the pixels per degree
RINGS, ANGLES = 400, 8  # where a shape is looked at for how wide it is
HELD = 0.68


def pixel_of(geometry: CubeGeometry, shape: SpatialModel, values: tuple[float, ...]) -> Array:
    """(column, row) of the centre of a shape that has one; NaN where the projection does not reach."""
    centre = shape.centre_at(values)
    assert centre is not None
    return np.array([float(x) for x in geometry.grid.to_pixel(*centre)])


def pixels_per_degree(geometry: CubeGeometry, shape: SpatialModel, values: tuple[float, ...], i: int) -> Array:
    """(columns, rows) that the centre moves per deg of coordinate i, 0 or 1."""
    ends = [tuple(v + sign * STEP * (k == i) for k, v in enumerate(values)) for sign in (1.0, -1.0)]
    return (pixel_of(geometry, shape, ends[0]) - pixel_of(geometry, shape, ends[1])) / (2.0 * STEP)


def shares_of_the_way(psf: RadialPsf, shape: SpatialModel) -> Array:
    """How far from the centre of a shape to the pixel, between 0 and 1, photons come from in the mean: (n_true,).

    By the radii that hold 68 % of the shape and of the PSF.
    """
    if shape.formula.is_point or not shape.formula.has_centre:
        return np.full(len(psf.contained), float(not shape.formula.has_centre))
    own, blur = _held(shape) ** 2, np.nan_to_num(psf.containment_radius(HELD)) ** 2
    return own / np.maximum(own + blur, 1e-12)


def _held(shape: SpatialModel) -> float:
    """The radius (deg) that holds 68 % of a shape."""
    formula, own = shape.formula, shape.formula.shape_values(shape.values)
    if formula.brightness is None or not 0.0 < (reach := formula.reach(*own)) < math.inf:
        return 0.0
    radii = (np.arange(RINGS) + 0.5) / RINGS * reach
    angles = np.arange(ANGLES) * (360.0 / ANGLES)
    bright = formula.brightness(*np.broadcast_arrays(radii[:, None], angles), *own).mean(axis=1) * radii
    inside = np.cumsum(bright)
    return float(np.interp(HELD * inside[-1], inside, radii))


@dataclass(frozen=True, eq=False)
class SeenExposure:
    """values : shape (n_pixels, n_true) or (1, n_true), cm² s, in a window
    slopes : shape (n_asked, n_true), by the spatial parameters that were asked for.
    """

    values: Array
    slopes: Array


def seen_exposure(
    exposure: AnyArray,
    geometry: CubeGeometry,
    window: Window,
    shape: SpatialModel,
    values: tuple[float, ...],
    way: Array,
    asked: tuple[int, ...] = (),
) -> SeenExposure:
    """The exposure with which a shape with these parameter `values` is seen in the pixels of a window.

    exposure : shape (n_rows, n_columns, n_true), cm² s · way : from `shares_of_the_way`.
    """
    there = exposure[window.rows, window.columns]
    place = pixel_of(geometry, shape, values) if shape.formula.has_centre else np.full(2, np.nan)
    if not np.all(np.isfinite(place)):
        return SeenExposure(there.reshape(-1, len(way)), np.zeros((len(asked), len(way))))
    here, by_column, by_row = _between(exposure, place)
    slopes = np.zeros((len(asked), len(way)))
    for k, i in enumerate(asked):
        if i < 2:
            column, row = pixels_per_degree(geometry, shape, values, i)
            slopes[k] = (1.0 - way) * (column * by_column + row * by_row)
    if not way.any():
        return SeenExposure(here[None], slopes)
    seen = there * way
    seen += (1.0 - way) * here
    return SeenExposure(seen.reshape(-1, len(way)), slopes)


def _between(exposure: AnyArray, place: Array) -> tuple[Array, Array, Array]:
    """The exposure (n_true,) at a (column, row), straight between the centres of pixels and beyond the last ones the
    same, and what it changes by per column and per row.
    """
    rows, columns = exposure.shape[:2]
    (column, x, moves_x), (row, y, moves_y) = _along(place[0], columns), _along(place[1], rows)
    corner = exposure[row : row + 2, column : column + 2].astype(np.float64)
    corner = np.pad(corner, ((0, 2 - corner.shape[0]), (0, 2 - corner.shape[1]), (0, 0)), mode="edge")
    left, right = corner[0, 0] + y * (corner[1, 0] - corner[0, 0]), corner[0, 1] + y * (corner[1, 1] - corner[0, 1])
    lower, upper = corner[0, 0] + x * (corner[0, 1] - corner[0, 0]), corner[1, 0] + x * (corner[1, 1] - corner[1, 0])
    return left + x * (right - left), moves_x * (right - left), moves_y * (upper - lower)


def _along(place: float, n: int) -> tuple[int, float, float]:
    """The pixel before a place on an axis of n, the part of the way to the next, and 0 beyond the ends, where nothing
    changes any more, else 1.
    """
    inside = min(max(place, 0.0), n - 1.0)
    first = min(int(inside), max(n - 2, 0))
    return first, inside - first, float(inside == place)
