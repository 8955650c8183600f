"""Counts, background, excess and significance of runs, one row a run and in total."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.spectra.folding import usable_bins
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics import excess_error, li_ma_significance


@dataclass(frozen=True)
class CountsRow:
    """What was seen in ON and OFF inside the safe bins of a run, or of several together.

    alpha : Σ α OFF / Σ OFF, the mean of the bins' α without OFF counts · livetime, ontime : s, summed
    sqrt_ts : Li & Ma significance with the sign of the excess · energy_min, energy_max : TeV, NaN without safe bins.
    """

    name: str
    counts: float
    counts_off: float
    n_off_regions: int
    alpha: float
    background: float
    excess: float
    excess_error: float
    sqrt_ts: float
    livetime: float
    ontime: float
    energy_min: float
    energy_max: float


def counts_row(spectra: Sequence[SpectrumOnOff], name: str, e_min: float = 0.0, e_max: float = math.inf) -> CountsRow:
    """Sum of the safe bins of `spectra` that lie fully between e_min and e_max (TeV)."""
    masks = [usable_bins(spectrum, e_min, e_max) for spectrum in spectra]
    pairs = list(zip(spectra, masks, strict=True))
    counts = float(sum(s.counts[m].sum() for s, m in pairs))
    off = float(sum(s.counts_off[m].sum() for s, m in pairs))
    background = float(sum(s.background[m].sum() for s, m in pairs))
    alphas = np.concatenate([s.alpha[m] for s, m in pairs]) if pairs else np.zeros(0)
    alpha = background / off if off > 0 else float(alphas.mean()) if alphas.size else 0.0
    low = [float(s.reco.edges[:-1][m][0]) for s, m in pairs if m.any()]
    high = [float(s.reco.edges[1:][m][-1]) for s, m in pairs if m.any()]
    return CountsRow(
        name=name,
        counts=counts,
        counts_off=off,
        n_off_regions=sum(s.n_off_regions for s in spectra),
        alpha=alpha,
        background=background,
        excess=counts - background,
        excess_error=float(excess_error(counts, off, alpha)),
        sqrt_ts=float(li_ma_significance(counts, off, alpha)),
        livetime=float(sum(s.livetime for s in spectra)),
        ontime=float(sum(s.ontime for s in spectra)),
        energy_min=min(low, default=math.nan),
        energy_max=max(high, default=math.nan),
    )


def counts_table(
    spectra: Sequence[SpectrumOnOff], e_min: float = 0.0, e_max: float = math.inf
) -> tuple[tuple[CountsRow, ...], CountsRow]:
    """One row a run, and the total of the runs that contribute: without a safe bin or OFF region a run adds no time."""
    rows = tuple(counts_row((spectrum,), spectrum.name, e_min, e_max) for spectrum in spectra)
    return rows, counts_row([spectrum for spectrum in spectra if spectrum.safe.any()], "total", e_min, e_max)
