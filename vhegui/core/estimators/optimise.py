"""Which ON radius and energy threshold are best? Counts for every choice on a grid, and figures of merit.

Three questions, three figures:

- significance of the excess that was seen (Li & Ma 1983, equation 17). The best of many choices is biased: chance has
  picked it, and its significance must be corrected for the number of choices (`vhegui.core.estimators.trials`).
- relative error of the excess that was seen, for the best spectrum of a source that is there beyond doubt.
- expected significance of a weak source: background from OFF, signal from a model. The ON counts do not enter, so the
  choice is not biased by them and costs no trials: the one to use before looking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics import li_ma_significance
from vhegui.core.typing import Array, BoolArray

MERITS = ("expected", "significance", "error")
FEWEST_OFF = (
    10  # OFF counts a choice needs: with fewer the significance is no normal deviate (Li & Ma 1983, section IV)
)


@dataclass(frozen=True, eq=False)
class Scan:
    """Counts of every choice, all runs. radius : shape (n_r,), deg · threshold : shape (n_e,), TeV, both rising.

    Shape (n_r, n_e): n_on, n_off · background : Σ α OFF · variance : Σ α² OFF
    predicted : signal counts of a source like the reference spectrum.
    """

    radius: Array
    threshold: Array
    n_on: Array
    n_off: Array
    background: Array
    variance: Array
    predicted: Array

    @property
    def alpha(self) -> Array:
        """Mean ON / OFF exposure, Σ α OFF / Σ OFF; 0 without OFF counts: (n_r, n_e)."""
        return np.divide(self.background, self.n_off, out=np.zeros_like(self.n_off), where=self.n_off > 0)

    @property
    def excess(self) -> Array:
        """ON − Σ α OFF, (n_r, n_e)."""
        return self.n_on - self.background

    @property
    def usable(self) -> BoolArray:
        """Which choices have OFF counts enough to say what the background is: (n_r, n_e)."""
        return self.n_off >= FEWEST_OFF

    @property
    def significance(self) -> Array:
        """Significance of the excess seen, (n_r, n_e); NaN for choices that are not usable."""
        return np.where(self.usable, li_ma_significance(self.n_on, self.n_off, self.alpha), np.nan)

    @property
    def relative_error(self) -> Array:
        """√(ON + Σ α² OFF) / excess, (n_r, n_e); NaN without a positive excess, and for choices that are not usable."""
        error, excess = np.sqrt(self.n_on + self.variance), self.excess
        good = self.usable & (excess > 0)
        return np.divide(error, excess, out=np.full_like(excess, np.nan), where=good)

    def expected_significance(self, fraction: float) -> Array:
        """Li & Ma significance of the expected counts of a source with `fraction` of the reference flux: the median of
        what would be seen (Cowan et al. 2011, Eur. Phys. J. C 71, 1554, "Asimov data"). NaN for unusable choices.
        """
        expected = li_ma_significance(self.background + fraction * self.predicted, self.n_off, self.alpha)
        return np.where(self.usable, expected, np.nan)

    def merit(self, which: str, fraction: float = 0.01) -> Array:
        """One of `MERITS`; larger is better, but for "error"."""
        if which == "expected":
            return self.expected_significance(fraction)
        return self.significance if which == "significance" else self.relative_error

    def best(self, which: str, fraction: float = 0.01) -> tuple[int, int] | None:
        """Row and column of the best choice; None where there is no usable one."""
        values = self.merit(which, fraction)
        if not np.isfinite(values).any():
            return None
        place = int(np.nanargmin(values) if which == "error" else np.nanargmax(values))
        return divmod(place, values.shape[1])

    @property
    def choices(self) -> int:
        """How many choices were looked at."""
        return int(self.usable.sum())


def scan_choices(
    radius: Array, spectra: Sequence[Sequence[SpectrumOnOff]], threshold: Array, e_max: float, flux: Array
) -> Scan:
    """Add up the safe bins of all runs above every threshold.

    spectra : one list of runs for every radius, with OFF regions and containment of that radius, all on the same axes
    e_max : upper end of the fit range, TeV · flux : reference flux in the true bins, cm⁻² s⁻¹, shape (n_true,).
    """
    rows = [_above(runs, threshold, e_max, flux) for runs in spectra]
    stacked = np.array(rows).reshape(len(rows), 5, len(threshold)).transpose(1, 0, 2)
    return Scan(radius, threshold, *stacked)


def _above(runs: Sequence[SpectrumOnOff], threshold: Array, e_max: float, flux: Array) -> Array:
    """ON, OFF, Σ α OFF, Σ α² OFF and signal above every threshold: shape (5, n_e)."""
    total = np.zeros((5, len(threshold)))
    for run in runs:
        usable = run.safe & (run.reco.edges[1:] <= e_max * (1 + 1e-6))
        signal = (flux * run.exposure) @ run.edisp
        values = (run.counts, run.counts_off, run.background, run.alpha * run.background, signal)
        total += summed_above(np.array(values) * usable, run.reco.edges, threshold)
    return total


def summed_above(values: Array, edges: Array, threshold: Array) -> Array:
    """Sums over the bins (last axis, `edges` TeV) that lie above every threshold: (..., n_reco) → (..., n_e)."""
    beyond = np.flip(np.cumsum(np.flip(values, -1), axis=-1), -1)
    beyond = np.concatenate((beyond, np.zeros((*values.shape[:-1], 1))), axis=-1)
    return beyond[..., np.searchsorted(edges[:-1], threshold * (1 - 1e-6))]


def thresholds(runs: Sequence[SpectrumOnOff], e_max: float = np.inf) -> Array:
    """Lower edges of the bins that are safe in any run, (n,), TeV: the thresholds worth trying."""
    edges = runs[0].reco.edges
    safe = np.any([run.safe for run in runs], axis=0) & (edges[1:] <= e_max * (1 + 1e-6))
    return edges[:-1][safe]
