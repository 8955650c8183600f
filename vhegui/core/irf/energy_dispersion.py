"""Energy dispersion against true energy, migra = reconstructed / true energy, and offset (EDISP_2D)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.axes import EnergyAxis, interpolate_nodes
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.interpolation import energy_weights, nearest_filled_offset
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array, BoolArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

_NEGLIGIBLE = 1e-8


@dataclass(frozen=True, eq=False)
class EnergyDispersion2D:
    """Energy dispersion, normalised along migra and integrated over reconstructed energy, never sampled.

    P(reco bin | E) = C(E_hi / E) − C(E_lo / E) with C the cumulative density over migra at E, the logarithmic centre
    of the true-energy bin. Linear in log true energy and in offset between bin centres, held beyond the outermost;
    see `interpolation` for empty bins. Writers normalise the integral to 1, the sum to 1, or nothing: only the shape
    of a column is used.

    energy_edges : shape (n_energy + 1,), TeV, true · migra_edges : shape (n_migra + 1,)
    density : shape (n_offset, n_energy, n_migra), probability per unit migra, up to a factor for each column.
    """

    energy_edges: Array
    migra_edges: Array
    offset_axis: OffsetAxis
    density: Array
    pointlike: bool = False

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_offset,), deg."""
        return self.offset_axis.centres

    @cached_property
    def _cumulative(self) -> tuple[Array, BoolArray]:
        """Normalised cumulative at migra edges, (n_offset, n_energy, n_migra + 1); filled energies (n_energy,)."""
        cumulative = np.zeros((*self.density.shape[:2], len(self.migra_edges)))
        np.cumsum(self.density * np.diff(self.migra_edges), axis=2, out=cumulative[:, :, 1:])
        total = cumulative[:, :, -1:].copy()
        cumulative = np.divide(cumulative, total, out=cumulative, where=total > 0)
        filled = np.asarray(total[:, :, 0] > 0)
        if not filled.all():
            cumulative = cumulative[nearest_filled_offset(filled), np.arange(filled.shape[1])]
        return cumulative, np.any(filled, axis=0)

    def normalised(self) -> EnergyDispersion2D:
        """The same dispersion with every column normalised and every gap in offset filled, as it is used."""
        return replace(self, density=np.diff(self._cumulative[0], axis=2) / np.diff(self.migra_edges))

    def matrices_at_nodes(self, true: EnergyAxis, reco: EnergyAxis) -> Array:
        """P(reco bin | true bin) at every offset node: shape (n_offset, n_true, n_reco)."""
        cumulative, filled = self._cumulative
        migra = reco.edges[None, :] / true.centres[:, None]
        edges = self.migra_edges
        m = np.clip(np.searchsorted(edges, migra, side="right") - 1, 0, len(edges) - 2)
        t = np.clip((migra - edges[m]) / (edges[m + 1] - edges[m]), 0.0, 1.0)
        i, low, high = self._energy_weights(filled, true.centres)
        at_edges = np.zeros((len(cumulative), *migra.shape))
        for node, weight in ((i, low), (np.minimum(i + 1, len(filled) - 1), high)):
            weight, node = weight[:, None], node[:, None]
            at_edges += (weight * (1.0 - t)) * cumulative[:, node, m] + (weight * t) * cumulative[:, node, m + 1]
        matrices = np.diff(at_edges, axis=2)
        return np.where(matrices > _NEGLIGIBLE, matrices, 0.0)

    def matrix(self, true: EnergyAxis, reco: EnergyAxis, offset: float) -> Array:
        """P(reco bin | true bin) at one offset: shape (n_true, n_reco); rows sum to ≤ 1."""
        return interpolate_nodes(self.offsets, self.matrices_at_nodes(true, reco), offset)

    def migra_density(self, energy: float, offset: float) -> tuple[Array, Array]:
        """Migra bin edges (n + 1,) and probability density (n,) for one true energy (TeV) and offset (deg)."""
        cumulative, filled = self._cumulative
        i, low, high = self._energy_weights(filled, np.array([energy]))
        nodes = low[0] * cumulative[:, i[0]] + high[0] * cumulative[:, min(i[0] + 1, len(filled) - 1)]
        column = interpolate_nodes(self.offsets, nodes, offset)
        return self.migra_edges, np.diff(column) / np.diff(self.migra_edges)

    def _energy_weights(self, filled: BoolArray, energy: Array) -> tuple[np.ndarray, Array, Array]:
        return energy_weights(np.sqrt(self.energy_edges[:-1] * self.energy_edges[1:]), filled, energy)


def read(table: Table) -> tuple[EnergyDispersion2D, tuple[FormatNote, ...]]:
    """Energy dispersion of an EDISP_2D table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    migra = fmt.read_edges(table, ("MIGRA",), "none", notes)
    offsets = fmt.read_offsets(table, notes)
    shape = (len(offsets), len(migra) - 1, len(energy) - 1)
    density = fmt.read_values(table, "MATRIX", shape, "none", notes).transpose(0, 2, 1)
    density = fmt.without_negative(table, "MATRIX", np.ascontiguousarray(density), notes)
    _note_normalisation(table, density, migra, energy, notes)
    fmt.note_lent(table, "columns of MATRIX", density.sum(axis=2) > 0, energy, "predicted counts from there", notes)
    return EnergyDispersion2D(energy, migra, offsets, density, fmt.read_pointlike(table, [])), tuple(notes)


def _note_normalisation(table: Table, density: Array, migra: Array, energy: Array, notes: fmt.Notes) -> None:
    sums, integrals = density.sum(axis=2), density @ np.diff(migra)
    filled = sums > 0
    if not filled.any():
        notes.append(fmt.note(table, "MATRIX is all zero", "no event can be predicted with it", "no flux"))
        return
    low, high = integrals[filled].min(), integrals[filled].max()
    if np.all(np.abs(sums[filled] - 1.0) < 0.02) and max(abs(low - 1.0), abs(high - 1.0)) > 0.02:
        effect = f"predicted counts would be {fmt.extent(low, high)} times as many"
        found = "the sum over migra bins is 1, not the integral"
        notes.append(fmt.note(table, found, "normalised to integral 1", effect))
        return
    wrong = filled & (np.abs(integrals - 1.0) > 0.02)
    if wrong.any():
        low, high, reach = integrals[wrong].min(), integrals[wrong].max(), energy[1:][wrong.any(axis=0)].max()
        found = f"{int(wrong.sum())} of {wrong.size} columns have integrals over migra from {low:.3g} to {high:.3g}"
        effect = (
            f"predicted counts would be {low:.3g} to {high:.3g} times as many, at true energies up to {reach:.3g} TeV"
        )
        notes.append(fmt.note(table, found, "normalised to 1", effect))


def write(irf: EnergyDispersion2D) -> BinTableHDU:
    """EDISP_2D table, GADF v0.3."""
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV")
    columns |= fmt.edges_columns("MIGRA", irf.migra_edges, "") | fmt.offset_columns(irf.offset_axis)
    columns["MATRIX"] = (np.ascontiguousarray(irf.density.transpose(0, 2, 1)), "")
    return fmt.build_hdu(FORMAT, columns, irf.pointlike, {})


FORMAT = fmt.IrfFormat(
    "EDISP_2D", "edisp", ("MATRIX", "MIGRA_LO"), ("EDISP",), "ENERGY DISPERSION", (), read, write, EnergyDispersion2D
)
