"""Point spread function as a sum of three two-dimensional Gaussians (PSF_3GAUSS)."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class Psf3Gauss:
    """Sum of three Gaussians, dP/dΩ ∝ Σ A_i exp(−r² / 2σ_i²).

    energy_edges : shape (n_energy + 1,), TeV, true
    sigma : shape (3, n_offset, n_energy), deg, 0 where a component is absent
    amplitude : shape (3, n_offset, n_energy), relative; amplitude[0] is 1 where the response is filled.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    sigma: Array
    amplitude: Array
