"""The simulated array's responses as the tables a DL3 file holds."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.psf_table import PsfTable
from vhegui.core.irf.responses import Responses
from vhegui.core.simulation.instrument import (
    MIGRA_SHARES,
    MIGRA_SHIFTS,
    MIGRA_WIDTHS,
    PSF_68,
    PSF_SHARES,
    PSF_WIDTHS,
    Instrument,
    background_rate,
    effective_area,
    energy_bias,
    energy_resolution,
    psf_radius,
    safe_energy,
)
from vhegui.core.typing import Array

FIELD = OffsetAxis.bins(np.linspace(0.0, 3.0, 7))
OFFSETS = FIELD.centres
CAMERA = OffsetAxis.bins(np.linspace(0.0, 3.0, 13))  # finer: background is taken anywhere, linear in between
ENERGY = EnergyAxis.from_bounds(0.02, 150.0, 20)
MIGRA = np.geomspace(0.2, 5.0, 121)
RADII = np.concatenate([np.linspace(0.0, 0.3, 61), np.geomspace(0.31, 1.6, 40)])
HIGHEST_SAFE = 100.0


def array_responses(instrument: Instrument, zenith: float, psf_table: bool = False) -> Responses:
    """Full-enclosure responses at one zenith angle (deg), the PSF as three Gaussians or as a table."""
    psf = table_psf(instrument, zenith) if psf_table else gauss_psf(instrument, zenith)
    return Responses(
        aeff=area_table(instrument, zenith),
        edisp=dispersion_table(instrument, zenith),
        psf=psf,
        background=background_table(instrument, zenith),
    )


def as_stored(values: Array) -> Array:
    """Values of any shape, rounded to the 32-bit floats that files hold, so that events are drawn from exactly what is
    read back.
    """
    return values.astype(np.float32).astype(np.float64)


def area_table(instrument: Instrument, zenith: float) -> EffectiveArea2D:
    """Effective area at the bin centres, with the safe energy range of the header."""
    area = effective_area(instrument, ENERGY.centres[None, :], OFFSETS[:, None], zenith)
    low = safe_energy(instrument, zenith)
    return EffectiveArea2D(ENERGY.edges, FIELD, as_stored(area), threshold_low=low, threshold_high=HIGHEST_SAFE)


def background_table(instrument: Instrument, zenith: float) -> Background2D:
    """Rate of hadron-like events at the bin centres, shape (energy, offset)."""
    rate = background_rate(instrument, ENERGY.centres[:, None], CAMERA.centres[None, :], zenith)
    return Background2D(ENERGY.edges, CAMERA, as_stored(rate))


def dispersion_table(instrument: Instrument, zenith: float) -> EnergyDispersion2D:
    """Two normal distributions of ln(migra), integrated over migra bins; shape (offset, energy, migra)."""
    from scipy.special import ndtr

    grid = (instrument, ENERGY.centres[None, :, None], OFFSETS[:, None, None], zenith)
    sigma, bias = energy_resolution(*grid), energy_bias(*grid)
    cumulative = sum(
        share * ndtr((np.log(MIGRA) - bias - shift) / (width * sigma))
        for share, width, shift in zip(MIGRA_SHARES, MIGRA_WIDTHS, MIGRA_SHIFTS, strict=True)
    )
    probability = np.diff(cumulative, axis=2)
    density = probability / probability.sum(axis=2, keepdims=True) / np.diff(MIGRA)
    return EnergyDispersion2D(ENERGY.edges, MIGRA, FIELD, as_stored(density))


def psf_sigmas(instrument: Instrument, zenith: float) -> Array:
    """Widths (deg) of the three Gaussians, shape (3, offset, energy), that give `psf_radius` 68 % of the events."""
    radius = psf_radius(instrument, ENERGY.centres[None, :], OFFSETS[:, None], zenith)
    return np.array(PSF_WIDTHS)[:, None, None] * radius / PSF_68


def gauss_psf(instrument: Instrument, zenith: float) -> Psf3Gauss:
    """The PSF in three Gaussians: amplitude ∝ share / width²."""
    sigma = psf_sigmas(instrument, zenith)
    amplitude = np.array(PSF_SHARES) / np.array(PSF_WIDTHS) ** 2
    relative = np.broadcast_to((amplitude / amplitude[0])[:, None, None], sigma.shape)
    return Psf3Gauss(ENERGY.edges, FIELD, as_stored(sigma), as_stored(relative))


def table_psf(instrument: Instrument, zenith: float) -> PsfTable:
    """The same PSF as radial profiles (sr⁻¹), averaged over radius bins, shape (offset, energy, radius)."""
    sigma = psf_sigmas(instrument, zenith)[..., None]
    shares = np.array(PSF_SHARES)[:, None, None, None]
    cumulative = (-shares * np.expm1(-0.5 * (RADII / sigma) ** 2)).sum(axis=0)
    solid_angle = np.pi * np.diff(np.radians(RADII) ** 2)
    return PsfTable(ENERGY.edges, FIELD, RADII, as_stored(np.diff(cumulative, axis=2) / solid_angle))
