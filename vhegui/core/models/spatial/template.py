"""A shape given as an image of the sky: interpolated between pixel centres, nothing outside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from vhegui.core import sphere
from vhegui.core.errors import ConfigError
from vhegui.core.maps.fits_map import read_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.kind import SpatialKind
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array

KIND = "template_image"
TINY = float(np.finfo(np.float64).tiny)
NOTHING = 1.0001 * math.log(TINY)


@dataclass(frozen=True, eq=False)
class TemplateImage:
    """An image of surface brightness; equal only to itself.

    image : shape (rows, columns) of `grid`, sr⁻¹ · file : where it came from, "" if from no file
    is_normalised : whether it was scaled to an integral of 1
    interpolation : between pixel centres, "linear", which keeps the integral, or "log" (of the values), as gammapy 2.1
    does; it lies lower wherever the image is not smooth.

    >>> grid = SkyGrid(83.633, 22.014, pixel=0.1, columns=5)
    >>> flat = TemplateImage.normalised(grid, np.ones(grid.shape))
    >>> round(float(flat.image.mean() * grid.solid_angle.sum()), 9)
    1.0
    """

    grid: SkyGrid
    image: Array
    file: str = ""
    interpolation: Literal["linear", "log"] = "linear"
    is_normalised: bool = False

    def __post_init__(self) -> None:
        if self.image.shape != self.grid.shape:
            raise ConfigError(f"template image: shape {self.image.shape}, its grid has {self.grid.shape}")

    @classmethod
    def normalised(cls, grid: SkyGrid, image: Array, file: str = "") -> TemplateImage:
        """An image in any unit, scaled so that its integral is 1. Raises ConfigError where there is nothing in it."""
        values = np.where(np.isfinite(image), image, 0.0)
        total = float(np.nansum(values * grid.solid_angle))
        if values.min() < 0.0 or not total > 0.0:
            raise ConfigError(f"{file or 'template image'}: the brightness must be 0 or more, and somewhere above 0")
        return cls(grid, values / total, file, is_normalised=True)

    @classmethod
    def read(cls, path: Path, normalise: bool = True) -> TemplateImage:
        """The image in a FITS file, scaled to an integral of 1 or in its own unit, by default sr⁻¹.

        Raises DataError for a file that is none, ConfigError for one whose content is of no use: a cube, another unit.
        """
        found = read_map(path)
        if any(axis.n > 1 for axis in found.axes):
            axes = ", ".join(axis.name for axis in found.axes)
            raise ConfigError(f"'{path.name}' is a cube ({axes}), not an image")
        values = found.values.reshape(found.grid.shape).astype(np.float64)
        if normalise:
            return cls.normalised(found.grid, values, str(path))
        return cls(found.grid, values * per_steradian(found.unit, path), str(path))

    def formula(self) -> SpatialKind:
        """A shape without parameters."""
        return self._formula

    @cached_property
    def _formula(self) -> SpatialKind:
        return SpatialKind(
            KIND,
            "Image",
            f"an image of {self.grid.columns} × {self.grid.rows} pixels of {self.grid.pixel:g} deg, integral 1",
            (),
            None,
            reach=lambda: math.inf,
            feature=lambda: self.grid.pixel,
            gammapy=GammapyName("TemplateSpatialModel", "template"),
        )

    @property
    def circle(self) -> tuple[float, float, float]:
        """A circle that holds the image: right ascension, declination, radius (deg)."""
        column, row = 0.5 * (self.grid.columns - 1), 0.5 * (self.grid.rows - 1)
        ra, dec = (float(x) for x in self.grid.to_sky(column, row))
        edge_ra, edge_dec = self.grid.to_sky(
            np.array([-0.5, 2 * column + 0.5] * 2), np.array([-0.5, -0.5, 2 * row + 0.5, 2 * row + 0.5])
        )
        return ra, dec, float(np.nanmax(sphere.separation(ra, dec, edge_ra, edge_dec), initial=0.0))

    def brightness_at(self, ra: Array, dec: Array, values: tuple[float, ...] = ()) -> Array:
        """Surface brightness (sr⁻¹) at directions (ICRS, deg), in their shape."""
        from scipy.ndimage import map_coordinates

        column, row = self.grid.to_pixel(ra, dec)
        known = np.isfinite(column) & np.isfinite(row)
        places = np.where(known, row, -9.0), np.where(known, column, -9.0)
        if self.interpolation == "linear":
            return map_coordinates(self.image, places, order=1, mode="constant")
        logs = map_coordinates(np.log(np.maximum(self.image, TINY)), places, order=1, mode="constant", cval=NOTHING)
        return np.where(logs > NOTHING, np.exp(logs), 0.0)


def per_steradian(unit: str, path: Path) -> float:
    """What turns values in a unit of surface brightness into sr⁻¹."""
    from astropy import units as u

    try:
        return float(u.Unit(unit or "sr-1").to("sr-1"))  # pyright: ignore[reportArgumentType]
    except (ValueError, TypeError) as error:
        raise ConfigError(f"'{path.name}' is in '{unit}'; expected sr-1, or let it be normalised") from error


def image_shape(image: TemplateImage) -> SpatialModel:
    """The shape that an image is."""
    return SpatialModel(image.formula().kind, (), image)
