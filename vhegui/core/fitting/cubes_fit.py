"""Sources of any shape fitted to cubes, and what they then expect in every bin.

Bins far from all sources are summed up (`vhegui.core.fitting.cubes_data`): how far that is follows from the shapes as
they are given. Where a fit moves or widens a source beyond, the bins are gathered anew about the place it has found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.cubes_data import data_of_cubes, fitted_bins
from vhegui.core.fitting.joint_data import JointData, together
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spatial.template import TemplateImage
from vhegui.core.typing import Array, BoolArray

ROOM = 0.3  # deg, in which a source may move
GROWTH = 2.0  # by which a shape may become larger
ROUNDS = 4  # of gathering the bins anew

Circle = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class CubesFit:
    """cubes : that were fitted, in the order of the data sets · data : their bins, those far from all sources summed
    up, and then those of the spectra that were fitted beside them
    result : of the fit · like_gammapy : see `fit_cubes`.
    """

    cubes: tuple[Cube, ...]
    data: JointData
    result: FitResult
    like_gammapy: bool = False


def fit_cubes(
    cubes: Sequence[Cube],
    model: JointModel,
    e_min: float = 0.0,
    e_max: float = math.inf,
    like_gammapy: bool = False,
    beside: JointData | None = None,
) -> CubesFit:
    """Fit a model to the safe bins between e_min and e_max (TeV) of all cubes together.

    like_gammapy : points are shared out among pixels before they are blurred, see `vhegui.core.cubes.four_pixels`.
    beside : spectra of other instruments, in the same likelihood.
    Raises AnalysisError where no bin is left, ConfigError for a source without a shape.
    """
    for _ in range(ROUNDS):
        near = [_near(cube, model) for cube in cubes]
        data = data_of_cubes(cubes, e_min, e_max, near=near, like_gammapy=like_gammapy)
        data = data if beside is None else together([data, beside])
        result = fit(data, model)
        if all(_is_inside(cube, result.joint, model) for cube in cubes):
            break
        model = result.joint
    return CubesFit(tuple(cubes), data, result, like_gammapy)


@dataclass(frozen=True, eq=False)
class Expected:
    """Counts that a model expects in the bins of a cube, shape (n_reco, n_rows, n_columns), 0 where it is not `used`.

    background : with norm and tilt · by_source : of each source, shape (n_sources, …).
    """

    used: BoolArray
    background: Array
    by_source: Array


def expected_in(cube: Cube, model: JointModel, like_gammapy: bool = False) -> Expected:
    """What `model` expects in all safe bins of a cube."""
    data = data_of_cubes([cube], like_gammapy=like_gammapy)
    likelihood = Likelihood.of(data, model)
    used = fitted_bins(cube)
    counts = likelihood.counts(likelihood.values)
    return Expected(
        used,
        _on_cube(used, counts.alpha * counts.n_off),
        np.stack([_on_cube(used, signal) for signal in likelihood.by_source(likelihood.values)]),
    )


def _on_cube(used: BoolArray, per_bin: Array) -> Array:
    """Values of the used bins, pixel by pixel with energies within, where they are in the cube."""
    found = np.zeros((*used.shape[1:], used.shape[0]))
    found[np.moveaxis(used, 0, -1)] = per_bin
    return np.moveaxis(found, -1, 0)


def _near(cube: Cube, model: JointModel) -> BoolArray:
    """Pixels, shape (n_rows, n_columns), that a source may reach in a fit."""
    grid = cube.geometry.grid
    found = np.zeros(grid.shape, dtype=np.bool_)
    ra, dec = grid.coordinates()
    for source in model.sources:
        circle = _room_of(source, cube)
        if circle is None:
            return np.ones(grid.shape, dtype=np.bool_)
        found |= sphere.separation(circle[0], circle[1], ra, dec) <= circle[2]
    return found


def _is_inside(cube: Cube, fitted: JointModel, model: JointModel) -> bool:
    """Whether all sources still are where `_near` has room for them."""
    for after, before in zip(fitted.sources, model.sources, strict=True):
        room, reached = _room_of(before, cube), _reached_by(after, cube)
        if room is None or reached is None:
            return True
        moved = float(sphere.separation(room[0], room[1], reached[0], reached[1]))
        if moved + reached[2] > room[2]:
            return False
    return True


def _reached_by(source: SourceModel, cube: Cube) -> Circle | None:
    """The circle (ra, dec, radius, deg) in which a source is seen; None where that is everywhere."""
    shape = source.spatial
    blur = 0.0 if cube.psf is None else float(cube.psf.radii[-1])
    if isinstance(shape, SpatialModel) and isinstance(shape.form, TemplateImage):
        ra, dec, radius = shape.form.circle
        return ra, dec, radius + blur
    centre = shape.centre if isinstance(shape, SpatialModel) else None
    if not isinstance(shape, SpatialModel) or centre is None:
        return None
    return *centre, shape.reach + blur


def _room_of(source: SourceModel, cube: Cube) -> Circle | None:
    """The same with room for what a fit changes."""
    circle, shape = _reached_by(source, cube), source.spatial
    if circle is None or not isinstance(shape, SpatialModel) or all(p.frozen for p in shape.parameters):
        return circle
    return circle[0], circle[1], circle[2] + ROOM + (GROWTH - 1.0) * shape.reach
