"""A brightness given at points of the sky, each a parameter, smooth in between: diffuse emission without a formula."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from vhegui.core import sphere
from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spatial.kind import SpatialKind
from vhegui.core.models.spatial.model import Frame, SpatialModel
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array

KIND = "piecewise"
FEWEST = 4
TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True)
class Nodes:
    """lon, lat : of the points, deg in `frame` · interpolation : of the values at the points, or of their logarithms.

    Between the points the brightness is a cubic on triangles (Clough–Tocher, smooth across their sides), as in gammapy
    2.1; outside of all triangles there is nothing.

    >>> form = Nodes((83.0, 84.0, 84.0, 83.0), (21.0, 21.0, 22.0, 22.0))
    >>> [parameter.name for parameter in nodes_shape(form).parameters]
    ['norm_0', 'norm_1', 'norm_2', 'norm_3']
    """

    lon: tuple[float, ...]
    lat: tuple[float, ...]
    frame: Frame = "icrs"
    interpolation: Literal["lin", "log"] = "lin"

    def __post_init__(self) -> None:
        if len(self.lon) != len(self.lat) or len(self.lon) < FEWEST:
            raise ConfigError(f"a piecewise shape needs {FEWEST} points or more, each with a longitude and a latitude")
        _ = self._triangles  # points on one line have none

    def formula(self) -> SpatialKind:
        """A norm at each point."""
        return self._formula

    @cached_property
    def _formula(self) -> SpatialKind:
        return SpatialKind(
            KIND,
            "Piecewise",
            f"a brightness at each of {len(self.lon)} points, smooth in between; the spectrum then is a flux per sr",
            tuple(
                Parameter(f"norm_{i}", 1.0, "sr-1", minimum=0.0, meaning=f"brightness at ({lon:g}, {lat:g}) deg")
                for i, (lon, lat) in enumerate(zip(self.lon, self.lat, strict=True))
            ),
            None,
            reach=lambda *values: np.inf,
            feature=lambda *values: np.inf,
            gammapy=GammapyName("PiecewiseNormSpatialModel", "piecewise-norm"),
        )

    @property
    def circle(self) -> tuple[float, float, float]:
        """A circle that holds all points: right ascension, declination, radius (deg)."""
        x, y = self._points.T
        lon, lat = float(0.5 * (x.min() + x.max()) + self._zero), float(0.5 * (y.min() + y.max()))
        radius = float(np.max(sphere.separation(lon, lat, np.array(self.lon), np.array(self.lat))))
        ra, dec = (lon, lat) if self.frame == "icrs" else sphere.from_galactic(lon, lat)
        return float(ra), float(dec), radius

    def brightness_at(self, ra: Array, dec: Array, values: tuple[float, ...] = ()) -> Array:
        """Surface brightness (sr⁻¹) at directions (ICRS, deg), in their shape."""
        from scipy.interpolate import CloughTocher2DInterpolator

        norms = np.array(values or [1.0] * len(self.lon))
        is_log = self.interpolation == "log"
        nodes = np.log(np.maximum(norms, TINY)) if is_log else norms
        lon, lat = (ra, dec) if self.frame == "icrs" else sphere.to_galactic(ra, dec)
        found = CloughTocher2DInterpolator(self._triangles, nodes)(self._from_zero(lon), lat)
        return np.nan_to_num(np.exp(found) if is_log else np.maximum(found, 0.0))

    @property
    def _zero(self) -> float:
        return self.lon[0]

    def _from_zero(self, lon: Array) -> Array:
        """Longitudes as they lie about the first point, so that none of them jumps by a turn."""
        return (np.asarray(lon) - self._zero + 180.0) % 360.0 - 180.0

    @cached_property
    def _points(self) -> Array:
        return np.stack([self._from_zero(np.array(self.lon)), np.array(self.lat)], axis=1)

    @cached_property
    def _triangles(self) -> Any:
        from scipy.spatial import Delaunay, QhullError

        try:
            return Delaunay(self._points)
        except QhullError as error:
            raise ConfigError("a piecewise shape needs points that do not all lie on one line") from error


def nodes_shape(nodes: Nodes) -> SpatialModel:
    """The shape that points are, with a brightness of 1 sr⁻¹ at each."""
    return SpatialModel(KIND, nodes.formula().parameters, nodes, nodes.frame)
