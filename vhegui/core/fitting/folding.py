"""What a likelihood asks of data: how a source spreads its photons over their bins.

Spectra and cubes answer alike, each with its own response: `vhegui.core.spectra.folding.ResponseGroup` integrates over
true energy only, a cube also over the sky.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core.fitting.source import Source
from vhegui.core.spectra.folding import ALL_BINS as ALL_BINS
from vhegui.core.typing import Array, IntArray

Where = slice | IntArray


class Folding(Protocol):
    """Bins with a response of their own.

    To add a kind of data, write a class with `n_bins`, `is_field`, `is_smooth`, `signal` and `fold`, and gather its
    bins in a `JointData`.

    Results come with `where`, the bins they are for, each at most once: a source that touches a few pixels of a cube
    costs only these. `ALL_BINS` where they are for all. values : (n_par,), of all parameters of the likelihood.
    """

    @property
    def n_bins(self) -> int:
        """Number of bins."""
        ...

    @property
    def is_field(self) -> bool:
        """Whether the bins are of a field of view, so that shapes and its background matter."""
        ...

    @property
    def is_smooth(self) -> bool:
        """Whether what is expected has no kinks in the place of a source: a fit may end at each of them."""
        ...

    def signal(self, source: Source, values: Array, /) -> tuple[Array, Where]:
        """Counts expected of a source (n_touched,), and where."""
        ...

    def fold(self, source: Source, values: Array, /) -> tuple[Array, Array, Where]:
        """The same with its derivatives by the fitted parameters of the source (n_fitted, n_touched)."""
        ...

    def second_derivatives(self, source: Source, values: Array, per_bin: Array, steps: Array, /) -> Array:
        """Σ per_bin (n_bins,) · second derivatives of the signal, (n_fitted, n_fitted).

        By central differences over `steps` (n_fitted,) of the first ones: a folding may know a shorter way.
        """
        found = np.empty((len(steps), len(steps)))
        for a, (i, step) in enumerate(zip(source.positions, steps, strict=True)):
            sums = []
            for moved in (step, -step):
                x = values.copy()
                x[i] += moved
                _, slopes, where = self.fold(source, x)
                sums.append(slopes @ per_bin[where])
            found[a] = (sums[0] - sums[1]) / (2.0 * step)
        return found


@dataclass(frozen=True, eq=False)
class FoldingOf(Folding):
    """The bins of another folding, `inner`, of which something more is known."""

    inner: Folding

    @property
    def n_bins(self) -> int:
        """Number of bins."""
        return self.inner.n_bins

    @property
    def is_field(self) -> bool:
        """Whether the bins are of a field of view."""
        return self.inner.is_field

    @property
    def is_smooth(self) -> bool:
        """Whether what is expected has no kinks in the place of a source."""
        return self.inner.is_smooth


def masked(per_bin: Array, where: Where, *masks: Array | None) -> Array:
    """Rows (..., n_touched) times the 0 or 1 that each mask (n_bins,) has there; None masks nothing."""
    for mask in masks:
        if mask is not None:
            per_bin = per_bin * mask[where]
    return per_bin


def add_rows(total: Array, targets: Iterable[int], rows: Array, where: Where) -> None:
    """Add each row (n_touched,) to the row of `total` (n, n_bins) that its target names; several may name one."""
    for target, row in zip(targets, rows, strict=True):
        total[target, where] += row
