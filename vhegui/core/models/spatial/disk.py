"""Disks, round and elongated, with an edge that may be soft."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spatial.kind import SpatialKind, centre, elongation, length, radius_towards
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array

EDGE = 2.326174307353347  # standard error function: from 5·10⁻⁴ to 1 − 5·10⁻⁴ over twice this, so 99.9 % over the edge


def disk(
    separation: Array,
    position_angle: Array,
    r_0: float,
    e: float = 0.0,
    phi: float = 0.0,
    edge_width: float = 0.01,
) -> Array:
    """Uniform inside the ellipse, falling as an error function over `edge_width` × r₀ about it, sr⁻¹; angles in deg.

    Normalised to the solid angle of the ellipse on the sphere (the soft edge adds (edge_width/4.65)² to the integral).
    """
    from scipy.special import erf

    edge = r_0 if e == 0.0 else radius_towards(position_angle, r_0, e, phi)
    return 0.5 * (1.0 - erf(EDGE * (separation - edge) / (r_0 * edge_width))) / solid_angle(r_0, e)


def solid_angle(r_0: float, e: float = 0.0) -> float:
    """Solid angle (sr) of an ellipse with the major half axis `r_0` (deg) and eccentricity e.

    The edge lies where (sin ρ cos θ/sin a)² + (sin ρ sin θ/sin b)² = 1: an ellipse seen from the centre of the sphere.

    >>> round(solid_angle(90.0) / (2.0 * np.pi), 9)
    1.0
    """
    a, b = math.radians(r_0), math.radians(r_0) * math.sqrt(1.0 - e * e)
    theta = (np.arange(64) + 0.5) * (0.5 * np.pi / 64)  # a periodic integrand: the midpoint rule is exact
    sine = 1.0 / np.hypot(np.cos(theta) / math.sin(a), np.sin(theta) / math.sin(b))
    return float(2.0 * np.pi * np.mean(sine**2 / (1.0 + np.sqrt(1.0 - np.minimum(sine, 1.0) ** 2))))


DISK = SpatialKind(
    "disk",
    "Disk",
    "uniform inside an ellipse, integral 1\n"
    "r_0 major half axis, e eccentricity, φ phi: its position angle, edge_width: width of the edge over r_0",
    (
        *centre(),
        length("r_0", 0.2, "radius along the major axis"),
        *elongation("r_0"),
        Parameter(
            "edge_width",
            0.01,
            minimum=0.0,
            maximum=1.0,
            frozen=True,
            meaning="width of the edge over r_0, in which the brightness falls from 95 % to 5 %",
        ),
    ),
    disk,
    reach=lambda r_0, e, phi, edge_width: r_0 * (1.0 + edge_width) * 1.1,
    feature=lambda r_0, e, phi, edge_width: r_0 * edge_width * math.sqrt(1.0 - e * e),
    gammapy=GammapyName("DiskSpatialModel", "disk", {"r_0": {"value": 1.0}}),
    size="r_0",
)
ENTRIES = (DISK,)
