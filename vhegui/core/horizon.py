"""Where a direction stands above a site, and when: accurate to a few arc seconds of pointing, without tables.

Sidereal time and precession after Meeus, Astronomical Algorithms (1998), chapters 12 and 21 (low-order terms).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.sphere import position_angle, separation
from vhegui.core.typing import Array

J2000 = 51544.5
SIDEREAL_RATE = 360.98564736629


@dataclass(frozen=True)
class Site:
    """A place on Earth: deg east, deg north; m above the sea, None where nobody says."""

    longitude: float
    latitude: float
    altitude: float | None = None


def sidereal_time(mjd_ut: float, site: Site) -> float:
    """Mean local sidereal time, deg."""
    return (280.46061837 + SIDEREAL_RATE * (mjd_ut - J2000) + site.longitude) % 360.0


def of_date(ra: float, dec: float, mjd: float) -> tuple[float, float]:
    """J2000 coordinates carried to the mean equator of date by the annual rates; deg."""
    a, d = _carried(ra, dec, (mjd - J2000) / 365.25)
    return float(a), float(d)


def _carried(ra: Array | float, dec: Array | float, years: Array | float) -> tuple[Array, Array]:
    """Coordinates carried by the precession of some years; deg."""
    a, d = np.radians(ra), np.radians(dec)
    rate_ra = 46.1244 + 20.0431 * np.sin(a) * np.tan(d)
    return np.asarray(ra + years * rate_ra / 3600.0), np.asarray(dec + years * 20.0431 * np.cos(a) / 3600.0)


def zenith_azimuth(ra: float, dec: float, mjd_ut: float, site: Site) -> tuple[float, float]:
    """Zenith angle and azimuth (from north through east) in deg, without refraction."""
    ra, dec = of_date(ra, dec, mjd_ut)
    overhead = sidereal_time(mjd_ut, site)
    zenith = separation(overhead, site.latitude, ra, dec)
    return float(zenith), float(position_angle(overhead, site.latitude, ra, dec))


def parallactic_angle(ra: float, dec: float, mjd_ut: Array, site: Site) -> Array:
    """Position angle of the zenith at (ra, dec), J2000, from north through east: deg, of the shape of `mjd_ut`.

    Positive west of the meridian.

    >>> evening = 59935.9 + np.array([0.0, 0.1])  # MJD, 2.4 h apart
    >>> parallactic_angle(83.63, 22.01, evening, Site(-17.89, 28.76)).round(1).tolist()  # the Crab from La Palma
    [-71.1, -52.2]
    """
    overhead = (280.46061837 + SIDEREAL_RATE * (mjd_ut - J2000) + site.longitude) % 360.0
    zenith = _carried(overhead, site.latitude, (J2000 - mjd_ut) / 365.25)
    return (position_angle(ra, dec, *zenith) + 180.0) % 360.0 - 180.0


def time_of_hour_angle(ra: float, dec: float, hour_angle: float, noon: float, site: Site) -> float:
    """First moment (MJD, UT) after `noon` at which (ra, dec) stands at `hour_angle` (h, west of the meridian)."""
    ra, _ = of_date(ra, dec, noon)
    wait = (ra + 15.0 * hour_angle - sidereal_time(noon, site)) % 360.0
    return noon + wait / SIDEREAL_RATE
