"""One source of a joint model, prepared for folding: its formula, and which of its parameters are fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.registry import SpectralKind
from vhegui.core.typing import Array, IntArray


@dataclass(frozen=True, eq=False)
class Source:
    """A source in a likelihood, as a function of the values (n_par,) of all parameters there.

    A likelihood moves one vector of free parameters; a formula wants its own values in order. Between them stand
    `slices`, from all values to those of a part, and `targets`, from derivatives by the source's parameters to rows of
    the Jacobian: where two parameters are linked, both add to one row.

    model : the source · formula : of its spectrum · slices : where the parameters of its parts are among all
    positions : of its fitted parameters, among all, in order: those of the spectrum come first · in_spectrum : of
    these, counted in the spectrum · targets : (n_fitted,), their indices among the free parameters
    in_order : these are all free parameters one after the other · amplitudes : positions of what scales the spectrum
    linear : which of `positions` is its only amplitude, or None · masks : for each folding the bins that see the
    source, 0 or 1, or None where all do.

    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> source = prepared(default_model("power_law", "crab"), 0, np.array([0, 1, -1]))  # index and amplitude are fitted
    >>> source.gradient(np.array([1.0, 10.0]), np.array([2.0, 1e-12, 1.0])).shape
    (2, 2)
    """

    model: SourceModel
    formula: SpectralKind
    slices: dict[str, slice]
    positions: tuple[int, ...]
    in_spectrum: list[int]
    targets: IntArray
    in_order: bool
    amplitudes: tuple[int, ...]
    linear: int | None
    masks: tuple[Array | None, ...] | None = None

    @property
    def in_time(self) -> list[int]:
        """Which parameters of its change with time are fitted, counted there."""
        part = self.slices.get("temporal", slice(0, 0))
        return [i - part.start for i in self.positions if part.start <= i < part.stop]

    @cached_property
    def at_all_times(self) -> Source:
        """The source without a change with time, whose parameters come last."""
        n = len(self.positions) - len(self.in_time)
        return replace(self, positions=self.positions[:n], targets=self.targets[:n])

    def evaluate(self, energy: Array, values: Array) -> Array:
        """dN/dE at `energy` (TeV, any shape)."""
        return self.formula.evaluate(energy, *values[self.slices["spectral"]])

    def formula_gradient(self, energy: Array, values: Array) -> Array:
        """d(dN/dE)/d parameter, for the fitted parameters of the spectrum only: (n_in_spectrum, *energy.shape)."""
        return self.formula.gradient(energy, *values[self.slices["spectral"]])[self.in_spectrum]

    def gradient(self, energy: Array, values: Array) -> Array:
        """d(dN/dE)/d parameter, for the fitted parameters of all parts: (n_fitted, *energy.shape).

        Those of other parts do not change the spectrum; a response to spectra alone knows nothing of them.
        """
        rows = self.formula_gradient(energy, values)
        missing = len(self.positions) - len(rows)
        return np.concatenate([rows, np.zeros((missing, *np.shape(energy)))]) if missing else rows

    @property
    def reads(self) -> slice:
        """Where all values are that it depends on."""
        parts = list(self.slices.values())
        return slice(parts[0].start, parts[-1].stop)

    def is_seen_in(self, k: int) -> bool:
        """Whether any bin of folding k sees the source."""
        mask = self.mask(k)
        return mask is None or bool(mask.any())

    def mask(self, k: int) -> Array | None:
        """Bins of folding k that see the source, 0 or 1; None where all do."""
        return None if self.masks is None else self.masks[k]


def prepared(
    source: SourceModel, start: int, index_free: IntArray, masks: tuple[Array | None, ...] | None = None
) -> Source:
    """A source whose parameters begin at position `start`."""
    slices = {name: slice(start + part.start, start + part.stop) for name, part in source.slices.items()}
    spectrum, formula = slices["spectral"], formula_of(source.spectral)
    own = index_free[start : start + len(source.parameters)].tolist()
    positions = tuple(i for i, index in enumerate(own, start) if index >= 0)
    targets = [index for index in own if index >= 0]
    amplitudes = tuple(start + i for i in formula.amplitudes)
    alone = amplitudes[0] if len(amplitudes) == 1 else -1
    n_free = int(index_free.max(initial=-1)) + 1
    return Source(
        model=source,
        formula=formula,
        slices=slices,
        positions=positions,
        in_spectrum=[i - start for i in positions if i < spectrum.stop],
        targets=np.array(targets, dtype=np.int64),
        in_order=targets == list(range(n_free)),
        amplitudes=amplitudes,
        linear=positions.index(alone) if alone in positions else None,
        masks=masks,
    )
