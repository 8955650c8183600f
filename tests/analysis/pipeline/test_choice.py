"""A step whose value is that of one of several others: only that one is pulled, and all else is as of any step."""

from dataclasses import dataclass, replace

import pytest

from vhegui.analysis.pipeline import NotReady, Pipeline, Step, choice
from vhegui.core.errors import AnalysisError


@dataclass(frozen=True)
class State:
    kind: str = "quick"
    a: int = 1


class Box:
    """A result that is only itself."""

    def __init__(self, value):
        self.value = value


def failing(a):
    raise AnalysisError("broken")


def started_from(a, previous=None):
    return a, previous


def pipeline():
    return Pipeline(
        (
            Step("quick", ("a",), lambda a: Box(a)),
            Step("double", ("a",), lambda a: 2 * a),
            Step("slow", ("double",), lambda double: Box(double), slow=True),
            Step("warm", ("a",), started_from, warm=True),
            Step("broken", ("a",), failing),
            choice("inner", "a", {1: "slow", 2: "quick"}),
            choice("any", "kind", {name: name for name in ("quick", "slow", "broken", "warm", "inner")}),
            Step("after", ("any",), lambda found: found.value + 100),
        )
    )


def test_only_the_chosen_one_is_pulled():
    p, quick = pipeline(), State()
    assert p.pull("after", quick, {}) == 101
    assert p.computed == {"quick": 1, "after": 1}
    with pytest.raises(AnalysisError, match="broken"):
        p.pull("after", replace(quick, kind="broken"), {})
    assert p.pull("after", quick, {}) == 101


def test_the_value_is_the_object_of_the_chosen_one_so_that_what_follows_stays():
    p, quick, slow = pipeline(), State(), State("slow")
    assert p.pull("any", quick, {}) is p.pull("quick", quick, {})
    p.pull_now("after", slow, {})
    p.pull("after", quick, {})
    computed = dict(p.computed)
    for state in (slow, quick, slow):
        p.pull("after", state, {})
    assert p.computed == computed


def test_a_slow_one_is_prepared_by_the_name_of_either_and_kept_once():
    p, slow = pipeline(), State("slow")
    with pytest.raises(NotReady) as missing:
        p.pull("after", slow, {})
    assert missing.value.name == "slow"
    job = p.prepare("any", slow, {})
    assert job.step.name == "slow"
    p.keep(job, job.run())
    assert p.prepare("any", slow, {}) is None
    assert p.pull("after", slow, {}) == 102


def test_a_choice_may_choose_a_choice():
    p, state = pipeline(), State("inner")
    assert p.pull_now("after", state, {}) == 102
    assert p.pull_now("after", replace(state, a=2), {}) == 102
    assert p.computed["quick"] == 1
    assert p.prepare("any", replace(state, a=1), {}) is None


def test_what_is_given_by_its_name_is_taken():
    p = pipeline()
    assert p.pull("after", State("broken"), {"any": Box(1)}) == 101


def test_a_warm_one_starts_from_its_own_results():
    p, warm = pipeline(), State("warm")
    p.pull("any", warm, {})
    p.pull("any", State("quick", 5), {})
    assert p.pull("any", replace(warm, a=2), {}) == (2, (1, None))


def test_a_failure_is_remembered_and_forgetting_forgets_it_all():
    p, broken = pipeline(), State("broken")
    for _ in range(2):
        with pytest.raises(AnalysisError):
            p.pull("after", broken, {})
    assert p.computed["broken"] == 1
    p.pull("after", State(), {})
    p.forget()
    p.pull("after", State(), {})
    assert p.computed["quick"] == 2


def test_it_follows_all_it_may_choose():
    p = pipeline()
    assert p.follows("after", "double") and p.follows("any", "quick") and not p.follows("any", "after")


def test_frames_of_a_drag_are_previews_of_the_chosen_one():
    p, first = pipeline(), State()
    kept = p.pull("any", first, {})
    p.previewing = True
    for a in range(2, 20):
        p.pull("any", replace(first, a=a), {})
    p.previewing = False
    assert p.pull("any", first, {}) is kept


def test_the_way_to_a_result_is_that_of_the_chosen_ones_in_an_order_to_pull_them():
    p = pipeline()
    assert p.way_to("after", State(), ()) == ["quick", "any", "after"]
    assert p.way_to("after", State("slow")) == ["double", "slow", "any", "after"]
    assert p.way_to("after", State("inner", 2)) == ["quick", "inner", "any", "after"]
    pulled: dict[str, object] = {}
    for name in p.way_to("after", State()):
        p.pull(name, State(), {}, pulled)
    assert p.computed == {"quick": 1, "after": 1}


def test_what_is_known_is_left_out_of_the_way_with_what_only_it_comes_from():
    assert pipeline().way_to("after", State("slow"), {"slow"}) == ["any", "after"]
    assert pipeline().way_to("after", State("slow"), {"after"}) == []
