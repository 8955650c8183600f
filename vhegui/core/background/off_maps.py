"""ON and OFF of every pixel of a map: what a ring background gives, of a run and of many together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class OffMaps:
    """Each pixel as an ON region with OFF of its own; images (rows, columns) or cubes (n, rows, columns).

    acceptance : background that the response expects in the pixel · n_off : counts in its OFF
    acceptance_off : background that the response expects there; 0 where a pixel has no OFF.
    """

    acceptance: Array
    n_off: Array
    acceptance_off: Array

    @property
    def alpha(self) -> Array:
        """Exposure of ON to that of OFF, 0 where there is no OFF."""
        return self.alpha_of(self.acceptance)

    def alpha_of(self, acceptance: Array) -> Array:
        """The same for another ON region about each pixel, with this acceptance."""
        return ratio(acceptance, self.acceptance_off)

    @property
    def has_off(self) -> BoolArray:
        """Pixels that have OFF; only there is anything known about the counts."""
        return self.acceptance_off > 0.0

    @property
    def background(self) -> Array:
        """Background in each pixel, α n_off."""
        return self.alpha * self.n_off

    def summed(self) -> OffMaps:
        """The energy bins of cubes together, as one image, each with the background that its own OFF gives."""
        return _with_background(
            self.acceptance.sum(axis=0), self.n_off.sum(axis=0), self.background.sum(axis=0), self.acceptance_off.sum(0)
        )


def stacked(parts: Iterable[tuple[OffMaps, BoolArray]]) -> OffMaps:
    """Runs together, each in the pixels that are used of it and have OFF: everything (…, rows, columns). What is
    compared to it must be summed over the same pixels.

    Their backgrounds add up, as do their acceptances and OFF counts; what the whole has as acceptance of OFF makes its
    α n_off that sum (gammapy, `MapDatasetOnOff.stack`). Where no run has OFF counts it is that of the mean α.
    """
    total: list[Array] = []
    for maps, used in parts:
        each = [maps.acceptance, maps.n_off, maps.background, maps.acceptance_off]
        masked = [np.where(used & maps.has_off, values, 0.0) for values in each]
        total = [a + b for a, b in zip(total, masked, strict=True)] if total else masked
    return _with_background(*total)


def _with_background(acceptance: Array, n_off: Array, background: Array, acceptance_off: Array) -> OffMaps:
    """OFF that gives this background; the sum of acceptances where there are no counts."""
    given = ratio(acceptance * n_off, background)
    return OffMaps(acceptance, n_off, np.where(background > 0.0, given, acceptance_off))


def ratio(a: AnyArray, b: AnyArray) -> Array:
    """a / b, 0 where b is not above 0."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=b > 0.0)
