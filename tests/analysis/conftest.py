"""A Dask cluster for whoever asks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Address of a real Dask cluster on loopback, with one worker in a process of its own.

    It is gone before the tests of another module: its threads collect garbage, which Qt objects do not survive.
    """
    distributed = pytest.importorskip("distributed", reason="distributed is not installed: vhegui[cluster]")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
        with distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, processes=True
        ) as cluster:
            yield cluster.scheduler_address
