"""How well a fit knows where a source is: the error ellipse of its position, from the covariance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.result import Fitted
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.regions.ellipse import LONGEST, Ellipse


@dataclass(frozen=True)
class PositionError:
    """ra, dec : of the source, deg, ICRS · major, minor : 1 σ along the axes of the ellipse, deg
    angle : position angle of the major axis, deg, from north through east.

    >>> error = PositionError(83.63, 22.01, 0.004, 0.002, 30.0)
    >>> round(error.radius(0.68) / error.major, 3), round(error.radius(0.95) / error.major, 3)
    (1.51, 2.448)
    """

    ra: float
    dec: float
    major: float
    minor: float
    angle: float

    def radius(self, share: float) -> float:
        """Half of the longer axis (deg) of the ellipse that holds the source with this probability: for two Gaussian
        coordinates √(−2 ln(1 − share)) times σ.
        """
        return self.major * _scale(share)

    def ellipse(self, share: float) -> Ellipse:
        """The ellipse that holds the source with this probability; no thinner than ellipses can be."""
        a = self.radius(share)
        return Ellipse(self.ra, self.dec, a, max(self.minor * _scale(share), a / LONGEST), self.angle)


def position_error(fitted: Fitted, name: str) -> PositionError | None:
    """That of a source, by its name; None where its position was not fitted, or has no errors."""
    joint = fitted.joint
    number = next((i for i, source in enumerate(joint.sources) if source.name == name), None)
    if number is None:
        return None
    source, start = joint.sources[number], joint.slices[number].start
    shape = source.spatial
    if not isinstance(shape, SpatialModel) or shape.centre is None:
        return None
    first = start + source.slices["spatial"].start
    shape = shape.with_values(joint.values[first : first + len(shape.parameters)])
    places = [joint.linked_to[first], joint.linked_to[first + 1]]
    stretch = np.array([math.cos(math.radians(shape.values[1])), 1.0])
    covariance = fitted.joint_covariance[np.ix_(places, places)] * np.outer(stretch, stretch)
    if not np.all(np.isfinite(covariance)) or not covariance.any():
        return None
    squares, axes = np.linalg.eigh(covariance)
    minor, major = np.sqrt(np.maximum(squares, 0.0))
    angle = math.degrees(math.atan2(axes[0, 1], axes[1, 1])) + shape.north
    centre = shape.centre
    assert centre is not None
    return PositionError(*centre, float(major), float(minor), angle % 180.0)


def _scale(share: float) -> float:
    return math.sqrt(-2.0 * math.log(1.0 - share))
