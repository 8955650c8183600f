"""All runs in one plot: ON, background, excess and prediction per reconstructed-energy bin, safe bins only.

Spectra whose reconstructed-energy axes differ cannot be in one such plot: they come in groups, one an instrument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.spectra.instruments import same_instrument
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import expected_alpha, same_edges
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class SummedCounts:
    """Sums over the runs, each in its safe bins. All arrays have shape (n_reco,).

    edges : shape (n_reco + 1,), TeV · counts, background, excess : ON, alpha × OFF, their difference
    background_variance : Σ alpha² OFF · used : bins that are safe in at least one run
    all_counts, all_background : the same sums without the safe range, for drawing what was left out
    alpha : ON / OFF exposure ratio of all runs, 0 where the background is not measured in OFF regions but known.
    """

    edges: Array
    counts: Array
    background: Array
    background_variance: Array
    used: BoolArray
    all_counts: Array
    all_background: Array
    alpha: Array

    @property
    def excess(self) -> Array:
        """ON − alpha × OFF, (n_bins,)."""
        return self.counts - self.background

    @property
    def excess_error(self) -> Array:
        """√(ON + alpha² OFF), Poisson errors propagated: (n_bins,)."""
        return np.sqrt(self.counts + self.background_variance)

    def expected_error(self, predicted: Array) -> Array:
        """Error of the excess that the model expects, √(predicted + background + alpha² OFF), shape (n_reco,).

        Unlike the error of the observed counts it is not small where a fluctuation was low, and not zero in empty bins.
        """
        return np.sqrt(np.maximum(predicted, 0.0) + self.background + self.background_variance)

    def residuals(self, predicted: Array) -> Array:
        """(excess − predicted) / expected error, NaN in unused bins; `predicted`: signal counts, shape (n_reco,)."""
        error = self.expected_error(predicted)
        pull = np.divide(self.excess - predicted, error, out=np.zeros_like(error), where=error > 0)
        return np.where(self.used, pull, np.nan)

    def ratio(self, predicted: Array) -> tuple[Array, Array]:
        """Excess / predicted and its error, shape (n_reco,); NaN in unused bins and where no signal is expected.

        The error is that of the residuals, over the prediction: (ratio − 1) / error is the residual in σ.
        """
        good = self.used & (predicted > 0)
        scale = np.divide(1.0, predicted, out=np.full(len(good), np.nan), where=good)
        return self.excess * scale, self.expected_error(predicted) * scale


@dataclass(frozen=True, eq=False)
class CountsGroup:
    """Spectra on one reconstructed-energy axis, under the name of their instrument (or "all")."""

    name: str
    spectra: tuple[SpectrumOnOff, ...]


def counts_groups(spectra: Sequence[SpectrumOnOff]) -> tuple[CountsGroup, ...]:
    """Everything in one group where all reconstructed-energy axes are equal, else a group an instrument and axis."""
    first = spectra[0].reco.edges if spectra else None
    if first is not None and all(same_edges(first, item.reco.edges) for item in spectra):
        return (CountsGroup("all", tuple(spectra)),)
    groups: list[list[SpectrumOnOff]] = []
    for item in spectra:
        alike = (g for g in groups if same_instrument(g[0].instrument, item.instrument) and _same_reco(g[0], item))
        found = next(alike, None)
        if found is None:
            groups.append([item])
        else:
            found.append(item)
    names = [group[0].instrument or group[0].name for group in groups]
    return tuple(
        CountsGroup(name if names.count(name) == 1 else f"{name} {names[: i + 1].count(name)}", tuple(group))
        for i, (name, group) in enumerate(zip(names, groups, strict=True))
    )


def _same_reco(a: SpectrumOnOff, b: SpectrumOnOff) -> bool:
    return same_edges(a.reco.edges, b.reco.edges)


def sum_counts(spectra: Sequence[SpectrumOnOff]) -> SummedCounts:
    """Add up runs on the same reconstructed-energy axis (at least one)."""
    safe = np.array([item.safe for item in spectra])
    counts = np.array([item.counts for item in spectra])
    background = np.array([item.background for item in spectra])
    variance = np.array([item.alpha * item.background for item in spectra])
    return SummedCounts(
        edges=spectra[0].reco.edges,
        counts=(counts * safe).sum(axis=0),
        background=(background * safe).sum(axis=0),
        background_variance=(variance * safe).sum(axis=0),
        used=np.asarray(safe.any(axis=0)),
        all_counts=counts.sum(axis=0),
        all_background=background.sum(axis=0),
        alpha=expected_alpha(spectra),
    )


def sum_predicted(spectra: Sequence[SpectrumOnOff], true_counts: Array) -> Array:
    """Signal counts expected from fluxes per true bin (n_true,), cm⁻² s⁻¹: safe bins of all runs, shape (n_reco,)."""
    return np.sum([((true_counts * item.exposure) @ item.edisp) * item.safe for item in spectra], axis=0)
