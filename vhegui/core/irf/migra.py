"""Bias and resolution of the energy, from the distribution of migra = reconstructed / true energy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import interpolate_nodes
from vhegui.core.irf.base import EnergyDispersion
from vhegui.core.typing import Array

CENTRAL = 0.6827  # of a Gaussian within one standard deviation


@dataclass(frozen=True, eq=False)
class MigraDistribution:
    """The distribution of migra at the offset nodes of an energy dispersion.

    energy : shape (n,), TeV, true · offsets : shape (n_offset,), deg · edges : shape (n_migra + 1,)
    cumulative : shape (n_offset, n, n_migra + 1), from 0 to 1; all 0 where the response is empty.
    """

    energy: Array
    offsets: Array
    edges: Array
    cumulative: Array

    @classmethod
    def of(cls, dispersion: EnergyDispersion, energy: Array) -> MigraDistribution:
        """Read the distributions once for all offsets."""
        edges, _ = dispersion.migra_density(float(energy[0]), 0.0)
        cumulative = np.zeros((len(dispersion.offsets), len(energy), len(edges)))
        for o, offset in enumerate(dispersion.offsets):
            for e, value in enumerate(energy):
                _, density = dispersion.migra_density(float(value), float(offset))
                cumulative[o, e, 1:] = np.cumsum(density * np.diff(edges))
        return cls(energy, dispersion.offsets, edges, cumulative)

    def at(self, offset: float) -> Array:
        """Cumulative distributions at `offset` (deg), shape (n, n_migra + 1)."""
        return interpolate_nodes(self.offsets, self.cumulative, offset)

    def density(self, offset: float) -> Array:
        """Probability per unit migra at `offset` (deg), shape (n, n_migra)."""
        return np.diff(self.at(offset), axis=1) / np.diff(self.edges)

    def quantiles(self, offset: float, fractions: tuple[float, ...]) -> tuple[Array, ...]:
        """Migra below which each fraction of the events lies, each of shape (n,); NaN where empty."""
        cumulative = self.at(offset)
        return tuple(_inverse(self.edges, cumulative, fraction) for fraction in fractions)

    def bias(self, offset: float) -> Array:
        """Median of migra minus 1, shape (n,): how far energies come out too high (+) or too low (−)."""
        return self.quantiles(offset, (0.5,))[0] - 1.0

    def resolution(self, offset: float) -> Array:
        """Half the width of the central 68 % of migra, shape (n,): σ of a Gaussian, and not led astray by tails."""
        low, high = self.quantiles(offset, (0.5 - 0.5 * CENTRAL, 0.5 + 0.5 * CENTRAL))
        return 0.5 * (high - low)

    def reach(self, offset: float, share: float, energies: float) -> float:
        """Migra below which this `share` of the events lies, at this part of the `energies` with the shortest tails;
        NaN where empty."""
        (high,) = self.quantiles(offset, (share,))
        good = np.isfinite(high)
        return float(np.quantile(high[good], energies)) if good.any() else float("nan")


def _inverse(edges: Array, cumulative: Array, fraction: float) -> Array:
    """Where each row of `cumulative`, (n, m + 1), reaches `fraction` of its end; shape (n,), NaN for empty rows."""
    total = cumulative[:, -1]
    wanted = fraction * total
    upper = np.clip((cumulative < wanted[:, None]).sum(axis=1), 1, len(edges) - 1)
    row = np.arange(len(cumulative))
    c0, c1 = cumulative[row, upper - 1], cumulative[row, upper]
    share = np.divide(wanted - c0, c1 - c0, out=np.zeros_like(c0), where=c1 > c0)
    return np.where(total > 0, edges[upper - 1] + share * (edges[upper] - edges[upper - 1]), np.nan)
