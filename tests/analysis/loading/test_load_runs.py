"""Runs read and prepared by threads, processes or a cluster are those read here, in the order asked for."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

from vhegui.analysis.executors import pool_of
from vhegui.analysis.export.outcome import write_outcome
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.headless.run import compute
from vhegui.analysis.loading.runs import load_runs
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import DataError
from vhegui.core.progress import Cancelled, silent

RUNS = (23559, 23523, 1, 23526)


@pytest.fixture(params=["threads", "processes", "cluster"])
def scheduler(request):
    return request.getfixturevalue("cluster") if request.param == "cluster" else request.param


def test_the_order_is_kept_and_a_bad_run_hides_no_other(data, scheduler):
    store = open_store(data / "hess-dl3-dr1")
    here = load_runs(store, RUNS, {}, silent)
    with pool_of(scheduler, 2) as pool:
        there = load_runs(store, RUNS, {}, silent, pool=pool)
    assert list(there.observations) == list(here.observations) == [23559, 23523, 23526]
    assert there.problems == here.problems and "run 1 is not in" in there.problems[1]
    for run, observation in here.observations.items():
        assert pickle.dumps(observation.events) == pickle.dumps(there.observations[run].events)
        assert np.array_equal(observation.gti, there.observations[run].gti)


class Dying:
    """A data set whose worker dies, with the error that the workers then give."""

    def fetch(self, runs, progress):
        return {}

    def load(self, run, responses):
        raise DataError(f"{run}: the worker that was to do it ended before it was done")


def test_a_run_whose_worker_died_is_called_a_run_and_one_run_is_one():
    said = []
    loaded = load_runs(Dying(), [7], {}, lambda part, text: said.append(text))
    assert loaded.problems[7].startswith("run 7: the worker")
    assert said[0] == "Reading 1 run"


def test_cancel_stops_reading(data, scheduler):
    def stop(fraction: float, text: str) -> None:
        if fraction > 0:
            raise Cancelled

    with pool_of(scheduler, 1) as pool, pytest.raises(Cancelled):
        load_runs(open_store(data / "hess-dl3-dr1"), RUNS, {}, stop, pool=pool)


def test_results_are_the_same_bit_for_bit(data, scheduler, tmp_path):
    session = tmp_path / "session.yaml"
    session.write_text(
        f"format: 1\ndata: {{path: {data / 'hess-dl3-dr1'}, runs: [23523, 23526]}}\n"
        "source: {ra: 83.63 deg, dec: 22.01 deg, radius: 0.11 deg}\nmodel: {name: crab, kind: power_law}\n"
    )
    request = read_request(session)
    folder, written = tmp_path / "out", []
    folder.mkdir()
    with pool_of(scheduler, 2) as pool:
        for who in (None, pool):
            write_outcome(compute(request, silent, lambda _: None, who), folder, folder)
            written.append((folder / "results.json").read_bytes())
    assert json.loads(written[0])["fit"]["success"]
    assert written[0] == written[1]
