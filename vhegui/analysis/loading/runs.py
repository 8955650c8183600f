"""Loading: from the runs an Analysis names to observations in memory, runs with problems left out and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from vhegui.analysis.executors import Pool, each
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.files.notes import counted
from vhegui.core.progress import Progress
from vhegui.core.sizes import bytes_of


@dataclass(frozen=True, eq=False)
class LoadedRuns:
    """Observations by run, in the order asked for, and why the others are missing."""

    observations: dict[int, Observation] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)

    def within(self, spare: int, order: Sequence[int], n_chosen: int) -> LoadedRuns:
        """Without the runs that were chosen longest ago, where those not chosen hold more than `spare` bytes.

        order : runs in the order in which they were last chosen, the `n_chosen` at its end are so now. Returns itself
        where all may stay.
        """
        room, gone = spare, set[int]()
        for run in reversed(order[: len(order) - n_chosen]):
            room -= bytes_of(self.observations.get(run))
            if room < 0:
                gone.add(run)
        gone &= self.observations.keys()
        if not gone:
            return self
        return LoadedRuns({run: each for run, each in self.observations.items() if run not in gone}, self.problems)


def load_runs(
    store: Store,
    runs: Iterable[int],
    known: Mapping[int, Observation],
    progress: Progress,
    containment: bool = True,
    pool: Pool | None = None,
    responses: bool = True,
) -> LoadedRuns:
    """Read the runs that are not `known` yet. One bad run never hides the others.

    containment : whether the analysis corrects for it, so that a run needs a PSF
    pool : who reads them, None: this thread · responses : whether they are needed, else only events are read
    progress : called with a fraction in [0, 1] and a phrase; may raise Cancelled.
    """
    runs = list(runs)
    found: dict[int, Any] = {run: known[run] for run in runs if run in known}
    wanted = [run for run in runs if run not in known]
    problems = store.fetch(wanted, progress)
    wanted = [run for run in wanted if run not in problems]
    progress(0.0, f"Reading {counted(len(wanted), 'run')}")
    # What is far has been fetched: workers need no connection of their own.
    read = partial(_read, store if pool is None else replace(store, source=None), containment, responses)
    for count, (run, result) in enumerate(each(read, wanted, pool), 1):
        if isinstance(result, Exception) and not isinstance(result, VheguiError):
            raise result
        found[run] = result
        progress(count / len(wanted), f"Run {run} read ({count} of {len(wanted)})")
    problems |= {run: _of_run(run, found[run]) for run in runs if isinstance(found.get(run), Exception)}
    observations = {run: found[run] for run in runs if run not in problems}
    progress(1.0, f"{counted(len(observations), 'run')} read")
    return LoadedRuns(observations, problems)


def _of_run(run: int, error: Exception) -> str:
    """What went wrong, with the run named as one: an error of the workers themselves has its number alone."""
    return f"run {error}" if str(error).startswith(f"{run}: ") else str(error)


def _read(store: Store, containment: bool, responses: bool, run: int) -> Observation:
    observation = store.load(run, responses)
    return _usable(observation, containment) if responses else observation


def _usable(observation: Observation, containment: bool) -> Observation:
    """The observation, if a spectrum can be made of it; raises DataError otherwise."""
    responses = observation.responses
    needed = {"effective area": responses.aeff, "energy dispersion": responses.edisp}
    if containment and responses.aeff is not None and not responses.aeff.is_pointlike:
        needed["PSF"] = responses.psf
    missing = [name for name, response in needed.items() if response is None]
    if missing:
        raise DataError(
            f"run {observation.obs_id}: no {' and no '.join(missing)} in the data set, so no flux can be computed; "
            "it is left out. Check the hdu-index and the format notes (vhegui info)."
        )
    return observation
