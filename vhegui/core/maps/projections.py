"""Projections of the sphere onto the plane of a map, by their FITS names. To add one: an entry in `PROJECTIONS`.

All are seen from their own reference direction: a direction is a unit vector with components to the west, to the
north and ahead (towards the reference); the plane has x to the west and y to the north, as FITS images are indexed.
Formulas of Calabretta & Greisen 2002, A&A 395, 1077, sections 5.1 (TAN, SIN, ZEA), 5.2.3 (CAR) and 5.4.1 (AIT), in
Cartesian components: a zenithal projection then costs no trigonometry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from vhegui.core.typing import Array, BoolArray

EDGE = 1e-9  # how near to the end of its part of the sky a projection still has an image


class Projection(Protocol):
    """One projection. Arrays of one shape; where there is no image, or no sky, the result is NaN."""

    @property
    def zenithal(self) -> bool:
        """Whether FITS counts native latitude from the reference direction (else from an equator through it)."""
        ...

    def to_plane(self, west: Array, north: Array, ahead: Array, scale: float = 1.0) -> tuple[Array, Array]:
        """x and y in units of 1 / `scale` rad. `west` and `north` come multiplied by `scale`, `ahead` does not: what
        turns the vectors can do that on the way, for nothing.
        """
        ...

    def from_plane(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        """Components west, north, ahead of the unit vectors at x, y (rad)."""
        ...

    def stretch(self, west: Array, north: Array, ahead: Array) -> Array:
        """Solid angle (sr) per unit area (rad²) of the plane at a direction."""
        ...


@dataclass(frozen=True)
class Zenithal:
    """x, y = `factor` × (west, north), where the factor depends on the angle ρ from the reference only.

    factor : of cos ρ · depth : cos ρ of the squared radius (rad²) in the plane · area : the stretch, of cos ρ.
    """

    factor: Callable[[Array], Array]
    depth: Callable[[Array], Array]
    area: Callable[[Array], Array]
    zenithal: bool = True

    def to_plane(self, west: Array, north: Array, ahead: Array, scale: float = 1.0) -> tuple[Array, Array]:
        factor = self.factor(ahead)
        return west * factor, north * factor

    def from_plane(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        ahead = self.depth(x * x + y * y)
        shrink = 1.0 / self.factor(ahead)
        return x * shrink, y * shrink, ahead

    def stretch(self, west: Array, north: Array, ahead: Array) -> Array:
        return self.area(ahead)


class PlateCarree:
    """CAR: longitude and latitude about the reference are x and y."""

    zenithal = False

    def to_plane(self, west: Array, north: Array, ahead: Array, scale: float = 1.0) -> tuple[Array, Array]:
        ahead = scale * ahead
        return scale * np.arctan2(west, ahead), scale * np.arctan2(north, np.hypot(west, ahead))

    def from_plane(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        sky = (np.abs(x) <= np.pi + EDGE) & (np.abs(y) <= np.pi / 2 + EDGE)
        x, y = _where(sky, x), _where(sky, y)
        return np.cos(y) * np.sin(x), np.sin(y), np.cos(y) * np.cos(x)

    def stretch(self, west: Array, north: Array, ahead: Array) -> Array:
        return np.hypot(west, ahead)


class HammerAitoff:
    """AIT: the whole sky in an ellipse, of equal area."""

    zenithal = False

    def to_plane(self, west: Array, north: Array, ahead: Array, scale: float = 1.0) -> tuple[Array, Array]:
        west = west / scale
        half, flat = np.arctan2(west, ahead) / 2.0, np.hypot(west, ahead)
        factor = np.sqrt(2.0 / (1.0 + flat * np.cos(half)))
        return 2.0 * scale * factor * flat * np.sin(half), factor * north

    def from_plane(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        z2 = 1.0 - (x / 4.0) ** 2 - (y / 2.0) ** 2
        z2 = _where(z2 >= 0.5 - EDGE, z2)
        z = np.sqrt(z2)
        across, along = x * z / 2.0, 2.0 * z2 - 1.0  # cos θ × sine and cosine of half the longitude
        half, flat = np.arctan2(across, along), np.hypot(across, along)
        return flat * np.sin(2.0 * half), y * z, flat * np.cos(2.0 * half)

    def stretch(self, west: Array, north: Array, ahead: Array) -> Array:
        return np.where(np.isnan(ahead), np.nan, 1.0)


def _where(mask: BoolArray, values: Array) -> Array:
    """The values where the mask is true, NaN elsewhere."""
    return np.where(mask, values, np.nan)


PROJECTIONS: Mapping[str, Projection] = MappingProxyType(
    {
        "TAN": Zenithal(
            factor=lambda c: 1.0 / _where(c > EDGE, c),
            depth=lambda r2: 1.0 / np.sqrt(1.0 + r2),
            area=lambda c: c**3,
        ),
        "SIN": Zenithal(
            factor=lambda c: np.where(c >= 0.0, 1.0, np.nan),
            depth=lambda r2: np.sqrt(_where(r2 <= 1.0, 1.0 - r2)),
            area=lambda c: 1.0 / _where(c > EDGE, c),
        ),
        "ZEA": Zenithal(
            factor=lambda c: np.sqrt(2.0 / (1.0 + _where(c > -1.0 + EDGE**2, c))),
            depth=lambda r2: _where(r2 < 4.0, 1.0 - r2 / 2.0),
            area=lambda c: np.where(np.isnan(c), np.nan, 1.0),
        ),
        "CAR": PlateCarree(),
        "AIT": HammerAitoff(),
    }
)
