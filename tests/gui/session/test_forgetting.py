"""What belongs to a data set that was closed, and to runs that are no longer chosen, does not stay in memory."""

from __future__ import annotations

import gc
import weakref

import pytest
from memory_use import megabytes_after

from vhegui.analysis import edits
from vhegui.gui.session import run_data


def alive(references) -> list[object]:
    gc.collect()
    return [each() for each in references if each() is not None]


@pytest.mark.parametrize("runs", [(23523,), ()], ids=["a run", "no run"])
def test_the_events_of_a_data_set_are_gone_when_another_is_open(demo_window, data, rest, runs):
    window, session = demo_window, demo_window.session
    for name in ("light_curve", "fit", "theta", "optimise", "compare", "response", "spectrum"):
        window.show_panel(name)
        rest(window)
    observations = session.loaded.observations
    assert len(observations) == 4
    events = [weakref.ref(each.events) for each in observations.values()]
    responses = [weakref.ref(each.responses) for each in observations.values()]
    del observations
    session.open_path(data / "hess-dl3-dr1", then=lambda analysis: edits.select_runs(analysis, runs))
    rest(window)
    assert set(session.loaded.observations) == set(runs)
    assert not alive(events) and not alive(responses)


def test_a_run_that_is_chosen_again_is_quick_while_there_is_room_and_forgotten_when_there_is_none(
    demo_window, rest, monkeypatch
):
    window, session = demo_window, demo_window.session
    runs = session.analysis.dataset.runs
    before = session.results.current("off_regions")[runs[0]]
    session.apply("Select runs", edits.select_runs, runs[1:])
    rest(window)
    session.undo()
    rest(window)
    assert session.results.current("off_regions")[runs[0]] is before
    events = [weakref.ref(session.loaded.observations[runs[0]].events)]
    monkeypatch.setattr(run_data, "SPARE_BYTES", 0)
    session.apply("Select runs", edits.select_runs, runs[1:])
    rest(window)
    assert set(session.loaded.observations) == set(runs[1:])
    assert not alive(events)
    session.undo()
    rest(window)
    assert set(session.loaded.observations) == set(runs)


def test_memory_does_not_grow_with_the_data_sets_that_were_open(qapp, demo):
    """The short form of tests/benchmarks/memory.py: after two, four more."""
    sizes = megabytes_after([demo] * 6)
    assert sizes[-1] < 1.1 * sizes[1]
