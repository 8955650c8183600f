"""A shape that changes with energy, given as a cube of the sky: an image for each of several energies.

Between two energies it is a mixture of both images, linear in ln E; beyond the outermost ones it stays. A cube in a
unit of flux (dN/dE per sr, as of diffuse emission) also says what the spectrum is: the integral of every image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.maps.fits_map import FitsMap, read_map
from vhegui.core.models.spatial.kind import SpatialKind
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.template import TemplateImage, per_steradian
from vhegui.core.models.spectral.kind import FLUX_UNIT, GammapyName
from vhegui.core.models.spectral.tables import Template
from vhegui.core.typing import Array

KIND = "template_cube"
AXES = ("energy_true", "energy")


@dataclass(frozen=True, eq=False)
class TemplateCube:
    """Images of surface brightness at energies; equal only to itself.

    energy : shape (n,), TeV, rising · images : n of them, on one grid · file : where it came from, "" if from no file
    is_normalised : whether each was scaled to an integral of 1.

    >>> from vhegui.core.maps.grid import SkyGrid
    >>> grid = SkyGrid(83.633, 22.014, pixel=0.1, columns=5)
    >>> flat = TemplateImage.normalised(grid, np.ones(grid.shape))
    >>> cube = TemplateCube(np.array([1.0, 4.0, 16.0]), (flat, flat, flat))
    >>> cube.weights(np.array([0.5, 2.0])).tolist()  # of each image at 0.5 and 2 TeV
    [[1.0, 0.5], [0.0, 0.5], [0.0, 0.0]]
    """

    energy: Array
    images: tuple[TemplateImage, ...]
    file: str = ""
    is_normalised: bool = False

    @classmethod
    def read(cls, path: Path, normalise: bool = True) -> TemplateCube:
        """The cube in a FITS file, each image scaled to an integral of 1, or in its own unit, by default sr⁻¹.

        Raises DataError for a file that is none, ConfigError for one whose content is of no use.
        """
        found = read_map(path)
        energy, planes = _planes(found, path)
        if normalise:
            images = tuple(_normalised(found, plane, path) for plane in planes)
        else:
            scale = per_steradian(found.unit, path)
            images = tuple(TemplateImage(found.grid, plane * scale, str(path)) for plane in planes)
        return cls(energy, images, str(path), normalise)

    def formula(self) -> SpatialKind:
        """A shape without parameters."""
        return self._formula

    @cached_property
    def _formula(self) -> SpatialKind:
        grid = self.images[0].grid
        return SpatialKind(
            KIND,
            "Cube",
            f"{len(self.energy)} images of {grid.columns} × {grid.rows} pixels of {grid.pixel:g} deg, "
            f"from {self.energy[0]:g} to {self.energy[-1]:g} TeV, integral 1",
            (),
            None,
            reach=lambda: math.inf,
            feature=lambda: grid.pixel,
            gammapy=GammapyName("TemplateSpatialModel", "template"),
        )

    @property
    def circle(self) -> tuple[float, float, float]:
        """A circle that holds the images: right ascension, declination, radius (deg)."""
        return self.images[0].circle

    def weights(self, energy: Array) -> Array:
        """Share of each image in the shape at energies (m,), TeV: (n, m)."""
        place = np.interp(np.log(energy), np.log(self.energy), np.arange(len(self.energy)))
        return np.maximum(1.0 - np.abs(place[None, :] - np.arange(len(self.energy))[:, None]), 0.0)

    def brightness_at(self, ra: Array, dec: Array, values: tuple[float, ...] = ()) -> Array:
        """Surface brightness (sr⁻¹) at directions (ICRS, deg), in their shape, at the middle of its energies."""
        middle = np.sqrt(self.energy[:1] * self.energy[-1:])
        pairs = zip(self.images, self.weights(middle)[:, 0], strict=True)
        return np.sum([weight * image.brightness_at(ra, dec) for image, weight in pairs if weight > 0.0], axis=0)


def spectrum_of_cube(path: Path) -> Template:
    """What a cube in a unit of flux per sr has in all: the spectrum that its shape is to be multiplied with.

    Raises DataError for a file that is none, ConfigError for one in another unit.
    """
    found = read_map(path)
    energy, planes = _planes(found, path)
    scale = _flux_per_steradian(found.unit, path)
    totals = np.array([float(np.nansum(plane * found.grid.solid_angle)) for plane in planes]) * scale
    return Template(tuple(energy.tolist()), tuple(totals.tolist()))


def is_cube(path: Path) -> bool:
    """Whether a FITS file holds more than one image. Raises DataError for a file that is none."""
    return any(axis.n > 1 for axis in read_map(path).axes)


def cube_shape(cube: TemplateCube) -> SpatialModel:
    """The shape that a cube is."""
    return SpatialModel(KIND, (), cube)


def _planes(found: FitsMap, path: Path) -> tuple[Array, Array]:
    """Energies (n,), TeV, and images (n, rows, columns)."""
    axes = [axis for axis in found.axes if axis.n > 1]
    if len(axes) != 1 or axes[0].name not in AXES:
        names = ", ".join(axis.name for axis in axes) or "none"
        raise ConfigError(f"'{path.name}' has the axes {names}; a template has one of energy, or none")
    values = np.nan_to_num(found.values.reshape(axes[0].n, *found.grid.shape).astype(np.float64))
    if values.min() < 0.0:
        raise ConfigError(f"'{path.name}': the brightness must be 0 or more")
    return axes[0].energies.centres, values


def _normalised(found: FitsMap, plane: Array, path: Path) -> TemplateImage:
    """An image with an integral of 1; one without any light stays so."""
    if plane.any():
        return TemplateImage.normalised(found.grid, plane, str(path))
    return TemplateImage(found.grid, plane, str(path))


def _flux_per_steradian(unit: str, path: Path) -> float:
    """What turns values in a unit of flux per sr into cm⁻² s⁻¹ TeV⁻¹ sr⁻¹."""
    from astropy import units as u

    try:
        return float(u.Unit(unit).to(f"{FLUX_UNIT} sr-1"))  # pyright: ignore[reportArgumentType]
    except (ValueError, TypeError) as error:
        raise ConfigError(
            f"'{path.name}' is in '{unit}', which is no flux per sr; a template whose spectrum is a factor alone must "
            "be in one, such as 1 / (cm2 s MeV sr)"
        ) from error
