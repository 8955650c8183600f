"""Numbers with units as people write them in YAML: "0.11 deg", "1 TeV"."""

from __future__ import annotations

import math
import re

from vhegui.core.errors import DataError
from vhegui.core.units import Quantity, scale_to_internal

_NUMBER = re.compile(r"^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*?)?\s*$")


class Energy(float):
    """An energy in TeV, written with its unit."""

    example = "1 TeV"

    @classmethod
    def parse(cls, value: object) -> Energy:
        """From "300 GeV"; ValueError says what is expected."""
        number = _with_unit(value, "energy", cls.example)
        if not 0.0 < number < math.inf:
            raise ValueError(f'expected a positive energy with its unit, such as "{cls.example}"')
        return cls(number)


class Angle(float):
    """An angle in deg, written with its unit."""

    example = "0.11 deg"

    @classmethod
    def parse(cls, value: object) -> Angle:
        """From "0.11 deg", "6.6 arcmin", or sexagesimal text such as "05h34m31.9s" and "+22d00m52s"."""
        if isinstance(value, str) and re.search(r"\d\s*[hdms:]\s*\d", value):
            return cls(_sexagesimal(value))
        return cls(_with_unit(value, "angle", cls.example))


def _with_unit(value: object, quantity: Quantity, example: str) -> float:
    expected = f'expected a number with its unit, such as "{example}"'
    match = _NUMBER.match(value) if isinstance(value, str) else None
    if match is None or match[2] is None:
        raise ValueError(expected)
    try:
        return float(match[1]) * scale_to_internal(match[2], quantity)
    except DataError as error:
        raise ValueError(f"{expected}; {error}") from error


def _sexagesimal(text: str) -> float:
    from astropy.coordinates import Angle as AstropyAngle

    try:
        return float(AstropyAngle(text).deg)  # pyright: ignore[reportArgumentType]
    except ValueError as error:
        raise ValueError('expected an angle such as "83.63 deg" or "05h34m31.9s"') from error


def in_tev(energy: float) -> str:
    """Text from which the same energy is read."""
    return f"{float(energy)!r} TeV"


def in_deg(angle: float) -> str:
    """Text from which the same angle is read."""
    return f"{float(angle)!r} deg"
