"""Runs become cubes wherever the work is done: the same bits, one bad run hides nothing, Cancel stops."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from made_up_cubes import small_geometry, write_runs
from worker_tasks import dies_in_run

from vhegui.analysis.executors import Pool, in_order, pool_of
from vhegui.analysis.loading.cubes import Reduction, cubes_of_runs, stack_runs
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.stack import Stack
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.progress import Cancelled, silent
from vhegui.core.safe_range import SafeRange

HOW = Reduction(small_geometry(pixel=0.2, columns=20), SafeRange(aeff_percent=None))
RUNS = range(1, 7)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Six runs."""
    return open_store(write_runs(tmp_path_factory.mktemp("runs"), len(RUNS)))


@pytest.fixture(scope="module")
def alone(store: Store) -> Cube:
    """Their stack, made in this thread."""
    return stack_runs(store, RUNS, HOW, silent).cube


@pytest.fixture(scope="module", params=["threads", "processes", "cluster"])
def pool(request: pytest.FixtureRequest) -> Iterator[Pool | None]:
    """Everyone who can do the work."""
    with pool_of(request.getfixturevalue("cluster") if request.param == "cluster" else request.param, 2) as pool:
        yield pool


def same_bits(one: Cube, other: Cube) -> bool:
    """Whether all arrays of two cubes are equal to the bit."""
    return pickle.dumps([*arrays(one)]) == pickle.dumps([*arrays(other)])


def arrays(cube: Cube) -> list[bytes]:
    assert cube.psf is not None and cube.edisp is not None
    parts = cube.counts, cube.background, cube.exposure, cube.safe, cube.psf.contained, cube.edisp.matrices, cube.gti
    return [each.tobytes() for each in parts]


def test_stacks_are_the_same_to_the_bit_wherever_runs_are_reduced(store: Store, alone: Cube, pool: Pool) -> None:
    said: list[tuple[float, str]] = []
    found = stack_runs(store, RUNS, HOW, lambda fraction, text: said.append((fraction, text)), pool)
    assert found.problems == {}
    assert found.cube.counts.sum() > 100 and found.cube.runs == tuple(RUNS)
    assert same_bits(found.cube, alone)
    assert said[0] == (0.0, "Making maps of 6 runs") and said[-1] == (1.0, "Map of run 6 (6 of 6)")
    assert [fraction for fraction, _ in said] == sorted(fraction for fraction, _ in said)


def test_cubes_come_in_the_order_asked_for_on_the_very_geometry(store: Store, pool: Pool) -> None:
    found = list(cubes_of_runs(store, [5, 2, 4], HOW, silent, pool))
    assert [run for run, _ in found] == [5, 2, 4]
    assert all(isinstance(cube, Cube) and cube.geometry is HOW.geometry for _, cube in found)


def test_a_run_that_cannot_be_read_is_named_and_hides_no_other(store: Store, pool: Pool) -> None:
    found = stack_runs(store, [1, 77, 2], HOW, silent, pool)
    assert found.cube.runs == (1, 2)
    assert list(found.problems) == [77] and "run 77 is not in" in found.problems[77]
    with pytest.raises(AnalysisError, match="run 77 is not in"):
        stack_runs(store, [77], HOW, silent, pool)


def test_cancel_stops_the_work(store: Store, pool: Pool) -> None:
    done: list[str] = []

    def progress(fraction: float, text: str) -> None:
        done.append(text)
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        stack_runs(store, RUNS, HOW, progress, pool)
    assert done[-1] == "Map of run 2 (2 of 6)"


@pytest.mark.parametrize("place", ["processes", "cluster"])
def test_a_worker_killed_in_the_middle_changes_nothing(
    store: Store, alone: Cube, place: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    scheduler = request.getfixturevalue("cluster") if place == "cluster" else place
    growing = Stack(HOW.geometry)
    with pool_of(scheduler, 1) as pool:
        items = [(tmp_path, HOW, store.alone(run), run) for run in RUNS]
        for (*_, run), cube in in_order(dies_in_run, items, pool, shared=[HOW.geometry]):
            assert isinstance(cube, Cube), (run, cube)
            growing.add(cube)
    assert (tmp_path / "died").exists()
    assert same_bits(growing.cube(), alone)


def test_a_run_that_kills_its_worker_twice_is_told_of_and_those_beside_it_are_done(store: Store) -> None:
    with pool_of("processes", 1) as pool:
        items = [(None, HOW, store.alone(run), run) for run in RUNS]
        found = {run: cube for (*_, run), cube in in_order(dies_in_run, items, pool)}
    assert isinstance(found.pop(3), DataError)
    assert len(found) == 5 and all(isinstance(cube, Cube) for cube in found.values())


def test_what_a_worker_is_sent_does_not_grow_with_the_data_set(store: Store) -> None:
    HOW.geometry.directions  # noqa: B018 remembered here, and not sent
    assert len(pickle.dumps((store.alone(3), HOW))) < 5000
    assert np.array_equal(pickle.loads(pickle.dumps(HOW)).geometry.directions, HOW.geometry.directions)
