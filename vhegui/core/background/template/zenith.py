"""Bins of the zenith angle: typed, or such that each holds as many events as the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.core.background.template.counting import CountedRun
from vhegui.core.background.template.settings import HORIZON, TemplateSettings
from vhegui.core.typing import Array, IntArray


def zenith_edges(settings: TemplateSettings, runs: Sequence[CountedRun]) -> tuple[float, ...]:
    """Edges of the bins, deg: those of the settings, or between runs so that events are shared evenly."""
    if settings.equal_bins == 0:
        return settings.zenith_edges
    known = sorted((run.zenith, run.counts.sum()) for run in runs if np.isfinite(run.zenith))
    zenith, events = np.array(known).reshape(-1, 2).T
    between = 0.5 * (zenith[1:] + zenith[:-1])
    below = np.cumsum(events)[:-1]
    wanted = events.sum() * np.arange(1, settings.equal_bins) / settings.equal_bins
    nearest = {int(np.argmin(np.abs(below - each))) for each in wanted} if len(between) else set()
    inner = sorted({float(between[i]) for i in nearest})
    return 0.0, *inner, HORIZON


def zenith_bin(edges: Sequence[float], zenith: Array | float) -> IntArray:
    """The bin of zenith angles (deg, any shape): low ≤ zenith < high, the last one to its end; -1 outside and for NaN.

    >>> zenith_bin((0.0, 20.0, 40.0, 90.0), np.array([0.0, 20.0, 39.9, 90.0, np.nan])).tolist()
    [0, 1, 1, 2, -1]
    """
    array, limits = np.asarray(zenith, dtype=np.float64), np.asarray(edges, dtype=np.float64)
    found = np.searchsorted(limits, array, side="right") - 1
    found = np.where(array == limits[-1], len(limits) - 2, found)
    return np.where((found < len(limits) - 1) & np.isfinite(array), found, -1).astype(np.int64)
