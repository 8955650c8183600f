"""Counts of cubes against energy, in the ON region or, where there is none, in the whole field."""

from __future__ import annotations

from vhegui.analysis.pipeline import Step, choice
from vhegui.analysis.steps.cube_fits import SkiesToFit
from vhegui.analysis.steps.fits import Prediction
from vhegui.core.cubes.cube import Cube
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.counts_by_energy import CountsByEnergy, counts_by_energy
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.cubes_fit import CubesFit
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.rooms import Room, within
from vhegui.core.regions.region import Region
from vhegui.core.spectra.summed import CountsGroup, SummedCounts
from vhegui.core.typing import BoolArray

NOTHING_IN_REGION = (
    "no safe bin of any cube lies in the ON region: move it onto the map, or make it larger than a pixel"
)


def cubes_in_region(found: SkiesToFit, source: Region, like_gammapy: bool) -> JointData:
    """All safe bins in the region, each on its own: where sources are makes no difference."""
    masks = [_pixels_of(source, cube) for cube in found.cubes]
    if not any((cube.safe & mask).any() for cube, mask in zip(found.cubes, masks, strict=True)):
        raise AnalysisError(NOTHING_IN_REGION)
    return data_of_cubes(found.cubes, masks=masks, like_gammapy=like_gammapy)


def cubes_in_field(found: SkiesToFit, rooms: tuple[Room, ...], like_gammapy: bool) -> JointData:
    """All safe bins; those that no source reaches are summed up."""
    near = [within(room, cube) for room, cube in zip(rooms, found.cubes, strict=True)]
    return data_of_cubes(found.cubes, near=near, like_gammapy=like_gammapy)


def _pixels_of(source: Region, cube: Cube) -> BoolArray:
    """Pixels whose middle is in the region, shape (n_rows, n_columns)."""
    return source.contains(*cube.geometry.grid.coordinates())


def cubes_counts(data: JointData, found: CubesFit) -> CountsByEnergy:
    """What is counted there, and what background and sources expect."""
    return counts_by_energy(data, found.result.joint, found.cubes[0].geometry.reco.edges)


def cubes_summed(found: CountsByEnergy) -> SummedCounts:
    """All cubes in one, for the plot."""
    return found.summed


def cubes_predicted(found: CountsByEnergy) -> Prediction:
    """Counts that all sources expect."""
    return Prediction(found.signal.sum(axis=0))


def cubes_groups() -> tuple[CountsGroup, ...]:
    """Cubes have one axis of energy: there are no groups to choose from."""
    return ()


STEPS = (
    Step("cubes_in_region", ("skies_to_fit", "source", "sky.like_gammapy"), cubes_in_region, slow=True, quick=True),
    Step("cubes_in_field", ("skies_to_fit", "cube_rooms", "sky.like_gammapy"), cubes_in_field, slow=True, quick=True),
    choice("cubes_to_count", "has_source", {True: "cubes_in_region", False: "cubes_in_field"}),
    Step("cubes_counts", ("cubes_to_count", "cubes_fit"), cubes_counts),
    Step("cubes_summed", ("cubes_counts",), cubes_summed),
    Step("cubes_predicted", ("cubes_counts",), cubes_predicted),
    Step("cubes_groups", (), cubes_groups),
)
