"""What a data set looks at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.analysis.edits import new_analysis
from vhegui.analysis.targets import OFF_RUNS, quick_look, targets_of
from vhegui.core.dl3.open import open_store


@pytest.fixture(scope="module")
def store(demo):
    return open_store(demo)


def test_runs_are_grouped_by_target_and_off_runs_come_last(store):
    targets = targets_of(store.index)
    assert [(each.name.split(" ")[0], len(each.runs)) for each in targets[:-1]] == [
        ("Blazar", 6), ("Crab-like", 4), ("Galactic", 4),
    ]  # fmt: skip
    assert targets[-1].name == OFF_RUNS and targets[-1].off and len(targets[-1].runs) == 12
    assert sum(len(each.runs) for each in targets) == len(store.index)
    assert targets[0].hours == pytest.approx(store.index.rows(targets[0].runs).livetime.sum() / 3600)


def test_spellings_of_one_known_source_are_one_target_and_runs_without_a_name_are_told_by_place(store):
    four = store.index.rows(targets_of(store.index)[1].runs)
    spelt = replace(four, target=np.array(["Crab Nebula", "M1", "Crab", "NGC 1952"]))
    assert [(each.name, len(each.runs)) for each in targets_of(spelt)] == [("Crab Nebula", 4)]
    grouped = replace(four, target=np.array([""] * 4), group=np.array(["M1"] * 4))
    assert [each.name for each in targets_of(grouped)] == ["Crab Nebula"]
    silent = replace(four, target=np.array(["", "", "", ""]), dec=four.dec + np.array([0, 0, 20, 20]))
    assert [len(each.runs) for each in targets_of(silent)] == [2, 2]


def test_a_quick_look_sees_a_source_and_nothing_where_nothing_is(store):
    _, crab, field, off = targets_of(store.index)
    found = quick_look(crab, store, lambda part, text: None)
    assert found is not None and found.sqrt_ts > 20
    weak = quick_look(field, store, lambda part, text: None)
    assert weak is not None and weak.sqrt_ts < 5
    assert crab.aimed(new_analysis(), store.index).dataset.runs == crab.runs
    chosen = off.aimed(new_analysis(), store.index)
    assert chosen.dataset.runs == off.runs and chosen.source is None


def test_a_quick_look_reads_no_more_runs_than_it_says(store, monkeypatch):
    monkeypatch.setattr("vhegui.analysis.targets.LOOKED_AT", 1)
    told: list[str] = []
    quick_look(targets_of(store.index)[1], store, lambda part, text: told.append(text))
    few = len(told)
    monkeypatch.setattr("vhegui.analysis.targets.LOOKED_AT", 2)
    quick_look(targets_of(store.index)[1], store, lambda part, text: told.append(text))
    assert 0 < few < len(told) - few
