"""The statistic of some of the bins."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Protocol, TypeVar

import numpy as np

from vhegui.core.typing import Array, BoolArray, IntArray


class HasCounts(Protocol):
    """Counts that know their statistic: a dataclass whose array fields all have a value a bin."""

    @property
    def n_on(self) -> Array:
        """Counts, (n_bins,)."""
        ...


SomeCounts = TypeVar("SomeCounts", bound=HasCounts)


def take(counts: SomeCounts, index: IntArray | BoolArray | slice) -> SomeCounts:
    """The same statistic for chosen bins: a mask, a slice, or indices, which may repeat.

    >>> from vhegui.core.statistics.known import CashCounts
    >>> take(CashCounts.of([3.0, 5.0], [10.0, 20.0], 0.1), slice(1, 2)).background.tolist()
    [2.0]
    """
    whole: Any = counts
    values = {field.name: getattr(whole, field.name) for field in fields(whole)}
    return replace(whole, **{n: value[index] for n, value in values.items() if np.shape(value) == counts.n_on.shape})
