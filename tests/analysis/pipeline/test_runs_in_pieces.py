"""A step with a result per run is computed a few runs at a time, with nothing done twice."""

from dataclasses import dataclass

import pytest

from vhegui.analysis.pipeline import Pipeline, Step
from vhegui.core.errors import AnalysisError

RUNS = {run: run for run in range(20)}


@dataclass(frozen=True)
class State:
    a: int = 1


def checked(run, a):
    if run == 13 and a == 0:
        raise AnalysisError("run 13 has nothing")
    return run + a


def pipeline():
    steps = Step("each", ("runs", "a"), checked, per_run=True), Step("all", ("each",), lambda each: sum(each.values()))
    return Pipeline(steps, ("runs",))


def test_others_may_work_between_a_few_runs():
    p, pulled = pipeline(), {}
    known = [p.computed.get("each", 0) for _ in p.pull_runs("each", State(), {"runs": RUNS}, pulled)]
    assert len(known) >= 2 and all(after - before < 10 for before, after in zip([0, *known], [*known, 20], strict=True))
    assert pulled["each"] == {run: run + 1 for run in RUNS}
    assert p.pull("all", State(), {"runs": RUNS}, pulled) == sum(RUNS) + 20
    assert p.computed == {"each": 20, "all": 1}


def test_a_run_that_has_no_result_says_why():
    p = pipeline()
    with pytest.raises(AnalysisError, match="run 13 has nothing"):
        list(p.pull_runs("each", State(0), {"runs": RUNS}, {}))


def test_any_other_step_is_pulled_as_it_is():
    p, pulled = pipeline(), {}
    for name in ("each", "all"):
        assert list(p.pull_runs(name, State(), {"runs": RUNS}, pulled)) in ([], [None, None])
    assert pulled["all"] == sum(RUNS) + 20
