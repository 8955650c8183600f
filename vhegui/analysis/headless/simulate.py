"""`vhegui simulate`: a plan → a data set of simulated runs, with the truth beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

import vhegui
from vhegui.analysis.executors import Pool, in_order
from vhegui.analysis.export.folder import ResultFolder
from vhegui.analysis.gammapy_config.models import write_models
from vhegui.analysis.outcome import DONE, PARTLY_DONE
from vhegui.analysis.simulation.plan import Plan
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.dl3.derived import INDEX_FILES
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.write import (
    HduRow,
    IndexEntry,
    index_entry,
    write_index_entries,
    write_observation,
    write_responses,
)
from vhegui.core.files.notes import counted
from vhegui.core.irf.responses import Responses
from vhegui.core.progress import Progress, silent
from vhegui.core.simulation.observe import SimulatedRun, Tables, observe

Say = Callable[[str], None]
MODELS, SUMMARY = "models.yaml", "simulation.json"
BATCH = 20  # runs for a worker at once, which share the tables they are drawn from


@dataclass(frozen=True, eq=False)
class SimulatedStore:
    """A data set that was written.

    counts : for each run its number and how many events each source, and the background, gave it
    not_done : what the plan asks for and was not done, one sentence each · files : what was written.
    """

    counts: tuple[tuple[int, dict[str, int]], ...]
    not_done: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> int:
        """DONE when all that was asked for was done."""
        return PARTLY_DONE if self.not_done else DONE


def simulate_store(
    plan: Plan, folder: Path, progress: Progress = silent, say: Say = lambda text: None, pool: Pool | None = None
) -> SimulatedStore:
    """Draw the events of every run and write a data set into `folder`: event files, responses once each, the index
    tables, the models, and a summary. What is written depends on the plan only, not on who did the work.

    progress : called with a fraction in [0, 1] and a phrase · say : told every warning. Raises VheguiError when a run
    cannot be simulated, or the folder not be written.
    """
    target = ResultFolder.prepare(folder, (*INDEX_FILES, MODELS, SUMMARY), plan.inputs)
    for text in plan.warnings:
        say(text)
    with target.aside() as part:
        (part / "data").mkdir()
        work, done, counts = _Work(plan, part / "data"), list[IndexEntry](), list[tuple[int, dict[str, int]]]()
        for _, found in in_order(work, _batches(plan.runs, pool), pool):
            if isinstance(found, BaseException):
                raise found
            done += [entry for entry, _ in found]
            counts += [(entry.obs_id, each) for entry, each in found]
            progress(0.9 * len(done) / len(plan.runs), f"Simulated {counted(len(done), 'run')}")
        progress(0.95, "Writing responses and index")
        write_index_entries(part, done, _write_responses(plan.runs, part))
        files = [part / name for name in INDEX_FILES] + sorted(part.glob("data/*"))
        write_atomically(part / SUMMARY, _summary(plan, done, counts))
        if plan.models:
            write_models(part / MODELS, plan.models)
            files.append(part / MODELS)
        written = target.move_in(part, [part / SUMMARY, *files])
    progress(1.0, f"{counted(len(done), 'run')} written to {folder}")
    not_done = tuple(text for text in plan.warnings if isinstance(text, NotDone))
    return SimulatedStore(tuple(counts), not_done, written)


@dataclass
class _Work:
    """Simulates runs and writes their events."""

    plan: Plan
    folder: Path
    tables: Tables = field(default_factory=Tables)

    def __getstate__(self) -> dict[str, Any]:  # runs are sent as they are needed, tables are made there
        return {"plan": replace(self.plan, runs=()), "folder": self.folder, "tables": Tables()}

    def __call__(self, runs: Sequence[Observation]) -> list[tuple[IndexEntry, dict[str, int]]]:
        return [self._written(self._observed(run)) for run in runs]

    def _observed(self, run: Observation) -> SimulatedRun:
        plan = self.plan
        factor = plan.background_of(run.obs_id)
        return observe(run, plan.models, plan.seed, plan.background, self.tables, factor)

    def _written(self, run: SimulatedRun) -> tuple[IndexEntry, dict[str, int]]:
        path = self.folder / f"events_{run.observation.obs_id:06d}.fits"
        alone = replace(run.observation, responses=Responses())
        write_observation(alone, path, run.extras)
        return index_entry(alone, path, run.extras), dict(run.counts)


def _batches(runs: Sequence[Observation], pool: Pool | None) -> list[tuple[Observation, ...]]:
    """Single runs where one process does all; else several, so that workers make their tables rarely."""
    size = 1 if pool is None else min(BATCH, -(-len(runs) // pool.workers))
    return [tuple(runs[i : i + size]) for i in range(0, len(runs), size)]


def _write_responses(runs: Sequence[Observation], part: Path) -> list[HduRow]:
    """Write responses once, however many runs have them; the rows of the HDU index that name them."""
    known: dict[int, tuple[Path, tuple[tuple[str, str, str], ...]]] = {}
    rows = []
    for run in runs:
        if id(run.responses) not in known:
            path = part / "data" / f"responses_{len(known) + 1:04d}.fits"
            known[id(run.responses)] = path, write_responses(run.responses, path)
        path, hdus = known[id(run.responses)]
        rows += [HduRow(run.obs_id, kind, hdu_class, path, name) for kind, hdu_class, name in hdus]
    return rows


def _summary(plan: Plan, runs: Sequence[IndexEntry], counts: Sequence[tuple[int, dict[str, int]]]) -> str:
    """The plan in numbers: every run, and how many events of what it has."""
    rows = [
        {
            "obs_id": run.obs_id,
            "target": run.target,
            "ra": run.pointing.ra,
            "dec": run.pointing.dec,
            "zenith": run.pointing.zenith if np.isfinite(run.pointing.zenith) else None,
            "start": run.time_ref + run.start / 86400.0,
            "ontime": run.ontime,
            "livetime": run.livetime,
            "events": found,
        }
        for run, (_, found) in zip(runs, counts, strict=True)
    ]
    content = {
        "creator": f"vhegui {vhegui.__version__}",
        "seed": plan.seed,
        "background": plan.background,
        "mc_id": {"background": 0} | {model.name: number for number, model in enumerate(plan.models, 1)},
        "units": {"ra": "deg", "dec": "deg", "zenith": "deg", "start": "MJD (TT)", "ontime": "s", "livetime": "s"},
        "runs": rows,
    }
    return json.dumps(content, indent=1)
