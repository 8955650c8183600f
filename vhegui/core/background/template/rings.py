"""Rings about the pointing: the cells of a background that is the same in all directions (BKG_2D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.background.template.cells import Borders, Direction, covered_share
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.coverage import circles_about, coverage
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.typing import Array, IntArray

ACROSS, AROUND = 16, 360  # points of a ring that are asked whether they lie in what is no circle


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings between `edges`, shape (n + 1,), deg. `Cells`.

    >>> rings = Rings(np.array([0.0, 1.0, 2.0]))
    >>> round(float(rings.solid_angle.sum()), 6)  # sr, of a cap of 2 deg
    0.003828
    >>> lost = rings.covered((83.63, 22.01), [Circle(83.63, 23.01, 0.1)])  # half of it in each ring, nearly
    >>> (lost / lost.sum()).round(3).tolist()
    [0.489, 0.511]
    """

    edges: Array

    @property
    def solid_angle(self) -> Array:
        """Of each ring, shape (n,), sr."""
        return -2.0 * np.pi * np.diff(np.cos(np.radians(self.edges)))

    @property
    def offset(self) -> Array:
        """Middles of the rings, shape (n,), deg."""
        return 0.5 * (self.edges[:-1] + self.edges[1:])

    @property
    def borders(self) -> Borders:
        """Each ring and the next."""
        first = np.arange(len(self.edges) - 2)
        length = 2.0 * np.pi * np.sin(np.radians(self.edges[1:-1]))
        return Borders(first, first + 1, length / np.radians(np.diff(self.offset)))

    def of(self, ra: Array, dec: Array, pointing: Direction) -> IntArray:
        """The ring of directions, see `Cells`."""
        ring = np.searchsorted(self.edges, sphere.separation(*pointing, ra, dec), side="right") - 1
        return np.where(ring < len(self.edges) - 1, ring, -1)

    def covered(self, pointing: Direction, exclusions: Sequence[Exclusion]) -> Array:
        """Solid angle of each ring that exclusions cover: exact where all of them are circles."""
        circles = [each for each in exclusions if isinstance(each, Circle)]
        if not exclusions:
            return np.zeros(len(self.edges) - 1)
        if len(circles) == len(exclusions):
            area = coverage(*circles_about(pointing, circles), self.edges).area_between(self.edges)
            return np.radians(np.radians(area))
        return self.solid_angle * covered_share(exclusions, pointing, *self._points)

    @cached_property
    def _points(self) -> tuple[Array, Array]:
        """Points of equal solid angle: distance from the pointing and position angle, shape (n, k), deg."""
        cosine = np.cos(np.radians(self.edges))
        across = (np.arange(ACROSS) + 0.5) / ACROSS
        theta = np.degrees(np.arccos(cosine[:-1, None] + across * np.diff(cosine)[:, None]))
        angle = (np.arange(AROUND) + 0.5) * (360.0 / AROUND)
        theta, angle = np.broadcast_arrays(theta[:, :, None], angle)
        return theta.reshape(len(cosine) - 1, -1), angle.reshape(len(cosine) - 1, -1)

    def background(self, energy_edges: Array, rate: Array) -> Background2D:
        """The response with the rate of each energy bin and ring, (n_energy, n), s⁻¹ TeV⁻¹ sr⁻¹."""
        return Background2D(energy_edges, OffsetAxis.bins(self.edges), rate)
