"""What a point source would look like in a profile: its counts, spread by the PSF, in the bins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.sky.profile_cells import in_bins
from vhegui.core.estimators.sky.profile_shapes import LineProfile, ProfileShape, RadialProfile, WedgeProfile
from vhegui.core.estimators.sky.profiles import Profile
from vhegui.core.typing import Array

POINTS = 1 << 12
GOLDEN = np.pi * (3.0 - np.sqrt(5.0))
PLASTIC = (0.7548776662466927, 0.5698402909980532)  # steps that fill a square evenly (Roberts 2018, "R2")
PLACES = 8  # of a source on a line, in each bin


@dataclass(frozen=True, eq=False)
class PointSource:
    """Counts (n,) in the bins of a profile from a point source as bright as fits the excess best; `place` : of it on
    the line, deg from the start, None where it is in the centre.
    """

    excess: Array
    place: float | None = None


def psf_points(radius: Array, contained: Array, pixel: float) -> tuple[Array, Array]:
    """Where counts of a point source fall: to the east and north of it, deg, shape (POINTS,) each, evenly drawn.

    radius : shape (m,), deg, rising · contained : fraction of the counts within each, shape (m,), up to 1
    pixel : side (deg) of the pixels over which a map spreads each count.
    """
    number = np.arange(POINTS)
    distance = np.interp((number + 0.5) / POINTS, contained, radius)
    east, north = ((number * step) % 1.0 - 0.5 for step in PLASTIC)
    return distance * np.sin(number * GOLDEN) + pixel * east, distance * np.cos(number * GOLDEN) + pixel * north


def point_source(found: Profile, shape: ProfileShape, east: Array, north: Array) -> PointSource:
    """The source in the middle of rings or wedges, or where on the line it fits best.

    east, north : where its counts fall, see `psf_points`.

    >>> from vhegui.core.estimators.sky.profile_shapes import RadialProfile
    >>> shape = RadialProfile(83.63, 22.01, outer=0.4, bins=4)
    >>> n, one = np.array([60.0, 130.0, 5.0, 5.0]), np.ones(4)
    >>> rings = Profile(shape.edges, n, 5.0 * one, None, None, one, one, one)
    >>> radius = np.linspace(0.0, 1.0, 101)
    >>> points = psf_points(radius, 1.0 - np.exp(-0.5 * (radius / 0.08) ** 2), 0.0)
    >>> point_source(rings, shape, *points).excess.round().tolist()
    [74.0, 56.0, 6.0, 0.0]
    """
    if isinstance(shape, LineProfile):
        shares, places = _along(shape, east, north)
        shares = shares * found.covered
        norms = _norm(found, shares)
        chi = (((found.excess - norms[:, None] * shares) / _error(found)) ** 2).sum(axis=1)
        best = int(np.argmin(np.where(norms > 0.0, chi, np.inf)))
        return PointSource(norms[best] * shares[best], float(places[best]))
    share = _share(shape, east, north) * found.covered
    return PointSource(float(_norm(found, share[None])[0]) * share)


def _share(shape: RadialProfile | WedgeProfile, east: Array, north: Array) -> Array:
    """Part of the counts in each bin: (n,)."""
    x, y = np.radians(north), np.radians(east)
    index, inside = in_bins(shape, x, y, np.sqrt(1.0 - x**2 - y**2))
    if isinstance(shape, WedgeProfile):
        return np.full(shape.bins, inside.mean() / shape.bins)  # from its middle all wedges look the same
    return np.bincount(index[inside], minlength=shape.bins) / len(east)


def _along(line: LineProfile, east: Array, north: Array) -> tuple[Array, Array]:
    """The same for sources at many places on a line: (m, n), and these places, deg."""
    turn = np.radians(line.angle)
    along, across = east * np.sin(turn) + north * np.cos(turn), north * np.sin(turn) - east * np.cos(turn)
    points = np.sort(along[np.abs(across) <= 0.5 * line.width])
    edges = line.edges
    places = np.linspace(edges[0], edges[-1], PLACES * line.bins + 1)
    below = np.searchsorted(points, edges - places[:, None])
    return np.diff(below, axis=1) / len(east), places


def _norm(found: Profile, shares: Array) -> Array:
    """Counts of the source that fit the excess best, by least squares, for each row of shares."""
    weight = 1.0 / _error(found) ** 2
    return (weight * shares * found.excess).sum(axis=1) / np.maximum((weight * shares**2).sum(axis=1), 1e-300)


def _error(found: Profile) -> Array:
    return np.maximum(found.error, 1.0)
