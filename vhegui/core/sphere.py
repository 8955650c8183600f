"""Geometry on the sphere in plain numpy: all angles in degrees, all functions vectorised."""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array

# ICRS → galactic rotation: the galactic frame is defined in FK5 (IAU 1958, J2000 form of Murray 1989,
# A&A 218, 325), ICRS differs from FK5 by the frame bias. Numbers as astropy's frame graph gives them.
GALACTIC = np.array(
    [
        [-0.0548756577125917, -0.8734370519556163, -0.4838350736167155],
        [+0.4941094371927275, -0.4448297212232952, +0.7469821839866676],
        [-0.8676661375596587, -0.1980763372730008, +0.4559838136873016],
    ]
)


def unit_vectors(lon: Array | float, lat: Array | float) -> Array:
    """Unit vectors of directions in deg; shape (..., 3)."""
    lon, lat = np.radians(lon), np.radians(lat)
    cos_lat = np.cos(lat)
    return np.stack(np.broadcast_arrays(cos_lat * np.cos(lon), cos_lat * np.sin(lon), np.sin(lat)), axis=-1)


def lon_lat(vectors: Array) -> tuple[Array, Array]:
    """Longitude in [0, 360) and latitude in deg of vectors with shape (..., 3)."""
    return lon_lat_of(vectors[..., 0], vectors[..., 1], vectors[..., 2])


def lon_lat_of(x: Array, y: Array, z: Array) -> tuple[Array, Array]:
    """The same of their three components."""
    return np.degrees(np.arctan2(y, x)) % 360.0, np.degrees(np.arctan2(z, np.hypot(x, y)))


def separation(lon1: Array | float, lat1: Array | float, lon2: Array | float, lat2: Array | float) -> Array:
    """Angular separation in deg, of the arguments (deg) broadcast to one shape, exact at all distances (Vincenty's
    form).

    >>> round(float(separation(83.63, 22.01, 83.63, 22.51)), 6)  # the Crab and a pointing half a degree north of it
    0.5
    """
    lon1, lat1, lon2, lat2 = (np.radians(x) for x in (lon1, lat1, lon2, lat2))
    dlon = lon2 - lon1
    s1, c1, s2, c2 = np.sin(lat1), np.cos(lat1), np.sin(lat2), np.cos(lat2)
    opposite = np.hypot(c2 * np.sin(dlon), c1 * s2 - s1 * c2 * np.cos(dlon))
    return np.degrees(np.arctan2(opposite, s1 * s2 + c1 * c2 * np.cos(dlon)))


def position_angle(lon1: Array | float, lat1: Array | float, lon2: Array | float, lat2: Array | float) -> Array:
    """Direction from point 1 to point 2 in deg, from north through east, in [0, 360); arguments (deg) broadcast to one
    shape.
    """
    lon1, lat1, lon2, lat2 = (np.radians(x) for x in (lon1, lat1, lon2, lat2))
    dlon = lon2 - lon1
    east = np.cos(lat2) * np.sin(dlon)
    north = np.cos(lat1) * np.sin(lat2) - np.sin(lat1) * np.cos(lat2) * np.cos(dlon)
    return np.degrees(np.arctan2(east, north)) % 360.0


def offset_by(
    lon: Array | float, lat: Array | float, angle: Array | float, distance: Array | float
) -> tuple[Array, Array]:
    """The point `distance` deg from (lon, lat) in direction `angle` (deg, from north through east), all of them
    broadcast to one shape.

    >>> ra, dec = offset_by(83.63, 22.01, 90.0, 0.5)  # half a degree to the east
    >>> round(float(ra), 3), round(float(dec), 3)
    (84.169, 22.009)
    >>> round(float(position_angle(83.63, 22.01, ra, dec)), 6)
    90.0
    """
    lon, lat, angle, distance = (np.radians(x) for x in (lon, lat, angle, distance))
    sin_d, cos_d = np.sin(distance), np.cos(distance)
    x = np.cos(lat) * cos_d - np.sin(lat) * sin_d * np.cos(angle)
    y = np.sin(angle) * sin_d
    z = np.sin(lat) * cos_d + np.cos(lat) * sin_d * np.cos(angle)
    return np.degrees(lon + np.arctan2(y, x)) % 360.0, np.degrees(np.arctan2(z, np.hypot(x, y)))


