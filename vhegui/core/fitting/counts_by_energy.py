"""What is counted and expected in each bin of energy: sums over the pixels of cubes, for plots and tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class CountsByEnergy:
    """Sums over the bins of each data set at each energy.

    names : of the data sets · sources : names · edges : of the energies, shape (n_reco + 1,), TeV
    counts, background : shape (n_datasets, n_reco), the latter with norm and tilt
    by_source : shape (n_sources, n_datasets, n_reco) · used : where there is any bin, shape (n_datasets, n_reco).
    """

    names: tuple[str, ...]
    sources: tuple[str, ...]
    edges: Array
    counts: Array
    background: Array
    by_source: Array
    used: BoolArray

    @property
    def signal(self) -> Array:
        """Of each source in all data sets, shape (n_sources, n_reco)."""
        return self.by_source.sum(axis=1)

    @property
    def summed(self) -> SummedCounts:
        """All data sets together; the background counts as known."""
        counts, background = self.counts.sum(axis=0), self.background.sum(axis=0)
        none = np.zeros_like(counts)
        used = np.asarray(self.used.any(axis=0))
        return SummedCounts(self.edges, counts, background, none, used, counts, background, alpha=none)


def counts_by_energy(data: JointData, model: JointModel, edges: Array) -> CountsByEnergy:
    """Sum data of cubes, and what `model` expects in their bins, at each energy.

    edges : of reconstructed energy, shape (n_reco + 1,), TeV, the same for all cubes.
    """
    likelihood = Likelihood.of(data, model, free=())  # no derivative is asked
    shape = len(data.names), len(edges) - 1
    energy = np.searchsorted(edges, np.sqrt(data.reco_min * data.reco_max)) - 1
    cell = data.run * shape[1] + energy

    def summed(per_bin: Array) -> Array:
        sums = np.bincount(cell, weights=per_bin, minlength=shape[0] * shape[1])
        return sums.astype(np.float64, copy=False).reshape(shape)

    counts = likelihood.counts(likelihood.values)
    return CountsByEnergy(
        names=data.names,
        sources=tuple(source.name for source in model.sources),
        edges=edges,
        counts=summed(data.counts.n_on),
        background=summed(counts.alpha * counts.n_off),
        by_source=np.stack([summed(signal) for signal in likelihood.by_source(likelihood.values)]),
        used=summed(np.ones(data.n_bins)) > 0,
    )
