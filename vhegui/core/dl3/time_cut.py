"""A run cut to intervals of time: good time, events, ontime and livetime of what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vhegui.core.dl3.gti import inside
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.typing import Array

# MJD in double precision is good to a microsecond; ends that agree so well are the same.
SAME_SECONDS = 1e-5


def cut_times(observation: Observation, times: Sequence[tuple[float, float]]) -> Observation:
    """The run inside `times`, intervals (start, stop) in MJD (TT) in any order; without intervals it is not cut.

    Returns the same object when nothing is cut away; a run that is all outside has no good time, no events and a
    livetime of 0. The dead time is taken to be the same all through the run. The pointing stays that of the whole run,
    so that regions stay where they are. Events outside the good time are kept apart as before, those in `times`.
    """
    if len(times) == 0:
        return observation
    wanted = _union((np.array(times, dtype=np.float64) - observation.time_ref) * SECONDS_PER_DAY)
    gti = _intersection(observation.gti, wanted)
    if np.array_equal(gti, observation.gti):
        return observation
    ontime = float(np.diff(gti, axis=1).sum())
    outside = observation.outside_gti
    return replace(
        observation,
        gti=gti,
        ontime=ontime,
        livetime=observation.livetime * (ontime / observation.ontime if observation.ontime > 0 else 0.0),
        events=observation.events.where(inside(gti, observation.events.time)),
        outside_gti=None if outside is None else outside.where(inside(wanted, outside.time)),
    )


def _union(intervals: Array) -> Array:
    """Sorted and merged, shape (n, 2)."""
    merged: list[list[float]] = []
    for start, stop in intervals[np.argsort(intervals[:, 0], kind="stable")]:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], float(stop))
        elif stop > start:
            merged.append([float(start), float(stop)])
    return np.array(merged).reshape(-1, 2)


def _intersection(gti: Array, wanted: Array) -> Array:
    """Where both hold, shape (n, 2); ends of `wanted` that agree with those of `gti` take their exact value."""
    start = np.maximum(gti[:, None, 0], wanted[None, :, 0])
    stop = np.minimum(gti[:, None, 1], wanted[None, :, 1])
    start = np.where(start - gti[:, None, 0] < SAME_SECONDS, gti[:, None, 0], start)
    stop = np.where(gti[:, None, 1] - stop < SAME_SECONDS, gti[:, None, 1], stop)
    return np.stack([start, stop], axis=-1)[stop - start > SAME_SECONDS]
