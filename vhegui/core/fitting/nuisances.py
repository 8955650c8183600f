"""Systematics of instruments inside a likelihood: area, energy scale, background; defined in `joint_model`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.source import Source
from vhegui.core.spectra.folding import Group
from vhegui.core.spectra.instruments import instrument_key
from vhegui.core.statistics.interface import CountsStatistic, StatTerms
from vhegui.core.typing import Array, BoolArray, IntArray

if TYPE_CHECKING:
    from vhegui.core.fitting.joint_data import JointObjective

# Step in ln E of the derivative by the energy scale: spectra are smooth, 10⁻⁴ leaves an error of 10⁻⁸.
STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Systematics:
    """For each group the position of its area and energy factor among all parameters (None: 1), for backgrounds the
    bins (n_bins,) each belongs to; place : (n_par,) places among the free parameters.
    """

    area: tuple[int | None, ...]
    energy: tuple[int | None, ...]
    background: tuple[tuple[int, BoolArray], ...]
    place: IntArray

    @classmethod
    def of(cls, data: JointObjective, model: JointModel, place: IntArray) -> Systematics:
        """Those of `model`; one of an instrument that no spectrum is of has no effect (see `strangers`)."""
        first = model.slices[-1].stop
        known = {(n.kind, instrument_key(n.instrument)): first + i for i, n in enumerate(model.nuisances)}
        instruments = [instrument_key(group.instrument) for group in data.groups]
        return cls(
            area=tuple(known.get(("area", name)) for name in instruments),
            energy=tuple(known.get(("energy", name)) for name in instruments),
            background=tuple(
                (i, data.of_instrument(name)) for (kind, name), i in known.items() if kind == "background"
            ),
            place=place,
        )

    def factors(self, k: int, values: Array) -> tuple[float, float]:
        """Area and energy factor of group k."""
        area, energy = self.area[k], self.energy[k]
        return 1.0 if area is None else float(values[area]), 1.0 if energy is None else float(values[energy])

    def fold(self, k: int, group: Group, sources: Sequence[Source], values: Array, n_free: int) -> tuple[Array, Array]:
        """Signal (n_bins,) of group k and its derivatives (n_free, n_bins)."""
        area, scale = self.factors(k, values)
        signal, slopes = np.zeros(group.n_bins), np.zeros((n_free, group.n_bins))
        for source in sources:
            own, rows = source.fold(group, group.energy / scale, values)
            signal += source.masked(k, own / scale)
            np.add.at(slopes, source.targets, source.masked(k, rows * (area / scale)))
        self._add(slopes, self.area[k], signal)
        if self.energy[k] is not None and self.place[self.energy[k]] >= 0:
            for source in sources:
                self._add(slopes, self.energy[k], source.masked(k, area * _by_scale(source, group, values, scale)))
        return area * signal, slopes

    def _add(self, slopes: Array, position: int | None, row: Array) -> None:
        if position is not None and self.place[position] >= 0:
            slopes[self.place[position]] += row

    def background_factor(self, values: Array) -> Array | float:
        """Factor on the expected background: (n_bins,), or 1 where there is none."""
        if not self.background:
            return 1.0
        return 1.0 + sum(((values[i] - 1.0) * bins for i, bins in self.background), np.zeros(1))

    def counts(self, data: JointObjective, values: Array) -> CountsStatistic:
        """The counts with the background these values expect."""
        factor = self.background_factor(values)
        if isinstance(factor, float) or np.all(factor == 1.0):
            return data.counts
        return data.counts.scaled_background(np.maximum(factor, 1e-6))

    def add_background_rows(self, slopes: Array, data: JointObjective, terms: StatTerms, values: Array) -> None:
        """d ON/d factor at the best background, in the rows of background factors: α × expected OFF counts."""
        for i, bins in self.background:
            self._add(slopes, i, np.where(bins, data.counts.alpha * terms.mu_bkg, 0.0))


def _by_scale(source: Source, group: Group, values: Array, scale: float) -> Array:
    """d/df of the fold of φ(E/f)/f."""
    up, down = scale * np.exp(STEP), scale * np.exp(-STEP)
    change = source.evaluate(group.energy / up, values) / up - source.evaluate(group.energy / down, values) / down
    return group.fold(change / (2.0 * STEP * scale))


def strangers(data: JointObjective, model: JointModel) -> str:
    """A sentence about systematics of instruments that no spectrum is of, "" when there are none."""
    known = set(map(instrument_key, data.instruments))
    unknown = sorted({n.instrument for n in model.nuisances if instrument_key(n.instrument) not in known})
    if not unknown:
        return ""
    there = ", ".join(sorted({name or "(no name)" for name in data.instruments}))
    return f"systematics of {', '.join(unknown)} have no effect: the spectra are of {there}"
