"""A point, and the whole sky."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spatial.kind import SpatialKind, centre
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array


def _constant(separation: Array, position_angle: Array, value: float) -> Array:
    return np.full(np.shape(separation), value)


def _constant_flux(separation: Array, position_angle: Array) -> Array:
    return np.ones(np.shape(separation))


POINT = SpatialKind(
    "point",
    "Point source",
    "no extent: what is seen is the PSF",
    centre(),
    None,
    reach=lambda: 0.0,
    feature=lambda: 0.0,
    gammapy=GammapyName("PointSpatialModel", "point"),
    transform=np.ones_like,
)
CONSTANT = SpatialKind(
    "constant",
    "Constant",
    "the same everywhere; the spectrum then is a flux per sr times value",
    (Parameter("value", 1.0, "sr-1", frozen=True, meaning="factor on the spectrum, per sr"),),
    _constant,
    reach=lambda value: math.inf,
    feature=lambda value: math.inf,
    gammapy=GammapyName("ConstantSpatialModel", "const"),
)
CONSTANT_FLUX = SpatialKind(
    "constant_flux",
    "Constant, without a parameter",
    "1 sr⁻¹ everywhere; the spectrum then is a flux per sr",
    (),
    _constant_flux,
    reach=lambda: math.inf,
    feature=lambda: math.inf,
    gammapy=GammapyName("ConstantFluxSpatialModel", "const-flux"),
)
ENTRIES = (POINT, CONSTANT, CONSTANT_FLUX)
