"""The memo computes each thing once, only when needed, and never shows a result for other inputs."""

import gc
import weakref
from dataclasses import dataclass, replace

import numpy as np
import pytest

from vhegui.analysis.pipeline import NotReady, Pipeline, Step
from vhegui.core.errors import AnalysisError


@dataclass(frozen=True)
class State:
    a: int = 1
    b: int = 10


class Box:
    """A result that is only itself."""

    def __init__(self, value):
        self.value = value


def pipeline():
    return Pipeline(
        (
            Step("double", ("a",), lambda a: 2 * a),
            Step("parity", ("a",), lambda a: a % 2),
            Step("after_parity", ("parity",), lambda parity: Box(parity)),
            Step("per_run", ("data", "b"), lambda data, b: Box(data + b), per_run=True),
            Step("total", ("per_run",), lambda runs: sum(box.value for box in runs.values())),
            Step("slow", ("double",), lambda double: double + 1, slow=True),
            Step("after_slow", ("slow", "b"), lambda slow, b: slow + b),
            Step("bad", ("a",), _fail_on_odd),
        ),
        per_run_given=("data",),
    )


def _fail_on_odd(a):
    if a % 2:
        raise AnalysisError(f"{a} is odd")
    return a


def test_nothing_is_computed_twice_and_undo_is_free():
    p, first = pipeline(), State()
    second = replace(first, a=2)
    assert [p.pull("double", s, {}) for s in (first, second, first, second)] == [2, 4, 2, 4]
    assert p.computed["double"] == 2


def test_the_frames_of_a_drag_do_not_push_out_what_undo_needs():
    p, first = pipeline(), State()
    p.pull("double", first, {})
    p.previewing = True
    for a in range(2, 30):
        p.pull("double", replace(first, a=a), {})
    p.previewing = False
    computed = p.computed["double"]
    p.pull("double", replace(first, a=29), {})
    p.pull("double", first, {})
    assert p.computed["double"] == computed


def test_results_of_single_runs_seen_in_a_drag_are_kept_where_it_ends():
    p, data = pipeline(), {1: 1, 2: 2}
    p.pull("total", State(), {"data": data})
    p.previewing = True
    for b in (11, 12, 12):
        assert p.pull("total", State(b=b), {"data": data}) == 3 + 2 * b
    p.previewing = False
    p.pull("total", State(b=12), {"data": data})
    p.previewing = True
    p.pull("total", State(b=13), {"data": data})
    computed = p.computed["per_run"]
    p.previewing = False
    assert p.pull("total", State(b=12), {"data": {1: 1}}) == 13  # another set of runs: each is asked for its own
    assert p.computed["per_run"] == computed


def test_an_unchanged_result_stops_the_wave():
    p = pipeline()
    before = p.pull("after_parity", State(a=1), {})
    assert p.pull("after_parity", State(a=3), {}) is before


def test_only_the_run_that_changed_is_computed():
    p, state = pipeline(), State()
    first = p.pull("per_run", state, {"data": {1: 100, 2: 200}})
    second = p.pull("per_run", state, {"data": {1: 100, 2: 201}})
    assert second[1] is first[1] and second[2] is not first[2]
    assert p.computed["per_run"] == 3
    assert p.pull("total", state, {"data": {1: 100, 2: 201}}) == 321


def test_slow_steps_wait_for_a_job_and_late_results_serve_only_their_inputs():
    p, state = pipeline(), State()
    with pytest.raises(NotReady):
        p.pull("after_slow", state, {})
    job = p.prepare("slow", state, {})
    moved = replace(state, a=5)
    p.keep(job, job.run())
    assert p.pull("after_slow", state, {}) == 13
    with pytest.raises(NotReady):
        p.pull("after_slow", moved, {})
    assert p.pull_now("after_slow", moved, {}) == 21
    assert p.prepare("slow", moved, {}) is None


def test_failures_are_remembered_with_their_inputs():
    p = pipeline()
    for _ in range(2):
        with pytest.raises(AnalysisError, match="3 is odd"):
            p.pull("bad", State(a=3), {})
    assert p.computed["bad"] == 1
    assert p.pull("bad", State(a=4), {}) == 4


def test_a_failed_job_is_the_reason_there_is_no_result():
    p, state = pipeline(), State()
    job = p.prepare("slow", state, {})
    p.keep(job, AnalysisError("did not converge"))
    with pytest.raises(AnalysisError, match="did not converge"):
        p.pull("after_slow", state, {})


def test_a_warm_step_may_start_from_its_last_result():
    seen = []

    def compute(a, previous=None):
        seen.append(previous)
        return 10 * a

    p = Pipeline((Step("warm", ("a",), compute, warm=True),))
    assert [p.pull("warm", State(a=a), {}) for a in (1, 2, 1)] == [10, 20, 10]
    assert seen == [None, 10]


