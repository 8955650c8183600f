"""Numbers with units as people write them in YAML: "0.11 deg", "1 TeV"."""

from __future__ import annotations

import math
from collections.abc import Callable

from vhegui.analysis.quantities import angle, quantity


class Energy(float):
    """An energy in TeV, written with its unit."""

    example = "1 TeV"

    @classmethod
    def parse(cls, value: object) -> Energy:
        """From "300 GeV"; ValueError says what is expected."""
        number = _read(value, lambda text: quantity(text, "TeV", needed=True), cls.example)
        if not 0.0 < number < math.inf:
            raise ValueError(f'expected a positive energy with its unit, such as "{cls.example}"')
        return cls(number)


class Angle(float):
    """An angle in deg, written with its unit."""

    example = "0.11 deg"

    @classmethod
    def parse(cls, value: object) -> Angle:
        """From "0.11 deg", "6.6 arcmin", or sexagesimal text such as "05h34m31.9s" and "+22d00m52s"."""
        return cls(_read(value, lambda text: angle(text, needed=True), f'{cls.example}" or "05h34m31.9s'))


def _read(value: object, read: Callable[[str], float], example: str) -> float:
    expected = f'expected a number with its unit, such as "{example}"'
    if not isinstance(value, str):
        raise ValueError(expected)
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{expected}; {error}") from error


def in_tev(energy: float) -> str:
    """Text from which the same energy is read."""
    return f"{float(energy)!r} TeV"


def in_deg(angle: float) -> str:
    """Text from which the same angle is read."""
    return f"{float(angle)!r} deg"