def cap_solid_angle(radius: float) -> float:
    """Solid angle (sr) of a circle of `radius` (deg) on the sphere."""
    return float(2.0 * np.pi * (1.0 - np.cos(np.radians(radius))))


def local_axes(lon: float, lat: float) -> tuple[Array, Array, Array]:
    """Unit vectors to the north and to the east of a direction (deg), and its own; shape (3,) each."""
    a, d = np.radians(lon), np.radians(lat)
    north = np.array([-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)])
    return north, np.array([-np.sin(a), np.cos(a), 0.0]), unit_vectors(lon, lat)


def turned(vectors: Array, lon: float, lat: float, angle: float) -> Array:
    """Vectors, shape (..., 3), turned by `angle` (deg, from north through east) about a direction (deg)."""
    axis, turn = unit_vectors(lon, lat), np.radians(-angle)  # seen from inside, north to east is against the right hand
    along = (vectors @ axis)[..., None] * axis
    return along + np.cos(turn) * (vectors - along) + np.sin(turn) * np.cross(axis, vectors)


def turned_axis(axes: Array, lon: float, lat: float, angle: float) -> tuple[float, float, float]:
    """Where the centre of a figure is, and the position angle of its first axis there, when it was turned as `turned`.

    axes : shape (3, 3), unit vectors along its axes and to its centre · all others in deg.
    """
    first, _, centre = turned(axes, lon, lat, angle)
    new_lon, new_lat = (float(value) for value in lon_lat(centre))
    north, east, _ = local_axes(new_lon, new_lat)
    return new_lon, new_lat, float(np.degrees(np.arctan2(first @ east, first @ north)) % 360.0)


def to_tangent(lon: Array | float, lat: Array | float, lon0: float, lat0: float) -> tuple[Array, Array]:
    """Gnomonic (TAN) plane coordinates in deg about (lon0, lat0): x to the east, y to the north; any shape.

    Points 90 deg or more from the centre have no image and come back as NaN.

    >>> x, y = to_tangent(84.17, 22.01, 83.63, 22.01)
    >>> round(float(x), 4), round(float(y), 4)
    (0.5007, 0.0009)
    >>> [round(float(angle), 6) for angle in from_tangent(x, y, 83.63, 22.01)]
    [84.17, 22.01]
    """
    dlon, lat = np.radians(np.asarray(lon) - lon0), np.radians(lat)
    sin0, cos0 = np.sin(np.radians(lat0)), np.cos(np.radians(lat0))
    cos_c = sin0 * np.sin(lat) + cos0 * np.cos(lat) * np.cos(dlon)
    scale = np.degrees(1.0) / np.where(cos_c > 1e-9, cos_c, np.nan)
    return scale * np.cos(lat) * np.sin(dlon), scale * (cos0 * np.sin(lat) - sin0 * np.cos(lat) * np.cos(dlon))


def from_tangent(x: Array | float, y: Array | float, lon0: float, lat0: float) -> tuple[Array, Array]:
    """Inverse of `to_tangent`: longitude in [0, 360) and latitude in deg, in the shape of x and y (deg)."""
    x, y = np.radians(x), np.radians(y)
    sin0, cos0 = np.sin(np.radians(lat0)), np.cos(np.radians(lat0))
    lon = lon0 + np.degrees(np.arctan2(x, cos0 - y * sin0))
    lat = np.degrees(np.arctan2(sin0 + y * cos0, np.hypot(x, cos0 - y * sin0)))
    return lon % 360.0, lat


def to_galactic(ra: Array | float, dec: Array | float) -> tuple[Array, Array]:
    """Galactic longitude and latitude (deg) of ICRS directions (deg, any shape).

    >>> [round(float(angle), 3) for angle in to_galactic(83.633, 22.014)]  # the Crab, near the anticentre
    [184.558, -5.785]
    """
    return lon_lat(unit_vectors(ra, dec) @ GALACTIC.T)


def from_galactic(lon: Array | float, lat: Array | float) -> tuple[Array, Array]:
    """ICRS right ascension and declination (deg) of galactic directions (deg, any shape)."""
    return lon_lat(unit_vectors(lon, lat) @ GALACTIC)
