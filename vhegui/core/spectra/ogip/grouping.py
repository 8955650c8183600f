"""Channels used together as one bin: GROUPING flags (OGIP 92-007), made by counts, by significance or by number.

Flags are those of the files, shape (n,): 1 where a bin begins, −1 where it goes on. Bins never join safe channels with
others; what is left over at the end of a stretch of safe channels joins the bin before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import AnalysisError
from vhegui.core.spectra.onoff import SpectrumOnOff, StatedErrors
from vhegui.core.statistics.counts import li_ma_significance
from vhegui.core.typing import Array, BoolArray, IntArray


def group_min_counts(spectrum: SpectrumOnOff, minimum: float) -> IntArray:
    """Bins with at least `minimum` ON counts each: GROUPING flags (n_reco,), 1 where a bin begins, else −1."""
    return _grouped(spectrum, lambda first, last: spectrum.counts[first:last].sum() >= minimum)


def group_min_significance(spectrum: SpectrumOnOff, sigma: float) -> IntArray:
    """Bins with an excess of at least `sigma` (Li & Ma) each: GROUPING flags (n_reco,)."""

    def enough(first: int, last: int) -> bool:
        on, off = float(spectrum.counts[first:last].sum()), float(spectrum.counts_off[first:last].sum())
        alpha = float(merged_alpha(spectrum.alpha, spectrum.counts_off, np.array([first]), last)[0])
        return alpha > 0.0 and float(li_ma_significance(on, off, alpha)) >= sigma

    return _grouped(spectrum, enough)


def group_channels(spectrum: SpectrumOnOff, number: int) -> IntArray:
    """Bins of `number` channels each: GROUPING flags (n_reco,)."""
    if number < 1:
        raise AnalysisError(f"grouping {number} channels into one bin is not possible; use 1 or more")
    return _grouped(spectrum, lambda first, last: last - first >= number)


def apply_grouping(spectrum: SpectrumOnOff, flags: IntArray) -> SpectrumOnOff:
    """The spectrum with grouped channels as single bins; safe where all their channels are.

    flags : (n_reco,); those other than −1 begin a bin. alpha of a bin is Σ alpha·OFF / Σ OFF, so that the background
    stays the same, or the mean where there is no OFF count.
    """
    starts = bin_starts(flags)
    if len(flags) != spectrum.reco.n:
        raise AnalysisError(f"{spectrum.name}: {len(flags)} grouping flags for {spectrum.reco.n} channels")
    return replace(
        spectrum,
        reco=EnergyAxis(np.append(spectrum.reco.edges[starts], spectrum.reco.edges[-1])),
        counts=np.add.reduceat(spectrum.counts, starts),
        counts_off=np.add.reduceat(spectrum.counts_off, starts),
        alpha=merged_alpha(spectrum.alpha, spectrum.counts_off, starts, spectrum.reco.n),
        edisp=np.add.reduceat(spectrum.edisp, starts, axis=1),
        safe=np.asarray(np.logical_and.reduceat(spectrum.safe, starts)),
        errors=None if spectrum.errors is None else _grouped_errors(spectrum.errors, starts),
    )


def _grouped_errors(errors: StatedErrors, starts: IntArray) -> StatedErrors:
    known = np.asarray(np.logical_or.reduceat(errors.known, starts))
    return StatedErrors(np.add.reduceat(errors.variance, starts), known)


def bin_starts(flags: IntArray) -> IntArray:
    """First channel of every bin, (n_bins,), of flags (n_channels,)."""
    begins = flags != -1
    begins[0] = True
    return np.flatnonzero(begins)


def merged_alpha(alpha: Array, off: Array, starts: IntArray, stop: int) -> Array:
    """ON/OFF ratio of bins that begin at `starts`, the last one ending before `stop`; shape of `starts`."""
    total = np.add.reduceat(off[:stop], starts)
    mean = np.add.reduceat(alpha[:stop], starts) / np.diff(np.append(starts, stop))
    weighted = np.add.reduceat((alpha * off)[:stop], starts)
    return np.divide(weighted, total, out=mean, where=total > 0.0)


def _grouped(spectrum: SpectrumOnOff, enough: Callable[[int, int], bool]) -> IntArray:
    flags = np.ones(spectrum.reco.n, dtype=np.int64)
    for first, last in _stretches(spectrum.safe):
        begin = first
        for channel in range(first, last):
            if channel > begin:
                flags[channel] = -1
            if enough(begin, channel + 1):
                begin = channel + 1
        if first < begin < last:
            flags[begin] = -1
    return flags


def _stretches(mask: BoolArray) -> list[tuple[int, int]]:
    """Begin and end of every run of True."""
    change = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in change.reshape(-1, 2)]
