"""Numbers with units and sky coordinates as people write them: in the window, in files, on the command line.

One grammar for all: what a field of the window takes, a session file takes too. Only what a bare number means differs:
a field has a unit of its own, a file needs it written.
"""

from __future__ import annotations

import math
import re

from vhegui.core.errors import DataError
from vhegui.core.units import Quantity, scale_to_internal

UNITS: dict[str, dict[str, float]] = {
    "TeV": {"tev": 1.0, "gev": 1e-3, "mev": 1e-6, "pev": 1e3, "kev": 1e-9, "ev": 1e-12, "erg": 0.6241509074},
    "deg": {"deg": 1.0, "°": 1.0, "d": 1.0, "arcmin": 1 / 60, "'": 1 / 60, "′": 1 / 60, "arcsec": 1 / 3600,
            '"': 1 / 3600, "″": 1 / 3600, "rad": math.degrees(1.0)},
    "s": {"s": 1.0, "ms": 1e-3, "min": 60.0, "h": 3600.0, "d": 86400.0, "day": 86400.0, "days": 86400.0},
    "%": {"%": 1.0},
    "m2": {"m2": 1.0, "m²": 1.0, "cm2": 1e-4, "cm²": 1e-4, "km2": 1e6, "km²": 1e6},
}  # fmt: skip
_KINDS: dict[str, Quantity] = {"TeV": "energy", "deg": "angle", "s": "time", "m2": "area"}
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_NUMBER = re.compile(r"^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*$", re.IGNORECASE)
_SEXAGESIMAL = re.compile(
    r"^\s*([+-]?)(\d+(?:\.\d*)?)(?:\s*[h:d°\s]\s*(\d+(?:\.\d*)?))?(?:\s*[m:'′\s]\s*(\d+(?:\.\d*)?))?\s*[hdms°'\"′″]?\s*$"
)

_BARE = re.compile(r"^[+-]?\d+(?:\s*:\s*|\s+)\d")


def quantity(text: str, unit: str = "", needed: bool = False) -> float:
    """The number in `text` in `unit` (a key of `UNITS`, or any other word that may only follow the number literally).

    Accepts `0.5`, `500 GeV`, `5e-11`, `5×10⁻¹¹`, a true minus sign, a decimal comma, and every spelling of a unit that
    data files have. needed : a number without its unit is refused.
    Raises ValueError with a sentence for the user.
    """
    match = _NUMBER.match(_plain(text))
    if match is None:
        wrong = f"“{text.strip()}” is not a number." if text.strip() else "A number is needed."
        raise ValueError(f"{wrong} Type for example 0.5{' ' + unit if unit else ''}.")
    value, suffix = float(match[1]), match[2]
    if math.isinf(value):
        raise ValueError(f"“{text.strip()}” is too large a number.")
    if not suffix and needed:
        raise ValueError(f"“{text.strip()}” has no unit. Write for example {value:g} {unit}.")
    if not suffix or suffix == unit:
        return value
    factor = _factor(suffix, unit)
    if factor is None:
        known = ", ".join(UNITS.get(unit, {unit: 1.0}))
        raise ValueError(f"“{suffix}” is not a unit here. Allowed: {known or 'a number without a unit'}.")
    return value * factor


def _factor(suffix: str, unit: str) -> float | None:
    factor = UNITS.get(unit, {}).get(suffix.lower())
    if factor is None and unit in _KINDS:
        try:
            return scale_to_internal(suffix, _KINDS[unit])
        except DataError:
            return None
    return factor


def right_ascension(text: str) -> float:
    """RA in deg, [0, 360): `83.63`, `83.63 deg`, `05h34m31.9s`, `5:34:31.9`, `5 34 31.9`."""
    plain = _normal(text)
    if re.search(r"[h:]|\d\s+\d", plain):
        hours = _from_sexagesimal(plain, text)
        if not 0 <= hours < 24:
            raise ValueError(f"“{text.strip()}”: right ascension goes from 0h to 24h.")
        return hours * 15.0
    return quantity(plain, "deg") % 360.0


