"""The whole sky as an ellipse: Hammer–Aitoff, equal-area.

The `AIT` projection of Calabretta & Greisen 2002, A&A 395, 1077, section 5.4.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import Array

HALF_WIDTH = float(np.degrees(2 * np.sqrt(2)))
HALF_HEIGHT = float(np.degrees(np.sqrt(2)))


@dataclass(frozen=True, slots=True)
class AllSkyProjection:
    """Longitude grows to the left; `galactic` draws galactic coordinates, positions in and out stay ICRS (deg)."""

    centre: float = 0.0
    galactic: bool = False

    def to_plane(self, ra: Array | float, dec: Array | float) -> tuple[Array, Array]:
        """(u to the right, v up) in deg of ICRS positions."""
        return self.frame_to_plane(*(sphere.to_galactic(ra, dec) if self.galactic else (ra, dec)))

    def frame_to_plane(self, lon: Array | float, lat: Array | float) -> tuple[Array, Array]:
        """(u, v) of coordinates of the drawn frame."""
        half = np.radians((np.asarray(lon, float) - self.centre + 180.0) % 360.0 - 180.0) / 2
        lat = np.radians(np.asarray(lat, float))
        scale = np.degrees(np.sqrt(2.0 / (1.0 + np.cos(lat) * np.cos(half))))
        return -2.0 * scale * np.cos(lat) * np.sin(half), scale * np.sin(lat)

    def to_sky(self, u: Array | float, v: Array | float) -> tuple[Array, Array]:
        """ICRS RA and Dec; NaN outside the ellipse."""
        x, y = np.radians(-np.asarray(u, float)), np.radians(np.asarray(v, float))
        z2 = 1.0 - (x / 4) ** 2 - (y / 2) ** 2
        z = np.sqrt(np.where(z2 >= 0.5 - 1e-12, z2, np.nan))
        lon = self.centre + 2 * np.degrees(np.arctan2(z * x, 2 * (2 * z**2 - 1)))
        lat = np.degrees(np.arcsin(np.clip(y * z, -1.0, 1.0)))
        return sphere.from_galactic(lon, lat) if self.galactic else (lon % 360.0, lat)
