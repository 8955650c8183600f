"""Off runs: which of them the runs of an analysis need for the acceptance, and their events, read and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vhegui.analysis.executors import Pool
from vhegui.analysis.loading.runs import load_runs
from vhegui.analysis.state import Analysis
from vhegui.core.background.drawn import Drawn, lie_elsewhere
from vhegui.core.background.off_runs import OffRun, choose_off_runs, off_run
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.store import Store
from vhegui.core.progress import Progress

Chosen = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class OffRuns:
    """Off runs that have been read, and why others could not be."""

    read: dict[int, OffRun] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)

    def missing(self, chosen: Chosen) -> tuple[int, ...]:
        """Those that are still to be read, each once."""
        wanted = dict.fromkeys(run for runs in chosen.values() for run in runs)
        return tuple(run for run in wanted if run not in self.read and run not in self.problems)

    def of(self, chosen: Chosen) -> dict[int, tuple[OffRun, ...]]:
        """For every analysed run its off runs that are there: the given value `off_runs` of the steps."""
        return {run: tuple(self.read[each] for each in runs if each in self.read) for run, runs in chosen.items()}

    def only(self, chosen: Chosen) -> OffRuns:
        """Without those that no run needs any more."""
        needed = {run for runs in chosen.values() for run in runs}
        return replace(self, read={run: each for run, each in self.read.items() if run in needed})


def off_runs_for(analysis: Analysis, observations: Mapping[int, Observation], store: Store) -> Chosen:
    """The off runs that each run needs: where drawn OFF regions lie at other offsets than the source region, and off
    runs are named or there is no background response to ask.
    """
    background, source = analysis.background, analysis.source
    if not isinstance(background, Drawn) or source is None:
        return {}
    named = background.off_runs
    needing = [
        run
        for run, each in observations.items()
        if (named or each.responses.background is None)
        and lie_elsewhere(background, source, run, (each.pointing.ra, each.pointing.dec))
    ]
    return {run: tuple(choose_off_runs(store.index, run, all_sources(), named)) for run in needing}


def read_off_runs(
    store: Store,
    chosen: Chosen,
    known: OffRuns,
    observations: Mapping[int, Observation],
    progress: Progress,
    pool: Pool | None = None,
) -> OffRuns:
    """Read the events of the chosen off runs that are not `known`; those of `observations` are there already."""
    missing = known.missing(chosen)
    if not missing:
        return known
    loaded = load_runs(store, missing, observations, progress, pool=pool, responses=False)
    read = {run: off_run(each) for run, each in loaded.observations.items()}
    problems = {run: f"off run, left out of the acceptance: {text}" for run, text in loaded.problems.items()}
    return OffRuns({**known.read, **read}, {**known.problems, **problems})
