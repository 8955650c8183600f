"""What becomes of photons in a run's responses: which are kept, with which energy and direction.

Only the protocols of `vhegui.core.irf.base` are used, so whatever can be read can also be simulated, and what is drawn
follows the tables of the files exactly, interpolation included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import DataError
from vhegui.core.irf.base import EffectiveArea, EnergyDispersion, Psf
from vhegui.core.irf.responses import Responses
from vhegui.core.simulation.morphology import around
from vhegui.core.simulation.sampling import draw_in_rows, mix_nodes, node_weights
from vhegui.core.typing import Array, BoolArray, IntArray

FINE = EnergyAxis.from_bounds(0.01, 200.0, 200)
TRUE = EnergyAxis.from_bounds(0.01, 200.0, 40)
RECO = EnergyAxis.from_bounds(0.002, 1000.0, 100)
RADII = 2.0 * np.linspace(0.0, 1.0, 401) ** 2
OFFSET_STEP = 0.1  # deg, between which the PSF of an extended source is mixed


@dataclass(frozen=True, eq=False)
class Detector:
    """Effective area, energy dispersion and PSF as tables to draw from, made once for all runs that share them."""

    aeff: EffectiveArea
    edisp: EnergyDispersion
    psf: Psf
    _contained: dict[float, Array] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, responses: Responses) -> Detector:
        """The three responses that photons need. Raises DataError where one is missing."""
        if responses.aeff is None or responses.edisp is None or responses.psf is None:
            raise DataError(
                "simulating photons needs an effective area, an energy dispersion and a PSF; choose another run"
            )
        return cls(responses.aeff, responses.edisp, responses.psf)

    @cached_property
    def areas(self) -> Array:
        """Effective area at the offset nodes and the centres of `FINE`, (n_offset, n_fine), m²."""
        return self.aeff.at_nodes(FINE.centres)

    @cached_property
    def largest(self) -> Array:
        """The largest of them at each energy, (n_fine,), m²."""
        return self.areas.max(axis=0)

    @property
    def field(self) -> float:
        """Offset (deg) beyond which there is no effective area; 90 where the table has one offset only."""
        return float(self.aeff.offsets[-1]) if len(self.aeff.offsets) > 1 else 90.0

    def accepted(self, rng: np.random.Generator, cell: IntArray, offset: Array) -> BoolArray:
        """Which photons are kept of those drawn with the `largest` area: exact for any shape of source.

        cell : bin of `FINE` · offset : deg; all (n,).
        """
        low, weight = node_weights(self.aeff.offsets, offset)
        high = np.minimum(low + 1, len(self.areas) - 1)
        area = (1.0 - weight) * self.areas[low, cell] + weight * self.areas[high, cell]
        return rng.random(len(cell)) * self.largest[cell] < area

    @cached_property
    def _migration(self) -> tuple[Array, BoolArray]:
        """Cumulative energy dispersion, (n_offset × n_true, n_reco), and which rows are empty."""
        matrices = self.edisp.matrices_at_nodes(TRUE, RECO)
        return _with_totals(np.cumsum(matrices, axis=2).reshape(-1, RECO.n))

    def disperse(self, rng: np.random.Generator, energy: Array, offset: Array) -> Array:
        """Reconstructed energies (TeV) for true `energy` (TeV) at `offset` (deg), all (n,); NaN without response."""
        cumulative, empty = self._migration
        true = np.clip(TRUE.bin_index(energy), 0, TRUE.n - 1)
        rows = mix_nodes(rng, self.edisp.offsets, offset) * TRUE.n + true
        cell, place = draw_in_rows(rng, cumulative, rows)
        reco = RECO.edges[cell] * (RECO.edges[cell + 1] / RECO.edges[cell]) ** place
        # The matrix holds for the centre of a true bin: carry its migra over to the photon's own energy.
        return np.where(empty[rows], np.nan, reco / TRUE.centres[true] * energy)

    def spread(
        self, rng: np.random.Generator, energy: Array, offset: Array, ra: Array, dec: Array
    ) -> tuple[Array, Array]:
        """Reconstructed directions (deg) of photons from (ra, dec) at `offset` from the pointing, all (n,); NaN without
        response.

        The PSF of an extended source is taken at offsets every 0.1° and mixed between them.
        """
        if len(energy) == 0:
            return ra, dec
        knots = _knots(float(offset.min()), float(offset.max()))
        true = np.clip(TRUE.bin_index(energy), 0, TRUE.n - 1)
        seen = np.unique(true)
        cumulative, empty = _with_totals(np.concatenate([self._containment(float(knot), seen) for knot in knots]))
        rows = mix_nodes(rng, knots, offset) * TRUE.n + true
        cell, place = draw_in_rows(rng, cumulative, rows)
        radius = np.sqrt((1.0 - place) * RADII[cell] ** 2 + place * RADII[cell + 1] ** 2)
        return around(rng, ra, dec, np.where(empty[rows], np.nan, radius))

    def _containment(self, offset: float, seen: IntArray) -> Array:
        """Containment within `RADII` beyond the first, (n_true, n_radii − 1), known at least in the bins `seen`.

        It is that of the rounded offset: runs whose offsets differ in the last digit share it, whichever is first.
        """
        offset = round(offset, 6)
        table = self._contained.get(offset, np.full((TRUE.n, len(RADII) - 1), np.nan))
        new = seen[np.isnan(table[seen, 0])]
        if len(new):
            found = self.psf.containment(TRUE.centres[new, None], offset, RADII[None, :])
            table = table.copy()  # threads that share it see all of a row or none
            table[new] = np.maximum.accumulate(np.nan_to_num(found), axis=1)[:, 1:]
            self._contained[offset] = table
        return np.nan_to_num(table)


def _knots(low: float, high: float) -> Array:
    """Offsets (deg) that enclose a range: one for a point, else whole steps, which runs and sources share."""
    if high - low < 1e-6:
        return np.array([low])
    first, last = np.floor(low / OFFSET_STEP + 1e-6), np.ceil(high / OFFSET_STEP - 1e-6)
    return OFFSET_STEP * np.arange(first, max(last, first + 1) + 1)


def _with_totals(cumulative: Array) -> tuple[Array, BoolArray]:
    """Rows to draw from, those without any content given some, and which they are."""
    empty = cumulative[:, -1] <= 0.0
    cumulative[empty, -1] = 1.0
    return cumulative, empty
