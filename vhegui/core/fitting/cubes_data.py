"""Cubes gathered for a joint fit: which of their bins are fitted, and which of these need to be kept apart.

Far from all sources a bin only expects background, norm (E/E₀)^−tilt times what the response says, so the bins of one
energy there tell no more than their sums: with n = Σ n_i and b = Σ b_i

    Σ cash(n_i, f b_i) = cash(n, f b) + 2 (n ln b − Σ n_i ln b_i)   for every factor f.

One bin then stands for tens of thousands, exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.cube_folding import CubeFolding
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.statistics.known import KnownBackground
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

NOTHING = 1e-6  # counts in a bin of a cube without background: one that no source explains does not end the world


def data_of_cubes(
    cubes: Sequence[Cube],
    e_min: float = 0.0,
    e_max: float = math.inf,
    masks: Sequence[BoolArray] | None = None,
    near: Sequence[BoolArray] | None = None,
    like_gammapy: bool = False,
) -> JointData:
    """Gather the bins that are safe and lie fully inside e_min to e_max (TeV), with any background.

    masks : for each cube what is fitted, shape (n_rows, n_columns) or (n_reco, n_rows, n_columns); by default all
    near : for each cube the pixels, shape (n_rows, n_columns), that any source may reach; those of each energy
    elsewhere become one bin. By default all pixels are kept apart
    like_gammapy : points are shared out among pixels as gammapy does it, see `vhegui.core.cubes.four_pixels`.
    `AnalysisError` if no bin is left. The background counts as known but for norm and tilt, see
    `vhegui.core.models.nuisances.field_of_view`: the statistic is Cash.
    """
    fitted = [fitted_bins(cube, e_min, e_max) for cube in cubes]
    if masks is not None:
        fitted = [own & mask for own, mask in zip(fitted, masks, strict=True)]
    everywhere = repeat(None, len(cubes))
    rows = zip(cubes, fitted, near or everywhere, strict=True)
    parts = [_Part(i, cube, own, pixels) for i, (cube, own, pixels) in enumerate(rows) if own.any()]
    if not parts:
        raise AnalysisError(
            f"no safe bin of any cube lies fully between {e_min:g} and {e_max:g} TeV; widen the fit range"
        )
    counts = np.concatenate([part.counts for part in parts])
    background = np.concatenate([part.background for part in parts])
    sizes = [part.n_bins for part in parts]
    return JointData(
        names=tuple(cube.name for cube in cubes),
        instruments=tuple("" for _ in cubes),
        foldings=tuple(CubeFolding.of(part.cube, part.apart, part.n_bins, like_gammapy) for part in parts),
        run=np.repeat(np.array([part.index for part in parts], dtype=np.int64), sizes),
        reco_min=np.concatenate([part.edges[:-1][part.energy_bin] for part in parts]),
        reco_max=np.concatenate([part.edges[1:][part.energy_bin] for part in parts]),
        counts=KnownBackground(
            counts, background, np.ones_like(counts), background, np.concatenate([part.offset for part in parts])
        ),
        statistic="cash",
        good_times=tuple(cube.gti for cube in cubes),
        summed=np.concatenate([part.summed for part in parts]),
    )


def fitted_bins(cube: Cube, e_min: float = 0.0, e_max: float = math.inf) -> BoolArray:
    """Safe bins, shape (n_reco, n_rows, n_columns), fully between e_min and e_max (TeV; edges may touch) with some
    background expected; with some exposure where the cube has no background at all, as those of satellites.
    """
    edges = cube.geometry.reco.edges
    inside = (edges[:-1] >= e_min * (1 - 1e-6)) & (edges[1:] <= e_max * (1 + 1e-6))
    seen = cube.background > 0 if has_background(cube) else (cube.exposure > 0).any(axis=0)
    return cube.safe & inside[:, None, None] & seen


def has_background(cube: Cube) -> bool:
    """Whether any is expected: without one, sources explain all counts, and there is no norm to be fitted."""
    return bool(np.any(cube.background > 0))


@dataclass(frozen=True, eq=False)
class _Part:
    """One cube: its bins that are kept apart, pixel by pixel with energies within; then one an energy for the rest."""

    index: int
    cube: Cube
    fitted: BoolArray
    near: BoolArray | None

    @cached_property
    def apart(self) -> BoolArray:
        """Bins kept apart, (n_reco, n_rows, n_columns)."""
        if self.near is None or not has_background(self.cube):
            return self.fitted
        return self.fitted & self.near

    @cached_property
    def _far(self) -> BoolArray:
        return self.fitted & ~self.apart

    @cached_property
    def _far_energies(self) -> IntArray:
        return np.flatnonzero(self._far.any(axis=(1, 2)))

    @property
    def edges(self) -> Array:
        """Of the reconstructed-energy bins, TeV."""
        return self.cube.geometry.reco.edges

    @property
    def n_bins(self) -> int:
        """Bins of either kind."""
        return len(self.counts)

    @cached_property
    def counts(self) -> Array:
        """Counts of all bins."""
        return self._both(self.cube.counts)

    @cached_property
    def background(self) -> Array:
        """Expected background of all bins."""
        background = self._both(self.cube.background)
        return background if has_background(self.cube) else np.full(len(background), NOTHING)

    @property
    def summed(self) -> Array:
        """How many bins of the cube each bin is."""
        return self._both(np.ones(self.fitted.shape))

    @cached_property
    def offset(self) -> Array:
        """What a bin that stands for many adds to Cash."""
        found = np.zeros(len(self.counts))
        for place, k in enumerate(self._far_energies, len(found) - len(self._far_energies)):
            n = self.cube.counts[k][self._far[k]].astype(np.float64)
            b = self.cube.background[k][self._far[k]].astype(np.float64)
            found[place] = 2.0 * (n.sum() * math.log(b.sum()) - (n * np.log(b)).sum())
        return found

    @cached_property
    def energy_bin(self) -> IntArray:
        """Index of the reconstructed-energy bin of all bins."""
        of_bins = np.broadcast_to(np.arange(len(self.fitted))[:, None, None], self.fitted.shape)
        return np.concatenate([_in_order(of_bins, self.apart), self._far_energies])

    def _both(self, values: AnyArray) -> Array:
        sums = [values[k][self._far[k]].sum(dtype=np.float64) for k in self._far_energies]
        return np.concatenate([_in_order(values, self.apart).astype(np.float64), np.array(sums, dtype=np.float64)])


def _in_order(values: AnyArray, mask: BoolArray) -> AnyArray:
    """Of values and mask (n_reco, n_rows, n_columns), pixel by pixel, energies within."""
    return np.moveaxis(values, 0, -1)[np.moveaxis(mask, 0, -1)]
