"""What a shape on the sky is: its surface brightness, its parameters, how far it reaches. `registry` has the shapes.

A shape is a probability density: its integral over the sky is 1 (the constants apart), so that the spectrum of a source
is that of the whole source. It is a function of the separation from the centre (deg) and, where it is not round, of the
position angle there (deg, from the north of its frame through east), both of one shape, and gives sr⁻¹.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array

Brightness = Callable[..., Array]
CENTRE = ("lon_0", "lat_0")
SMALLEST = 1e-5  # deg: a shape of no size at all has no surface brightness


@dataclass(frozen=True, eq=False)
class SpatialKind:
    """A shape and all there is to know about it: `kind` is its key everywhere, `formula` plain text for people,
    `parameters` its defaults in order, each with its meaning; the first two are the centre, where it has one.

    brightness(separation, position_angle, *values) : sr⁻¹, `values` without the centre; None for a point, which has
    none · reach(*values) : radius (deg) beyond which nothing is left, infinite for the constants
    feature(*values) : the smallest length (deg) over which it changes; pixels that are not smaller must be divided
    transform(k, *values) : its Fourier transform at wave numbers k (rad⁻¹) where it is round and that is a formula
    size : the parameter that makes it a point where it is 0, "" for none
    gammapy : what it is called there.
    """

    kind: str
    label: str
    formula: str
    parameters: tuple[Parameter, ...]
    brightness: Brightness | None
    reach: Callable[..., float]
    feature: Callable[..., float]
    gammapy: GammapyName | None = None
    transform: Callable[..., Array] | None = None
    size: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameter names in order."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def is_point(self) -> bool:
        """Whether it has no extent at all."""
        return self.brightness is None

    @property
    def has_centre(self) -> bool:
        """Whether it is somewhere: its first two parameters say where."""
        return self.names[:2] == CENTRE

    def is_round(self, values: tuple[float, ...]) -> bool:
        """Whether it looks the same from all sides, for these values of all parameters."""
        return self.has_centre and ("e" not in self.names or values[self.names.index("e")] == 0.0)

    def shape_values(self, values: tuple[float, ...]) -> tuple[float, ...]:
        """Of all parameter values those that are not the centre; a size of 0 is taken as `SMALLEST`."""
        if self.size and values[place := self.names.index(self.size)] < SMALLEST:
            values = (*values[:place], SMALLEST, *values[place + 1 :])
        return values[2:] if self.has_centre else values


def centre() -> tuple[Parameter, Parameter]:
    """Where a shape is: longitude and latitude."""
    return (
        Parameter("lon_0", 0.0, "deg", meaning="longitude of the centre: right ascension or galactic longitude"),
        Parameter("lat_0", 0.0, "deg", minimum=-90.0, maximum=90.0, meaning="latitude of the centre"),
    )


def elongation(axis: str) -> tuple[Parameter, Parameter]:
    """How far a shape is from round: eccentricity and direction of its major axis."""
    return (
        Parameter(
            "e",
            0.0,
            minimum=0.0,
            maximum=0.9999,
            frozen=True,
            meaning=f"eccentricity √(1 − b²/a²); {axis} is the major axis a; 0: round",
        ),
        Parameter("phi", 0.0, "deg", frozen=True, meaning="position angle of the major axis, from north through east"),
    )


def length(name: str, value: float, meaning: str) -> Parameter:
    """A size, deg."""
    return Parameter(name, value, "deg", minimum=0.0, meaning=meaning)


def radius_towards(position_angle: Array, major: float, e: float, phi: float) -> Array:
    """Distance (deg) from the centre of an ellipse to its edge, in the direction `position_angle` (deg, any shape).

    major : the major half axis, deg · e : eccentricity · phi : position angle of the major axis, deg.

    >>> radius_towards(np.array([30.0, 120.0]), 0.5, 0.8, 30.0).round(6).tolist()  # along and across
    [0.5, 0.3]
    """
    minor = major * np.sqrt(1.0 - e * e)
    turn = np.radians(position_angle - phi)
    return major * minor / np.hypot(major * np.sin(turn), minor * np.cos(turn))
