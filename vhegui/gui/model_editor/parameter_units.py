"""In which units the parameters are shown; they stay in TeV, cm and s inside. No Qt."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from vhegui.analysis.quantities import angle, quantity

# internal unit → units to show it in, with the factor from the internal one
CHOICES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "TeV": {"TeV": 1.0, "GeV": 1e3},
        "deg": {"deg": 1.0, "arcmin": 60.0, "arcsec": 3600.0},
        "TeV-1": {"TeV-1": 1.0, "GeV-1": 1e-3},
        "cm-2 s-1": {"cm-2 s-1": 1.0, "m-2 s-1": 1e4},
        "cm-2 s-1 TeV-1": {
            "cm-2 s-1 TeV-1": 1.0,
            "m-2 s-1 TeV-1": 1e4,
            "cm-2 s-1 GeV-1": 1e-3,
            "cm-2 s-1 MeV-1": 1e-6,
        },
    }
)
INFINITE = re.compile(r"^[+\-−]?\s*(inf(inity)?|∞)?$", re.IGNORECASE)


def factor_of(unit: str, shown: str) -> float:
    """Factor from the internal unit to the one it is shown in."""
    return CHOICES.get(unit, {}).get(shown, 1.0)


def typed_number(text: str, field: str, unit: str, shown: str = "") -> float:
    """The number a user typed into `field`, in the internal `unit`; an empty limit is none.

    A plain number is in the unit that is `shown`, one with a unit in that; an angle may be in parts, 5h34m31.9s or
    +22d00m52s. Raises ValueError with a sentence.
    """
    if field in ("minimum", "maximum") and INFINITE.match(text.strip()):
        return -math.inf if field == "minimum" else math.inf
    try:
        return quantity(text, "") / factor_of(unit, shown)
    except ValueError:
        return angle(text) if unit == "deg" else quantity(text, unit)
