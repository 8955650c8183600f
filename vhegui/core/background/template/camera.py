"""Squares of the camera, north up: the cells of a background that depends on the direction (BKG_3D)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.background.template.cells import Borders, Direction, covered_share
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.field_of_view import field_of_view_position
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.typing import Array, IntArray

POINTS = 10  # along each side of a square, that are asked whether they are excluded: its solid angle to 10⁻³


@dataclass(frozen=True, eq=False)
class Camera:
    """Squares between `edges`, shape (m + 1,), deg, in field-of-view longitude and latitude. `Cells`, n = m².

    Cells are counted along the latitude first: cell = m × (bin of the longitude) + bin of the latitude.
    """

    edges: Array

    @property
    def side(self) -> int:
        """Squares along each side."""
        return len(self.edges) - 1

    @property
    def solid_angle(self) -> Array:
        """Of each square, shape (n,), sr."""
        edges = np.radians(self.edges)
        return np.outer(np.diff(edges), np.diff(np.sin(edges))).ravel()

    @property
    def offset(self) -> Array:
        """Distance of the middles of the squares from the pointing, shape (n,), deg."""
        middle = np.cos(np.radians(0.5 * (self.edges[1:] + self.edges[:-1])))
        return np.degrees(np.arccos(np.outer(middle, middle))).ravel()

    @property
    def borders(self) -> Borders:
        """Each square and those at its greater longitude and latitude."""
        number = np.arange(self.side**2).reshape(self.side, self.side)
        height = np.broadcast_to(1.0 / np.cos(np.radians(0.5 * (self.edges[:-1] + self.edges[1:]))), number.shape)
        width = np.broadcast_to(np.cos(np.radians(self.edges[1:-1])), (self.side, self.side - 1))
        first = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
        second = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
        return Borders(first, second, np.concatenate([height[:-1].ravel(), width.ravel()]))

    def of(self, ra: Array, dec: Array, pointing: Direction) -> IntArray:
        """The square of directions, see `Cells`."""
        place = field_of_view_position(ra, dec, pointing)
        lon, lat = (np.searchsorted(self.edges, each, side="right") - 1 for each in place)
        inside = (lon >= 0) & (lon < self.side) & (lat >= 0) & (lat < self.side)
        return np.where(inside, self.side * lon + lat, -1)

    def covered(self, pointing: Direction, exclusions: Sequence[Exclusion]) -> Array:
        """Solid angle of each square that exclusions cover, as `POINTS`² points of it say."""
        if not exclusions:
            return np.zeros(self.side**2)
        return self.solid_angle * covered_share(exclusions, pointing, *self._points)

    @cached_property
    def _points(self) -> tuple[Array, Array]:
        """Points of equal solid angle: distance from the pointing and position angle, shape (n, k), deg."""
        inside = (np.arange(POINTS) + 0.5) / POINTS
        edges = np.radians(self.edges)
        lon = edges[:-1, None] + inside * np.diff(edges)[:, None]
        sine = np.sin(edges)[:-1, None] + inside * np.diff(np.sin(edges))[:, None]
        lon, sine = np.broadcast_arrays(lon[:, None, :, None], sine[None, :, None, :])
        lon, sine = lon.reshape(self.side**2, -1), sine.reshape(self.side**2, -1)
        cosine = np.sqrt(1.0 - sine**2)
        theta = np.degrees(np.arccos(cosine * np.cos(lon)))
        return theta, np.degrees(np.arctan2(-cosine * np.sin(lon), sine))

    def background(self, energy_edges: Array, rate: Array) -> Background3D:
        """The response with the rate of each energy bin and square, (n_energy, n), s⁻¹ TeV⁻¹ sr⁻¹."""
        return Background3D(energy_edges, self.edges, self.edges, rate.reshape(-1, self.side, self.side))
