"""Units of files → the internal units (TeV, m², deg, s, sr⁻¹), in every spelling real files use."""

from __future__ import annotations

import math
import re
from typing import Literal

import numpy as np

from vhegui.core.errors import DataError

Quantity = Literal["energy", "area", "angle", "time", "per solid angle", "background rate", "none"]

_RAD = math.degrees(1.0)
_SCALES: dict[Quantity, dict[str, float]] = {
    "energy": {"tev": 1.0, "gev": 1e-3, "mev": 1e-6, "kev": 1e-9, "ev": 1e-12, "erg": 0.6241509074460763},
    "area": {"m2": 1.0, "cm2": 1e-4, "km2": 1e6},
    "angle": {
        "deg": 1.0,
        "degree": 1.0,
        "degrees": 1.0,
        "d": 1.0,
        "°": 1.0,
        "rad": _RAD,
        "arcmin": 1 / 60,
        "'": 1 / 60,
        "arcsec": 1 / 3600,
        '"': 1 / 3600,
        "h": 15.0,
        "hourangle": 15.0,
        "hour": 15.0,
        "hours": 15.0,
    },
    "time": {"s": 1.0, "sec": 1.0, "second": 1.0, "seconds": 1.0, "ms": 1e-3, "us": 1e-6, "d": 86400.0, "day": 86400.0},
    "background rate": {},
    "per solid angle": {"sr-1": 1.0, "1/sr": 1.0, "deg-2": _RAD**2, "1/deg2": _RAD**2},
    "none": {"": 1.0, "1": 1.0, "dimensionless": 1.0},
}
INTERNAL: dict[Quantity, str] = {
    "energy": "TeV",
    "area": "m2",
    "angle": "deg",
    "time": "s",
    "per solid angle": "sr-1",
    "background rate": "s-1 TeV-1 sr-1",
    "none": "",
}
# What the standard prescribes where it is not the internal unit: to be assumed where a file says nothing.
STANDARD = INTERNAL | {"background rate": "s-1 MeV-1 sr-1"}


def scale_to_internal(unit: str, quantity: Quantity) -> float:
    """Factor that turns values in `unit` into the internal unit of `quantity`.

    Knows `m2`, `m^2`, `m**2`, `sr-1`, `sr^-1`, `sr^(-1)`, `1/sr` in any case, and background rates per time, energy and
    solid angle in any order (`s^-1 MeV^-1 sr^-1`, `1/s/MeV/sr`, `1 / (TeV s sr)`).
    Raises DataError for a unit of another kind.

    >>> scale_to_internal("GeV", "energy")
    0.001
    >>> scale_to_internal("s^-1 MeV^-1 sr^-1", "background rate")  # internal: s⁻¹ TeV⁻¹ sr⁻¹
    1000000.0
    """
    plain = re.sub(r"\*\*|\^|[()\s]", "", unit).lower()
    scale = _SCALES[quantity].get(plain)
    if scale is None and quantity == "background rate":
        scale = _background_scale(unit)
    if scale is not None:
        return scale
    return _scale_by_astropy(unit, quantity)


def _background_scale(unit: str) -> float | None:
    """Per second, energy and steradian, each once and each to the power of -1; None for anything else."""
    per = re.sub(r"\*\*|\^|[().*\s]", " ", unit.lower())
    names = re.findall(r"[a-z]+", per)
    energy = [name for name in names if name in _SCALES["energy"]]
    inverse = len(re.findall(r"[a-z]\s*-1", per)) == 3 or re.match(r"\s*1\s*/", per) is not None
    if len(energy) != 1 or sorted(names) != sorted(["s", "sr", *energy]) or not inverse:
        return None
    return 1.0 / _SCALES["energy"][energy[0]]


def _scale_by_astropy(unit: str, quantity: Quantity) -> float:
    from astropy import units as u

    try:
        return float(np.real(u.Unit(unit).to(INTERNAL[quantity] or u.dimensionless_unscaled)))
    except (ValueError, TypeError) as error:
        raise DataError(
            f'the unit "{unit}" is not one of {quantity}; '
            f"expected {INTERNAL[quantity] or 'no unit'} or something that converts to it"
        ) from error
