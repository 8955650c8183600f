"""A hollow shape: a circle, an ellipse or a rectangle with a smaller one of its kind cut out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.regions.boundary import Boundary, together
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.typing import EMPTY, Array, BoolArray


@dataclass(frozen=True)
class Annulus:
    """What lies in `outer` and not in `inner`, which has the same centre and angle. A `Region`.

    >>> ring = Annulus(Circle(83.63, 22.01, 0.5), Circle(83.63, 22.01, 0.3))
    >>> ring.contains(np.array([83.63, 83.63]), np.array([22.4, 22.1]))
    array([ True, False])
    >>> round(ring.area, 4)  # deg²
    0.5027
    """

    outer: Circle | Ellipse | Rectangle
    inner: Circle | Ellipse | Rectangle

    @property
    def ra(self) -> float:
        """Right ascension of the centre, deg."""
        return self.outer.ra

    @property
    def dec(self) -> float:
        """Declination of the centre, deg."""
        return self.outer.dec

    @property
    def bounding(self) -> Circle:
        """The smallest circle about the centre that holds all of it."""
        return self.outer.bounding

    @property
    def area(self) -> float:
        """Area on the sphere, deg²."""
        return self.outer.area - self.inner.area

    @property
    def boundary(self) -> Boundary:
        """Both outlines."""
        return together([self.outer.boundary, self.inner.boundary])

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside; shape of the inputs."""
        return self.outer.contains(ra, dec) & ~self.inner.contains(ra, dec)

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Both closed outlines as ra, dec (deg), a NaN between them."""
        (ra, dec), (inner_ra, inner_dec) = self.outer.outline(points), self.inner.outline(points)
        return np.concatenate([ra, [np.nan], inner_ra]), np.concatenate([dec, [np.nan], inner_dec])

    def radii(self) -> tuple[Array, Array]:
        """None: the centre is in the hole."""
        return EMPTY, EMPTY

    def moved(self, ra: float, dec: float) -> Annulus:
        """The annulus about another centre (deg), with the same angle to north there."""
        return Annulus(self.outer.moved(ra, dec), self.inner.moved(ra, dec))

    def rotated(self, ra: float, dec: float, angle: float) -> Annulus:
        """The annulus turned rigidly by `angle` (deg, from north through east) about a direction (deg)."""
        return Annulus(self.outer.rotated(ra, dec, angle), self.inner.rotated(ra, dec, angle))
