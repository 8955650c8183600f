"""What every shape on the sky answers, circle, ellipse or another: the way ON, OFF and excluded regions are used.

A region is smaller than a hemisphere and has a centre and a boundary; nothing else about its shape is known to those
who place copies of it, count events in it or draw it. Of circles and ellipses more is known, and used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from vhegui.core.regions.boundary import Boundary
from vhegui.core.typing import AnyArray, Array, BoolArray

if TYPE_CHECKING:
    from vhegui.core.regions.circle import Circle


class SkyShape(Protocol):
    """A part of the sky about its centre (`ra`, `dec`): ICRS, deg."""

    @property
    def ra(self) -> float:
        """Right ascension of the centre, deg."""
        ...

    @property
    def dec(self) -> float:
        """Declination of the centre, deg."""
        ...

    @property
    def bounding(self) -> Circle:
        """The smallest circle about the centre that holds all of it."""
        ...

    @property
    def area(self) -> float:
        """Area on the sphere, deg²."""
        ...

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside; shape of the inputs."""
        ...

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Closed outline as ra, dec (deg), shape (points + 1,); NaN between the parts of one that has several."""
        ...

    def moved(self, ra: float, dec: float) -> Self:
        """The same about another centre (deg), with the same angle to north there."""
        ...

    def rotated(self, ra: float, dec: float, angle: float) -> Self:
        """The same turned rigidly by `angle` (deg, from north through east) about a direction (deg)."""
        ...


class WithoutArea:
    """What a `SkyShape` that holds nothing answers."""

    @property
    def area(self) -> float:
        """None, deg²."""
        return 0.0

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Nothing lies inside; shape of the inputs."""
        return np.zeros(np.broadcast_shapes(np.shape(ra), np.shape(dec)), dtype=bool)


class Region(SkyShape, Protocol):
    """One with an outline, which events may be counted in: it may be hollow, and need not be convex."""

    @property
    def boundary(self) -> Boundary:
        """What bounds it."""
        ...

    def radii(self) -> tuple[Array, Array]:
        """Distances (deg) from the centre to the outline, and weights that add up to 1, shape (n,) each: of something
        round about the centre, with a part f(r) within r, Σ weight f(distance) lies inside. Both are empty for a region
        that does not hold its centre.
        """
        ...


class Convex(Region, Protocol):
    """A convex one with a smooth outline."""

    def edge(self, at: AnyArray, margin: float = 0.0) -> Array:
        """Points of the outline, or of the outline `margin` deg outside it, as unit vectors.

        at : shape (n,), deg, from 0 to 360 once round, from north through east · returns shape (n, 3).
        """
        ...
