"""Sources of any shape fitted to cubes, and what they then expect in every bin.

Bins far from all sources are summed up (`vhegui.core.fitting.cubes_data`): how far that is follows from the shapes as
they are given (`vhegui.core.fitting.rooms`). Where a fit moves or widens a source beyond, the bins are gathered anew
about the place it has found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.cubes_data import data_of_cubes, fitted_bins
from vhegui.core.fitting.joint_data import JointData, together
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.rooms import Room, are_in, rooms_in, within
from vhegui.core.fitting.watched import Tell, watched
from vhegui.core.typing import Array, BoolArray

ROUNDS = 4  # of gathering the bins anew


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


def fit_gathered(found: GatheredCubes, model: JointModel, tell: Tell | None = None) -> CubesFit:
    """Fit a model to bins that were gathered about it. Raises ConfigError for a source without a shape.

    tell : called again and again in the fit; may raise to stop it.
    """
    for _ in range(ROUNDS):
        result = fit(watched(found.data, tell), model)
        if are_in(found.rooms, found.cubes, result.joint):
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
