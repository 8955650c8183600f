"""Numbers with units as people write them in YAML: "0.11 deg", "1 TeV"."""

from __future__ import annotations

import math
from collections.abc import Callable

from vhegui.analysis.quantities import angle, coordinate, quantity


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


class Duration(float):
    """A time in s, written with its unit."""

    example = "28 min"

    @classmethod
    def parse(cls, value: object) -> Duration:
        """From "1680 s", "28 min", "0.5 h"."""
        return cls(_read(value, lambda text: quantity(text, "s", needed=True), cls.example))


class Longitude(float):
    """A longitude in deg, of which the frame may only be known later. text : as it was written."""

    text: str = ""

    @classmethod
    def parse(cls, value: object) -> Longitude:
        """From an angle, or from sexagesimal text with or without letters."""
        found = cls(_read(value, coordinate, _COORDINATES))
        found.text = str(value)
        return found

    @property
    def right_ascension(self) -> float:
        """The same as a right ascension, where parts without letters are hours. ValueError says what is wrong."""
        return coordinate(self.text, hours=True)


class RightAscension(float):
    """A right ascension in deg; parts without letters are hours."""

    @classmethod
    def parse(cls, value: object) -> RightAscension:
        """From "83.63 deg", "05h34m31.9s", "05:34:31.9", "5 34 31.9"."""
        return cls(_read(value, lambda text: coordinate(text, hours=True), _COORDINATES))


class Latitude(float):
    """A declination, or another latitude, in deg; parts without letters are degrees."""

    @classmethod
    def parse(cls, value: object) -> Latitude:
        """From "22.01 deg", "+22d00m52s", "+22:00:52", "22 00 52"."""
        return cls(_read(value, coordinate, _COORDINATES))


_COORDINATES = f'{Angle.example}", "05h34m31.9s" or "05:34:31.9'


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


def in_s(time: float) -> str:
    """Text from which the same time is read."""
    return f"{float(time)!r} s"


def in_deg(angle: float) -> str:
    """Text from which the same angle is read."""
    return f"{float(angle)!r} deg"
