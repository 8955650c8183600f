"""Background rate against reconstructed energy and offset (BKG_2D)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.base import Alignment
from vhegui.core.irf.energy_profile import at_energies, integrals, log_log, lower_bin, without_gaps
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.rate_in_bins import RadialRate
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Background2D:
    """Radially symmetric background rate: a power law of energy between bin centres, linear in offset.

    Linear in space because that conserves the number of events; see `Background3D`. Between the outermost centre and
    the edge of the table the rate is held; outside the table it is 0, below the lowest offset it is held.
    `log_in_position=True` is gammapy's way: the logarithm of the rate is linear in offset, also beyond the outermost
    centres, and a sum over an energy bin is one power law between its edges.

    energy_edges : shape (n_energy + 1,), TeV, reconstructed
    values : shape (n_energy, n_offset), s⁻¹ TeV⁻¹ sr⁻¹, per ontime.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    values: Array
    pointlike: bool = False
    log_in_position: bool = False

    @property
    def alignment(self) -> Alignment:
        """Radially symmetric: the alignment makes no difference."""
        return "RADIAL"

    @property
    def mirrored(self) -> bool:
        """Makes no difference."""
        return False

    @property
    def extent(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The square about the largest offset."""
        reach = self.offset_axis.bounds[1]
        return (-reach, reach), (-reach, reach)

    @cached_property
    def _nodes(self) -> tuple[Array, Array]:
        """Offsets (n,) and the rates at them, or their logarithms, with gaps in energy closed: (n_energy, n)."""
        filled, centres = without_gaps(self.energy_edges, self.values)[0], self.offset_axis.centres
        if not self.log_in_position:
            return centres, filled
        return _to_the_edges(centres, self.offset_axis.bounds, np.log(np.maximum(filled, TINY)))

    def normalised(self) -> Background2D:
        """The same background with gaps in energy closed, as it is used."""
        return replace(self, values=without_gaps(self.energy_edges, self.values)[0])

    def rate(self, energy: Array, lon: Array, lat: Array) -> Array:
        """Rate at (energy, field-of-view position); TeV, deg, broadcast: their common shape; see
        `vhegui.core.irf.base.Background`.
        """
        cosine = np.cos(np.radians(lon)) * np.cos(np.radians(lat))
        sine = np.hypot(np.sin(np.radians(lat)), np.cos(np.radians(lat)) * np.sin(np.radians(lon)))
        return self.rate_at(energy, np.degrees(np.arctan2(sine, cosine)))

    def rate_at(self, energy: Array, offset: Array) -> Array:
        """Rate at energies (TeV) and offsets (deg), broadcast: their common shape, s⁻¹ TeV⁻¹ sr⁻¹."""
        energy, offset = np.broadcast_arrays(np.asarray(energy, dtype=np.float64), np.asarray(offset, dtype=np.float64))
        nodes, values = self._nodes
        i = lower_bin(self.energy_edges, energy)
        after = np.minimum(i + 1, len(self.values) - 1)
        if len(nodes) == 1:
            low, high = values[i, 0], values[after, 0]
        else:
            o = np.clip(np.searchsorted(nodes, offset, side="right") - 1, 0, len(nodes) - 2)
            w = np.clip((offset - nodes[o]) / (nodes[o + 1] - nodes[o]), 0.0, 1.0)
            low, high = ((1.0 - w) * values[k, o] + w * values[k, o + 1] for k in (i, after))
        if self.log_in_position:
            low, high = np.exp(low), np.exp(high)
        rate = log_log(self.energy_edges, low, high, i, energy)
        return np.where(offset <= self.offset_axis.bounds[1], rate, 0.0)

    def in_bins(self, edges: Array) -> RadialRate:
        """The rate summed over energy bins with these `edges` (n_bins + 1,), TeV; see `rate_in_bins`."""
        nodes, values = self._nodes
        reach = self.offset_axis.bounds[1]
        if not self.log_in_position:
            return RadialRate(nodes, reach, np.ascontiguousarray(integrals(self.energy_edges, values, edges).T))
        rate = np.maximum(at_energies(self.energy_edges, np.exp(values), edges), TINY)
        return RadialRate(nodes, reach, np.ascontiguousarray(np.log(rate).T), edges)


def _to_the_edges(centres: Array, bounds: tuple[float, float], logs: Array) -> tuple[Array, Array]:
    """Nodes and the logarithms of rates (n_energy, n) with the first and the last line carried on to the edges of the
    table; a line that starts in an empty bin is not.
    """
    if len(centres) == 1:
        return centres, logs
    low, high = (
        np.where(
            np.minimum(logs[:, end], logs[:, next_]) > np.log(TINY),
            logs[:, end] + (logs[:, end] - logs[:, next_]) * (edge - centres[end]) / (centres[end] - centres[next_]),
            logs[:, end],
        )
        for edge, end, next_ in ((bounds[0], 0, 1), (bounds[1], -1, -2))
    )
    nodes = np.concatenate([bounds[:1], centres, bounds[1:]])
    return nodes, np.concatenate([low[:, None], logs, high[:, None]], axis=1)


def read(table: Table) -> tuple[Background2D, tuple[FormatNote, ...]]:
    """Background of a BKG_2D table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    offsets = fmt.read_offsets(table, notes)
    name = value_column(table, notes)
    values = fmt.read_values(table, name, (len(offsets), len(energy) - 1), "background rate", notes).T
    values = fmt.without_negative(table, name, np.ascontiguousarray(values), notes)
    note_gaps(table, energy, values, notes)
    return Background2D(energy, offsets, values, fmt.read_pointlike(table, [])), tuple(notes)


def value_column(table: Table, notes: fmt.Notes) -> str:
    """Name of the column with the rates: BKG, or BGD as some writers have it."""
    if not table.has("BKG") and table.has("BGD"):
        notes.append(fmt.note(table, "the column is called BGD", "read as BKG"))
        return "BGD"
    return "BKG"


def note_gaps(table: Table, energy: Array, values: Array, notes: fmt.Notes) -> None:
    """Say what is done about bins that are empty between filled ones."""
    filled, gaps = without_gaps(energy, values)
    if gaps:
        found = f"{gaps} of {values.size} bins are empty between filled energies"
        effect = f"adds {float(filled.sum() / values.sum() - 1.0):.2g} to the sum of the table"
        notes.append(fmt.note(table, found, "a power law between their neighbours is used", effect))


def write(irf: Background2D) -> BinTableHDU:
    """BKG_2D table, GADF v0.3."""
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV") | fmt.offset_columns(irf.offset_axis)
    columns["BKG"] = (np.ascontiguousarray(irf.values.T), "s-1 TeV-1 sr-1")
    return fmt.build_hdu(FORMAT, columns, irf.pointlike, {})


FORMAT = fmt.IrfFormat(
    "BKG_2D", "bkg", ("BKG", "THETA_LO"), ("BKG",), "BACKGROUND", (), read, write, Background2D, ("BGD", "THETA_LO")
)
