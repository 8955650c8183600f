"""Coordinates as files of other programs write them: decimal degrees, or in parts of 60."""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*(?:d|deg|°)?$")
_PARTS = re.compile(r"^([+-]?)\s*(\d+)\s*([hd°:\s])\s*(\d+)\s*[m:'′\s]?\s*(?:(\d+\.?\d*)\s*[s\"″]?)?$")
_MINUTES = re.compile(r"^([+-]?)\s*(\d+)\s*([hd°:\s])\s*(\d+\.\d*)\s*[m'′]?$")


def angle_from(text: str, hours: bool = False) -> float:
    """An angle in deg. Parts without letters are hours, minutes, seconds where `hours`, else degrees; decimal numbers
    are always degrees. Raises ValueError with a phrase for the user.

    >>> round(angle_from("05:34:31.9", hours=True), 3), round(angle_from("-00 30 00"), 3), angle_from("83.63")
    (83.633, -0.5, 83.63)
    """
    plain = text.strip().replace("−", "-")
    if _DECIMAL.match(plain):
        value = float(plain.rstrip("deg° ")) if plain[-1] in "dg°" else float(plain)
        if value in (float("inf"), float("-inf")):
            raise ValueError(f"'{text.strip()}' is too large a number")
        return value
    match = _PARTS.match(plain) or _MINUTES.match(plain)
    if match is None:
        raise ValueError(f"'{text.strip()}' is not a coordinate")
    minutes, seconds = float(match[4]), float((match[5] if match.re is _PARTS else None) or 0.0)
    if minutes >= 60.0 or seconds >= 60.0:
        raise ValueError(f"'{text.strip()}' has more than 60 minutes or seconds")
    value = float(match[2]) + minutes / 60.0 + seconds / 3600.0
    if match[3] == "h" or (hours and match[3] in ": \t"):
        value *= 15.0
    return -value if match[1] == "-" else value
