"""A run's pixels: how far and in which direction they lie from its pointing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.dl3.observation import Pointing
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class RunPixels:
    """The pixels of a grid whose centre lies within `offset_max` of a pointing.

    inside : shape (n_rows, n_columns) · local : components of the directions of those m pixels to the north, to the
    east and along the pointing, shape (m, 3).
    """

    inside: BoolArray
    local: Array

    @classmethod
    def of(cls, geometry: CubeGeometry, pointing: Pointing) -> RunPixels:
        """Those of a run."""
        local = in_frame_of(geometry.directions, pointing)
        with np.errstate(invalid="ignore"):  # NaN where no sky is
            inside = offset_of(local) < geometry.offset_max
        return cls(inside, local[inside])

    @cached_property
    def offset(self) -> Array:
        """From the pointing, shape (m,), deg."""
        return offset_of(self.local)

    def image(self, values: AnyArray) -> AnyArray:
        """Values of these pixels (m, n) as images (n, n_rows, n_columns), float32; 0 in all others."""
        images = np.zeros((values.shape[1], *self.inside.shape), dtype=np.float32)
        images[:, self.inside] = values.T
        return images


def in_frame_of(directions: Array, pointing: Pointing) -> Array:
    """Components of unit vectors (..., 3) to the north, to the east and along a pointing."""
    return directions @ np.stack(sphere.local_axes(pointing.ra, pointing.dec), axis=1)


def offset_of(local: Array) -> Array:
    """Angle (deg) to the pointing of vectors in its frame, (..., 3) → (...)."""
    return np.degrees(np.arctan2(np.hypot(local[..., 0], local[..., 1]), local[..., 2]))
