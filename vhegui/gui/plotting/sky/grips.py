"""What the mouse takes hold of at a region on the sky, and what the region becomes as the mouse moves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import LONGEST, Ellipse

MIN_RADIUS, MAX_RADIUS = 0.002, 20.0  # deg, of a radius or a semi-axis
Shape = Circle | Ellipse


@dataclass(frozen=True)
class Grip:
    """A hold of a region.

    what : "resize" (all of it), "a" or "b" (one axis of an ellipse), "turn" · start : the region when it was taken
    distance, angle : deg, where the mouse took it, about its centre.
    """

    what: str
    start: Shape
    distance: float
    angle: float

    def to(self, distance: float, angle: float) -> Shape:
        """The region with the mouse at `distance` and position `angle` (deg) about its centre."""
        start = self.start
        if isinstance(start, Circle):
            return replace(start, radius=_limited(start.radius + distance - self.distance))
        if self.what == "turn":
            return replace(start, angle=(start.angle + angle - self.angle) % 180.0)
        if self.what == "resize":
            return scaled(start, distance / max(self.distance, 1e-9))
        axis = start.angle if self.what == "a" else start.angle + 90.0
        further = distance * _cosine(angle - axis) - self.distance * _cosine(self.angle - axis)
        size, other = (start.a, start.b) if self.what == "a" else (start.b, start.a)
        size = min(max(_limited(size + further), other / LONGEST), other * LONGEST)
        return replace(start, **{self.what: size})


def scaled(region: Ellipse, factor: float) -> Ellipse:
    """An ellipse larger by `factor`, as far as both axes can be."""
    short, long = sorted((region.a, region.b))
    factor = min(max(factor, MIN_RADIUS / short), MAX_RADIUS / long)
    return replace(region, a=region.a * factor, b=region.b * factor)


def grown(region: Shape, step: float) -> Shape:
    """A region whose radius, or longer semi-axis, is larger by `step` (deg)."""
    if isinstance(region, Circle):
        return replace(region, radius=_limited(region.radius + step))
    longest = max(region.a, region.b)
    return scaled(region, (longest + step) / longest)


def reach(region: Shape, angle: float) -> float:
    """Distance (deg) from the centre to the outline in the direction of a position angle (deg)."""
    if isinstance(region, Circle):
        return region.radius
    turn = np.radians(angle - region.angle)
    slopes = np.tan(np.radians([region.a, region.b]))
    return float(np.degrees(np.arctan(1.0 / np.hypot(np.cos(turn) / slopes[0], np.sin(turn) / slopes[1]))))


def handles(region: Ellipse, margin: float) -> dict[str, list[tuple[float, float]]]:
    """Where (ra, dec) the handles of an ellipse are: both ends of each axis, and `margin` deg outside an end of the
    axis `a` the one that turns it.
    """
    ra, dec = sphere.lon_lat(np.concatenate([region.edge(np.arange(4) * 90.0), region.edge(np.zeros(1), margin)]))
    at = list(zip(ra.tolist(), dec.tolist(), strict=True))
    return {"turn": [at[4]], "a": [at[0], at[2]], "b": [at[1], at[3]]}


def _limited(size: float) -> float:
    return min(max(size, MIN_RADIUS), MAX_RADIUS)


def _cosine(angle: float) -> float:
    return abs(float(np.cos(np.radians(angle))))
