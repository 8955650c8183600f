"""Which reconstructed-energy bins of a run can be trusted, and why."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.settings import Distance, Label, Percent, Settings, Tev, not_rising
from vhegui.core.typing import Array, BoolArray


class SafeRange(Settings, frozen=True):
    """Which reconstructed energies are used: every condition that is set must hold."""

    aeff_percent: Annotated[
        Percent | None,
        Label(
            "Effective-area threshold",
            "Use only bins above the true energy where the effective area (with containment) first reaches this "
            "percentage of its maximum. Under it the energy bias is large.",
            row="Threshold",
            switch="By effective area",
        ),
    ] = 10.0
    low: Annotated[Tev | None, Label("Safe range from", "Fixed lower end of the energies used.", row="Lowest")] = None
    high: Annotated[Tev | None, Label("Safe range to", "Fixed upper end of the energies used.", row="Highest")] = None
    header: Annotated[
        bool,
        Label(
            "Safe range of the files",
            "LO_THRES and HI_THRES in the effective area's header.",
            row="Range in the files",
        ),
    ] = False
    bias_percent: Annotated[
        Percent | None,
        Label(
            "Energy bias below",
            "Use only bins above the energy where the bias of the reconstructed energy falls below this percentage.",
            row="Bias below",
        ),
    ] = None
    bkg_peak: Annotated[
        bool,
        Label(
            "Above the background's peak",
            "Use only bins from that with the most background upwards, in each run.",
            row="Above background peak",
        ),
    ] = False
    offset_max: Annotated[
        Distance | None,
        Label(
            "Largest offset",
            "Use only runs that point to within this distance of the source region; on maps, only what lies within it "
            "of the pointing.",
            row="Largest offset",
        ),
    ] = None

    def conflict(self) -> tuple[str, str] | None:
        return not_rising(self.low, self.high)


def aeff_threshold(energy: Array, effective_area: Array, percent: float) -> float:
    """True energy (TeV) where the effective area first reaches `percent` of its maximum.

    energy : shape (n,), TeV, bin centres · effective_area : shape (n,), any unit, containment included.
    Between centres the area is a power law of energy, as gammapy takes it. Below every response: the lowest
    energy with any area. Returns NaN when the area is zero everywhere.
    """
    filled = np.flatnonzero(effective_area > 0)
    if len(filled) == 0:
        return float("nan")
    level = percent / 100.0 * float(effective_area.max())
    first = int(np.argmax(effective_area >= level))
    if first == 0 or effective_area[first - 1] <= 0:
        return float(energy[max(first, filled[0])])
    x0, x1 = np.log(energy[first - 1 : first + 1])
    y0, y1 = np.log(effective_area[first - 1 : first + 1])
    return float(np.exp(x0 + (np.log(level) - y0) * (x1 - x0) / (y1 - y0)))


def bias_threshold(true: Array, reco: Array, edisp: Array, percent: float) -> float:
    """Reconstructed energy (TeV) above which the energy bias (mean E_reco / E_true − 1) is below `percent`.

    true, reco : (n_true,), (n_reco,), TeV, bin centres · edisp : (n_true, n_reco), probabilities. The bias falls from
    its largest value; where it passes `percent`, between centres a power law of energy as gammapy takes it
    (`EDispKernel.get_bias_energy`), the true energy E gives E (1 + bias). NaN where nothing is reconstructed.
    """
    total = edisp.sum(axis=1)
    if not total.any():
        return float("nan")
    mean = np.divide(edisp @ reco, total, out=np.zeros_like(total), where=total > 0)
    bias, level = mean / true - 1.0, percent / 100.0
    peak = int(np.argmax(bias))
    below = np.flatnonzero(bias[peak:] <= level)
    if len(below) == 0 or below[0] == 0:
        return float(true[peak] * (1.0 + level))
    after = peak + int(below[0])
    x0, x1 = np.log(true[after - 1 : after + 1])
    y0, y1 = np.log(np.maximum(bias[after - 1 : after + 1], np.finfo(np.float32).tiny))
    return float(np.exp(x0 + (np.log(level) - y0) * (x1 - x0) / (y1 - y0)) * (1.0 + level))


def background_peak(axis: EnergyAxis, counts: Array, counts_off: Array, alpha: Array) -> float:
    """Lower edge (TeV) of the bin with the most background, expected from ON and OFF counts without a signal.

    counts, counts_off, alpha : (n_reco,). From there upwards a power law describes the background well enough (Mohrmann
    et al. 2019, A&A 632, A72, for H.E.S.S. DL3); gammapy's "bkg-peak" on ON/OFF spectra.
    """
    return float(axis.edges[np.argmax(alpha * (counts + counts_off) / (1.0 + alpha))])


def bins_within(axis: EnergyAxis, low: float, high: float) -> BoolArray:
    """Bins, a mask (n,), that lie entirely between `low` and `high` (TeV); NaN means no limit. Edges may touch (to
    1e-9).
    """
    low = 0.0 if np.isnan(low) else low * (1.0 - 1e-9)
    high = np.inf if np.isnan(high) else high * (1.0 + 1e-9)
    return (axis.edges[:-1] >= low) & (axis.edges[1:] <= high)


def used_range(axis: EnergyAxis, mask: BoolArray) -> tuple[float, float]:
    """Where the used bins, `mask` (n,), begin and end (TeV); NaN for an end that is the axis' own, and where no bin is
    used.
    """
    used = np.flatnonzero(mask)
    if len(used) == 0:
        return float("nan"), float("nan")
    first, last = int(used[0]), int(used[-1]) + 1
    low = float(axis.edges[first]) if first > 0 else float("nan")
    return low, float(axis.edges[last]) if last < axis.n else float("nan")
