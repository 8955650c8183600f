"""Which part of which pixel lies in which bin of a profile.

A pixel that no edge can cut is in its bin as a whole; one that may be cut is split into equal parts, each in the bin
where its point is. So the bins share out the band, whatever their number: they add up to what the band holds as one
bin. The points are a Fibonacci lattice, whose rows no edge can follow, unlike those of a square one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.estimators.sky.profile_shapes import WHOLE, ProfileShape
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

PARTS, TURN = 34, 21  # of a pixel: neighbours in the Fibonacci sequence


@dataclass(frozen=True, eq=False)
class Cells:
    """Parts of pixels in the bins of a profile.

    edges : of the bins, shape (n + 1,), deg · pixel, bin : shape (k,), flat index of the pixel, and the bin
    share : shape (k,), part of the pixel.
    """

    edges: Array
    pixel: IntArray
    bin: IntArray
    share: Array

    def total(self, values: AnyArray) -> Array:
        """Sum of an image, shape (rows, columns), in each bin: shape (n,)."""
        weights = self.share * values.ravel()[self.pixel]
        return np.bincount(self.bin, weights, len(self.edges) - 1).astype(np.float64, copy=False)

    def of_pixels(self, used: BoolArray) -> Cells:
        """Those of some pixels; used : shape (rows, columns)."""
        chosen = used.ravel()[self.pixel]
        return Cells(self.edges, self.pixel[chosen], self.bin[chosen], self.share[chosen])


def cells(shape: ProfileShape, pixels: SkyPixels) -> Cells:
    """The parts of pixels in a profile.

    >>> from vhegui.core.estimators.sky.profile_shapes import RadialProfile
    >>> from vhegui.core.maps.grid import SkyGrid
    >>> pixels = SkyPixels.of(SkyGrid(83.63, 22.01, pixel=0.1, columns=41))
    >>> rings = cells(RadialProfile(83.63, 22.01, outer=1.0, bins=2), pixels)
    >>> (rings.total(pixels.area) / np.pi).round(2).tolist()
    [0.25, 0.75]
    """
    edges, (low, high) = shape.edges, shape.limits
    near = _near(shape, pixels)
    axes = shape.axes
    directions = pixels.directions.reshape(-1, 3)[near] @ axes
    place, beside = shape.coordinates(*directions.T)
    along, across = shape.spread(place, beside, pixels.reach)
    first, last = _bins(edges, place - along), _bins(edges, place + along)
    beyond = (beside + across < low) | ((beside - across > high) & (beside + across < WHOLE))  # angles begin anew there
    outside = beyond | ((first == last) & ((first < 0) | (first == len(edges) - 1)))
    inside = (beside - across >= low) & (beside + across < high)
    whole = inside & (first == last) & ~outside
    cut = ~whole & ~outside
    sides = pixels.sides.reshape(2, -1, 3)[:, near[cut]] @ axes
    part, part_bin, share = _split(shape, directions[cut], sides)
    return Cells(
        edges,
        np.concatenate([near[whole], near[cut][part]]),
        np.concatenate([first[whole], part_bin]),
        np.concatenate([np.ones(np.count_nonzero(whole)), share]),
    )


def in_bins(shape: ProfileShape, x: Array, y: Array, z: Array) -> tuple[IntArray, BoolArray]:
    """The bin of each direction along the axes of a shape, and whether it is in the shape: shape (…,)."""
    (low, high), edges = shape.limits, shape.edges
    place, beside = shape.coordinates(x, y, z)
    index = _bins(edges, place)
    return index, (index >= 0) & (index < len(edges) - 1) & (beside >= low) & (beside < high)


def _near(shape: ProfileShape, pixels: SkyPixels) -> IntArray:
    """Pixels that may be in the shape, by flat index."""
    cosine = pixels.directions @ sphere.unit_vectors(*shape.middle)
    return np.flatnonzero(cosine >= np.cos(np.radians(shape.reach + pixels.reach)))


def _split(shape: ProfileShape, directions: Array, sides: Array) -> tuple[IntArray, IntArray, Array]:
    """The bins that share each pixel: its position, the bin, and which part of it, shape (k,).

    directions, sides : along the axes of the shape, (m, 3) and (2, m, 3).
    """
    number = np.arange(PARTS)
    west, north = (number + 0.5) / PARTS - 0.5, (TURN * number % PARTS + 0.5) / PARTS - 0.5
    offsets = np.stack([west, north])
    points = (
        (middle[:, None] + steps.T @ offsets).astype(np.float32)  # to 1e-8 about the middle, and twice as fast
        for middle, steps in zip(directions.T, np.moveaxis(sides, -1, 0), strict=True)
    )
    index, inside = in_bins(shape, *points)
    first = index.min(axis=1, keepdims=True, initial=shape.bins, where=inside)
    most = int((index - first).max(initial=0, where=inside)) + 1
    slot = (index - first + most * np.arange(len(index))[:, None])[inside]
    points_in = np.bincount(slot, minlength=most * len(index))
    some = np.flatnonzero(points_in)
    which = some // most
    return which, some % most + first[which, 0], points_in[some] / PARTS


def _bins(edges: Array, place: Array) -> IntArray:
    """The bin of each coordinate in equal bins; −1 below the first, the number of bins above the last."""
    n = len(edges) - 1
    return np.clip(np.floor((place - edges[0]) * (n / (edges[-1] - edges[0]))), -1, n).astype(np.int32)