def test_a_step_that_takes_time_reports_its_progress_and_stops_where_that_raises():
    class Stop(Exception):
        pass

    def compute(a, progress=None):
        for k in range(4):
            if progress is not None:
                progress(k / 4, f"part {k}")
        return a

    def stop(fraction, text):
        if fraction >= 0.5:
            raise Stop

    said = []
    p = Pipeline((Step("long", ("a",), compute, slow=True, progress=True),))
    job = p.prepare("long", State(), {})
    assert job is not None
    assert job.run(lambda fraction, text: said.append((fraction, text))) == 1
    assert said == [(0.0, "part 0"), (0.25, "part 1"), (0.5, "part 2"), (0.75, "part 3")]
    with pytest.raises(Stop):
        p.pull_now("long", State(), {}, stop)
    assert p.pull_now("long", State(), {}) == 1


def arrays(budget: int, kept: int = 8):
    """A pipeline whose only results are arrays of 800 bytes, and how often each was computed."""
    computed: list[int] = []

    def make(a):
        computed.append(a)
        return np.full(100, float(a))

    steps = (Step("array", ("a",), make, kept=kept), Step("same", ("array",), lambda array: (array, array[:50])))
    return Pipeline(steps, budget=budget), computed


def test_the_budget_forgets_what_was_asked_for_longest_ago():
    p, computed = arrays(budget=2_000)
    for a in (1, 2, 3, 1):
        p.pull("same", State(a=a), {})
    p.bound()  # 1 and 3 have room: an array that two results share, or look at in part, counts once
    for a in (3, 1):
        p.pull("same", State(a=a), {})
    assert computed == [1, 2, 3]
    p.pull("same", State(a=2), {})
    assert computed == [1, 2, 3, 2]


def test_the_budget_is_kept_in_pieces_where_little_time_is_left():
    p, computed = arrays(budget=2_000)
    for a in (1, 2, 3):
        p.pull("same", State(a=a), {})
    pieces = 1
    while not p.bound(lambda: True):  # as if the time were over after every result
        pieces += 1
    assert pieces > 3
    for a in (3, 2, 1):
        p.pull("same", State(a=a), {})
    assert computed == [1, 2, 3, 1]


def test_what_the_latest_pull_needed_stays_however_large_it_is():
    p, computed = arrays(budget=0)
    p.pull("same", State(a=1), {})
    p.pull("same", State(a=2), {})
    p.bound()
    p.pull("same", State(a=2), {})
    assert computed == [1, 2]
    p.pull("same", State(a=1), {})
    assert computed == [1, 2, 1]


def test_a_step_says_how_many_of_its_results_are_kept():
    p, computed = arrays(budget=1 << 20, kept=2)
    for a in (1, 2, 3, 2, 3, 1):
        p.pull("array", State(a=a), {})
    assert computed == [1, 2, 3, 1]


def test_runs_that_left_memory_leave_the_memo_with_everything_made_of_them():
    p, data = pipeline(), {1: 100, 2: 200}
    boxes = p.pull("per_run", State(), {"data": data})
    gone, stays = weakref.ref(boxes[1]), weakref.ref(boxes[2])
    p.pull("total", State(), {"data": data})
    p.pull("per_run", State(), {"data": {2: 200}})
    del boxes
    p.forget_runs({1})
    gc.collect()
    assert gone() is None and stays() is not None


def test_a_failure_that_is_remembered_does_not_hold_the_data_of_the_pull_that_failed():
    p = Pipeline((Step("fails", ("a",), _fail_on_odd),))
    given = {"data": Box(1)}
    data = weakref.ref(given["data"])
    for _ in range(2):
        with pytest.raises(AnalysisError):
            p.pull("fails", State(a=3), given)
    del given
    gc.collect()
    assert data() is None


def test_an_input_may_be_a_path_into_the_analysis():
    @dataclass(frozen=True)
    class Whole:
        part: State | None

    p = Pipeline((Step("inner", ("part.a",), Box),))
    first = p.pull("inner", Whole(State(a=5)), {})
    assert first.value == 5
    assert p.pull("inner", Whole(State(a=5, b=0)), {}) is first
    assert p.pull("inner", Whole(None), {}).value is None


def test_in_a_drag_nothing_is_made_for_a_slow_step_that_waits_for_another():
    p = Pipeline(
        (
            Step("fit", ("a",), lambda a: Box(a), slow=True),
            Step("circles", ("a",), lambda a: Box(a)),
            Step("advice", ("circles", "fit"), lambda circles, fit: (circles.value, fit.value), slow=True),
        )
    )
    p.pull_now("advice", State(), {})
    p.previewing = True
    for a in (2, 3):
        with pytest.raises(NotReady, match="fit"):
            p.pull("advice", State(a), {})
    assert p.computed["circles"] == 1
    assert p.pull("advice", State(), {}) == (1, 1)
