"""A shape on the sky as a value: a kind and its parameters, in a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from vhegui.core import sphere
from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameterised
from vhegui.core.models.spatial.kind import SpatialKind
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.typing import Array

Frame = Literal["icrs", "galactic"]
NORTH = 0.01  # deg, a step to find where north is


class SpatialForm(Protocol):
    """What makes a shape that is more than its parameters, such as an image. A frozen, hashable dataclass."""

    def formula(self) -> SpatialKind:
        """Its entry, like those of the registry."""
        ...

    @property
    def circle(self) -> tuple[float, float, float]:
        """A circle that holds all of it: right ascension, declination, radius (deg)."""
        ...

    def brightness_at(self, ra: Array, dec: Array, values: tuple[float, ...] = (), /) -> Array:
        """Surface brightness (sr⁻¹) at directions (ICRS, deg), in their shape, for values of its parameters."""
        ...


@dataclass(frozen=True)
class SpatialModel(Parameterised):
    """A shape: `kind` names its formula in the registry; `frame` is what its centre and position angle are given in.

    >>> import numpy as np
    >>> nebula = default_shape("gaussian", 83.633, 22.014).with_values((83.633, 22.014, 0.02, 0.0, 0.0))
    >>> inside = nebula.brightness(np.array([83.633]), np.array([22.014]))  # sr⁻¹
    >>> round(float(inside[0] * 2.0 * np.pi * np.radians(0.02) ** 2), 6)
    1.0
    """

    form: SpatialForm | None = None
    frame: Frame = "icrs"

    @property
    def formula(self) -> SpatialKind:
        """Its entry in the registry, or what its form says."""
        return kind_of(self.kind) if self.form is None else self.form.formula()

    @property
    def centre(self) -> tuple[float, float] | None:
        """Right ascension and declination (ICRS, deg) of the centre; None for a shape that has none."""
        return self.centre_at(self.values)

    def centre_at(self, values: tuple[float, ...]) -> tuple[float, float] | None:
        """The same for other parameter values."""
        if not self.formula.has_centre:
            return None
        if self.frame == "icrs":
            return values[0] % 360.0, values[1]
        ra, dec = sphere.from_galactic(values[0], values[1])
        return float(ra), float(dec)

    @property
    def north(self) -> float:
        """Position angle (deg, ICRS) of the north of its frame at the centre; 0 for a shape that has none."""
        if self.frame == "icrs" or not self.formula.has_centre:
            return 0.0
        lon, lat = self.values[:2]
        step, turn = (NORTH, 0.0) if lat < 90.0 - NORTH else (-NORTH, 180.0)
        ra, dec = sphere.from_galactic(np.array([lon, lon]), np.array([lat, lat + step]))
        return (float(sphere.position_angle(ra[0], dec[0], ra[1], dec[1])) + turn) % 360.0

    @property
    def reach(self) -> float:
        """Radius (deg) about the centre beyond which nothing is left."""
        return self.formula.reach(*self.formula.shape_values(self.values))

    @property
    def feature(self) -> float:
        """The smallest length (deg) over which the brightness changes."""
        return self.formula.feature(*self.formula.shape_values(self.values))

    def brightness(self, ra: Array, dec: Array, values: tuple[float, ...] | None = None) -> Array:
        """Surface brightness (sr⁻¹) at directions (ICRS, deg), in their shape; for other `values` than its own too.

        Raises ConfigError for a point, which has none.
        """
        formula, values = self.formula, self.values if values is None else values
        if self.form is not None:
            return self.form.brightness_at(ra, dec, values)
        if formula.brightness is None:
            raise ConfigError("a point source has no surface brightness; ask for its centre")
        if not formula.has_centre:
            return formula.brightness(ra, dec, *values)
        lon, lat = (ra, dec) if self.frame == "icrs" else sphere.to_galactic(ra, dec)
        separation = sphere.separation(values[0], values[1], lon, lat)
        angle = sphere.position_angle(values[0], values[1], lon, lat)
        return formula.brightness(separation, angle, *formula.shape_values(values))


def kind_of(kind: str) -> SpatialKind:
    """The registry entry of a shape; `ConfigError` names the kinds that exist."""
    if kind not in KINDS:
        raise ConfigError(f"spatial model {kind!r} is not known; use one of: {', '.join(KINDS)}")
    return KINDS[kind]


def default_shape(kind: str, lon: float = 0.0, lat: float = 0.0, frame: Frame = "icrs") -> SpatialModel:
    """A shape of this kind with the registry's default values, about (lon, lat), deg in `frame`."""
    formula = kind_of(kind)
    model = SpatialModel(kind, formula.parameters, frame=frame)
    return model.with_values((lon, lat, *model.values[2:])) if formula.has_centre else model
