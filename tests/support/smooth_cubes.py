"""Cubes without counts of an instrument that is smooth and simple, and what models expect in them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.dispersion_field import DispersionField
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import PsfField
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.evaluate import default_spectrum

REF = (83.633, 22.014)
POWER_LAW = default_spectrum("power_law").with_values((2.4, 4e-11, 1.0))


def empty_cube(name: str = "one", columns: int = 60, pixel: float = 0.03) -> Cube:
    """A cube without counts: uniform exposure, a PSF of 0.06 deg, a background that falls with energy."""
    geometry = CubeGeometry(
        SkyGrid(*REF, pixel=pixel, columns=columns),
        EnergyAxis(np.geomspace(1.0, 20.0, 6)),
        EnergyAxis(np.geomspace(0.7, 30.0, 10)),
        pixel_irf=0.3,
    )
    coarse, radii = geometry.coarse, geometry.psf_radii
    weight = np.ones((9, *coarse.shape), dtype=np.float32)
    contained = (1.0 - np.exp(-0.5 * (radii / 0.06) ** 2)).astype(np.float32)
    true, reco = np.log(geometry.true.centres), np.log(geometry.reco.edges)
    edges = (reco[None, :] - true[:, None]) / 0.15
    below = 0.5 * (1.0 + np.tanh(0.8 * edges))
    matrices = np.diff(below, axis=1).astype(np.float32)
    shape, spread = geometry.shape, (*matrices.shape, *coarse.shape)
    background = np.broadcast_to(0.3 * geometry.reco.centres[:, None, None] ** -1.6, shape).astype(np.float32)
    return Cube(
        name=name,
        geometry=geometry,
        counts=np.zeros(shape, dtype=np.float32),
        background=background,
        exposure=np.full((9, *shape[1:]), 2e13, dtype=np.float32),
        safe=np.ones(shape, dtype=np.bool_),
        psf=PsfField(coarse, radii, np.broadcast_to(contained[:, None, None], (9, len(radii), *coarse.shape)), weight),
        edisp=DispersionField(coarse, np.broadcast_to(matrices[..., None, None], spread), weight),
    )


def model_of(shape: SpatialModel, *names: str) -> JointModel:
    nuisances = tuple(each for name in names for each in field_of_view(name))
    return JointModel((SourceModel("crab", POWER_LAW, spatial=shape),), nuisances)


def expected(cube: Cube, model: JointModel, norm: float = 1.0, tilt: float = 0.0) -> Cube:
    """The cube with exactly what is expected as counts."""
    signal = Likelihood.of(data_of_cubes([cube]), model).predicted()
    in_bins = np.moveaxis(signal.reshape(*cube.geometry.grid.shape, -1), -1, 0)
    factor = norm * cube.geometry.reco.centres[:, None, None] ** -tilt
    return replace(cube, counts=in_bins + factor * cube.background)
