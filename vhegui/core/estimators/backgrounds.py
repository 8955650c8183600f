"""One source with its background known in several ways: spectra that differ in it alone, and by how much they do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.cubes.in_region import RegionBackground
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.result import Fitted
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array, BoolArray


def with_background(spectrum: SpectrumOnOff, found: RegionBackground, safe: BoolArray) -> SpectrumOnOff:
    """The spectrum of a run with another background; `safe`, (n_reco,), are the bins that may be used.

    A background that is known stands as OFF with α = 1, to be fitted with the statistic Cash.
    """
    return replace(
        spectrum,
        counts_off=found.off,
        alpha=found.alpha,
        safe=safe & (found.alpha > 0),
        n_off_regions=int(found.counted),
    )


def background_variance(found: Sequence[RegionBackground], used: Sequence[BoolArray]) -> Array:
    """Variance of the background of runs together, each in its used bins, (n_reco,): shape (n_reco, n_reco).

    Runs err independently of each other, but for what they share: the errors of a response that several of them have.
    """
    rows = [each.errors * mask for each, mask in zip(found, used, strict=True)]
    together: dict[str, Array] = {}
    for each, mask in zip(found, used, strict=True):
        if each.response_errors is not None:
            together[each.response] = together.get(each.response, 0.0) + each.response_errors * mask
    directions = np.concatenate([*rows, *together.values()])
    return directions.T @ directions


def source_ts(data: JointData, fitted: Fitted) -> float:
    """By how much the statistic rises where the first source is taken away, everything else as fitted: its TS."""
    likelihood = Likelihood.of(data, fitted.joint)
    without = likelihood.values.copy()
    without[list(likelihood.sources[0].amplitudes)] = 0.0
    return float(likelihood.with_free((), without).stat() - fitted.total_stat)


@dataclass(frozen=True)
class Spread:
    """A number as several methods give it. value, error : of the first of them · lowest, highest : of all
    deviation : their standard deviation, of a sample (n − 1).

    >>> spread = Spread.of("index", "", [2.27, 2.31, 2.25], 0.16)
    >>> round(spread.range, 3), round(spread.deviation, 3)
    (0.06, 0.031)
    """

    name: str
    unit: str
    value: float
    error: float
    lowest: float
    highest: float
    deviation: float

    @classmethod
    def of(cls, name: str, unit: str, values: Sequence[float], error: float) -> Spread:
        """From values, the reference first, and its error."""
        deviation = float(np.std(values, ddof=1)) if len(values) > 1 else math.nan
        return cls(name, unit, values[0], error, min(values), max(values), deviation)

    @property
    def range(self) -> float:
        """Highest less lowest."""
        return self.highest - self.lowest
