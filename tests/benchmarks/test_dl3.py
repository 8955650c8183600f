"""Speed of opening and reading data (run with --benchmark-enable)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.open import open_store

CRAB_RUNS = (23523, 23526, 23559, 23592)


def test_open_the_index_of_105_runs(benchmark: Any, data: Path) -> None:
    """Budget 100 ms."""
    store = benchmark(open_store, data / "hess-dl3-dr1")
    assert len(store.index) == 105


def test_read_the_events_of_105_runs(benchmark: Any, data: Path) -> None:
    """Budget 1.3 s."""
    store = open_store(data / "hess-dl3-dr1")

    def read() -> int:
        return sum(len(store.load(obs_id, responses=False).events) for obs_id in store.index.obs_id.tolist())

    assert benchmark.pedantic(read, rounds=3) > 1_000_000


def test_read_four_runs_with_responses(benchmark: Any, data: Path) -> None:
    """Budget 250 ms."""
    store = open_store(data / "hess-dl3-dr1")
    observations = benchmark(lambda: [store.load(obs_id) for obs_id in CRAB_RUNS])
    assert all(o.responses.psf is not None for o in observations)


def test_resample_the_energy_dispersion_at_every_node(benchmark: Any, data: Path) -> None:
    """Budget a few ms."""
    edisp = open_store(data / "hess-dl3-dr1").load(23523).responses.edisp
    true, reco = EnergyAxis.from_bounds(0.05, 100, 20), EnergyAxis.from_bounds(0.1, 40, 10)
    matrices = benchmark(edisp.matrices_at_nodes, true, reco)
    assert matrices.shape == (6, true.n, reco.n)
    assert np.all(matrices >= 0)


@pytest.mark.parametrize("folder", ["hess-dl3-dr1", "magic/rad_max/data", "joint-crab/dl3/magic", "cta-caldb"])
def test_opening_every_store(benchmark: Any, data: Path, folder: str) -> None:
    """Budget 100 ms for the largest."""
    store = benchmark(open_store, data / folder)
    assert store.label


def test_reading_one_run_with_its_responses(benchmark: Any, data: Path) -> None:
    store = open_store(data / "hess-dl3-dr1")
    assert benchmark(store.load, 23523).obs_id == 23523
