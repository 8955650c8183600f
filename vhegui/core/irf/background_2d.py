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
from vhegui.core.irf.energy_profile import integrals, log_log, lower_bin, without_gaps
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.rate_in_bins import RadialRate
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU


@dataclass(frozen=True, eq=False)
class Background2D:
    """Radially symmetric background rate: a power law of energy between bin centres, linear in offset.

    Linear in space because that conserves the number of events; see `Background3D`. Between the outermost centre and
    the edge of the table the rate is held; outside the table it is 0, below the lowest offset it is held.

    energy_edges : shape (n_energy + 1,), TeV, reconstructed
    values : shape (n_energy, n_offset), s⁻¹ TeV⁻¹ sr⁻¹, per ontime.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    values: Array
    pointlike: bool = False

    @property
    def alignment(self) -> Alignment:
        """Radially symmetric: the alignment makes no difference."""
        return "RADIAL"

    @property
    def mirrored(self) -> bool:
        """Makes no difference."""
        return False

    @cached_property
    def _filled(self) -> Array:
        return without_gaps(self.energy_edges, self.values)[0]

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
        centres = self.offset_axis.centres
        i = lower_bin(self.energy_edges, energy)
        after = np.minimum(i + 1, len(self.values) - 1)
        if len(centres) == 1:
            low, high = self._filled[i, 0], self._filled[after, 0]
        else:
            o = np.clip(np.searchsorted(centres, offset, side="right") - 1, 0, len(centres) - 2)
            w = np.clip((offset - centres[o]) / (centres[o + 1] - centres[o]), 0.0, 1.0)
            low, high = ((1.0 - w) * self._filled[k, o] + w * self._filled[k, o + 1] for k in (i, after))
        rate = log_log(self.energy_edges, low, high, i, energy)
        return np.where(offset <= self.offset_axis.bounds[1], rate, 0.0)

    def in_bins(self, edges: Array) -> RadialRate:
        """The rate summed over energy bins with these `edges` (n_bins + 1,), TeV; see `rate_in_bins`."""
        values = integrals(self.energy_edges, self._filled, edges)
        return RadialRate(self.offset_axis.centres, self.offset_axis.bounds[1], np.ascontiguousarray(values.T))


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
