"""Coordinate systems of DS9 region files: their directions in ICRS, and where their north is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import Array


def to_icrs(lon: Array, lat: Array, frame: str) -> tuple[Array, Array]:
    """ICRS directions (deg, shape (n,)) of those in a frame of astropy's name."""
    if frame == "icrs":
        return lon, lat
    if frame == "fk4":  # with terms of aberration: no rotation
        return _by_astropy(lon, lat, frame)
    return sphere.lon_lat(sphere.unit_vectors(lon, lat) @ _rotation(frame))


def north_of(lon: float, lat: float, frame: str) -> float:
    """Position angle (deg) in ICRS of the frame's north at one of its directions (deg)."""
    step = 1e-3 if lat < 89.0 else -1e-3
    ra, dec = to_icrs(np.array([lon, lon]), np.array([lat, lat + step]), frame)
    return float(sphere.position_angle(ra[0], dec[0], ra[1], dec[1])) + (0.0 if step > 0.0 else 180.0)


@lru_cache(8)
def _rotation(frame: str) -> Array:
    """Directions of the frame's three axes in ICRS, shape (3, 3)."""
    return sphere.unit_vectors(*_by_astropy(np.array([0.0, 90.0, 0.0]), np.array([0.0, 0.0, 90.0]), frame))


def _by_astropy(lon: Array, lat: Array, frame: str) -> tuple[Array, Array]:
    from astropy.coordinates import SkyCoord, UnitSphericalRepresentation

    coordinates: Any = SkyCoord(lon, lat, unit="deg", frame=frame)
    place = coordinates.icrs.represent_as(UnitSphericalRepresentation)
    return np.asarray(place.lon.deg), np.asarray(place.lat.deg)
