"""A fit that can be stopped: who has asked for it is told of every evaluation, and may raise.

Spectra are fitted before anybody could ask; a fit of cubes takes seconds, minutes where its data say little. Every way
to a minimum folds sources, whatever minimiser is at work: there it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from vhegui.core.fitting.folding import FoldingOf, Where
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.source import Source
from vhegui.core.typing import Array

Tell = Callable[[], None]


@dataclass(frozen=True, eq=False)
class WatchedFolding(FoldingOf):
    """Bins with their response, `inner`; `tell` is called whenever something is folded, and may raise to stop."""

    tell: Tell

    def signal(self, source: Source, values: Array) -> tuple[Array, Where]:
        """Counts expected of a source, and the bins they are for."""
        self.tell()
        return self.inner.signal(source, values)

    def fold(self, source: Source, values: Array) -> tuple[Array, Array, Where]:
        """The same and its derivatives by the fitted parameters (n_fitted, n_touched)."""
        self.tell()
        return self.inner.fold(source, values)

    def second_derivatives(self, source: Source, values: Array, per_bin: Array, steps: Array) -> Array:
        """Σ per_bin · second derivatives of the signal."""
        self.tell()
        return self.inner.second_derivatives(source, values, per_bin, steps)


def watched(data: JointData, tell: Tell | None) -> JointData:
    """The data for a fit of which `tell` is told; themselves where nobody asks.

    >>> from vhegui.core.fitting.likelihood import Likelihood
    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> told = []
    >>> data = watched(data_of_spectra([demo_spectrum()]), lambda: told.append("again"))
    >>> _ = Likelihood.of(data, default_spectrum("power_law")).stat()
    >>> told
    ['again']
    """
    if tell is None:
        return data
    return replace(data, foldings=tuple(WatchedFolding(each, tell) for each in data.foldings))
