"""Background rates summed over energy bins once, to be looked up at many places of the field of view.

Between the nodes of its table a rate is linear in position, whatever the energy; so is its sum over energies, but for
the curvature of the spectra that are mixed (`Background3D.rate` mixes rates before it goes from energy to energy).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from vhegui.core.irf.energy_profile import power_law_integrals
from vhegui.core.typing import EMPTY, AnyArray, Array, BoolArray


class RateInBins(Protocol):
    """Background rate against the place in the field of view."""

    def at(self, lon: Array, lat: Array) -> Array:
        """Rate in each bin at places (deg), both of shape (m,): (m, n_bins), s⁻¹ sr⁻¹; 0 outside of the table."""
        ...


@dataclass(frozen=True, eq=False)
class SquareRate:
    """At the centres of squares with these edges.

    lon_edges, lat_edges : (n_lon + 1,) and (n_lat + 1,), deg · values : shape (n_lon, n_lat, n_bins), s⁻¹ sr⁻¹
    energies : edges of the bins (n_bins + 1,), TeV, where `values` are instead the logarithms of the rate (s⁻¹ sr⁻¹
    TeV⁻¹) at them, (n_lon, n_lat, n_bins + 1): those are what gammapy interpolates.
    """

    lon_edges: Array
    lat_edges: Array
    values: Array
    energies: Array = field(default_factory=lambda: EMPTY)

    def at(self, lon: Array, lat: Array) -> Array:
        """See `RateInBins.at`."""
        inside = _within(lon, self.lon_edges) & _within(lat, self.lat_edges)
        n_lon, n_lat, bins = self.values.shape
        flat = self.values.reshape(n_lon * n_lat, bins)
        total = np.zeros((len(lon), bins))
        for a, wa in _pair(_centres(self.lon_edges), lon):
            for b, wb in _pair(_centres(self.lat_edges), lat):
                total += (wa * wb * inside)[:, None] * flat.take(a * n_lat + b, axis=0)
        return _summed(total, inside, self.energies)


@dataclass(frozen=True, eq=False)
class RadialRate:
    """On nodes in offset.

    offsets : shape (n_offset,), deg · reach : deg, where the table ends · values : shape (n_offset, n_bins), s⁻¹ sr⁻¹
    energies : as those of `SquareRate`.
    """

    offsets: Array
    reach: float
    values: Array
    energies: Array = field(default_factory=lambda: EMPTY)

    def at(self, lon: Array, lat: Array) -> Array:
        """See `RateInBins.at`."""
        lon, lat = np.radians(lon), np.radians(lat)
        ahead, up = np.cos(lat) * np.cos(lon), np.sin(lat)
        offset = np.degrees(np.arctan2(np.hypot(up, np.cos(lat) * np.sin(lon)), ahead))
        inside = offset <= self.reach
        total = np.zeros((len(offset), self.values.shape[1]))
        for i, w in _pair(self.offsets, offset):
            total += (w * inside)[:, None] * self.values.take(i, axis=0)
        return _summed(total, inside, self.energies)


def _summed(rate: Array, inside: BoolArray, energies: Array) -> Array:
    """Rates in bins from what was interpolated: those, or the logarithms of rates at the edges of the bins."""
    if len(energies) == 0:
        return rate
    rate = np.exp(rate).T * inside
    return power_law_integrals(energies[:-1], energies[1:], rate[:-1], rate[1:]).T


def _pair(nodes: Array, x: Array) -> list[tuple[AnyArray, Array]]:
    """Index and weight of the node below and of the one above, held beyond the outermost."""
    if len(nodes) == 1:
        return [(np.zeros(x.shape, dtype=np.int64), np.ones(x.shape))]
    i = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    w = np.clip((x - nodes[i]) / (nodes[i + 1] - nodes[i]), 0.0, 1.0)
    return [(i, 1.0 - w), (i + 1, w)]


def _centres(edges: Array) -> Array:
    return 0.5 * (edges[:-1] + edges[1:])


def _within(x: Array, edges: Array) -> BoolArray:
    return (x >= edges[0]) & (x <= edges[-1])
