"""Times as people type them → MJD in terrestrial time (TT), which the observation index counts in.

Dates are UTC unless TT is written after them; a number is an MJD in TT.
"""

from __future__ import annotations

import re

import numpy as np

from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.errors import AnalysisError
from vhegui.core.typing import Array, BoolArray

CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
DATE = rf"\d{{4}}(?:-\d{{2}}(?:-\d{{2}}(?:(?:t|\s+){CLOCK})?)?)?z?(?!\d|\.\d)"
MJD = r"\d{5}(?:\.\d+)?"
TIME = rf"(?:{MJD}|{DATE})(?![\w,-])"
_ZERO = np.datetime64("1858-11-17")
_UNITS = {4: "Y", 7: "M", 10: "D"}


def mjd_tt(text: str, utc: bool = True) -> float:
    """The instant `2004-12-04T22:00`, `2004-12-04`, `2004-12` (its beginning) or `53343.93` as MJD (TT).

    Raises AnalysisError for anything else.
    """
    return _in_tt(text, _date(text), utc)


def period(text: str, utc: bool = True) -> tuple[float, float]:
    """Beginning and end (MJD, TT) of the year, month or day in `text`; of an instant, twice the same."""
    start = _date(text)
    unit = _UNITS.get(len(text.removesuffix("z")))
    if unit is None or re.fullmatch(MJD, text):
        instant = mjd_tt(text, utc)
        return instant, instant
    stop = (start.astype(f"datetime64[{unit}]") + 1).astype("datetime64[us]")
    return _in_tt(text, start, utc), _in_tt(text, stop, utc)


def _date(text: str) -> np.datetime64:
    if re.fullmatch(MJD, text):
        return _ZERO.astype("datetime64[us]") + np.timedelta64(round(float(text) * 86_400_000_000), "us")
    plain = re.sub(r"\s+", "T", text.strip().removesuffix("z").upper())
    if "T" in plain and plain[plain.index("T") + 2] == ":":
        plain = plain.replace("T", "T0")
    try:
        return np.datetime64(plain).astype("datetime64[us]")
    except ValueError:
        raise AnalysisError(
            f"“{text}” is not a time: write 2004-12-04, 2004-12-04T22:00, or an MJD such as 53343.92"
        ) from None


def _in_tt(text: str, date: np.datetime64, utc: bool) -> float:
    if re.fullmatch(MJD, text):
        return float(text)
    mjd = float((date - _ZERO.astype("datetime64[us]")) / np.timedelta64(1, "us")) / 86_400_000_000
    return mjd + tt_minus_utc(mjd) / SECONDS_PER_DAY if utc else mjd


def during(index: ObservationIndex, start: float, stop: float, partly: bool = False) -> BoolArray:
    """Runs that lie within [start, stop] (MJD, TT) from beginning to end, or (`partly`) overlap it; shape (n,).

    The two rules of gammapy's `select_time`. A run without a known time meets neither; one without a known end is
    as long as its ontime.
    """
    first, last = index.tstart, ends(index)
    if partly:
        return (last > start) & (first < stop)
    return (first >= start) & (last <= stop)


def ends(index: ObservationIndex) -> Array:
    """Ends of the runs (MJD, TT), shape (n,), NaN where nothing is known."""
    return np.where(np.isfinite(index.tstop), index.tstop, index.tstart + index.ontime / SECONDS_PER_DAY)
