"""Spectra that are folded together: one instrument, one true-energy axis, the bins that are fitted side by side.

    s_i = Σ_j R_ji ∫_j φ(E) dE,    R: cm² s, from true bin j to fitted bin i.

The integrals are Gauss–Legendre in ln E. As s is linear in φ, derivatives by parameters are folded like φ itself, all
in one matrix product.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core.models.spectral.flux import log_energy_nodes
from vhegui.core.spectra.instruments import named_in, same_instrument
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array, BoolArray, IntArray

Ranges = Mapping[str, tuple[float, float]]


# A folding that reaches all its bins says so by this very object: then nothing needs to be put in its place.
ALL_BINS = slice(None)


class FoldedSpectrum(Protocol):
    """What a response asks of a source, for `values` (n_par,) of all parameters of a fit.

    positions : of the parameters that are fitted, among all · linear : which of them the spectrum is proportional to
    (counted in `positions`), or None.
    """

    @property
    def positions(self) -> tuple[int, ...]:
        """Positions of the fitted parameters."""
        ...

    @property
    def linear(self) -> int | None:
        """Which of them is the amplitude."""
        ...

    def evaluate(self, energy: Array, values: Array, /) -> Array:
        """dN/dE at `energy` (TeV, any shape)."""
        ...

    def gradient(self, energy: Array, values: Array, /) -> Array:
        """d(dN/dE)/d fitted parameter: (len(positions), *energy.shape)."""
        ...


@dataclass(frozen=True, eq=False)
class ResponseGroup:
    """Spectra with the same true-energy axis: one set of quadrature nodes, one response matrix.

    energy, weight : shape (order, n_true), TeV · response : shape (n_true, n_bins), cm² s, fitted bins side by side.
    """

    energy: Array
    weight: Array
    response: Array

    @property
    def n_bins(self) -> int:
        """Number of bins of the group."""
        return self.response.shape[1]

    @property
    def is_field(self) -> bool:
        """Spectra know no directions."""
        return False

    @property
    def is_smooth(self) -> bool:
        """So nothing depends on them."""
        return True

    def fold_rows(self, rows: Array) -> Array:
        """Differential rows (..., order, n_true) at the nodes → expected counts (..., n_bins)."""
        return np.add.reduce(rows * self.weight, axis=-2) @ self.response

    def weights_of(self, per_bin: Array) -> Array:
        """Weights (order, n_true) that, summed with a differential row, give its fold summed with `per_bin`."""
        return self.weight * (self.response @ per_bin)

    def signal(self, source: FoldedSpectrum, values: Array) -> tuple[Array, slice | IntArray]:
        """Counts expected of a source (n_bins,)."""
        return self.fold_rows(source.evaluate(self.energy, values)), ALL_BINS

    def fold(self, source: FoldedSpectrum, values: Array) -> tuple[Array, Array, slice | IntArray]:
        """The same and its derivatives by the fitted parameters (n_fitted, n_bins)."""
        if not source.positions:
            return self.fold_rows(source.evaluate(self.energy, values)), np.empty((0, self.n_bins)), ALL_BINS
        rows = source.gradient(self.energy, values)
        if source.linear is None:
            both = self.fold_rows(np.concatenate([source.evaluate(self.energy, values)[None], rows]))
            return both[0], both[1:], ALL_BINS
        slopes = self.fold_rows(rows)  # the signal is in them: amplitude × derivative by the amplitude
        return values[source.positions[source.linear]] * slopes[source.linear], slopes, ALL_BINS

    def second_derivatives(self, source: FoldedSpectrum, values: Array, per_bin: Array, steps: Array) -> Array:
        """Σ per_bin · second derivatives of the signal by the fitted parameters, (n_fitted, n_fitted).

        A central difference of the formula's gradient over `steps` (n_fitted,), without folding: the sum over bins is
        one over nodes, see `weights_of`.
        """
        n, weights = len(source.positions), self.weights_of(per_bin)
        found = np.zeros((n, n))
        for a, (i, step) in enumerate(zip(source.positions, steps, strict=True)):
            if a == source.linear:  # the signal is linear in it: its row comes from the others by symmetry
                continue
            up, down = values.copy(), values.copy()
            up[i] += step
            down[i] -= step
            change = source.gradient(self.energy, up)
            change -= source.gradient(self.energy, down)
            found[a] = change.reshape(n, -1) @ weights.ravel() / (2.0 * step)
        if source.linear is not None:
            found[source.linear] = found[:, source.linear]
            found[source.linear, source.linear] = 0.0
        return found


def usable_bins(spectrum: SpectrumOnOff, e_min: float = 0.0, e_max: float = math.inf) -> BoolArray:
    """Safe bins that lie fully between e_min and e_max (TeV); edges that agree to 10⁻⁶ count as equal. (n_reco,)."""
    edges = spectrum.reco.edges
    return spectrum.safe & (edges[:-1] >= e_min * (1 - 1e-6)) & (edges[1:] <= e_max * (1 + 1e-6))


def bins_in_ranges(spectrum: SpectrumOnOff, e_min: float, e_max: float, ranges: Ranges) -> BoolArray:
    """Usable bins, (n_reco,), between e_min and e_max and in the range of its own that a spectrum has, or else its
    instrument.
    """
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


def build_group(spectra: Sequence[SpectrumOnOff], masks: Sequence[BoolArray]) -> ResponseGroup:
    """More nodes where bins are wide (3 on a twentieth of a decade); true bins that nothing comes from left out."""
    edges = spectra[0].true.edges
    response = np.concatenate(
        [s.exposure[:, None] * s.edisp[:, mask] for s, mask in zip(spectra, masks, strict=True)], axis=1
    )
    widest = float(np.max(np.diff(np.log(edges))))
    energy, weight = log_energy_nodes(edges, min(2 + math.ceil(widest / 0.12), 16))
    used = np.any(response > 0, axis=1)
    return ResponseGroup(
        np.ascontiguousarray(energy[used].T),
        np.ascontiguousarray(weight[used].T),
        np.ascontiguousarray(response[used]),
    )
