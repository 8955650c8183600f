"""The θ² plot where OFF regions are not copies of ON: the background expected about ON, from all OFF events together.

OFF regions of other sizes or offsets have no θ² of their own that could be compared with that of ON. What they measure
is the background in the ON region, and inside such a small part of the field it is flat. So each step of θ² expects the
part of it that its solid angle has; all steps share the OFF events, and an ON region of any radius has their number.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.estimators.theta_squared import BINS, Inside, ThetaSquared, plot_reach, squares_about_on
from vhegui.core.regions.circle import Circle
from vhegui.core.spectra.region_counts import OffsetEvents, count_regions
from vhegui.core.typing import Array


def theta_squared_scaled(
    events: Mapping[int, OffsetEvents], regions: Mapping[int, ScatteredOff], radius: float
) -> ThetaSquared:
    """The histogram of events (by run, those in the energy range). radius : of the ON region, deg."""
    edges = np.linspace(0.0, plot_reach(radius), BINS + 1)
    on, inside, centres = np.zeros(BINS), np.zeros(4), 0
    for run, off in regions.items():
        about_on = squares_about_on(events[run], off.offset, off.on_angle, float(np.sqrt(edges[-1])))
        on += np.histogram(about_on, edges)[0]
        counts = count_regions(events[run], Circle(off.source.ra, off.source.dec, radius), off)
        expected = counts.alpha * counts.off
        inside += counts.on.sum(), counts.off.sum(), expected.sum(), (counts.alpha * expected).sum()
        centres += len(off)
    _, off_events, background, variance = inside
    share = np.diff(edges) / radius**2
    within = edges / radius**2
    return ThetaSquared(
        radius=radius,
        inside=Inside(*inside.tolist()),
        edges=edges,
        on=on,
        off=np.full(BINS, off_events),
        background=background * share,
        variance=variance * share**2,
        centres=np.full(BINS, float(centres)),
        inside_on=_summed(on),
        inside_off=np.append(0.0, np.full(BINS, off_events)),
        inside_background=background * within,
        inside_variance=variance * within**2,
    )


def _summed(values: Array) -> Array:
    return np.append(0.0, np.cumsum(values))
