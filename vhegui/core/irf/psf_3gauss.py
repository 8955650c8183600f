"""Point spread function as a sum of three two-dimensional Gaussians (PSF_3GAUSS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import EMPTY, Array, BoolArray, IntArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

NEWTON_STEPS = 40  # 4 to 8 are enough


@dataclass(frozen=True, eq=False)
class Psf3Gauss:
    """Sum of three Gaussians, dP/dΩ = Σ A_i exp(−r² / 2σ_i²) / (2π Σ A_i σ_i²), always normalised.

    SCALE is ignored: with sigma in deg the files disagree on its unit, and normalisation fixes it anyway. Sigma and
    amplitude are linear in (log true energy, offset) between bin centres and go on to the edge of the table, as in
    gammapy; a component without amplitude has no width of its own and takes that of the filled bins beside it (gammapy
    sets it to 1 deg, which inflates the PSF between a bin with and one without that component).

    energy_edges : shape (n_energy + 1,), TeV, true
    sigma : shape (3, n_offset, n_energy), deg, 0 where a component is absent
    amplitude : shape (3, n_offset, n_energy), relative; amplitude[0] is 1 where the response is filled.

    >>> sigma, share = np.zeros((3, 1, 1)), np.zeros((3, 1, 1))
    >>> sigma[0], share[0] = 0.05, 1.0  # deg: a single Gaussian, the same everywhere
    >>> psf = Psf3Gauss(np.array([0.1, 100.0]), OffsetAxis.nodes([0.0]), sigma, share)
    >>> psf.containment(np.array([1.0]), 0.5, 0.1).round(3).tolist()  # 1 − exp(−(0.1 / 0.05)² / 2)
    [0.865]
    >>> psf.containment_radius(np.array([1.0]), 0.5, 0.68).round(4).tolist()  # deg
    [0.0755]
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    sigma: Array
    amplitude: Array

    @property
    def offsets(self) -> Array:
        """Offset nodes, shape (n_offset,), deg."""
        return self.offset_axis.centres

    @property
    def radii(self) -> Array:
        """None: the profile is a formula."""
        return EMPTY

    def containment(self, energy: Array, offset: float, radius: Array | float) -> Array:
        """Fraction of the PSF inside `radius` (deg, broadcast with `energy`, TeV): the common shape, in [0, 1]; 0 where
        empty.
        """
        energy, radius = np.asarray(energy, dtype=np.float64), np.asarray(radius, dtype=np.float64)
        more = (1,) * max(radius.ndim - energy.ndim, 0)  # axes that only the radius has come first
        sigma, share = (each.reshape(3, *more, *energy.shape) for each in self._components(energy.ravel(), offset))
        return _containment(sigma, share, radius)

    def containment_at_nodes(self, energy: Array, radius: float) -> None:
        """None: containment is not linear in the parameters, and they are what is interpolated."""

    def containment_radius(self, energy: Array, offset: float, fraction: float) -> Array:
        """Radius (deg) that holds `fraction` of the events; NaN where it is empty: shape of `energy` (TeV)."""
        energy = np.asarray(energy, dtype=np.float64)
        sigma, share = self._components(energy.ravel(), offset)
        radius = np.sqrt(_square_that_leaves(sigma, share, 1.0 - fraction))
        return np.where(share.sum(axis=0) > 0, radius, np.nan).reshape(energy.shape)

    def _components(self, energy: Array, offset: float) -> tuple[Array, Array]:
        """Sigma (deg) and share of the events of each component: both shape (3, n)."""
        offsets, logs = self.offset_axis.centres, np.log(self.energy_edges)
        low, high = self.offset_axis.bounds
        o, wo = _line(offsets, np.full(energy.shape, np.clip(offset, low, high)))
        e, we = _line(0.5 * (logs[:-1] + logs[1:]), np.clip(np.log(energy), logs[0], logs[-1]))
        corners = [
            (o, e, (1 - wo) * (1 - we)),
            (o, e + 1, (1 - wo) * we),
            (o + 1, e, wo * (1 - we)),
            (o + 1, e + 1, wo * we),
        ]
        last = self.sigma.shape[1] - 1, self.sigma.shape[2] - 1
        index = [(np.minimum(a, last[0]), np.minimum(b, last[1])) for a, b, _ in corners]
        weights = np.stack([w for _, _, w in corners])[:, None]
        sigma = np.stack([self.sigma[:, a, b] for a, b in index])
        amplitude = np.stack([self.amplitude[:, a, b] for a, b in index])
        present = (sigma > 0) & (amplitude > 0)
        filled = np.broadcast_to(present.any(axis=1, keepdims=True), present.shape)
        amplitude = np.maximum(_mean(np.where(present, amplitude, 0.0), weights, filled), 0.0)
        sigma = np.maximum(_mean(sigma, weights, present), 0.0)
        power = amplitude * sigma**2
        total = power.sum(axis=0)
        return sigma, np.divide(power, total, out=np.zeros_like(power), where=total > 0)


def _line(nodes: Array, x: Array) -> tuple[IntArray, Array]:
    """Index and weight of linear interpolation that goes on beyond the end nodes."""
    if len(nodes) == 1:
        return np.zeros(x.shape, dtype=np.int64), np.zeros(x.shape)
    i = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    return i.astype(np.int64), (x - nodes[i]) / (nodes[i + 1] - nodes[i])


