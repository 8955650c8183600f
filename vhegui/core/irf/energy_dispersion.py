"""Energy dispersion against true energy, migra = reconstructed / true energy, and offset (EDISP_2D)."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class EnergyDispersion2D:
    """Energy dispersion table.

    energy_edges : shape (n_energy + 1,), TeV, true · migra_edges : shape (n_migra + 1,)
    density : shape (n_offset, n_energy, n_migra), probability per unit migra, up to a factor for each column.
    """

    energy_edges: Array
    migra_edges: Array
    offset_axis: OffsetAxis
    density: Array
    pointlike: bool = False
