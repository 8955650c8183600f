"""Time intervals and energy bands of a light curve as people type them, and back."""

from __future__ import annotations

import re

from vhegui.analysis.quantities import UNITS
from vhegui.analysis.runs.times import DATE, MJD, mjd_tt
from vhegui.core.errors import AnalysisError

_TIME = rf"(?:{MJD}|{DATE})"
_INTERVAL = re.compile(
    rf"^\s*({_TIME})\s*(tt|utc)?\s*(?:to|\.\.|–|—|,|-|\s)\s*({_TIME})\s*(tt|utc)?\s*$", re.IGNORECASE
)
_FACTOR = UNITS["TeV"]
_ENERGY = re.compile(rf"\s*([0-9.]+(?:e[+-]?\d+)?)\s*({'|'.join(_FACTOR)})?\s*(?:,|;|–|-|to|\s|$)", re.IGNORECASE)


def intervals_of(text: str) -> tuple[tuple[float, float], ...]:
    """`53944.0 to 53945.5; 2006-07-29 00:10 to 2006-07-29 01:10` → MJD (TT); dates are UTC, numbers MJD in TT.

    Raises AnalysisError where an interval cannot be read, or does not end after it starts.
    """
    found = []
    for part in filter(str.strip, re.split(r"[;\n]", text)):
        match = _INTERVAL.match(part)
        if match is None:
            raise AnalysisError(
                f"“{part.strip()}” is not a time interval: write 53944.9 to 53945.1, or "
                "2006-07-29T00:10 to 2006-07-29T01:10, several separated by semicolons"
            )
        start, start_scale, stop, stop_scale = match.groups()
        utc = (stop_scale or start_scale or "").lower() != "tt"
        found.append((mjd_tt(start.strip(), utc), mjd_tt(stop.strip(), utc)))
    for start, stop in found:
        if not start < stop:
            raise AnalysisError(f"time interval MJD {start:.12g} to {stop:.12g}: it must end after it starts")
    return tuple(found)


def intervals_text(intervals: tuple[tuple[float, float], ...]) -> str:
    """`53944.9 to 53945.1; …`, to a tenth of a second."""
    return "; ".join(f"{_short(start)} to {_short(stop)}" for start, stop in intervals)


def _short(mjd: float) -> str:
    return f"{mjd:.6f}".rstrip("0").rstrip(".")


def edges_of(text: str) -> tuple[float, ...]:
    """`0.7 2 10 TeV`, `700 GeV, 2 TeV, 10 TeV` → rising edges in TeV; an empty text: no edges.

    A number without a unit has the unit of the next one that has one, at the end TeV. Raises AnalysisError.
    """
    text, at, values, units = text.strip(), 0, [], []
    while at < len(text):
        match = _ENERGY.match(text, at)
        if match is None or match.end() == at:
            raise AnalysisError(f"“{text}” are not band edges: write rising energies, for example 0.7 2 10 TeV")
        values.append(float(match[1]))
        units.append((match[2] or "").lower())
        at = match.end()
    unit, edges = "tev", []
    for value, own in zip(reversed(values), reversed(units), strict=True):
        unit = own or unit
        edges.append(value * _FACTOR[unit])
    return tuple(reversed(edges))


def edges_text(edges: tuple[float, ...]) -> str:
    """`0.7 2 10 TeV`."""
    return f"{' '.join(f'{edge:.4g}' for edge in edges)} TeV" if edges else ""
