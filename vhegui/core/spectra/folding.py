"""Spectra that are folded together: one instrument, one true-energy axis, the bins that are fitted side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.models.spectral.flux import log_energy_nodes
from vhegui.core.spectra.instruments import named_in, same_instrument
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array, BoolArray

Ranges = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Group:
    """Spectra with the same true-energy axis: one set of quadrature nodes, one response matrix.

    energy, weight : shape (order, n_true), TeV · response : shape (n_true, n_bins), cm² s, fitted bins side by side.
    """

    instrument: str
    energy: Array
    weight: Array
    response: Array

    @property
    def n_bins(self) -> int:
        """Number of bins of the group."""
        return self.response.shape[1]

    def fold(self, rows: Array) -> Array:
        """Differential rows (..., order, n_true) at the nodes → expected counts (..., n_bins)."""
        return np.add.reduce(rows * self.weight, axis=-2) @ self.response

    def pull(self, per_bin: Array) -> Array:
        """Weights (order, n_true) that, summed with a differential row, give its fold summed with `per_bin`."""
        return self.weight * (self.response @ per_bin)


def usable_bins(spectrum: SpectrumOnOff, e_min: float = 0.0, e_max: float = math.inf) -> BoolArray:
    """Safe bins that lie fully between e_min and e_max (TeV); edges that agree to 10⁻⁶ count as equal. (n_reco,)."""
    edges = spectrum.reco.edges
    return spectrum.safe & (edges[:-1] >= e_min * (1 - 1e-6)) & (edges[1:] <= e_max * (1 + 1e-6))


def bins_in_ranges(spectrum: SpectrumOnOff, e_min: float, e_max: float, ranges: Ranges) -> BoolArray:
    """Usable bins between e_min and e_max and in the range of its own that a spectrum has, or else its instrument."""
    low, high = named_in(ranges, spectrum.name, spectrum.instrument) or (0.0, math.inf)
    return usable_bins(spectrum, max(e_min, low), min(e_max, high))


def grouped(spectra: Sequence[SpectrumOnOff], masks: Sequence[BoolArray]) -> list[list[int]]:
    """Indices of the spectra that have bins, grouped by instrument and equal true-energy edges."""
    groups: list[list[int]] = []
    for i, spectrum in enumerate(spectra):
        if not masks[i].any():
            continue
        for group in groups:
            if _belong_together(spectra[group[0]], spectrum):
                group.append(i)
                break
        else:
            groups.append([i])
    return groups


def _belong_together(a: SpectrumOnOff, b: SpectrumOnOff) -> bool:
    if not same_instrument(a.instrument, b.instrument):
        return False
    return a.true.edges is b.true.edges or np.array_equal(a.true.edges, b.true.edges)


def build_group(spectra: Sequence[SpectrumOnOff], masks: Sequence[BoolArray]) -> Group:
    """More nodes where bins are wide (3 on a twentieth of a decade); true bins that nothing comes from left out."""
    edges = spectra[0].true.edges
    response = np.concatenate(
        [s.exposure[:, None] * s.edisp[:, mask] for s, mask in zip(spectra, masks, strict=True)], axis=1
    )
    widest = float(np.max(np.diff(np.log(edges))))
    energy, weight = log_energy_nodes(edges, min(2 + math.ceil(widest / 0.12), 16))
    used = np.any(response > 0, axis=1)
    return Group(
        spectra[0].instrument,
        np.ascontiguousarray(energy[used].T),
        np.ascontiguousarray(weight[used].T),
        np.ascontiguousarray(response[used]),
    )
