"""Spectra that seem to be the same observation twice: a run of a data set, and its spectrum from a file."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from vhegui.core.spectra.instruments import instrument_key
from vhegui.core.spectra.onoff import SpectrumOnOff

# Consecutive runs may overlap by a rounding of their times; the same run does for nearly all of its time.
SHARED = 0.5
MANY = 20  # counts


def duplicates(spectra: Sequence[SpectrumOnOff]) -> list[tuple[str, str]]:
    """Pairs of names: of one instrument, and together for more than half the time of the shorter one.

    Where one has no times, equal names or equal counts count instead. Spectra that nothing is used of do not count.
    """
    groups: dict[str, list[SpectrumOnOff]] = defaultdict(list)
    for item in spectra:
        if item.safe.any():
            groups[instrument_key(item.instrument)].append(item)
    return [pair for group in groups.values() for pair in _of_one_instrument(group)]


def _of_one_instrument(spectra: list[SpectrumOnOff]) -> list[tuple[str, str]]:
    timed = sorted((item for item in spectra if _has_times(item)), key=lambda item: item.start)
    pairs, longest = [], None
    for item in timed:
        if longest is not None and _shared(longest, item) > SHARED:
            pairs.append((longest.name, item.name))
        if longest is None or item.stop > longest.stop:
            longest = item
    known = list(timed)
    for item in spectra:
        if not _has_times(item):
            called = (other for other in known if other.name == item.name)
            twin = next(called, None) or next((other for other in known if _same_counts(other, item)), None)
            if twin is not None:
                pairs.append((twin.name, item.name))
            known.append(item)
    return pairs


def _same_counts(first: SpectrumOnOff, second: SpectrumOnOff) -> bool:
    """Whether all counts are the same, and too many for that to be chance."""
    pairs = (first.counts, second.counts), (first.counts_off, second.counts_off)
    return bool(first.counts.sum() >= MANY) and all(np.array_equal(a, b) for a, b in pairs)


def _has_times(item: SpectrumOnOff) -> bool:
    return math.isfinite(item.start) and math.isfinite(item.stop) and item.stop > item.start


def _shared(first: SpectrumOnOff, second: SpectrumOnOff) -> float:
    """Part of the shorter one's time that both have."""
    both = min(first.stop, second.stop) - max(first.start, second.start)
    return both / min(first.stop - first.start, second.stop - second.start)