def _mean(values: Array, weights: Array, use: BoolArray) -> Array:
    """Weighted mean over the four corners (axis 0); where some may not be used, of the others, inside them only, and
    of all others alike at a corner itself.
    """
    partial = np.where(use, np.maximum(weights, 0.0), 0.0)
    chosen = np.where(use.all(axis=0), weights, partial)
    total = chosen.sum(axis=0)
    at_empty = (total <= 1e-12) & use.any(axis=0)
    if at_empty.any():
        chosen = np.where(at_empty, use, chosen)
        total = chosen.sum(axis=0)
    return np.divide((chosen * values).sum(axis=0), total, out=np.zeros_like(total), where=total > 1e-12)


def _containment(sigma: Array, share: Array, radius: Array) -> Array:
    """Σ share (1 − exp(−r² / 2σ²)): sigma, share (3, …), radius, broadcast with what follows the 3."""
    ratio = radius / np.where(sigma > 0, sigma, np.inf)
    return np.clip((share * -np.expm1(-0.5 * ratio**2)).sum(axis=0), 0.0, 1.0)


def _square_that_leaves(sigma: Array, share: Array, outside: float) -> Array:
    """r² (deg²) beyond which the fraction `outside` of the events lies: sigma, share (3, n) → (n,).

    Newton's method on ln Σ share exp(−r² / 2σ²), which is convex in r²: from 0 every step stops short of the solution,
    and a single Gaussian is solved by the first.
    """
    rate = np.divide(0.5, sigma**2, out=np.zeros_like(sigma), where=sigma > 0)
    target = np.log(max(outside, 1e-300))
    square = np.zeros(sigma.shape[1])
    filled = share.sum(axis=0) > 0
    for _ in range(NEWTON_STEPS):
        left = share * np.exp(-rate * square)
        total, slope = left.sum(axis=0), (rate * left).sum(axis=0)
        usable = filled & (total > 0) & (slope > 0)
        gap = np.log(total, out=np.zeros_like(total), where=usable) - target
        step = np.divide(gap * total, slope, out=np.zeros_like(total), where=usable)
        square += step
        if np.all(np.abs(step) <= 1e-13 * square):
            break
    return square


def read(table: Table) -> tuple[Psf3Gauss, tuple[FormatNote, ...]]:
    """Point spread function of a PSF_3GAUSS table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    offsets = fmt.read_offsets(table, notes)
    shape = (len(offsets), len(energy) - 1)
    sigma = np.stack([fmt.read_values(table, f"SIGMA_{i}", shape, "angle", notes) for i in (1, 2, 3)])
    others = [fmt.read_values(table, f"AMPL_{i}", shape, "none", notes) for i in (2, 3)]
    sigma = np.maximum(sigma, 0.0)
    amplitude = np.stack([(sigma[0] > 0).astype(np.float64), *others])
    _note_scale(table, sigma, amplitude, notes)
    return Psf3Gauss(energy, offsets, sigma, np.maximum(amplitude, 0.0)), tuple(notes)


def _note_scale(table: Table, sigma: Array, amplitude: Array, notes: fmt.Notes) -> None:
    empty = ~np.any((sigma > 0) & (amplitude > 0), axis=0)
    if empty.any():
        found = f"{int(empty.sum())} of {empty.size} (offset, energy) bins are empty"
        notes.append(fmt.note(table, found, "filled bins beside them are used instead", "containment is 0 without any"))
    if np.any(amplitude < 0):
        notes.append(fmt.note(table, "negative amplitudes", "taken as 0"))
    if not table.has("SCALE"):
        notes.append(fmt.note(table, "there is no SCALE column", "normalised to 1"))
        return
    scale = np.nan_to_num(np.atleast_1d(table.numbers("SCALE")[0]))
    if scale.size != empty.size:
        found = f"SCALE has {scale.size} values, its axes give {empty.size}"
        notes.append(fmt.note(table, found, "SCALE is ignored, the PSF normalised to 1"))
        return
    scale = scale.reshape(empty.shape)
    integral = 2.0 * np.pi * scale * (amplitude * np.radians(sigma) ** 2).sum(axis=0)
    wrong = ~empty & (np.abs(integral - 1.0) > 0.01)
    if wrong.any():
        low, high = integral[wrong].min(), integral[wrong].max()
        effect = f"containment would be at most {high:.3g}"
        found = f"SCALE gives integrals from {low:.3g} to {high:.3g}"
        notes.append(fmt.note(table, found, "SCALE is ignored, the PSF normalised to 1", effect))


def write(irf: Psf3Gauss) -> BinTableHDU:
    """PSF_3GAUSS table, GADF v0.3, with SCALE in sr⁻¹ for an integral of 1."""
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV") | fmt.offset_columns(irf.offset_axis)
    area = 2.0 * np.pi * (irf.amplitude * np.radians(irf.sigma) ** 2).sum(axis=0)
    columns["SCALE"] = (np.divide(1.0, area, out=np.zeros_like(area), where=area > 0), "sr-1")
    for i in range(3):
        columns[f"SIGMA_{i + 1}"] = (irf.sigma[i], "deg")
    for i in (1, 2):
        columns[f"AMPL_{i + 1}"] = (irf.amplitude[i], "")
    return fmt.build_hdu(FORMAT, columns, False, {})


FORMAT = fmt.IrfFormat(
    "PSF_3GAUSS", "psf", ("SIGMA_1", "AMPL_2"), ("RPSF", "PSF"), "PSF", ("3GAUSS",), read, write, Psf3Gauss
)
