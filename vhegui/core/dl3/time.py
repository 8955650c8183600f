"""Mission time of a header (MJDREFI + MJDREFF + T in TIMESYS) → MJD in terrestrial time (TT).

Where these are missing, what the FITS standard (4.0, 9.2.2) has instead: MJDREF, JDREFI + JDREFF, JDREF or DATEREF.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from vhegui.core.errors import DataError
from vhegui.core.units import scale_to_internal

SECONDS_PER_DAY = 86400.0
_JD_OF_MJD_ZERO, _MJD_ZERO = 2_400_000.5, datetime(1858, 11, 17)
EARLIEST, LATEST = -700_000.0, 1_000_000.0  # MJD: what lies outside is no date
_TT_MINUS_TAI = 32.184
# TDB differs from TT by less than 2 ms, TDT and ET are older names.
_UNIFORM = {"TT": 0.0, "TDT": 0.0, "ET": 0.0, "TDB": 0.0, "TAI": _TT_MINUS_TAI, "GPS": _TT_MINUS_TAI + 19.0}
_RELATIVISTIC = ("TCG", "TCB")
_CIVIL = ("UTC", "UT", "UT1")


def reference_mjd(header: Mapping[str, Any]) -> tuple[float, str]:
    """MJD (TT) from which the seconds of a file count, and what had to be assumed ("" if nothing).

    The seconds are elapsed (SI) seconds in every TIMESYS, as GADF says; so for UTC only the reference itself is
    converted, and leap seconds since then must not be added. MAGIC files confirm it: their DATE-OBS differs from plain
    UTC day arithmetic by the three leap seconds between 2003 and 2013. NaN when the header has no reference.
    Raises DataError when it is no date.
    """
    mjd = _reference(header)
    if math.isnan(mjd):
        return math.nan, "no MJDREFI, MJDREFF"
    if not is_date(mjd):
        raise DataError(f"MJDREFI, MJDREFF (or MJDREF) give MJD {mjd:g}, which is no date; correct the header")
    system = time_system(header)
    if system in _CIVIL:
        assumed = "" if system == "UTC" else f'TIMESYS is "{system}", UTC is assumed'
        return mjd + tt_minus_utc(mjd) / SECONDS_PER_DAY, assumed
    if system in _RELATIVISTIC:
        return mjd + _tt_minus(mjd, system.lower()) / SECONDS_PER_DAY, ""
    if system in _UNIFORM:
        return mjd + _UNIFORM[system] / SECONDS_PER_DAY, ""
    return mjd, f'TIMESYS is "{system}", TT is assumed' if system else "no TIMESYS, TT is assumed"


def time_system(header: Mapping[str, Any]) -> str:
    """TIMESYS in capitals, "" where the header does not say."""
    return str(header.get("TIMESYS") or "").strip().upper()


def is_time_system(name: str) -> bool:
    """Whether a TIMESYS is one that can be converted to TT."""
    return name in (*_CIVIL, *_RELATIVISTIC, *_UNIFORM)


def _reference(header: Mapping[str, Any]) -> float:
    """The reference date in the time scale of the header, MJD; NaN where there is none."""
    for name, zero in (("MJDREF", 0.0), ("JDREF", _JD_OF_MJD_ZERO)):
        whole, fraction = _number(header.get(name + "I")), _number(header.get(name + "F"))
        if math.isnan(whole) and math.isnan(fraction):
            whole = _number(header.get(name))
        if not math.isnan(whole) or (zero == 0.0 and not math.isnan(fraction)):
            # Whole days first: a Julian date is good to no more than 40 µs in one number.
            return (0.0 if math.isnan(whole) else whole - zero) + (0.0 if math.isnan(fraction) else fraction)
    return _of_date(str(header.get("DATEREF") or "").strip())


def _of_date(text: str) -> float:
    """MJD of a date as FITS writes it ("2001-01-01T00:00:00"), NaN for anything else."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return math.nan
    return (date.replace(tzinfo=None) - _MJD_ZERO) / timedelta(days=1)


def is_date(mjd: float) -> bool:
    """Whether a number can be a Modified Julian Date."""
    return EARLIEST <= mjd <= LATEST


def time_scale(header: Mapping[str, Any], unit: str = "") -> float:
    """Seconds in a unit of time: that of a column, else TIMEUNIT of the header, else s (FITS standard 4.0, 9.3).

    Raises DataError when it is none of time.
    """
    try:
        return scale_to_internal(unit or time_unit(header), "time")
    except DataError as error:
        raise DataError(str(error) if unit else f"TIMEUNIT: {error}") from error


def time_unit(header: Mapping[str, Any]) -> str:
    """TIMEUNIT, "s" where the header does not say."""
    return str(header.get("TIMEUNIT") or "").strip() or "s"


def completed(header: Mapping[str, Any], others: Mapping[str, Any]) -> Mapping[str, Any]:
    """A header whose missing keywords about time are those of another one."""
    missing = {key: value for key, value in others.items() if str(header.get(key) or "").strip() == ""}
    return {**header, **missing}


def tt_minus_utc(mjd: float) -> float:
    """TT − UTC in seconds at a UTC date (leap seconds from astropy's table)."""
    return round(_tt_minus(mjd, "utc"), 3)


def _tt_minus(mjd: float, scale: str) -> float:
    """TT minus another scale of astropy's, s."""
    from astropy.time import Time

    tt: Any = Time(mjd, format="mjd", scale=scale).tt
    return (float(tt.mjd) - mjd) * SECONDS_PER_DAY


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
