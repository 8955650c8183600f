"""Shapes of sources on the sky, as things one can draw directions from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core.sphere import offset_by
from vhegui.core.typing import Array


class Morphology(Protocol):
    """A normalised surface brightness on the sky."""

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        """Directions (ra, dec) of `n` photons, shapes (n,), deg."""
        ...


@dataclass(frozen=True)
class Point:
    """A point source."""

    ra: float
    dec: float

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        return np.full(n, self.ra), np.full(n, self.dec)


@dataclass(frozen=True)
class Gaussian:
    """A radially symmetric Gaussian of width `sigma` (deg) on the tangent plane."""

    ra: float
    dec: float
    sigma: float

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        radius = self.sigma * np.sqrt(-2.0 * np.log1p(-rng.random(n)))
        return around(rng, self.ra, self.dec, radius)


@dataclass(frozen=True)
class Disk:
    """A uniform disk of `radius` (deg)."""

    ra: float
    dec: float
    radius: float

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        return around(rng, self.ra, self.dec, self.radius * np.sqrt(rng.random(n)))


@dataclass(frozen=True)
class Shell:
    """A hollow sphere, uniform between `radius` and `radius + width` (deg), seen in projection."""

    ra: float
    dec: float
    radius: float
    width: float

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        outer = self.radius + self.width
        distance = np.cbrt(self.radius**3 + rng.random(n) * (outer**3 - self.radius**3))
        cosine = rng.uniform(-1.0, 1.0, n)
        return around(rng, self.ra, self.dec, distance * np.sqrt(1.0 - cosine**2))


def around(rng: np.random.Generator, ra: Array | float, dec: Array | float, radius: Array) -> tuple[Array, Array]:
    """Directions (n,), deg, at `radius` (n,), deg, from (ra, dec), at position angles drawn evenly."""
    return offset_by(ra, dec, rng.uniform(0.0, 360.0, len(radius)), radius)
