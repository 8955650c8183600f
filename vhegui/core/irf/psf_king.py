"""Point spread function as a King profile (PSF_KING)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.axes import linear_weight
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.interpolation import energy_weights, nearest_filled_offset
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import EMPTY, Array, BoolArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU


@dataclass(frozen=True, eq=False)
class PsfKing:
    """King profile dP/dΩ = (1 − 1/γ) (1 + r² / 2γσ²)^−γ / 2πσ² (GADF v0.3, "PSF_KING"), whose integral is 1 for γ > 1.

    Containment is exact: 1 − (1 + r² / 2γσ²)^(1−γ). Sigma and gamma are linear in log true energy and in offset between
    bin centres, held beyond the outermost. Bins without a profile (γ ≤ 1 or σ ≤ 0: it could not be normalised) take no
    part, see `interpolation`; gammapy 2.1 mixes them in and returns −inf or values that are no probabilities there.

    energy_edges : shape (n_energy + 1,), TeV, true · sigma : shape (n_offset, n_energy), deg · gamma : the same shape.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    sigma: Array
    gamma: Array

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_offset,), deg."""
        return self.offset_axis.centres

    @property
    def is_filled(self) -> BoolArray:
        """Which (offset, energy) bins hold a profile: (n_offset, n_energy)."""
        return (self.sigma > 0) & (self.gamma > 1)

    @cached_property
    def _filled(self) -> tuple[Array, Array, BoolArray]:
        """Sigma and gamma with the nearest filled offset in place of empty bins, and the filled energies."""
        filled = self.is_filled
        use = nearest_filled_offset(filled), np.arange(filled.shape[1])
        return self.sigma[use], self.gamma[use], np.any(filled, axis=0)

    def normalised(self) -> PsfKing:
        """The same PSF with every gap in offset filled, as it is used."""
        sigma, gamma, _ = self._filled
        return replace(self, sigma=sigma, gamma=gamma)

    @property
    def radii(self) -> Array:
        """None: the profile is a formula."""
        return EMPTY

    def containment(self, energy: Array, offset: float, radius: Array | float) -> Array:
        """Fraction of the PSF inside `radius` (deg, broadcast with `energy`, TeV): the common shape, in [0, 1]; 0 where
        empty.
        """
        sigma, gamma = self._parameters(np.asarray(energy, dtype=np.float64), offset)
        with np.errstate(divide="ignore"):
            outside = -(gamma - 1.0) * np.log1p(np.asarray(radius) ** 2 / (2.0 * gamma * sigma**2))
        return np.where(gamma > 1.0, -np.expm1(outside), 0.0)

    def containment_at_nodes(self, energy: Array, radius: float) -> None:
        """None: containment is not linear in the parameters, and they are what is interpolated."""

    def containment_radius(self, energy: Array, offset: float, fraction: float) -> Array:
        """Radius (deg) that holds `fraction` of the events; NaN where it is empty: shape of `energy` (TeV)."""
        sigma, gamma = self._parameters(np.asarray(energy, dtype=np.float64), offset)
        power = np.divide(1.0, 1.0 - gamma, out=np.full_like(gamma, np.nan), where=gamma > 1.0)
        return sigma * np.sqrt(2.0 * gamma * np.expm1(power * np.log1p(-fraction)))

    def _parameters(self, energy: Array, offset: float) -> tuple[Array, Array]:
        """Sigma (deg) and gamma, shape of `energy`; sigma 1 and gamma 0 where the response is empty."""
        sigma, gamma, filled = self._filled
        centres = np.sqrt(self.energy_edges[:-1] * self.energy_edges[1:])
        i, low, high = energy_weights(centres, filled, energy)
        o, w = linear_weight(self.offsets, offset)
        after = np.minimum(i + 1, len(centres) - 1)
        empty = low + high == 0.0

        def at(values: Array) -> Array:
            mixed = values[o] if w == 0.0 else (1.0 - w) * values[o] + w * values[o + 1]
            return low * mixed[i] + high * mixed[after]

        return np.where(empty, 1.0, at(sigma)), np.where(empty, 0.0, at(gamma))


def read(table: Table) -> tuple[PsfKing, tuple[FormatNote, ...]]:
    """Point spread function of a PSF_KING table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    offsets = fmt.read_offsets(table, notes)
    shape = (len(offsets), len(energy) - 1)
    sigma = fmt.read_values(table, "SIGMA", shape, "angle", notes)
    psf = PsfKing(energy, offsets, sigma, fmt.read_values(table, "GAMMA", shape, "none", notes))
    empty = ~psf.is_filled
    if empty.any():
        found = f"{int(empty.sum())} of {empty.size} (offset, energy) bins have no profile (gamma ≤ 1 or sigma ≤ 0)"
        assumed = "the nearest filled offset at that energy is used"
        notes.append(fmt.note(table, found, assumed, "containment is 0 without any"))
    return psf, tuple(notes)


def write(irf: PsfKing) -> BinTableHDU:
    """PSF_KING table, GADF v0.3."""
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV") | fmt.offset_columns(irf.offset_axis)
    columns |= {"GAMMA": (irf.gamma, ""), "SIGMA": (irf.sigma, "deg")}
    return fmt.build_hdu(FORMAT, columns, False, {})


FORMAT = fmt.IrfFormat(
    "PSF_KING", "psf", ("GAMMA", "SIGMA"), ("PSF", "RPSF", "PSF_2D_KING"), "PSF",
    ("KING", "PSF_2D_KING"), read, write, PsfKing,
)  # fmt: skip
