"""The cells of a camera in which background is counted: what rings and squares have in common.

A kind of cells is a file of its own: see `rings` and `camera`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core import sphere
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.typing import Array, BoolArray, IntArray

Direction = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Borders:
    """Where cells touch: indices of the two `first`, `second` (m,), and the length of the border by the distance of
    their centres, `conductance` (m,).
    """

    first: IntArray
    second: IntArray
    conductance: Array


class Cells(Protocol):
    """A camera cut into n cells."""

    @property
    def solid_angle(self) -> Array:
        """Of each cell, shape (n,), sr."""
        ...

    @property
    def offset(self) -> Array:
        """Distance of the middle of each cell from the pointing, shape (n,), deg."""
        ...

    @property
    def borders(self) -> Borders:
        """Which cells are neighbours."""
        ...

    def of(self, ra: Array, dec: Array, pointing: Direction) -> IntArray:
        """The cell of directions (deg, shape (m,)) seen from a pointing (ra, dec), -1 outside; shape (m,)."""
        ...

    def covered(self, pointing: Direction, exclusions: Sequence[Exclusion]) -> Array:
        """Solid angle of each cell that exclusions cover together, shape (n,), sr."""
        ...

    def background(self, energy_edges: Array, rate: Array) -> Background2D | Background3D:
        """The response with a rate of each energy bin and cell, shape (n_energy, n), s⁻¹ TeV⁻¹ sr⁻¹."""
        ...


def covered_share(exclusions: Sequence[Exclusion], pointing: Direction, theta: Array, angle: Array) -> Array:
    """Share of the points of each cell that lie in any exclusion, in [0, 1], shape (n,).

    theta, angle : shape (n, k), deg, points of n cells, of equal solid angle each: distance from the pointing and
    position angle about it.
    """
    ra, dec = sphere.offset_by(*pointing, angle, theta)
    inside: BoolArray = np.zeros(ra.shape, dtype=bool)
    for exclusion in exclusions:
        inside |= exclusion.contains(ra, dec)
    return inside.mean(axis=1)
