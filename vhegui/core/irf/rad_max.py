"""Directional cut of point-like responses against reconstructed energy and offset (RAD_MAX_2D, or one number)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.base import EffectiveArea
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array, BoolArray, IntArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU


@dataclass(frozen=True, eq=False)
class RadMax2D:
    """Directional cut, constant inside each energy bin: the responses were made with that cut on each event.

    No interpolation, then: an event takes the radius of the bin its reconstructed energy falls in (the first or last
    bin beyond the table), and of the offset nearest to the source's. gammapy 2.1 takes the energy bin with the nearest
    logarithmic centre, which is the same for logarithmic bins.

    energy_edges : shape (n_energy + 1,), TeV, reconstructed · radii : shape (n_offset, n_energy), deg, 0 where empty.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    radii: Array

    @classmethod
    def fixed(cls, radius: float) -> RadMax2D:
        """One radius (deg) for all energies and offsets."""
        return cls(np.array([1e-6, 1e6]), OffsetAxis.nodes([0.0]), np.array([[radius]]))

    @property
    def is_fixed(self) -> bool:
        """True when one radius holds for all energies and offsets."""
        return bool(np.all(self.radii == self.radii.flat[0]))

    def radius(self, energy: Array, offset: float) -> Array:
        """Radius (deg) for events of reconstructed `energy` (TeV) and a source at `offset` (deg); shape of `energy`."""
        return self._at(offset)[self._bin(energy)]

    def extent(self, low: float, high: float, offset: float) -> tuple[float, float]:
        """Smallest (above 0) and largest radius (deg) of any energy from `low` to below `high` (TeV); 0 if all are."""
        first, last = self._bin(np.array([low, np.nextafter(high, 0.0)]))
        radii = self._at(offset)[first : last + 1]
        radii = radii[radii > 0]
        return (float(radii.min()), float(radii.max())) if len(radii) else (0.0, 0.0)

    def is_defined(self, edges: Array, offset: float) -> BoolArray:
        """Bins of reconstructed energy with these `edges`, (n + 1,), TeV, in which every event has a radius; (n,)."""
        empty = np.concatenate([[0], np.cumsum(self._at(offset) <= 0.0)])
        first, last = self._bin(edges[:-1]), self._bin(np.nextafter(edges[1:], 0.0))
        return empty[last + 1] == empty[first]

    def _at(self, offset: float) -> Array:
        return self.radii[int(np.argmin(np.abs(self.offset_axis.centres - offset)))]

    def _bin(self, energy: Array) -> IntArray:
        return np.searchsorted(self.energy_edges[1:-1], energy, side="right").astype(np.int64)


def read(table: Table) -> tuple[RadMax2D, tuple[FormatNote, ...]]:
    """Cut of a RAD_MAX_2D table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    offsets = fmt.read_offsets(table, notes)
    radii = fmt.read_values(table, "RAD_MAX", (len(offsets), len(energy) - 1), "angle", notes)
    radii = fmt.without_negative(table, "RAD_MAX", radii, notes)
    empty = int(np.sum(radii == 0))
    if empty == radii.size:
        raise DataError(
            f"{table.place}: RAD_MAX is 0 or no number everywhere, so the cut is not known; correct the file"
        )
    if empty:
        assumed = "energy bins in which the cut at the source's offset is 0 are not used"
        notes.append(fmt.note(table, f"{empty} of {radii.size} radii are 0", assumed))
    return RadMax2D(energy, offsets, radii), tuple(notes)


def cut_in_area(table: Table, area: EffectiveArea) -> tuple[RadMax2D | None, tuple[FormatNote, ...]]:
    """The cut that an effective area's own table states: a RAD_MAX column (GADF v0.2), the RAD_MAX key, or None."""
    if not area.is_pointlike:
        return None, ()
    if table.has("RAD_MAX"):
        cut, _ = read(table)
        found = "the cut is a column of the effective area, in true energy"
        return cut, (fmt.note(table, found, "applied in reconstructed energy"),)
    return (RadMax2D.fixed(area.radius_cut) if area.radius_cut > 0 else None), ()


def write(irf: RadMax2D) -> BinTableHDU:
    """RAD_MAX_2D table, GADF v0.3."""
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV") | fmt.offset_columns(irf.offset_axis)
    columns["RAD_MAX"] = (irf.radii, "deg")
    return fmt.build_hdu(FORMAT, columns, True, {})


FORMAT = fmt.IrfFormat(
    "RAD_MAX_2D", "rad_max", ("RAD_MAX", "THETA_LO"), ("RAD_MAX",), "RAD_MAX", (), read, write, RadMax2D
)
