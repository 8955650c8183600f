"""Point spread function as a table of radial profiles (PSF_TABLE)."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class PsfTable:
    """Radial profiles.

    energy_edges : shape (n_energy + 1,), TeV, true · rad_edges : shape (n_rad + 1,), deg
    density : shape (n_offset, n_energy, n_rad), sr⁻¹, constant over each radius bin.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    rad_edges: Array
    density: Array
