"""Shells: a hollow ball of uniform emissivity seen from far away, as young supernova remnants are."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spatial.kind import SpatialKind, centre, length
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array


def _outer(radius: float, width: float) -> float:
    """The outer radius of a shell."""
    return max(radius + width, 1.01 * radius)


def shell(separation: Array, position_angle: Array, radius: float, width: float) -> Array:
    """Projected shell between `radius` and `radius` + `width` (deg), normalised in the plane, sr⁻¹; taken as no
    thinner than a hundredth of its radius.
    """
    inner, outer = math.radians(radius), math.radians(_outer(radius, width))
    squared = np.radians(separation) ** 2
    chord = np.sqrt(np.maximum(outer**2 - squared, 0.0)) - np.sqrt(np.maximum(inner**2 - squared, 0.0))
    return 1.5 / np.pi / (outer**3 - inner**3) * chord


def transform(k: Array, radius: float, width: float) -> Array:
    """Fourier transform of a shell at wave numbers k (rad⁻¹): that of a ball less that of the hole in it."""
    inner, outer = math.radians(radius), math.radians(_outer(radius, width))
    return (_of_ball(k, outer) - _of_ball(k, inner)) / (outer**3 - inner**3)


def _of_ball(k: Array, radius: float) -> Array:
    """Transform of a ball, 3 (sin x − x cos x)/x³ with x = k × radius (rad), times radius³."""
    x = k * radius
    small, x = x < 0.1, np.maximum(x, 0.1)
    form = 3.0 * (np.sin(x) - x * np.cos(x)) / x**3
    square = (k * radius) ** 2
    series = 1.0 - square / 10.0 * (1.0 - square / 28.0 * (1.0 - square / 54.0))
    return radius**3 * np.where(small, series, form)


def shell_by_outer(separation: Array, position_angle: Array, r_0: float, eta: float) -> Array:
    """The same by its outer radius r₀ (deg) and its width relative to it, η."""
    return shell(separation, position_angle, r_0 * (1.0 - eta), r_0 * eta)


SHELL = SpatialKind(
    "shell",
    "Shell",
    "√(R² − ρ²) − √(r² − ρ²), integral 1: a hollow ball of uniform emissivity, r radius: inner, R = radius + width",
    (
        *centre(),
        length("radius", 0.3, "inner radius"),
        length("width", 0.1, "thickness: outer less inner radius"),
    ),
    shell,
    reach=_outer,
    feature=lambda radius, width: width,
    transform=transform,
    gammapy=GammapyName("ShellSpatialModel", "shell", {"radius": {"value": 1.0}, "width": {"value": 0.2}}),
)
SHELL_BY_OUTER = SpatialKind(
    "shell_by_outer",
    "Shell by its outer radius",
    "the same shell by r_0: outer radius and η eta: width over r_0",
    (
        *centre(),
        length("r_0", 0.4, "outer radius"),
        Parameter("eta", 0.25, minimum=0.02, maximum=1.0, meaning="width over the outer radius; 1: a full ball"),
    ),
    shell_by_outer,
    reach=lambda r_0, eta: r_0,
    feature=lambda r_0, eta: r_0 * eta,
    transform=lambda k, r_0, eta: transform(k, r_0 * (1.0 - eta), r_0 * eta),
    gammapy=GammapyName("Shell2SpatialModel", "shell2", {"r_0": {"value": 1.0}, "eta": {"value": 0.2}}),
    size="r_0",
)
ENTRIES = (SHELL, SHELL_BY_OUTER)
