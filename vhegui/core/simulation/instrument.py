"""An analytic array of four imaging Cherenkov telescopes: what its responses depend on, as formulas.

No real instrument: the shapes follow what H.E.S.S. (A&A 457, 899, 2006) and VERITAS publish for standard cuts.
Every energy dependence is a function of x = E / E_threshold(zenith), because all of them (area, resolution, bias,
PSF) are ruled by how much light reaches the telescopes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import Array

Angle = Array | float

REFERENCE_ZENITH = 20.0
DEADC = 0.94


@dataclass(frozen=True)
class Instrument:
    """Constants of the simulated array; the defaults are the demo's.

    threshold : TeV, near the peak of the rate of a Crab-like spectrum at 20° zenith
    area : m², at 1 TeV, 20° zenith, on axis · area_index : slow rise above threshold
    threshold_slope, area_slope : exponents of 1/cos(zenith) of both
    acceptance_radius : deg, offset of half the gamma-ray acceptance at 1 TeV · field_radius : deg, no acceptance beyond
    resolution, resolution_threshold : sigma of ln(migra) at high energy, and what is added at threshold
    bias_threshold : mean of ln(migra) at threshold
    psf, psf_threshold : deg, 68 % containment at high energy on axis, and what is added at threshold
    background : TeV⁻¹ s⁻¹ sr⁻¹ per ontime at 1 TeV, on axis · background_index : its spectral index
    background_width : deg, sigma of its radial profile at 1 TeV.
    """

    threshold: float = 0.15
    threshold_slope: float = 2.5
    area: float = 0.85e5
    area_index: float = 0.15
    area_slope: float = 1.5
    acceptance_radius: float = 1.7
    field_radius: float = 3.0
    resolution: float = 0.10
    resolution_threshold: float = 0.09
    bias_threshold: float = 0.18
    psf: float = 0.048
    psf_threshold: float = 0.10
    background: float = 115.0
    background_index: float = 2.7
    background_width: float = 1.7


# Shares of the events in the three Gaussians of the PSF, and their widths in units of the first: a core and the wide
# tails that every Cherenkov array has. 68 % of the events are then inside PSF_68 widths.
PSF_SHARES = (0.70, 0.25, 0.05)
PSF_WIDTHS = (1.0, 1.9, 4.0)
PSF_68 = 1.87218
# The same for ln(migra): core, and a second Gaussian (wider, shifted low) for truncated and badly placed showers.
MIGRA_SHARES = (0.92, 0.08)
MIGRA_WIDTHS = (1.0, 2.2)
MIGRA_SHIFTS = (0.0, -0.08)


def threshold(instrument: Instrument, zenith: Angle) -> Angle:
    """Energy threshold in TeV: light yield falls with the distance of the shower, ~ cos(zenith)^-2.5."""
    return instrument.threshold * airmass(zenith) ** instrument.threshold_slope


def airmass(zenith: Angle) -> Angle:
    """1 / cos(zenith), relative to the reference zenith of 20°."""
    return np.cos(np.radians(REFERENCE_ZENITH)) / np.cos(np.radians(zenith))


def effective_area(instrument: Instrument, energy: Array, offset: Angle, zenith: float) -> Array:
    """Effective area after cuts in m²: energy in TeV (true), offset and zenith in deg, broadcast to the shape of the
    result.

    Rises as x⁵ below threshold, then slowly; the light pool grows with the zenith angle, the threshold too.
    """
    plateau = instrument.area * airmass(zenith) ** instrument.area_slope * energy**instrument.area_index
    return plateau * turn_on(energy / threshold(instrument, zenith)) * gamma_acceptance(instrument, energy, offset)


def turn_on(x: Array) -> Array:
    """Share of showers that trigger and pass the cuts, at x = E / threshold; (1 + x⁻²)^-2.5."""
    return (x**2 / (1.0 + x**2)) ** 2.5


def gamma_acceptance(instrument: Instrument, energy: Array, offset: Angle) -> Array:
    """Acceptance relative to the axis, of the shape of energy (TeV) and offset (deg) broadcast: flat, then falling;
    wider for brighter showers; zero at the field's edge.
    """
    half = instrument.acceptance_radius + 0.25 * np.log10(energy)
    return edge(instrument, offset) / (1.0 + (np.asarray(offset) / half) ** 4)


def edge(instrument: Instrument, offset: Angle) -> Angle:
    """Camera edge: 1 up to 1° inside the field radius, then a smooth step to 0."""
    u = np.clip(instrument.field_radius - np.asarray(offset), 0.0, 1.0)
    return u * u * (3.0 - 2.0 * u)


def energy_resolution(instrument: Instrument, energy: Array, offset: Angle, zenith: float) -> Array:
    """Sigma of ln(reconstructed / true energy): 0.1 at high energy, 0.19 at threshold, worse off axis; shape as
    `effective_area`.
    """
    x = np.maximum(energy / threshold(instrument, zenith), 0.3)
    sigma = instrument.resolution + instrument.resolution_threshold / np.sqrt(x)
    return np.minimum(sigma * (1.0 + 0.25 * (np.asarray(offset) / 2.5) ** 2), 0.35)


def energy_bias(instrument: Instrument, energy: Array, offset: Angle, zenith: float) -> Array:
    """Mean of ln(reconstructed / true energy): only upward fluctuations trigger near threshold; shape as
    `effective_area`.
    """
    x = np.maximum(energy / threshold(instrument, zenith), 0.3)
    return np.minimum(instrument.bias_threshold * x**-1.5, 0.8) - 0.02 * np.asarray(offset) / 2.5


def safe_energy(instrument: Instrument, zenith: float) -> float:
    """LO_THRES in TeV: where the on-axis energy bias falls to 10 %."""
    return float(threshold(instrument, zenith) * (instrument.bias_threshold / np.log(1.1)) ** (1.0 / 1.5))


def psf_radius(instrument: Instrument, energy: Array, offset: Angle, zenith: float) -> Array:
    """68 % containment radius of the PSF in deg: 0.15 at threshold, 0.055 at 10 TeV, half as wide again at 2.5°; shape
    as `effective_area`.
    """
    x = np.maximum(energy / threshold(instrument, zenith), 0.3)
    radius = instrument.psf + instrument.psf_threshold * x**-0.6
    return radius * (1.0 + 0.5 * (np.asarray(offset) / 2.5) ** 2)


def background_rate(instrument: Instrument, energy: Array, offset: Angle, zenith: float) -> Array:
    """Hadron-like events after cuts in TeV⁻¹ s⁻¹ sr⁻¹ per ontime: reconstructed energy in TeV, offset in deg,
    broadcast to the shape of the result.

    A power law with the array's threshold; its radial profile narrows slowly with energy. The factor of the threshold
    keeps the rate over all energies near cos(zenith), as observed.
    """
    at_threshold = threshold(instrument, zenith)
    level = instrument.background * (at_threshold / instrument.threshold) ** 1.2
    width = instrument.background_width * energy**-0.04
    radial = edge(instrument, offset) * np.exp(-0.5 * (np.asarray(offset) / width) ** 2)
    return level * energy**-instrument.background_index * turn_on(energy / at_threshold) * radial
