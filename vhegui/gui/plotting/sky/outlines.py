"""Outlines of regions on a plane; circles on the sphere mostly are circles there, too, which is quick to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from vhegui.core.typing import Array, BoolArray
from vhegui.gui.plotting.device import polyline
from vhegui.gui.plotting.sky.projection import Projection

POINTS = 48  # of an outline that is no circle
CHECKED = 8  # points of an outline, whether it is one
ROUND = 0.002  # of the radius: less than a quarter of a pixel for one of 100 pixels


@dataclass(frozen=True, eq=False)
class Outlines:
    """Of n regions, deg on the plane.

    u, v : points, shape (n, points) · circles : (u, v) of the centre and radius of the circles that they are, shape
    (n,) each; None where there are others, or one is further than `ROUND` of its radius from being a circle.
    """

    u: Array
    v: Array
    circles: tuple[Array, Array, Array] | None

    @classmethod
    def of(cls, projection: Projection, ra: Array, dec: Array, radius: Array) -> Outlines:
        """Circles about places (deg, shape (n,)) on a plane."""
        u, v = projection.outlines(ra, dec, radius, points=CHECKED)
        centre_u, centre_v = u[:, :-1].mean(1), v[:, :-1].mean(1)
        away = np.hypot(u.T - centre_u, v.T - centre_v)
        mean = away[:-1].mean(0)
        if (np.abs(away - mean) <= ROUND * mean).all():  # false for NaN, too
            return cls(u, v, (centre_u, centre_v, mean))
        return cls(*projection.outlines(ra, dec, radius, points=POINTS), None)

    def __len__(self) -> int:
        return len(self.u)

    def chosen(self, which: BoolArray) -> Outlines:
        """Some of them."""
        circles = self.circles
        some = None if circles is None else (circles[0][which], circles[1][which], circles[2][which])
        return Outlines(self.u[which], self.v[which], some)

    def boxes(self) -> Array:
        """Least and largest u and v of each, shape (n, 4)."""
        if self.circles is None:
            return np.column_stack([self.u.min(1), self.v.min(1), self.u.max(1), self.v.max(1)])
        u, v, radius = self.circles
        return np.column_stack([u - radius, v - radius, u + radius, v + radius])

    def path(self) -> QPainterPath:
        """All of them."""
        if self.circles is None:
            gap = np.full((len(self), 1), np.nan)
            return polyline(np.hstack([self.u, gap]).ravel(), np.hstack([self.v, gap]).ravel())
        path = QPainterPath()
        for u, v, radius in zip(*(each.tolist() for each in self.circles), strict=True):
            path.addEllipse(QPointF(u, v), radius, radius)
        return path
