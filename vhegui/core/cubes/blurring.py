"""What an image shows of a source of some shape: blurred by the PSF, averaged over pixels; with its derivatives.

Round shapes (a point, a round Gaussian, a shell …) are blurred as sums of Bessel functions, see `radial_basis`. Others
are drawn on fine pixels and convolved by FFT; there the PSFs of all energies are combinations of a few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.convolved import convolved
from vhegui.core.cubes.fine_pixels import FinePixels
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.cubes.psf_transform import psf_transform
from vhegui.core.cubes.radial_basis import RadialBasis, RadialProfiles, radial_basis
from vhegui.core.cubes.window import Window, window_about
from vhegui.core.models.spatial.kind import SpatialKind
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.template import image_shape
from vhegui.core.models.spatial.template_cube import TemplateCube
from vhegui.core.typing import Array

SMALL = 3.0  # pixels; a shape that reaches less far is as narrow as the PSF
TINY = 1e-3  # of a pixel, which cannot tell a shape of that size from a point
LARGEST = 60.0  # deg, beyond which no shape is drawn
STEP = 1e-4  # of a size (or deg), for derivatives by differences of transforms


@dataclass(frozen=True, eq=False)
class Blurred:
    """The share of a source in the pixels of a window, for every true energy.

    share : shape (n_pixels, n_true), rows of the window one after the other
    slopes : its derivatives by the spatial parameters that were asked for, shape (n_asked, n_pixels, n_true).
    """

    window: Window
    share: Array
    slopes: Array


def blurred(
    geometry: CubeGeometry,
    psf: RadialPsf,
    shape: SpatialModel,
    values: tuple[float, ...],
    asked: tuple[int, ...] = (),
) -> Blurred:
    """What is seen of `shape` with these parameter `values`, through this PSF.

    asked : positions of the parameters, among those of the shape, by which derivatives are wanted.
    """
    formula = shape.formula
    reach = formula.reach(*formula.shape_values(values)) if formula.has_centre and not formula.is_point else None
    if reach is not None and reach < TINY * geometry.grid.pixel:
        return _as_point(geometry, psf, shape, values, asked)
    if reach is not None and not reach < LARGEST:
        return _nowhere(geometry, asked, psf.contained.shape[0])
    if isinstance(shape.form, TemplateCube):
        return _by_energy(geometry, psf, shape.form)
    if formula.is_round(values):
        return _round(geometry, psf, shape, values, asked)
    if shape.form is None and not formula.has_centre:
        return _everywhere(geometry, shape, values, asked, psf.contained.shape[0])
    return Blurred(*convolved(geometry, psf, shape, values, asked))


def _nowhere(geometry: CubeGeometry, asked: tuple[int, ...], n_true: int) -> Blurred:
    """Not a number in any pixel: a fit that comes here goes back."""
    share = np.full((geometry.solid_angle.size, n_true), np.nan)
    whole = Window(slice(0, geometry.grid.rows), slice(0, geometry.grid.columns))
    return Blurred(whole, share, np.broadcast_to(share, (len(asked), *share.shape)))


def _as_point(
    geometry: CubeGeometry, psf: RadialPsf, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...]
) -> Blurred:
    """A shape that has shrunk to a point, as a fit may let it; its size then makes no difference."""
    point = default_shape("point", frame=shape.frame)
    found = blurred(geometry, psf, point, values[:2], tuple(i for i in asked if i < 2))
    slopes, place = np.zeros((len(asked), *found.share.shape)), iter(found.slopes)
    for k, i in enumerate(asked):
        if i < 2:
            slopes[k] = next(place)
    return Blurred(found.window, found.share, slopes)


def _everywhere(
    geometry: CubeGeometry, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...], n_true: int
) -> Blurred:
    """The same brightness in all pixels: blurring changes nothing."""
    solid_angle = geometry.solid_angle.reshape(-1, 1)
    ra, dec = (each.reshape(-1, 1) for each in geometry.grid.coordinates())
    share = np.repeat(shape.brightness(ra, dec, values) * solid_angle, n_true, axis=1)
    slopes = np.stack([np.repeat(solid_angle, n_true, axis=1) for _ in asked]) if asked else np.empty((0, *share.shape))
    return Blurred(Window(slice(0, geometry.grid.rows), slice(0, geometry.grid.columns)), share, slopes)


def _by_energy(geometry: CubeGeometry, psf: RadialPsf, cube: TemplateCube) -> Blurred:
    """A shape that changes with energy: at each the mixture of the images of two others."""
    weights = cube.weights(geometry.true.centres)
    images = [(image_shape(image), row) for image, row in zip(cube.images, weights, strict=True) if row.any()]
    parts = [(convolved(geometry, psf, shape, (), ()), row) for shape, row in images]
    (window, _, slopes), _ = parts[0]
    return Blurred(window, np.sum([seen[1] * row for seen, row in parts], axis=0), slopes)


def _round(
    geometry: CubeGeometry, psf: RadialPsf, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...]
) -> Blurred:
    centre = shape.centre_at(values)
    assert centre is not None
    formula, own = shape.formula, shape.formula.shape_values(values)
    fine = FinePixels(
        geometry.grid, psf.division(geometry.grid.pixel) if formula.reach(*own) < SMALL * geometry.grid.pixel else 1
    )
    basis = radial_basis(_stepped(float(psf.radii[-1]) + formula.reach(*own)), fine.grid.pixel)
    profiles = _profiles(psf, basis, formula, own, tuple(i - 2 for i in asked if i >= 2))
    window = window_about(geometry.grid, centre, basis.reach)
    directions = geometry.directions[window.rows, window.columns] if fine.divide == 1 else fine.directions(window)
    directions = directions.reshape(-1, 3)
    distance, towards = _polar(directions, shape, values, centre)
    found, n_true = profiles.at(distance), len(psf.contained)
    steep = profiles.slopes_at(distance) if any(i < 2 for i in asked) else found
    slopes_of_place = {i: fine.means(-towards[i][:, None] * steep[:, :n_true], window) for i in asked if i < 2}
    found = fine.means(found, window)
    area = geometry.solid_angle[window.rows, window.columns].reshape(-1, 1)
    by_size = iter(found[:, k : k + n_true] for k in range(n_true, found.shape[1], n_true))
    slopes = [next(by_size) if i >= 2 else slopes_of_place[i] for i in asked]
    share = np.maximum(found[:, :n_true], 0.0)  # at the rim of a PSF sums of Bessel functions are ±10⁻⁹ of it
    share *= area
    return Blurred(window, share, np.stack(slopes) * area if slopes else np.empty((0, *share.shape)))


@lru_cache(maxsize=32)
def _profiles(
    psf: RadialPsf, basis: RadialBasis, formula: SpatialKind, own: tuple[float, ...], sizes: tuple[int, ...]
) -> RadialProfiles:
    """Of a shape and its derivatives by some of its sizes. Kept: they are the same wherever the shape is moved."""
    seen = psf_transform(psf, basis)
    images = [seen * _transform(basis, formula, own), *(seen * _by_size(basis, formula, own, i) for i in sizes)]
    return basis.profiles(np.concatenate(images))


def _stepped(reach: float) -> float:
    """The next of radii in steps of a tenth: a size that a fit changes does not need new functions each time."""
    return 1.1 ** math.ceil(math.log(reach) / math.log(1.1) + 1e-9)


def _transform(basis: RadialBasis, formula: SpatialKind, own: tuple[float, ...]) -> Array:
    if formula.transform is not None:
        return formula.transform(basis.k, *own)
    brightness = formula.brightness
    assert brightness is not None
    return basis.of_shape(lambda radius: brightness(radius, radius, *own), formula.reach(*own))


def _by_size(basis: RadialBasis, formula: SpatialKind, own: tuple[float, ...], i: int) -> Array:
    """Derivative of the transform by shape parameter i."""
    step = STEP * max(abs(own[i]), STEP)
    up, down = list(own), list(own)
    up[i] += step
    down[i] = max(down[i] - step, 0.0)
    change = _transform(basis, formula, tuple(up)) - _transform(basis, formula, tuple(down))
    return change / (up[i] - down[i])


def _polar(
    directions: Array, shape: SpatialModel, values: tuple[float, ...], centre: tuple[float, float]
) -> tuple[Array, tuple[Array, Array]]:
    """Distance (deg) of directions (m, 3) from the centre, and by how much it grows per deg of the two coordinates."""
    north, east, ahead = sphere.local_axes(values[0], values[1])
    if shape.frame == "galactic":
        north, east, ahead = (axis @ sphere.GALACTIC for axis in (north, east, ahead))
    x, y = directions @ east, directions @ north
    across = np.hypot(x, y)
    distance = np.degrees(np.arctan2(across, directions @ ahead))
    scale = 1.0 / np.maximum(across, 1e-12)
    return distance, (x * scale * math.cos(math.radians(values[1])), y * scale)