def declination(text: str) -> float:
    """Declination in deg, [-90, 90]: `22.01`, `+22d00m52s`, `22:00:52`, `22°00′52″`."""
    return _latitude(text, "declination")


def angle(text: str, needed: bool = False) -> float:
    """Any angle in deg: `0.11`, `6.6 arcmin`, `22d00m52s`, and of a right ascension `05h34m31.9s`, `5.57h`."""
    plain = _normal(text)
    if re.search(r"\dh", plain):
        return right_ascension(plain)
    return _degrees(plain, needed)


def is_bare(text: str) -> bool:
    """Whether a coordinate is in parts without letters, `5:34:31.9` or `5 34 31.9`: hours or degrees, as its axis says.

    >>> is_bare("05:34:31.9"), is_bare("22 00 52"), is_bare("05h34m31.9s"), is_bare("83.63 deg")
    (True, True, False, False)
    """
    return _BARE.match(_normal(text)) is not None


def coordinate(text: str, hours: bool = False) -> float:
    """A coordinate of a file in deg: an angle with its unit, or in bare parts, which are `hours` or degrees.

    >>> round(coordinate("05:34:31.9", hours=True), 3), round(coordinate("+22 00 52"), 3), coordinate("83.63 deg")
    (83.633, 22.014, 83.63)
    """
    if not is_bare(text):
        return angle(text, needed=True)
    return right_ascension(text) if hours else _degrees(text)


def longitude(text: str) -> float:
    """A longitude in deg, [0, 360), in degrees or d:m:s (galactic l)."""
    return _degrees(text) % 360.0


def latitude(text: str) -> float:
    """A latitude in deg, [-90, 90] (galactic b)."""
    return _latitude(text, "latitude")


def sky_position(text: str) -> tuple[float, float]:
    """RA and Dec in deg from one line: `83.63 22.01`, `83.63, 22.01`, `05h34m31.9s +22d00m52s`."""
    plain = _normal(text)
    for pattern in (r"^(.+?)\s*[,;]\s*(.+)$", r"^(.+?)\s+([+-].+)$", r"^(\S+)\s+(\S+)$", r"^(\S+[hms:\d])\s+(.+)$"):
        match = re.match(pattern, plain)
        if match:
            return right_ascension(match[1]), declination(match[2])
    raise ValueError(f"“{text.strip()}” is not a position. Type for example 83.63 22.01 or 05h34m31.9s +22d00m52s.")


def _latitude(text: str, name: str) -> float:
    value = _degrees(text)
    if not -90 <= value <= 90:
        raise ValueError(f"“{text.strip()}”: a {name} goes from −90° to 90°.")
    return value


def _degrees(text: str, needed: bool = False) -> float:
    plain = _normal(text)
    # Parts without letters may be hours or degrees: where a unit is needed, letters are.
    if re.search(r"\d\s*[d°]\s*\d" if needed else r"\d\s*[d°:]\s*\d|\d\s+\d", plain):
        return _from_sexagesimal(plain, text)
    return quantity(plain, "deg", needed)


def _from_sexagesimal(plain: str, text: str) -> float:
    match = _SEXAGESIMAL.match(plain)
    if match is None:
        raise ValueError(f"“{text.strip()}” is not a coordinate. Type degrees, or parts as in 05:34:31.9.")
    minutes, seconds = float(match[3] or 0), float(match[4] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError(f"“{text.strip()}”: minutes and seconds must be below 60.")
    value = float(match[2]) + minutes / 60 + seconds / 3600
    return -value if match[1] == "-" else value


def _normal(text: str) -> str:
    """Lower case, plain minus, superscript ʰᵐˢ as letters."""
    return text.strip().lower().replace("−", "-").translate(str.maketrans("ʰᵐˢ", "hms"))


def _plain(text: str) -> str:
    """`5×10⁻¹¹` → `5e-11`, `1,5` → `1.5`."""
    text = text.strip().replace("−", "-")
    text = re.sub(r"\s*[×x*]\s*10\s*\^?\s*\(?([+-]?\d+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)\)?", _exponent, text)
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _exponent(match: re.Match[str]) -> str:
    return "e" + match[1].translate(_SUPERSCRIPTS)
