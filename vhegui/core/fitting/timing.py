"""Sources that change with time, in a likelihood: what a data set expects is multiplied by the mean over its good time.

    s = f̄(run) · s₀,    f̄ = Σ ∫ f dt / Σ Δt  over its good time intervals.

Data whose sources do not change are folded as they are; see `timed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.fitting.folding import FoldingOf, Where
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.source import Source
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.temporal.model import TemporalModel, means, slopes_of_means
from vhegui.core.typing import Array, IntArray

STEADY = "constant"


@dataclass(frozen=True, eq=False)
class TimedFolding(FoldingOf):
    """Bins with their response, `inner`, and when they were observed.

    good_times : of the data sets, each (n, 2), MJD (TT) · run : index among them of each bin, (n_bins,).
    """

    good_times: tuple[Array, ...]
    run: IntArray

    def signal(self, source: Source, values: Array) -> tuple[Array, Where]:
        """Counts expected of a source, and the bins they are for."""
        signal, where = self.inner.signal(source, values)
        change = source.model.temporal
        if not isinstance(change, TemporalModel):
            return signal, where
        return signal * means(change.formula, self.good_times, self._own(source, values))[self.run[where]], where

    def fold(self, source: Source, values: Array) -> tuple[Array, Array, Where]:
        """The same and its derivatives by the fitted parameters (n_fitted, n_touched)."""
        change = source.model.temporal
        if not isinstance(change, TemporalModel):
            return self.inner.fold(source, values)
        signal, rows, where = self.inner.fold(source.at_all_times, values)
        own, run = self._own(source, values), self.run[where]
        factor = means(change.formula, self.good_times, own)[run]
        slopes = slopes_of_means(change.formula, self.good_times, own, source.in_time)[:, run]
        return signal * factor, np.concatenate([rows * factor, slopes * signal]), where

    def second_derivatives(self, source: Source, values: Array, per_bin: Array, steps: Array) -> Array:
        """Σ per_bin · second derivatives of the signal; the short way of `inner` where nothing changes with time."""
        if isinstance(source.model.temporal, TemporalModel):
            return super().second_derivatives(source, values, per_bin, steps)
        return self.inner.second_derivatives(source, values, per_bin, steps)

    @staticmethod
    def _own(source: Source, values: Array) -> tuple[float, ...]:
        return tuple(values[source.slices["temporal"]].tolist())


def timed(data: JointData, sources: Sequence[SourceModel]) -> JointData:
    """The data as sources that change with time are folded with; themselves where none does.

    Raises ConfigError where it is not known when a data set was observed.
    """
    changing = [source for source in sources if source.temporal is not None and source.temporal.kind != STEADY]
    if not changing:
        return data
    unknown = [data.names[i] for i in np.unique(data.run) if len(data.good_times) <= i or not len(data.good_times[i])]
    if unknown:
        raise ConfigError(
            f"{changing[0].name} changes with time, and when {', '.join(unknown)} was observed is not known; take its "
            "temporal model away, or leave out these data"
        )
    foldings = tuple(_timed(data, k) for k in range(len(data.foldings)))
    return replace(data, foldings=foldings)


def _timed(data: JointData, k: int) -> TimedFolding:
    there, run = np.unique(data.run[data.slices[k]], return_inverse=True)
    return TimedFolding(data.foldings[k], tuple(data.good_times[i] for i in there), run.ravel())
