"""Responses to look at: curves and a matrix on one energy grid, for any offset, quick enough to follow a mouse.

Nothing here enters a flux. What depends on the files alone is computed once for a run, when it is first asked for;
another offset costs interpolations between offset nodes. Energies without effective area are left out (NaN, or 0 in
the matrix): no event is expected there, and the other responses are fillers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from vhegui.core.axes import EnergyAxis, interpolate_nodes
from vhegui.core.irf.responses import Responses
from vhegui.core.irf.tabulate import POINTS_PER_DECADE, ResponseTables
from vhegui.core.typing import Array, BoolArray

SEARCHED_DECADES = (-3, 3)  # log10 TeV, where an effective area is looked for
WITHOUT_AREA = (-2, 2)  # log10 TeV, shown when there is no effective area
OFFSET_STEPS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)  # deg
MOST_OFFSETS = 7
FRACTIONS = (0.68, 0.95)


@dataclass(frozen=True, eq=False)
class AreaCurves:
    """Effective area at several offsets: `offsets` (k,), deg; `area` (k, n), m², at `ResponseInspector.energy`."""

    offsets: Array
    area: Array


@dataclass(frozen=True, eq=False)
class PsfCurves:
    """The PSF against true energy, each of shape (n,).

    radius_68, radius_95 : deg, radii that hold 68 % and 95 % of the events
    contained : fraction inside the source region's radius; NaN without a source region.
    """

    radius_68: Array
    radius_95: Array
    contained: Array


@dataclass(frozen=True, eq=False)
class ResponseAt:
    """All responses of a run at one offset; None where the data set has none.

    offset, radius : deg, radius NaN without a source region · energy : shape (n,), TeV, true
    area : shape (n,), m² · dispersion : shape (n − 1, n − 1), P(reco bin | true bin), bins between the energies.
    """

    offset: float
    radius: float
    energy: Array
    area: Array | None
    psf: PsfCurves | None
    dispersion: Array | None

    @property
    def covered(self) -> bool:
        """Whether there is any effective area here; False outside the field of view."""
        return self.area is None or bool((self.area > 0).any())


@dataclass(frozen=True, eq=False)
class ResponseInspector:
    """One run's responses, tabulated for display when first asked for."""

    responses: Responses

    @cached_property
    def axis(self) -> EnergyAxis:
        """Bins for true and reconstructed energy: all decades where some offset has effective area."""
        if self.responses.aeff is None:
            return _decades(*WITHOUT_AREA)
        everywhere = _decades(*SEARCHED_DECADES)
        filled = np.flatnonzero((self.responses.aeff.at_nodes(everywhere.edges) > 0).any(axis=0))
        if len(filled) == 0:
            return _decades(*WITHOUT_AREA)
        first = min(int(filled[0]), everywhere.n - 1)
        return EnergyAxis(everywhere.edges[first : max(int(filled[-1]), first + 1) + 1])

    @property
    def energy(self) -> Array:
        """True energies of the curves, shape (n,), TeV."""
        return self.axis.edges

    @property
    def pointlike(self) -> bool:
        """Whether a directional cut is part of the effective area."""
        return self.responses.aeff is not None and self.responses.aeff.is_pointlike

    @property
    def radius_cut(self) -> float:
        """That cut, deg; NaN where it is not one number, or there is none."""
        return float("nan") if self.responses.aeff is None else self.responses.aeff.radius_cut

    @property
    def field_of_view(self) -> float:
        """Largest offset with responses, deg; infinite where one offset stands for the whole field."""
        for response in (self.responses.aeff, self.responses.psf, self.responses.edisp):
            if response is not None:
                return float(response.offsets[-1]) if len(response.offsets) > 1 else float("inf")
        return float("inf")

    @cached_property
    def curves(self) -> AreaCurves | None:
        """Effective area at round offsets over the field of view; None without effective area."""
        if self.responses.aeff is None:
            return None
        offsets = round_offsets(self.responses.aeff.offsets)
        return AreaCurves(offsets, np.stack([self.area(offset) for offset in offsets]))

    @cached_property
    def psf_range(self) -> tuple[float, float]:
        """Smallest 68 % and largest 95 % radius (deg) in the field of view; NaN without PSF."""
        if self.responses.psf is None:
            return float("nan"), float("nan")
        aeff = self.responses.aeff
        offsets = round_offsets(self.responses.psf.offsets if aeff is None else aeff.offsets)
        curves = [self._psf(offset, float("nan"), self.covered(offset)) for offset in offsets]
        smallest = min(_extreme(curve.radius_68, np.min, np.inf) for curve in curves)
        largest = max(_extreme(curve.radius_95, np.max, 0.0) for curve in curves)
        return (smallest, largest) if largest > 0 else (float("nan"), float("nan"))

    def area(self, offset: float) -> Array:
        """Effective area at `offset` (deg), shape (n,), m²; zeros without effective area."""
        aeff = self.responses.aeff
        return np.zeros(len(self.energy)) if aeff is None else interpolate_nodes(aeff.offsets, self._areas, offset)

    def at(self, offset: float, radius: float = float("nan")) -> ResponseAt:
        """All responses at `offset`, with the containment in `radius` (both deg)."""
        covered = self.covered(offset)
        return ResponseAt(
            offset=offset,
            radius=radius,
            energy=self.energy,
            area=None if self.responses.aeff is None else self.area(offset),
            psf=None if self.responses.psf is None else self._psf(offset, radius, covered),
            dispersion=None if self.responses.edisp is None else self._dispersion(offset, covered),
        )

    def dispersion(self, offset: float) -> Array | None:
        """P(reco bin | true bin) at `offset` (deg), shape (n − 1, n − 1); None without energy dispersion."""
        return None if self.responses.edisp is None else self._dispersion(offset, self.covered(offset))

    @cached_property
    def tables(self) -> ResponseTables:
        """The same responses as curves and tables of single quantities."""
        return ResponseTables(self)

    @cached_property
    def _areas(self) -> Array:
        """Effective area at its offset nodes, shape (n_offset, n), m²."""
        assert self.responses.aeff is not None
        return self.responses.aeff.at_nodes(self.energy)

    @cached_property
    def _matrices(self) -> Array:
        """Energy dispersion at its offset nodes, shape (n_offset, n − 1, n − 1)."""
        assert self.responses.edisp is not None
        return self.responses.edisp.matrices_at_nodes(self.axis, self.axis)

    def covered(self, offset: float) -> BoolArray:
        """Energies where events are expected at `offset` (deg), shape (n,); everywhere without effective area."""
        if self.responses.aeff is None:
            return np.ones(len(self.energy), dtype=np.bool_)
        return self.area(offset) > 0

    def _psf(self, offset: float, radius: float, covered: BoolArray) -> PsfCurves:
        psf, energy = self.responses.psf, self.energy[covered]
        assert psf is not None
        curves = [psf.containment_radius(energy, offset, fraction) for fraction in FRACTIONS]
        inside = psf.containment(energy, offset, radius if np.isfinite(radius) else 0.0)
        inside = np.where(inside > 0, inside, np.nan)  # no source region, or an empty PSF
        return PsfCurves(*(_spread(values, covered) for values in (*curves, inside)))

    def _dispersion(self, offset: float, covered: BoolArray) -> Array:
        assert self.responses.edisp is not None
        matrix = interpolate_nodes(self.responses.edisp.offsets, self._matrices, offset)
        return np.where((covered[:-1] & covered[1:])[:, None], matrix, 0.0)


def round_offsets(nodes: Array) -> Array:
    """Round offsets (deg) from the axis to the last node, at most `MOST_OFFSETS`, (n,); one single node is itself."""
    if len(nodes) == 1:
        return nodes
    last = float(nodes[-1]) + 1e-9
    step = next((step for step in OFFSET_STEPS if last / step < MOST_OFFSETS), last / (MOST_OFFSETS - 1))
    return step * np.arange(int(last / step) + 1, dtype=np.float64)


def _decades(low: int, high: int) -> EnergyAxis:
    """Bins whose edges hit every power of ten from 10^low to 10^high TeV."""
    count = (high - low) * POINTS_PER_DECADE
    return EnergyAxis(10.0 ** (low + np.arange(count + 1) / POINTS_PER_DECADE))


def _extreme(values: Array, of: Callable[..., Any], without: float) -> float:
    return float(of(values, where=np.isfinite(values), initial=without))


def _spread(values: Array, where: BoolArray) -> Array:
    """`values` at the places `where` is true, NaN elsewhere."""
    result = np.full(len(where), np.nan)
    result[where] = values
    return result
