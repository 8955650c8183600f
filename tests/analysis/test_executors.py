"""Whoever does the work, results are the same; one failure hides nothing, Cancel stops, a dead worker is told of."""

from __future__ import annotations

import pickle
import time
from functools import partial

import numpy as np
import pytest
from worker_tasks import always_dies, always_dies_at_two, dies_once, reciprocal, slowly, with_axis

from vhegui.analysis.executors import each, in_order, pool_of
from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import ConfigError, DataError


@pytest.fixture(params=["serial", "threads", "processes", "cluster"])
def scheduler(request):
    return request.getfixturevalue("cluster") if request.param == "cluster" else request.param


def test_every_item_comes_back_with_its_result_or_its_exception(scheduler):
    with pool_of(scheduler, 2) as pool:
        found = dict(each(reciprocal, [4, 0, 3], pool))
    assert isinstance(found.pop(0), ZeroDivisionError)
    assert found == {4: 0.25, 3: 1.0 / 3.0}


def test_shared_objects_come_back_as_themselves(scheduler):
    axis = EnergyAxis(np.geomspace(0.1, 10.0, 5))
    with pool_of(scheduler, 1) as pool:
        ((_, (returned, values)),) = each(partial(with_axis, axis), [3], pool, shared=[axis])
    assert returned is axis
    assert np.array_equal(values, 3 * axis.centres)


def test_who_stops_asking_cancels_what_has_not_begun(scheduler, tmp_path):
    with pool_of(scheduler, 1) as pool:
        results = each(partial(slowly, tmp_path), range(40), pool)
        next(results)
        results.close()
    assert len(list(tmp_path.iterdir())) < 20


def test_work_of_a_process_that_died_is_done_once_more(tmp_path):
    with pool_of("processes", 1) as pool:
        assert sorted(each(partial(dies_once, tmp_path), [1, 2, 3], pool)) == [(1, 1), (2, 2), (3, 3)]


def test_work_that_kills_its_process_again_is_told_of():
    with pool_of("processes", 1) as pool:
        ((_, error),) = each(always_dies, [23523], pool)
    assert isinstance(error, DataError) and str(error).startswith("23523: the worker")


def test_results_come_in_order_where_they_are_added_up(scheduler):
    with pool_of(scheduler, 2) as pool:
        found = list(in_order(reciprocal, [4, 0, 3, 8, 2], pool))
    assert isinstance(found.pop(1)[1], ZeroDivisionError)
    assert found == [(4, 0.25), (3, 1.0 / 3.0), (8, 0.125), (2, 0.5)]


def test_in_order_few_results_wait_and_who_stops_asking_cancels(scheduler, tmp_path):
    with pool_of(scheduler, 1) as pool:
        results = in_order(partial(slowly, tmp_path), range(40), pool)
        assert next(results) == (0, 0)
        time.sleep(0.4)
        assert len(list(tmp_path.iterdir())) < 5
        results.close()


def test_in_order_the_work_of_a_process_that_died_is_done_again_alone(tmp_path):
    with pool_of("processes", 1) as pool:
        assert list(in_order(partial(dies_once, tmp_path), [1, 2, 3, 4], pool)) == [(n, n) for n in (1, 2, 3, 4)]
        found = dict(in_order(always_dies_at_two, [1, 2, 3, 4], pool))
    assert isinstance(found.pop(2), DataError)
    assert found == {1: 1, 3: 3, 4: 4}


def test_an_address_where_no_scheduler_answers_is_refused(monkeypatch):
    pytest.importorskip("distributed", reason="distributed is not installed")
    monkeypatch.setattr("vhegui.analysis.executors.TIMEOUT", "0.2s")
    with pytest.raises(ConfigError, match="no Dask scheduler answers"), pool_of("tcp://127.0.0.1:9"):
        pass


def test_what_is_sent_to_workers_can_be_pickled():
    from vhegui.analysis.steps import STEPS

    for step in STEPS:
        if step.on_open:
            assert pickle.loads(pickle.dumps(step)) == step
