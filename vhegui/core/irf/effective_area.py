"""Effective area against true energy and offset (AEFF_2D)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.axes import interpolate_nodes
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU


@dataclass(frozen=True, eq=False)
class EffectiveArea2D:
    """Effective area, linear in (log true energy, offset) between bin centres.

    Between the outermost centre and the edge of the table the line goes on (never below 0); outside the table in
    energy, and beyond it in offset, the area is 0; below the lowest offset it is held. One single offset holds for
    the whole field of view. This is gammapy's rule, but for one thing: where the line beyond the last offset would
    fall below 0 before the edge, gammapy cuts it there, here it reaches 0 at the edge, so that the area stays linear
    between `offsets`.

    energy_edges : shape (n_energy + 1,), TeV · area : shape (n_offset, n_energy), m²
    pointlike : a directional cut is part of the area · radius_cut : deg, that cut when it is one number (RAD_MAX)
    threshold_low, threshold_high : TeV, LO_THRES and HI_THRES; NaN where absent.

    >>> edges = np.array([0.1, 1.0, 10.0, 100.0])  # TeV
    >>> table = np.array([[1e4, 1e5, 2e5], [5e3, 6e4, 1e5]])  # m², on axis and at 1 deg
    >>> area = EffectiveArea2D(edges, OffsetAxis.nodes([0.0, 1.0]), table)
    >>> area.evaluate(np.sqrt(edges[:-1] * edges[1:]), 0.5).round().tolist()  # centres of the bins, between offsets
    [7500.0, 80000.0, 150000.0]
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    area: Array
    pointlike: bool = False
    radius_cut: float = float("nan")
    threshold_low: float = float("nan")
    threshold_high: float = float("nan")

    @property
    def is_pointlike(self) -> bool:
        """True when a directional cut is already part of the area."""
        return self.pointlike

    @property
    def safe_energy(self) -> tuple[float, float]:
        """Header range in TeV; NaN where absent."""
        return self.threshold_low, self.threshold_high

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_nodes,), deg: the table's centres, its edges, and the step to 0 beyond."""
        return self._offsets

    @cached_property
    def _offsets(self) -> Array:
        centres = self.offset_axis.centres
        if len(centres) == 1:
            return centres
        low, high = self.offset_axis.bounds
        below = [low] if low < centres[0] else []
        above = [high] if high > centres[-1] else []
        return np.concatenate([below, centres, above, [np.nextafter(high, np.inf)]])

    def at_nodes(self, energy: Array) -> Array:
        """Effective area at every offset node: shape (n_nodes, n_energy), m²."""
        area = self._at_centres(energy)
        if len(area) == 1:
            return area
        nodes, centres = self.offsets, self.offset_axis.centres
        rows = [area, np.zeros_like(area[:1])]
        if nodes[0] < centres[0]:
            rows.insert(0, _extrapolate(centres[1], centres[0], area[1], area[0], nodes[0])[None])
        if nodes[-2] > centres[-1]:
            rows.insert(-1, _extrapolate(centres[-2], centres[-1], area[-2], area[-1], nodes[-2])[None])
        return np.concatenate(rows)

    def evaluate(self, energy: Array, offset: float) -> Array:
        """Effective area at one offset: shape of `energy`, m²."""
        energy = np.asarray(energy, dtype=np.float64)
        return interpolate_nodes(self.offsets, self.at_nodes(energy.ravel()), offset).reshape(energy.shape)

    def _at_centres(self, energy: Array) -> Array:
        edges = np.log(self.energy_edges)
        centres = 0.5 * (edges[:-1] + edges[1:])
        x = np.log(energy)
        if len(centres) == 1:
            area = np.repeat(self.area, len(x), axis=1)
        else:
            i = np.clip(np.searchsorted(centres, x, side="right") - 1, 0, len(centres) - 2)
            w = (x - centres[i]) / (centres[i + 1] - centres[i])
            area = np.maximum((1.0 - w) * self.area[:, i] + w * self.area[:, i + 1], 0.0)
        return np.where((x >= edges[0]) & (x <= edges[-1]), area, 0.0)


def _extrapolate(x0: float, x1: float, y0: Array, y1: Array, x: float) -> Array:
    """The line through two points at `x`, never below 0."""
    return np.maximum(y1 + (y1 - y0) * (x - x1) / (x1 - x0), 0.0)


def read(table: Table) -> tuple[EffectiveArea2D, tuple[FormatNote, ...]]:
    """Effective area of an AEFF_2D table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    offsets = fmt.read_offsets(table, notes)
    area = fmt.read_values(table, "EFFAREA", (len(offsets), len(energy) - 1), "area", notes)
    area = fmt.without_negative(table, "EFFAREA", area, notes)
    pointlike = fmt.read_pointlike(table, notes)
    keys = (fmt.header_number(table, key) for key in ("RAD_MAX", "LO_THRES", "HI_THRES"))
    return EffectiveArea2D(energy, offsets, area, pointlike, *keys), tuple(notes)


def write(irf: EffectiveArea2D) -> BinTableHDU:
    """AEFF_2D table, GADF v0.3."""
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV") | fmt.offset_columns(irf.offset_axis)
    columns["EFFAREA"] = (irf.area, "m2")
    keys = {"RAD_MAX": irf.radius_cut, "LO_THRES": irf.threshold_low, "HI_THRES": irf.threshold_high}
    return fmt.build_hdu(FORMAT, columns, irf.pointlike, keys)


FORMAT = fmt.IrfFormat(
    "AEFF_2D", "aeff", ("EFFAREA",), ("EFF_AREA", "AEFF"), "EFFECTIVE AREA", (), read, write, EffectiveArea2D
)
