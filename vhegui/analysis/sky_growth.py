"""The sky of many runs, grown run by run: it can be looked at, stopped, and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Any

from vhegui.analysis.pipeline.memo import OfRuns, same_inputs
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.run_sky import SkyStack, StackedSky, with_background
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.progress import Progress
from vhegui.core.sizes import bytes_of
from vhegui.core.typing import BoolArray

MOST_KEPT = 400 << 20  # bytes of cubes


class CubeShelf(OfRuns):
    """Cubes of runs, made when somebody asks and kept as long as all of them fit in memory.

    make : makes a cube of what is given of a run · given : that, by run · previous : another shelf, whose cubes of the
    same are taken over.
    """

    def __init__(
        self, make: Callable[..., Cube], given: Mapping[int, tuple[Any, ...]], previous: CubeShelf | None = None
    ) -> None:
        self._make, self._given = make, dict(given)
        self._kept = {} if previous is None else previous.cubes_of(self._given)
        self._size = sum(map(bytes_of, self._kept.values()))

    @property
    def runs(self) -> tuple[int, ...]:
        """All runs, in order."""
        return tuple(self._given)

    def cubes_of(self, given: Mapping[int, tuple[Any, ...]]) -> dict[int, Cube]:
        """Cubes that are there and were made of the same."""
        kept = list(self._kept.items())  # another thread may add one meanwhile
        return {run: cube for run, cube in kept if run in given and same_inputs(self._given[run], given[run])}

    def of(self, run: int) -> Cube:
        """The cube of a run. Raises DataError where it cannot be made."""
        if run in self._kept:
            return self._kept[run]
        cube = self._make(*self._given[run])
        self._size += (size := bytes_of(cube))
        if self._size <= MOST_KEPT:
            self._kept[run] = cube
        else:
            self._size -= size
        return cube


@dataclass(frozen=True, eq=False)
class GrownSky:
    """A sky to which no run is to be added, in place of one that grows."""

    stacked: StackedSky

    def further(self, progress: Progress, enough: Callable[[], bool]) -> StackedSky:
        """The sky as it is."""
        return self.stacked


class SkyGrowth(OfRuns):
    """Runs are added in their order, each with its background; one that cannot be used is left out, with the reason.

    It goes on where it stopped, whoever stopped it, so that the sky of all runs is the same bit for bit however often
    somebody looked at it on the way. As long as nobody asks for more of it, it costs nothing: a drag makes one a frame.

    allowed : gives the pixels where backgrounds are fitted, shape (rows, columns).
    """

    def __init__(
        self,
        cubes: CubeShelf,
        geometry: CubeGeometry,
        allowed: Callable[[], BoolArray],
        method: SkyBackgroundSettings,
        whole_field: bool,
    ) -> None:
        self._cubes, self._geometry, self._method, self._whole_field = cubes, geometry, method, whole_field
        self._find_allowed = allowed
        self._left_out: dict[int, str] = {}
        self._added = 0
        self._whole: StackedSky | None = None
        self._alone = Lock()

    @cached_property
    def _allowed(self) -> BoolArray:
        return self._find_allowed()

    @cached_property
    def _stack(self) -> SkyStack:
        return SkyStack(self._geometry)

    @property
    def runs(self) -> tuple[int, ...]:
        """All runs, in order."""
        return self._cubes.runs

    @property
    def missing(self) -> tuple[int, ...]:
        """Runs that are still to be added."""
        return self.runs[self._added :]

    def further(self, progress: Progress, enough: Callable[[], bool]) -> StackedSky:
        """The sky with more runs: with all, or with some where somebody has `enough` of them.

        enough : asked after each run · progress : may raise Cancelled. Raises AnalysisError where no run can be used.
        """
        with self._alone:
            for run in self._to_add(progress):
                self._add(run)
                self._added += 1
                if self._stack.rows and enough():
                    break
            if self._whole is not None:
                return self._whole
            if not self._stack.rows:
                run, reason = next(iter(self._left_out.items()))
                raise AnalysisError(f"run {run}: {reason}")
            found = replace(self._stack.result(), left_out=dict(self._left_out), missing=self.missing)
            if not self.missing:
                self._whole = found  # the same for all who ask, with all that is kept with its cube
            return found

    def _to_add(self, progress: Progress) -> Iterator[int]:
        total = len(self.runs)
        for run in self.missing:
            progress(self._added / total, f"Adding run {run} to the map ({self._added + 1} of {total})")
            yield run

    def _add(self, run: int) -> None:
        try:
            sky = with_background(self._cubes.of(run), self._allowed, self._method, self._whole_field)
        except VheguiError as error:
            self._left_out[run] = str(error).removeprefix(f"run {run}: ")
        else:
            self._stack.add(sky)
