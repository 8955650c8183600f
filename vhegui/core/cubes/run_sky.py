"""A run's cube with the background of a method, and many of them together.

Where the response is scaled, the background of the cube becomes the scaled one; where OFF is counted in rings, it
becomes α times the OFF counts, and the OFF maps stay beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from vhegui.core.background.field_of_view import FieldOfView, FieldOfViewFit
from vhegui.core.background.off_maps import OffMaps, stacked
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.background.sky_method import SkyRun
from vhegui.core.background.sky_registry import SkyBackgroundSettings, sky_background
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.stack import Stack
from vhegui.core.typing import BoolArray


@dataclass(frozen=True, eq=False)
class RunSky:
    """cube : of one run or a stack, with its background · off : ON and OFF of its pixels, for a ring
    fit : how the response was scaled, None where it was not.
    """

    cube: Cube
    off: OffMaps | None = None
    fit: FieldOfViewFit | None = None


@dataclass(frozen=True)
class SkyRow:
    """One run (its number is the name) or data set in numbers: counts and background in its safe bins, its times (s),
    and how the background was scaled; n_bins : how many bins are safe and have a background.
    """

    name: str
    counts: float
    background: float
    livetime: float
    ontime: float
    fit: FieldOfViewFit | None
    n_bins: int

    @classmethod
    def of(cls, sky: RunSky) -> SkyRow:
        """The numbers of a run."""
        cube = sky.cube
        counts, background = (
            float(values.sum(where=cube.safe, dtype=np.float64)) for values in (cube.counts, cube.background)
        )
        n_bins = int(np.count_nonzero(cube.safe))
        return cls(cube.name, counts, background, cube.livetime, cube.ontime, sky.fit, n_bins)


def with_background(cube: Cube, allowed: BoolArray, method: SkyBackgroundSettings, whole_field: bool = False) -> RunSky:
    """A run with its background.

    allowed : shape (n_rows, n_columns), outside the exclusions
    whole_field : OFF is taken outside the safe bins too.
    """
    geometry = cube.geometry
    takes_off = not isinstance(method, FieldOfView | ResponseOnly)
    used = np.ones_like(cube.safe) if whole_field and takes_off else cube.safe
    run = SkyRun(cube.counts, cube.background, used, geometry.reco.centres, allowed, geometry.grid)
    found = sky_background(method, run)
    safe = cube.safe if found.off is None else cube.safe & found.off.has_off
    return RunSky(replace(cube, background=found.expected.astype(np.float32), safe=safe), found.off, found.fit)


@dataclass(frozen=True, eq=False)
class StackedSky:
    """Runs as one, and each in numbers. left_out : runs that could not be used, and why · missing : runs that are still
    to be added.
    """

    sky: RunSky
    rows: tuple[SkyRow, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[int, ...] = ()


class SkyStack:
    """Runs with their backgrounds, added one after the other."""

    def __init__(self, geometry: CubeGeometry) -> None:
        self._stack = Stack(geometry)
        self._off: OffMaps | None = None
        self.rows: tuple[SkyRow, ...] = ()

    def add(self, sky: RunSky) -> None:
        """Add one run."""
        self._stack.add(sky.cube)
        self.rows += (SkyRow.of(sky),)
        if sky.off is not None:
            part = (sky.off, sky.cube.safe)
            everywhere = np.ones(sky.cube.safe.shape, dtype=bool)
            self._off = stacked([part] if self._off is None else [(self._off, everywhere), part])

    def result(self) -> StackedSky:
        """All that was added."""
        return StackedSky(RunSky(self._stack.cube(), self._off), self.rows)
