"""Candidate sources: the peaks of a significance map, with their positions and how well these are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vhegui.core.maps.convolution import disc_sums
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array, BoolArray

TO_95_PERCENT = float(np.sqrt(-2.0 * np.log(0.05)))  # radius that holds 95 % of a round Gaussian of width 1


@dataclass(frozen=True)
class Candidate:
    """A peak.

    ra, dec : deg · error_east, error_north : 1 σ on the sky, deg · radius_95 : deg, holds the source with 95 %
    probability; NaN where the peak has no shape that tells · sqrt_ts : σ, in the pixel of the peak
    row, column : that pixel · flux, flux_error : there, cm⁻² s⁻¹; NaN where no map of them was given.
    """

    ra: float
    dec: float
    error_east: float
    error_north: float
    radius_95: float
    sqrt_ts: float
    row: int
    column: int
    flux: float = float("nan")
    flux_error: float = float("nan")


def find_peaks(
    sqrt_ts: Array,
    used: BoolArray,
    grid: SkyGrid,
    threshold: float = 5.0,
    distance: float = 0.3,
    most: int = 50,
    flux: tuple[Array, Array] | None = None,
) -> tuple[Candidate, ...]:
    """The highest peak, then the highest further than `distance` (deg) from it, and so on, above `threshold` (σ).

    sqrt_ts, used : shape (rows, columns) · flux : map of the flux and of its error, likewise.

    The position is where the parabola through TS in the 3 × 3 pixels about a peak is highest. TS falls by 1 at 1 σ from
    it (Wilks), so its curvature gives the error: true for a map of TS with the PSF as kernel, if that is some pixels
    wide (simulated: pulls are 0.95 to 1.1 wide from 8 to 40 σ), a rough guess for a top hat, whose steps have none.
    """
    ts = np.where(used, np.sign(sqrt_ts) * sqrt_ts**2, -np.inf)
    found: list[Candidate] = []
    rows, columns = np.nonzero(_is_peak(ts) & used & (sqrt_ts >= threshold))
    for place in np.argsort(-ts[rows, columns], kind="stable"):
        row, column = int(rows[place]), int(columns[place])
        near = (np.hypot(row - other.row, column - other.column) * grid.pixel < distance for other in found)
        if any(near):
            continue
        found.append(_candidate(ts, grid, row, column, flux))
        if len(found) == most:
            break
    return tuple(found)


def growing_exclusions(
    significance: Callable[[BoolArray], tuple[Array, BoolArray]],
    not_excluded: BoolArray,
    grid: SkyGrid,
    threshold: float = 5.0,
    margin: float = 0.3,
    rounds: int = 10,
) -> BoolArray:
    """Exclude what is significant, with what lies within `margin` (deg) of it, until nothing new is: the new mask.

    significance(not_excluded) : a map and where it is known, with the background that these exclusions leave
    not_excluded : to begin with · threshold : σ · rounds : at most. A source that is not excluded is in the OFF of its
    neighbours, and hides part of itself and of them.
    """
    for _ in range(rounds):
        values, used = significance(not_excluded)
        around = disc_sums(used & (values > threshold), margin / grid.pixel) > 0.5
        if not (around & not_excluded).any():
            break
        not_excluded = not_excluded & ~around
    return not_excluded


def _is_peak(values: Array) -> BoolArray:
    """Pixels that none of their eight neighbours is above."""
    rows, columns = values.shape
    padded = np.pad(values, 1, constant_values=-np.inf)
    shifts = ((row, column) for row in range(3) for column in range(3))
    return np.all([values >= padded[r : r + rows, c : c + columns] for r, c in shifts], axis=0)


def _candidate(ts: Array, grid: SkyGrid, row: int, column: int, flux: tuple[Array, Array] | None) -> Candidate:
    east, north, variance = _shape(ts[row - 1 : row + 2, column - 1 : column + 2])
    ra, dec = grid.to_sky(column - east, row + north)
    errors = np.sqrt(np.diag(variance)) * grid.pixel
    values = (float(flux[0][row, column]), float(flux[1][row, column])) if flux else (np.nan, np.nan)
    return Candidate(
        ra=float(ra),
        dec=float(dec),
        error_east=float(errors[0]),
        error_north=float(errors[1]),
        radius_95=TO_95_PERCENT * float(np.sqrt(0.5 * (errors**2).sum())),
        sqrt_ts=float(np.sqrt(ts[row, column])),
        row=row,
        column=column,
        flux=values[0],
        flux_error=values[1],
    )


def _shape(ts: Array) -> tuple[float, float, Array]:
    """Top of a peak, to the east and north of the middle of 3 × 3 pixels, and covariance of that place, in pixels."""
    unknown = 0.0, 0.0, np.full((2, 2), np.nan)
    if ts.shape != (3, 3) or not np.all(np.isfinite(ts)):
        return unknown
    y, x = np.mgrid[-1:2, -1:2].reshape(2, -1).astype(np.float64)
    x = -x  # columns grow to the west
    design = np.stack([np.ones(9), x, y, x**2, x * y, y**2], axis=1)
    _, *slope, xx, xy, yy = np.linalg.lstsq(design, ts.ravel(), rcond=None)[0]
    hessian = np.array([[2.0 * xx, xy], [xy, 2.0 * yy]])
    if not (xx < 0.0 and np.linalg.det(hessian) > 0.0):
        return unknown
    top = -np.linalg.solve(hessian, np.array(slope))
    if np.abs(top).max() > 1.0:
        return unknown
    return float(top[0]), float(top[1]), np.asarray(-2.0 * np.linalg.inv(hessian), dtype=np.float64)
