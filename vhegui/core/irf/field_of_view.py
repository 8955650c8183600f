"""Field-of-view coordinates: where on the camera a direction falls.

Spherical coordinates with the pointing at (0, 0), no projection. Latitude grows with declination or altitude, and
longitude with *decreasing* right ascension or azimuth (GADF v0.3, "Field of view"), which gammapy 2.1 follows. Seen on
the sky, north or zenith up, that is to the right for RADEC and to the left for ALTAZ. One writer mirrors longitude, see
`vhegui.core.irf.background_3d`.
"""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.irf.base import Alignment
from vhegui.core.typing import Array


def field_of_view_position(
    ra: Array | float,
    dec: Array | float,
    pointing: tuple[float, float],
    alignment: Alignment = "RADEC",
    mirrored: bool = False,
    parallactic_angle: float = 0.0,
) -> tuple[Array, Array]:
    """Longitude and latitude (deg) in the field of view of directions `ra`, `dec` (deg, any shape, which both have).

    pointing : ra, dec (deg) · parallactic_angle : position angle of the zenith at the pointing, from north through
    east (deg), positive west of the meridian; for ALTAZ only.
    """
    theta = np.radians(sphere.separation(*pointing, ra, dec))
    up = parallactic_angle if alignment == "ALTAZ" else 0.0
    phi = np.radians(sphere.position_angle(*pointing, ra, dec) - up)
    left = np.degrees(np.arctan2(np.sin(theta) * np.sin(phi), np.cos(theta)))
    lat = np.degrees(np.arcsin(np.sin(theta) * np.cos(phi)))
    return (left if (alignment == "ALTAZ") != mirrored else -left), lat


def in_field_of_view(
    local: Array, alignment: Alignment = "RADEC", mirrored: bool = False, parallactic_angle: float = 0.0
) -> tuple[Array, Array]:
    """The same of many directions at once, from their components to the north and to the east of the pointing and
    along it, `local` with shape (..., 3): longitude and latitude, deg, (...).
    """
    north, east = local[..., 0], local[..., 1]
    if alignment == "ALTAZ":
        cos, sin = np.cos(np.radians(parallactic_angle)), np.sin(np.radians(parallactic_angle))
        north, east = cos * north + sin * east, cos * east - sin * north
    left = np.degrees(np.arctan2(east, local[..., 2]))
    lat = np.degrees(np.arcsin(np.clip(north, -1.0, 1.0)))
    return (left if (alignment == "ALTAZ") != mirrored else -left), lat


def from_field_of_view(
    lon: Array,
    lat: Array,
    pointing: tuple[float, float],
    alignment: Alignment = "RADEC",
    mirrored: bool = False,
    parallactic_angle: Array | float = 0.0,
) -> tuple[Array, Array]:
    """Directions (ra, dec; deg) of places in the field of view (deg): the inverse of `field_of_view_position`.

    parallactic_angle : deg, one or one for each place.

    >>> ra, dec = from_field_of_view(np.array([0.5]), np.array([0.0]), (83.63, 22.01))  # towards smaller RA
    >>> lon, lat = field_of_view_position(ra, dec, (83.63, 22.01))
    >>> ra.round(2).tolist(), lon.round(9).tolist(), abs(lat).round(9).tolist()
    ([83.09], [0.5], [0.0])
    """
    left = np.radians(lon if (alignment == "ALTAZ") != mirrored else -lon)
    up = np.radians(lat)
    north, east = np.sin(up), np.cos(up) * np.sin(left)
    if alignment == "ALTAZ":
        cos, sin = np.cos(np.radians(parallactic_angle)), np.sin(np.radians(parallactic_angle))
        north, east = cos * north - sin * east, sin * north + cos * east
    ahead = np.cos(up) * np.cos(left)
    to_north, to_east, to_pointing = sphere.local_axes(*pointing)
    return sphere.lon_lat_of(
        *(north * a + east * b + ahead * c for a, b, c in zip(to_north, to_east, to_pointing, strict=True))
    )
