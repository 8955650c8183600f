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
from vhegui.core.typing import Array, BoolArray

ROOM = 0.3  # deg, in which a source may move
GROWTH = 2.0  # by which a shape may become larger
STEP = 0.1  # deg, in which both change
TOO_LARGE = 1.5  # times as far as a source needs, in which pixels are kept apart for nothing
ROUNDS = 4  # of gathering the bins anew

Circle = tuple[float, float, float]
Room = tuple[Circle, ...] | None  # None: everywhere


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


@dataclass(frozen=True, eq=False)
class GatheredCubes:
    """Bins of cubes about a model.

    rooms : see `rooms_in` · e_min, e_max : of the fit, TeV · beside : see `fit_cubes` · the rest as in `CubesFit`.
    """

    cubes: tuple[Cube, ...]
    rooms: tuple[Room, ...]
    data: JointData
    e_min: float = 0.0
    e_max: float = math.inf
    like_gammapy: bool = False
    beside: JointData | None = None


def gather_cubes(
    cubes: Sequence[Cube],
    rooms: tuple[Room, ...],
    e_min: float = 0.0,
    e_max: float = math.inf,
    like_gammapy: bool = False,
    beside: JointData | None = None,
) -> GatheredCubes:
    """The safe bins between e_min and e_max (TeV) of all cubes together, those outside the `rooms` summed up.

    beside : spectra of other instruments, in the same likelihood. Raises AnalysisError where no bin is left.
    """
    near = [within(room, cube) for room, cube in zip(rooms, cubes, strict=True)]
    data = data_of_cubes(cubes, e_min, e_max, near=near, like_gammapy=like_gammapy)
    data = data if beside is None else together([data, beside])
    return GatheredCubes(tuple(cubes), rooms, data, e_min, e_max, like_gammapy, beside)


def gathered_about(found: GatheredCubes, model: JointModel) -> GatheredCubes:
    """The same bins gathered about another model."""
    rooms = rooms_in(found.cubes, model)
    if rooms == found.rooms:
        return found
    return gather_cubes(found.cubes, rooms, found.e_min, found.e_max, found.like_gammapy, found.beside)


def fit_gathered(found: GatheredCubes, model: JointModel) -> CubesFit:
    """Fit a model to bins that were gathered about it. Raises ConfigError for a source without a shape."""
    for _ in range(ROUNDS):
        result = fit(found.data, model)
        if _is_inside(found, result.joint):
            break
        model = result.joint
        found = gathered_about(found, model)
    return CubesFit(found.cubes, found.data, result, found.like_gammapy)


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
    rooms = rooms_in(cubes, model)
    return fit_gathered(gather_cubes(cubes, rooms, e_min, e_max, like_gammapy, beside), model)


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


def rooms_in(cubes: Sequence[Cube], model: JointModel) -> tuple[Room, ...]:
    """For each cube the circles that the sources may reach in a fit; they change in steps, not with every move."""
    return tuple(_room_of(cube, model) for cube in cubes)


def rooms_about(cubes: Sequence[Cube], model: JointModel, known: tuple[Room, ...] | None) -> tuple[Room, ...]:
    """The same for a model that nobody fits: those that are known, as long as all sources are inside and none of them
    has become so small that they are far too large.
    """
    found = rooms_in(cubes, model)
    if known is None or len(known) != len(found) or not _hold(cubes, known, model):
        return found
    return known if all(_is_as_large(*pair) for pair in zip(known, found, strict=True)) else found


def _is_as_large(known: Room, needed: Room) -> bool:
    if known is None or needed is None:
        return known is needed
    return all(old[2] <= TOO_LARGE * new[2] for old, new in zip(known, needed, strict=True))


def _room_of(cube: Cube, model: JointModel) -> Room:
    circles = [_circle_of(source, cube) for source in model.sources]
    return None if None in circles else tuple(circle for circle in circles if circle is not None)


def within(room: Room, cube: Cube) -> BoolArray:
    """Pixels of a room, shape (n_rows, n_columns)."""
    grid = cube.geometry.grid
    if room is None:
        return np.ones(grid.shape, dtype=np.bool_)
    found, directions = np.zeros(grid.shape, dtype=np.bool_), cube.geometry.directions
    for ra, dec, radius in room:
        found |= directions @ sphere.unit_vectors(ra, dec) >= math.cos(math.radians(min(radius, 180.0)))
    return found


def _is_inside(found: GatheredCubes, fitted: JointModel) -> bool:
    """Whether all sources still are where there is room for them."""
    return _hold(found.cubes, found.rooms, fitted)


def _hold(cubes: Sequence[Cube], rooms: tuple[Room, ...], model: JointModel) -> bool:
    """Whether rooms have a circle for each source that holds it."""
    return all(
        len(room) == len(model.sources)
        and all(_reaches(circle, _reached_by(source, cube)) for circle, source in zip(room, model.sources, strict=True))
        for cube, room in zip(cubes, rooms, strict=True)
        if room is not None
    )


def _reaches(room: Circle, reached: Circle | None) -> bool:
    """Whether a circle holds another."""
    return reached is None or float(sphere.separation(*room[:2], *reached[:2])) + reached[2] <= room[2]


def _reached_by(source: SourceModel, cube: Cube) -> Circle | None:
    """The circle (ra, dec, radius, deg) in which a source is seen; None where that is everywhere."""
    shape = source.spatial
    blur = 0.0 if cube.psf is None else float(cube.psf.radii[-1])
    if isinstance(shape, SpatialModel) and shape.form is not None:
        ra, dec, radius = shape.form.circle
        return ra, dec, radius + blur
    centre = shape.centre if isinstance(shape, SpatialModel) else None
    if not isinstance(shape, SpatialModel) or centre is None:
        return None
    return *centre, shape.reach + blur


def _circle_of(source: SourceModel, cube: Cube) -> Circle | None:
    """The same with room for what a fit changes, in whole steps: it is the same while a source moves a little."""
    circle, shape = _reached_by(source, cube), source.spatial
    if circle is None:
        return None
    ra, dec, radius = circle
    if isinstance(shape, SpatialModel) and not all(p.frozen for p in shape.parameters):
        radius += ROOM + (GROWTH - 1.0) * shape.reach
    dec = round(dec / STEP) * STEP
    step = STEP / max(math.cos(math.radians(dec)), 1e-3)
    return round(ra / step) * step, dec, math.ceil(radius / STEP + 1.0) * STEP
