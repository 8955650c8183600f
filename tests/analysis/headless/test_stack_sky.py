"""Runs become one cube wherever the work is done: the same bits, one bad run hides nothing, Cancel stops."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up_cubes import write_runs

from vhegui.analysis import edits
from vhegui.analysis.executors import Pool, pool_of
from vhegui.analysis.headless.map import MapOptions, map_request
from vhegui.analysis.headless.sky import SkyRuns, stack_sky
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError
from vhegui.core.progress import Cancelled, Progress, silent

OPTIONS = MapOptions(
    position="83.633 22.014", width="4 deg", pixel="0.2 deg", energy="0.5 TeV,20 TeV", bins=4, background="ring"
)
RUNS = (1, 2, 3, 4, 5, 6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six runs."""
    return write_runs(tmp_path_factory.mktemp("runs"), len(RUNS))


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return open_store(folder)


@pytest.fixture(scope="module")
def analysis(folder: Path) -> Analysis:
    """Maps of them, with ring background."""
    return map_request(folder, OPTIONS).analysis


@pytest.fixture(scope="module")
def alone(analysis: Analysis, store: Store) -> SkyRuns:
    """Added up in this thread."""
    return added(analysis, store)


@pytest.fixture(scope="module", params=["threads", "processes", "cluster"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool | None]:
    """Everyone who can do the work."""
    with pool_of(request.getfixturevalue("cluster") if request.param == "cluster" else request.param, 2) as pool:
        yield pool


def added(analysis: Analysis, store: Store, progress: Progress = silent, pool: Pool | None = None) -> SkyRuns:
    return stack_sky(build_pipeline(), analysis, store, {}, progress, pool)


def bits(found: SkyRuns) -> list[Any]:
    """All arrays of a stack, and its rows."""
    cube, off = found.stacked.sky.cube, found.stacked.sky.off
    assert cube.psf is not None and cube.edisp is not None and off is not None
    parts = cube.counts, cube.background, cube.exposure, cube.safe, cube.psf.contained, cube.edisp.matrices, cube.gti
    return [*(each.tobytes() for each in parts), pickle.dumps(off), found.stacked.rows]


def test_stacks_are_the_same_to_the_bit_wherever_runs_are_reduced(
    analysis: Analysis, store: Store, alone: SkyRuns, pool: Pool
) -> None:
    said: list[tuple[float, str]] = []
    found = added(analysis, store, lambda fraction, text: said.append((fraction, text)), pool)
    assert found.problems == {} and found.stacked.sky.cube.runs == RUNS
    assert found.stacked.sky.cube.counts.sum() > 100
    assert bits(found) == bits(alone)
    assert [text for _, text in said] == [f"Cube of run {run} made ({run} of 6)" for run in RUNS]
    assert [fraction for fraction, _ in said] == pytest.approx([run / 6 for run in RUNS])


def test_a_run_that_cannot_be_read_is_named_and_hides_no_other(analysis: Analysis, store: Store, pool: Pool) -> None:
    broken = replace(store, problems={2: "its file is damaged"})
    found = added(edits.select_runs(analysis, [1, 2, 4]), broken, pool=pool)
    assert found.stacked.sky.cube.runs == (1, 4)
    assert list(found.problems) == [2] and "damaged" in found.problems[2]
    with pytest.raises(AnalysisError, match="damaged"):
        added(edits.select_runs(analysis, [2]), broken, pool=pool)


def test_cancel_stops_the_work(analysis: Analysis, store: Store, pool: Pool) -> None:
    done: list[float] = []

    def progress(fraction: float, text: str) -> None:
        done.append(fraction)
        if len(done) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        added(analysis, store, progress, pool)
    assert len(done) == 2


@pytest.mark.parametrize("place", ["processes", "cluster"])
def test_workers_killed_in_the_middle_change_nothing(
    analysis: Analysis, store: Store, alone: SkyRuns, place: str, request: pytest.FixtureRequest
) -> None:
    others = set(multiprocessing.active_children())
    scheduler = request.getfixturevalue("cluster") if place == "cluster" else place
    killed: list[Any] = []

    def progress(fraction: float, text: str) -> None:
        if not killed:
            killed.extend(set(multiprocessing.active_children()) - (set() if place == "cluster" else others))
            for worker in killed:
                worker.kill()

    with pool_of(scheduler, 1) as pool:
        found = added(analysis, store, progress, pool)
    assert killed and found.problems == {}
    assert bits(found) == bits(alone)


def test_what_a_worker_is_sent_of_a_data_set_does_not_grow_with_it(store: Store) -> None:
    assert len(pickle.dumps(store.alone(3))) < 5000
