"""From the runs of a data set to their cubes, read and reduced by whoever works: one run at a time, however many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from vhegui.analysis.executors import Pool, in_order
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.stack import Stack
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.progress import Progress
from vhegui.core.safe_range import SafeRange


@dataclass(frozen=True)
class Reduction:
    """How runs become cubes, see `reduce_run`.

    keep_outside_gti : count events outside of the good time, as gammapy does.
    """

    geometry: CubeGeometry
    safe: SafeRange = SafeRange()
    judged_at: tuple[float, float] | None = None
    like_gammapy: bool = False
    keep_outside_gti: bool = False


@dataclass(frozen=True, eq=False)
class StackedRuns:
    """The stack of the runs that could be used, and why the others could not."""

    cube: Cube
    problems: dict[int, str] = field(default_factory=dict)


def stack_runs(
    store: Store, runs: Sequence[int], how: Reduction, progress: Progress, pool: Pool | None = None
) -> StackedRuns:
    """Read, reduce and add up runs; see `cubes_of_runs`. Raises AnalysisError when none can be used."""
    growing, problems = Stack(how.geometry), dict[int, str]()
    for run, cube in cubes_of_runs(store, runs, how, progress, pool):
        if isinstance(cube, Cube):
            growing.add(cube)
        else:
            problems[run] = str(cube)
    if not growing.runs:
        raise AnalysisError(next(iter(problems.values()), "there is no run to stack: select at least one"))
    return StackedRuns(growing.cube(), problems)


def cubes_of_runs(
    store: Store, runs: Sequence[int], how: Reduction, progress: Progress, pool: Pool | None = None
) -> Iterator[tuple[int, Cube | VheguiError]]:
    """The cube of each run in the order of `runs`, or why it has none: one bad run never hides the others.

    Runs are read where they are reduced, and forgotten with their cube: memory does not grow with their number.
    pool : who does it, None: this thread · progress : called with a fraction in [0, 1] and a phrase for every run; may
    raise Cancelled.
    """
    problems = store.fetch(runs, progress)
    progress(0.0, f"Making maps of {len(runs)} runs")
    items = (_Run(run, store if pool is None else store.alone(run)) for run in runs if run not in problems)
    with closing(in_order(partial(_reduced, how), items, pool, shared=[how.geometry])) as results:
        for count, run in enumerate(runs, 1):
            result = VheguiError(problems[run]) if run in problems else next(results)[1]
            if isinstance(result, Exception) and not isinstance(result, VheguiError):
                raise result
            yield run, result
            progress(count / len(runs), f"Map of run {run} ({count} of {len(runs)})")


@dataclass(frozen=True, eq=False)
class _Run:
    """A run to reduce, with what of its data set is needed to read it."""

    number: int
    store: Store

    def __str__(self) -> str:
        return f"run {self.number}"


def _reduced(how: Reduction, run: _Run) -> Cube:
    observation = run.store.load(run.number)
    outside = observation.outside_gti
    if how.keep_outside_gti and outside is not None:
        observation = replace(observation, events=observation.events + outside)
    return reduce_run(observation, how.geometry, how.safe, how.judged_at, how.like_gammapy)
