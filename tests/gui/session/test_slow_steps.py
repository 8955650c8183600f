"""Slow steps show how far they are, stop when cancelled, and start again only when asked to."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest

from vhegui.analysis.pipeline import Pipeline, Step
from vhegui.gui.session.slow_steps import SlowSteps
from vhegui.gui.session.worker import Worker


@dataclass(frozen=True)
class State:
    parts: int = 4


def long_step(parts: int, progress: Any = None) -> int:
    for k in range(parts):
        progress(k / parts, f"part {k + 1} of {parts}")
        time.sleep(0.001)
    return parts


ENDLESS = State(parts=100_000)


@pytest.fixture
def worker(qapp):
    worker = Worker()
    yield worker
    worker.stop()


@pytest.fixture
def slow(worker):
    pipeline = Pipeline((Step("long", ("parts",), long_step, slow=True, progress=True),))
    return SlowSteps(worker, pipeline, lambda: None)


def test_a_slow_step_shows_its_progress_and_its_result_is_kept(slow, worker, qtbot):
    said: list[str] = []
    worker.progressed.connect(lambda kind, fraction, text: said.append(f"{kind}: {text}"))
    with qtbot.waitSignal(worker.idle):
        slow.start("long", State(), {})
    assert said[0] == "long: part 1 of 4"
    assert slow._pipeline.pull("long", State(), {}) == 4
    assert slow.stopped == ()


def test_a_cancelled_step_stops_at_once_and_stays_stopped_until_it_is_asked_for(slow, worker, qtbot):
    slow.start("long", ENDLESS, {})
    qtbot.waitSignal(worker.progressed).wait()
    with qtbot.waitSignal(worker.idle, timeout=2000):
        worker.cancel()
    assert slow.was_stopped("long", ENDLESS, {})
    slow.start("long", ENDLESS, {})
    assert not worker.busy
    slow.forget_stopped()
    slow.start("long", ENDLESS, {})
    assert worker.has("long")


def test_other_inputs_start_a_cancelled_step_again_and_replace_one_that_runs(slow, worker, qtbot):
    slow.start("long", ENDLESS, {})
    qtbot.waitSignal(worker.progressed).wait()
    worker.cancel()
    assert not slow.was_stopped("long", State(), {})
    with qtbot.waitSignal(worker.idle, timeout=2000):
        slow.start("long", State(), {})
    assert slow._pipeline.pull("long", State(), {}) == 4
    assert slow.stopped == ()
