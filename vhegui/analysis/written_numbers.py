"""Numbers as a physicist writes them: sensible digits, real superscripts, true minus signs. No Qt."""

from __future__ import annotations

import math
import re

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "−"
NOT_A_NUMBER = "–"


def superscript(exponent: int) -> str:
    """`-11` → `⁻¹¹`."""
    return str(exponent).translate(_SUPERSCRIPT)


def unit_text(unit: str) -> str:
    """`cm-2 s-1 TeV-1` → `cm⁻² s⁻¹ TeV⁻¹`."""
    return re.sub(r"(?<=[A-Za-z])-?\d+", lambda found: superscript(int(found[0])), unit)


def power_of_ten(exponent: int, plain_from: int = -3, plain_to: int = 4) -> str:
    """A decade's label: `0.1`, `1`, `100`; outside [plain_from, plain_to] `10⁻¹²`."""
    if plain_from <= exponent <= plain_to:
        return f"{10.0**exponent:.{max(0, -exponent)}f}"
    return f"10{superscript(exponent)}"


def number(value: float, digits: int = 3) -> str:
    """A value with `digits` significant digits; powers of ten outside [10⁻³, 10⁵)."""
    if not math.isfinite(value):
        return _special(value)
    if value == 0:
        return "0"
    mantissa, exponent = _split(value, digits)
    if -3 <= exponent < 5:
        return fixed(value, max(0, digits - 1 - exponent))
    return f"{fixed(mantissa, digits - 1)}×10{superscript(exponent)}"


def integer(value: float) -> str:
    """A count with thin spaces between thousands: `1 234 567`."""
    return f"{round(value):,}".replace(",", "\u2009").replace("-", MINUS) if math.isfinite(value) else _special(value)


def signed(value: float, places: int) -> str:
    """`+0.123`, `−0.900`: with its sign and so many decimal places."""
    return f"{value:+.{places}f}".replace("-", MINUS) if math.isfinite(value) else _special(value)


def fixed(value: float, places: int) -> str:
    """`0.12`, `−3.4`: so many decimal places, and never a `−0`."""
    if not math.isfinite(value):
        return _special(value)
    text = f"{value:.{places}f}"
    if text.startswith("-"):
        text = text[1:] if float(text) == 0 else MINUS + text[1:]
    return text


def value_error(value: float, error: float, unit: str = "") -> str:
    """`2.27 ± 0.16`, `(4.79 ± 0.36)×10⁻¹¹ cm⁻² s⁻¹ TeV⁻¹`: the error with two digits, the value to the same place.

    Without a usable error (zero, negative, NaN) only the value is written.
    """
    tail = f" {unit}" if unit else ""
    if not (math.isfinite(value) and math.isfinite(error) and error > 0):
        return number(value, 4) + tail
    scale, places = _scale_and_places(value, error)
    shown = f"{fixed(value / 10.0**scale, places)} ± {error / 10.0**scale:.{places}f}"
    if scale:
        return f"({shown})×10{superscript(scale)}{tail}"
    return f"({shown}){tail}" if tail else shown


def asymmetric(value: float, error_low: float, error_high: float, unit: str = "") -> str:
    """`2.27 +0.17 −0.15`; both errors positive, with the same decimal places."""
    tail = f" {unit}" if unit else ""
    errors = [e for e in (error_low, error_high) if math.isfinite(e) and e > 0]
    if not math.isfinite(value) or len(errors) < 2:
        return value_error(value, errors[0] if errors else math.nan, unit)
    scale, places = _scale_and_places(value, min(errors))
    unscaled = [x / 10.0**scale for x in (value, error_high, error_low)]
    shown = f"{fixed(unscaled[0], places)} +{unscaled[1]:.{places}f} {MINUS}{unscaled[2]:.{places}f}"
    return (f"({shown})×10{superscript(scale)}" if scale else f"({shown})" if tail else shown) + tail


def _scale_and_places(value: float, error: float) -> tuple[int, int]:
    """Common power of ten (0: none) and decimal places that give the error two significant digits."""
    error_exponent = _split(error, 2)[1]
    exponent = max(_split(value, 6)[1] if value else error_exponent, error_exponent)
    scale = 0 if -3 <= exponent < 5 and error_exponent >= -5 else exponent
    return scale, max(0, 1 - error_exponent + scale)


def _split(value: float, digits: int) -> tuple[float, int]:
    """Mantissa and exponent after rounding to `digits` significant digits."""
    mantissa, exponent = f"{value:.{max(digits - 1, 0)}e}".split("e")
    return float(mantissa), int(exponent)


def _special(value: float) -> str:
    if math.isnan(value):
        return NOT_A_NUMBER
    return "∞" if value > 0 else f"{MINUS}∞"
