"""Spatial models as things one can draw directions from.

Points are drawn as they are, images pixel by pixel, and every other shape from fine rings and sectors about its centre,
so that a shape that is new in `vhegui.core.models.spatial` can be simulated at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import ConfigError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.template import TemplateImage
from vhegui.core.models.spatial.template_cube import TemplateCube
from vhegui.core.simulation.morphology import Morphology, Point
from vhegui.core.simulation.sampling import draw_cells
from vhegui.core.typing import Array

RINGS, SECTORS = 500, 360
DRAWN = 400  # pixels a side, of a shape that has neither centre nor pixels


@dataclass(frozen=True, eq=False)
class Rings:
    """A shape about a centre: evenly bright in each cell of `RINGS` × `SECTORS`, of one sector where it is round."""

    shape: SpatialModel

    @cached_property
    def _edges(self) -> Array:
        return np.linspace(0.0, self.shape.reach, RINGS + 1)

    @cached_property
    def _contents(self) -> Array:
        """Share of the source in each cell, (RINGS, n_sectors)."""
        shape, formula = self.shape, self.shape.formula
        sectors = 1 if formula.is_round(shape.values) else SECTORS
        middle = 0.5 * (self._edges[:-1] + self._edges[1:])
        angle = (np.arange(sectors) + 0.5) * (360.0 / sectors)
        assert formula.brightness is not None
        bright = formula.brightness(*np.meshgrid(middle, angle, indexing="ij"), *formula.shape_values(shape.values))
        return bright * (2.0 * np.pi / sectors * np.diff(_versed(self._edges)))[:, None]

    @property
    def total(self) -> float:
        """Integral over the sky."""
        return float(self._contents.sum())

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        """Directions (ra, dec), (n,), deg."""
        sectors = self._contents.shape[1]
        ring, sector = np.divmod(draw_cells(rng, self._contents, n), sectors)
        height = _versed(self._edges)
        distance = 2.0 * np.degrees(np.arcsin(np.sqrt(0.5 * (height[ring] + rng.random(n) * np.diff(height)[ring]))))
        angle = (sector + rng.random(n)) * (360.0 / sectors)
        lon, lat = sphere.offset_by(self.shape.values[0], self.shape.values[1], angle, distance)
        return sphere.from_galactic(lon, lat) if self.shape.frame == "galactic" else (lon, lat)


@dataclass(frozen=True, eq=False)
class Pixels:
    """An image that is linear between the centres of its pixels: a pixel, then a place about its centre."""

    image: TemplateImage

    @cached_property
    def _contents(self) -> Array:
        return np.nan_to_num(self.image.image * self.image.grid.solid_angle)

    @property
    def total(self) -> float:
        """Integral over the image."""
        return float(self._contents.sum())

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        """Directions (ra, dec), (n,), deg; NaN half a pixel beyond the image, where its model is 0."""
        grid = self.image.grid
        row, column = np.divmod(draw_cells(rng, self._contents, n), grid.columns)
        # Each pixel adds a pyramid to the interpolated image: the distribution of a sum of two even ones.
        column, row = (each + rng.random(n) - rng.random(n) for each in (column, row))
        inside = (column >= 0) & (column <= grid.columns - 1) & (row >= 0) & (row <= grid.rows - 1)
        ra, dec = grid.to_sky(column, row)
        return np.where(inside, ra, np.nan), np.where(inside, dec, np.nan)


@dataclass(frozen=True, eq=False)
class PixelsOfEnergies:
    """A cube whose images are mixed between its energies: first one of the images, then a place on it."""

    cube: TemplateCube

    @cached_property
    def _images(self) -> tuple[Pixels, ...]:
        return tuple(Pixels(image) for image in self.cube.images)

    def total_at(self, energy: Array) -> Array:
        """Integral over the images at energies (n,), TeV: (n,)."""
        return np.array([image.total for image in self._images]) @ self.cube.weights(energy)

    def draw_at(self, rng: np.random.Generator, energy: Array) -> tuple[Array, Array]:
        """Directions (ra, dec), (n,), deg, of photons of energies (n,), TeV."""
        totals = np.array([image.total for image in self._images])
        share = np.cumsum(self.cube.weights(energy) * totals[:, None], axis=0)
        chosen = np.sum(share < rng.random(len(energy)) * share[-1], axis=0)
        ra, dec = np.full(len(energy), np.nan), np.full(len(energy), np.nan)
        for k, image in enumerate(self._images):
            own = np.flatnonzero(chosen == k)
            if len(own):
                ra[own], dec[own] = image.draw(rng, len(own))
        return ra, dec


@dataclass(frozen=True, eq=False)
class Everywhere:
    """The same brightness (sr⁻¹) within `radius` (deg) of a direction: of a constant all that a run can see."""

    ra: float
    dec: float
    radius: float
    brightness: float

    @property
    def total(self) -> float:
        """Integral over the circle."""
        return self.brightness * sphere.cap_solid_angle(self.radius)

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        """Directions (ra, dec), (n,), deg."""
        height = rng.random(n) * float(_versed(self.radius))
        distance = 2.0 * np.degrees(np.arcsin(np.sqrt(0.5 * height)))
        return sphere.offset_by(self.ra, self.dec, rng.uniform(0.0, 360.0, n), distance)


def drawn_shape(
    source: SourceModel, pointing: Pointing, field: float
) -> tuple[Morphology | PixelsOfEnergies, Callable[[Array], Array | float]]:
    """Where photons of a source come from, and the integral of its shape at energies (TeV), which its spectrum is to be
    multiplied with.

    field : deg, beyond which a run that points there sees nothing. Raises ConfigError for a source without a shape.
    """
    shape = source.spatial
    if not isinstance(shape, SpatialModel):
        raise ConfigError(f"{source.name} has no spatial model, so nobody knows where it is; give it one: a point")
    if isinstance(shape.form, TemplateCube):
        cube = PixelsOfEnergies(shape.form)
        return cube, cube.total_at
    found = _of_all_energies(shape, pointing, field)
    total = 1.0 if isinstance(found, Point) else found.total
    return found, lambda energy: total


def _of_all_energies(shape: SpatialModel, pointing: Pointing, field: float) -> Point | Pixels | Everywhere | Rings:
    if shape.form is not None:
        return Pixels(shape.form if isinstance(shape.form, TemplateImage) else _drawn(shape, shape.form.circle))
    if shape.centre is not None and shape.formula.is_point:
        return Point(*shape.centre)
    if not shape.formula.has_centre:
        bright = float(shape.brightness(np.zeros(1), np.zeros(1))[0])
        return Everywhere(pointing.ra, pointing.dec, field, bright)
    return Rings(shape)


def _drawn(shape: SpatialModel, circle: tuple[float, float, float]) -> TemplateImage:
    """A shape within a circle as an image."""
    ra, dec, radius = circle
    grid = SkyGrid(ra, dec, pixel=2.0 * radius / DRAWN, columns=DRAWN)
    return TemplateImage(grid, shape.brightness(*grid.coordinates()))


def _versed(angle: Array | float) -> Array:
    """1 − cos of an angle (deg), exact for small ones."""
    return 2.0 * np.sin(0.5 * np.radians(angle)) ** 2
