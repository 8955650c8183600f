"""Gaussian shapes, round and elongated, and their generalisation from a disk to a sharp peak with wide wings."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spatial.kind import SpatialKind, centre, elongation, length, radius_towards
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array


def _versed(angle: Array | float) -> Array:
    """1 − cos of an angle (deg), exact for small ones."""
    return 2.0 * np.sin(np.radians(angle) / 2.0) ** 2


def gaussian(separation: Array, position_angle: Array, sigma: float, e: float = 0.0, phi: float = 0.0) -> Array:
    """Gaussian on the sphere (a Fisher distribution for e = 0), sr⁻¹; all angles in deg.

    Normalised on the sphere where it is round, in the plane where it is not, as gammapy 2.1 does.
    """
    if e == 0.0:
        a = float(_versed(sigma))
        return np.exp(-0.5 * _versed(separation) / a) / (-4.0 * np.pi * a * math.expm1(-1.0 / a))
    width = radius_towards(position_angle, sigma, e, phi)
    area = 2.0 * np.pi * math.radians(sigma) ** 2 * math.sqrt(1.0 - e * e)
    return np.exp(-0.5 * _versed(separation) / _versed(width)) / area


def generalised_gaussian(
    separation: Array, position_angle: Array, r_0: float, eta: float, e: float = 0.0, phi: float = 0.0
) -> Array:
    """exp(−(ρ/r)^(1/η)), normalised in the plane, sr⁻¹; all angles in deg.

    η = 0.5 is a Gaussian of σ = r₀/√2, η → 0 a disk, η = 1 a Laplace profile.
    """
    width = r_0 if e == 0.0 else radius_towards(position_angle, r_0, e, phi)
    area = 2.0 * np.pi * math.radians(r_0) ** 2 * math.sqrt(1.0 - e * e) * eta * math.gamma(2.0 * eta)
    return np.exp(-((separation / width) ** (1.0 / eta))) / area


GAUSSIAN = SpatialKind(
    "gaussian",
    "Gaussian",
    "exp(−½ (1 − cos ρ)/(1 − cos σ)), integral 1; ρ the distance from the centre\n"
    "σ sigma along the major axis, e eccentricity, φ phi: its position angle",
    (*centre(), length("sigma", 0.1, "width σ along the major axis; 39 % are within it"), *elongation("sigma")),
    gaussian,
    reach=lambda sigma, e, phi: 5.0 * sigma,
    feature=lambda sigma, e, phi: sigma / 3.0 * math.sqrt(1.0 - e * e),
    gammapy=GammapyName("GaussianSpatialModel", "gauss", {"sigma": {"value": 1.0}}),
    transform=lambda k, sigma, e, phi: np.exp(-0.5 * (k * math.radians(sigma)) ** 2),
    size="sigma",
)
GENERALISED_GAUSSIAN = SpatialKind(
    "generalised_gaussian",
    "Generalised Gaussian",
    "exp(−(ρ/r₀)^(1/η)), integral 1; ρ the distance from the centre\n"
    "r₀ r_0 along the major axis, η eta: 0.5 a Gaussian, less a disk, more a peak; e eccentricity, φ phi",
    (
        *centre(),
        length("r_0", 0.1, "radius r₀ along the major axis, where the profile has fallen to 1/e"),
        Parameter(
            "eta", 0.5, minimum=0.01, maximum=1.0, frozen=True, meaning="shape: towards 0 a disk, 0.5 a Gaussian"
        ),
        *elongation("r_0"),
    ),
    generalised_gaussian,
    reach=lambda r_0, eta, e, phi: r_0 * (1.0 + 8.0 * eta),
    feature=lambda r_0, eta, e, phi: r_0 / (3.0 + 8.0 * eta) * math.sqrt(1.0 - e * e),
    gammapy=GammapyName(
        "GeneralizedGaussianSpatialModel", "gauss-general", {"r_0": {"value": 1.0}, "eta": {"frozen": False}}
    ),
    size="r_0",
)
ENTRIES = (GAUSSIAN, GENERALISED_GAUSSIAN)
