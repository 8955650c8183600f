"""The off runs of a background template: chosen in the index, read, and counted at once, so that no event is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from vhegui.analysis.executors import Pool, each
from vhegui.analysis.runs.filter import matches
from vhegui.core.background.off_runs import called_off
from vhegui.core.background.template.cells import Cells
from vhegui.core.background.template.counting import CountedRun, cells_of, count_run, from_index
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.exclusions import Exclusion


@dataclass(frozen=True, eq=False)
class CountedRuns:
    """Off runs in the order asked for, and why others are missing."""

    runs: tuple[CountedRun, ...] = ()
    problems: dict[int, str] = field(default_factory=dict)


def choose_template_runs(store: Store, query: str = "") -> tuple[int, ...]:
    """The runs that a query selects; without one, those whose target is called off. AnalysisError where there are none.

    Offsets in a query count from its cone.
    """
    index = store.index
    chosen = matches(index, query, np.full(len(index), np.nan)) if query.strip() else called_off(index)
    if not chosen.any():
        what = f"no run fits “{query}”" if query.strip() else "no run has a target with a name like “off” or “none”"
        raise AnalysisError(f"{store.label}: {what}; choose off runs, for example by their numbers: 20275,20339-20561")
    return tuple(index.obs_id[chosen].tolist())


def count_off_runs(
    store: Store,
    runs: Sequence[int],
    settings: TemplateSettings,
    exclusions: Sequence[Exclusion] = (),
    progress: Progress = silent,
    pool: Pool | None = None,
) -> CountedRuns:
    """Read and count off runs. One bad run never hides the others.

    pool : who does it, None: this thread · progress : may raise Cancelled.
    """
    problems = store.fetch(runs, progress)
    wanted = [run for run in runs if run not in problems]
    count = partial(
        _counted, store if pool is None else replace(store, source=None), settings, exclusions, cells_of(settings)
    )
    found: dict[int, CountedRun] = {}
    for done, (run, result) in enumerate(each(count, wanted, pool), 1):
        if isinstance(result, VheguiError):
            problems[run] = str(result)
        elif isinstance(result, Exception):
            raise result
        else:
            found[run] = result
        progress(done / len(wanted), f"Run {run} counted ({done} of {len(wanted)})")
    index = store.index.rows([run for run in runs if run in found])
    rows = zip(index.obs_id.tolist(), index.zenith.tolist(), index.threshold.tolist(), strict=True)
    return CountedRuns(tuple(from_index(found[run], zenith, low) for run, zenith, low in rows), problems)


def _counted(
    store: Store, settings: TemplateSettings, exclusions: Sequence[Exclusion], cells: Cells, run: int
) -> CountedRun:
    return count_run(store.load(run, responses=False), settings, all_sources(), exclusions, cells)
