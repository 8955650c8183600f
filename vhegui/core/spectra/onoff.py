"""DL4, 1D: the ON/OFF spectrum of one run (or of a stack of runs) with its response."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class StatedErrors:
    """Errors that a file gives instead of, or beside, those of its counts (OGIP STAT_ERR, SYS_ERR).

    variance : of the excess, (n_reco,) · known : whether the ON counts of a bin have an error at all, (n_reco,): where
    there are none, only STAT_ERR gives one.
    """

    variance: Array
    known: BoolArray


@dataclass(frozen=True, eq=False)
class SpectrumOnOff:
    """Counts in the ON and OFF regions against reconstructed energy, and what predicts them.

    reco, true : reconstructed (n_reco bins) and true (n_true bins) energy axes
    counts, counts_off : shape (n_reco,) · alpha : shape (n_reco,), ON / OFF exposure ratio, 0 without OFF
    exposure : shape (n_true,), cm² s, effective area × livetime × containment
    edisp : shape (n_true, n_reco), P(reco bin | true bin)
    safe : shape (n_reco,), bool, bins to be used · livetime, ontime : s
    instrument : who observed, "" if the data do not say
    start, stop : MJD (TT) of the first and last good time, NaN if the data do not say
    errors : those that the data state beside their counts, for χ²; None where they are those of Poisson counts
    gti : good time intervals, (n, 2), MJD (TT), empty where they are not known.
    """

    name: str
    reco: EnergyAxis
    true: EnergyAxis
    counts: Array
    counts_off: Array
    alpha: Array
    exposure: Array
    edisp: Array
    safe: BoolArray
    livetime: float
    ontime: float
    n_off_regions: int
    instrument: str = ""
    start: float = math.nan
    stop: float = math.nan
    errors: StatedErrors | None = None
    gti: Array = field(default_factory=lambda: np.zeros((0, 2)))

    @property
    def good_time(self) -> Array:
        """Good time intervals, (n, 2), MJD (TT): from first to last time where only these are known, or empty."""
        if len(self.gti) or not self.stop > self.start:
            return self.gti
        return np.array([[self.start, self.stop]])

    @property
    def background(self) -> Array:
        """Background expected in ON: alpha × OFF, shape (n_reco,)."""
        return self.alpha * self.counts_off

    @property
    def excess(self) -> Array:
        """ON − alpha × OFF, shape (n_reco,)."""
        return self.counts - self.background

    @property
    def stated_variance(self) -> Array:
        """Variance of the excess that the data state, (n_reco,): 0 where it is not known, NaN where counts tell it."""
        if self.errors is None:
            return np.full(self.reco.n, np.nan)
        return np.where(self.errors.known, self.errors.variance, 0.0)

    @property
    def response(self) -> Array:
        """Exposure × energy dispersion: cm² s, shape (n_true, n_reco); flux in true bins @ response = counts."""
        return self.exposure[:, None] * self.edisp

    @property
    def energy_range(self) -> tuple[float, float]:
        """Lowest and highest edge of the safe bins, TeV; NaN when no bin is safe."""
        bins = np.flatnonzero(self.safe)
        if len(bins) == 0:
            return float("nan"), float("nan")
        return float(self.reco.edges[bins[0]]), float(self.reco.edges[bins[-1] + 1])
