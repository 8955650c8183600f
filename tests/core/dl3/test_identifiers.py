"""What a run is called: numbers, text, nothing, the same twice, in index tables and in event files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st
from small_dl3 import make_run

from vhegui.core.dl3.identifiers import run_number, text_numbers
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.write import write_observation
from vhegui.core.errors import DataError


def said(store: Store) -> str:
    return "\n".join(map(str, store.notes))


def with_ids(path: Path, ids: Callable[[int], Any], rows: Callable[[int], bool] = lambda run: True) -> None:
    """OBS_ID of an index table changed, and rows left out."""
    with fits.open(path, memmap=False) as hdus:
        old: Any = hdus[1]
        kept = [run for run in old.data["OBS_ID"] if rows(int(run))]
        data = old.data[[rows(int(run)) for run in old.data["OBS_ID"]]]
        values = np.array([ids(int(run)) for run in kept])
        form = "30A" if values.dtype.kind == "U" else "K"
        others = [fits.Column(c.name, c.format, c.unit, array=data[c.name]) for c in old.columns if c.name != "OBS_ID"]
        table = fits.BinTableHDU.from_columns([fits.Column("OBS_ID", form, array=values), *others], header=None)
        for card in old.header.cards:
            if card.keyword.startswith(("HDUCLAS", "MJDREF", "TIMESYS", "EXTNAME")):
                table.header[card.keyword] = card.value
        fits.HDUList([fits.PrimaryHDU(), table]).writeto(path, overwrite=True)


def at(run: Observation, seconds: float) -> Observation:
    """The run later by this much."""
    events = replace(run.events, time=run.events.time + seconds)
    return replace(run, gti=run.gti + seconds, events=events)


def write(path: Path, run: Observation, obs_id: Any) -> None:
    """A run with this OBS_ID, None for none at all."""
    write_observation(run, path)
    with fits.open(path, memmap=False) as hdus:
        del hdus["EVENTS"].header["OBS_ID"]
        if obs_id is not None:
            hdus["EVENTS"].header["OBS_ID"] = obs_id
        hdus.writeto(path, overwrite=True)


# --- without an index -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ids", "numbers"),
    [
        ((1, 1), [1, 2]),
        ((-5, 3), [-5, 3]),
        (("LST1_2929", "LST1_2930"), [2929, 2930]),
        (("north", "south"), [1, 2]),
        ((None, None), [1, 2]),
        ((4, None), [4, 5]),
        (("run_7", 7), [1, 7]),
        (("000123", "124"), [123, 124]),
    ],
)
def test_every_file_is_a_run_with_a_number_of_its_own(tmp_path: Path, ids: tuple[Any, Any], numbers: list[int]) -> None:
    for i, obs_id in enumerate(ids):
        write(tmp_path / f"part{i}.fits", at(make_run(1), 5000.0 * i), obs_id)
    store = open_store(tmp_path)
    assert sorted(store.index.obs_id.tolist()) == sorted(numbers)
    assert sum(store.load(run).livetime for run in numbers) == pytest.approx(1900.0)
    assert store.load(numbers[0]).events.time[0] != store.load(numbers[1]).events.time[0]


def test_the_index_keeps_what_a_run_is_called_in_its_file(tmp_path: Path) -> None:
    for i, obs_id in enumerate(("north", 7)):
        write(tmp_path / f"part{i}.fits", at(make_run(1), 5000.0 * i), obs_id)
    index = open_store(tmp_path).index
    called = dict(zip(index.obs_id.tolist(), index.label.tolist(), strict=True))
    assert called == {1: "north", 7: ""}


def test_what_a_run_is_called_is_said(tmp_path: Path) -> None:
    for i in range(2):
        write(tmp_path / f"part{i}.fits", at(make_run(1), 5000.0 * i), 1)
    assert 'part1.fits, HDU "EVENTS": OBS_ID is "1", as in another file; the run is numbered 2' in said(
        open_store(tmp_path)
    )


def test_the_same_events_twice_count_once(tmp_path: Path) -> None:
    for name in ("a.fits", "a.fits.gz"):
        write(tmp_path / name, make_run(1), 1)
    store = open_store(tmp_path)
    assert store.index.obs_id.tolist() == [1]
    assert "a second file of run 1, with the same events as a.fits; left out" in said(store)


def test_two_files_of_one_run_with_other_events_are_not_both_used(tmp_path: Path) -> None:
    run = make_run(1)
    write(tmp_path / "loose.fits", run, 1)
    write(tmp_path / "tight.fits", replace(run, events=run.events.where(run.events.energy > 2.0)), 1)
    store = open_store(tmp_path)
    assert len(store.load(1).events) == 40
    with pytest.raises(DataError, match=r"tight.fits: its OBS_ID \(1\) and its time are those of loose.fits"):
        store.load(2)


# --- in index tables ------------------------------------------------------------------------------------------------


def test_text_means_the_same_run_in_both_tables_also_where_one_lacks_some(folder: Path) -> None:
    names = {7: "c_west", 8: "a_east", 12_345_678_901: "b_north"}
    with_ids(folder / "obs-index.fits.gz", names.__getitem__)
    with_ids(folder / "hdu-index.fits.gz", names.__getitem__, rows=lambda run: run != 8)
    store = open_store(folder)
    assert store.index.obs_id.tolist() == [3, 1, 2]
    np.testing.assert_array_equal(store.load(3).events.time, make_run(7).events.time)
    assert "names no file for it" in store.problems[1]
    assert "OBS_ID is text, such as a_east; runs are numbered" in said(store)


def test_runs_that_only_the_hdu_index_knows_are_said(folder: Path) -> None:
    with_ids(folder / "obs-index.fits.gz", lambda run: run, rows=lambda run: run == 7)
    store = open_store(folder)
    assert store.index.obs_id.tolist() == [7]
    assert "the observation index lacks 2 runs of the HDU index hdu-index.fits.gz: 8, 12345678901" in said(store)


def test_rows_without_an_id_belong_to_nobody(folder: Path) -> None:
    with_ids(folder / "obs-index.fits.gz", lambda run: str(run) if run != 8 else "")
    store = open_store(folder)
    assert store.index.obs_id.tolist() == [7, 12_345_678_901]
    assert "no OBS_ID in 1 row; left out" in said(store)


def test_negative_ids_are_ids(folder: Path) -> None:
    for name in ("obs-index.fits.gz", "hdu-index.fits.gz"):
        with_ids(folder / name, lambda run: -run)
    assert len(open_store(folder).load(-7).events) == 40


def test_a_run_with_two_event_lists_in_the_index_is_said(folder: Path) -> None:
    with_ids(folder / "hdu-index.fits.gz", lambda run: 7 if run == 8 else run)
    store = open_store(folder)
    assert "more than one events HDU of 1 run: 7; the first one is used" in said(store)
    assert len(store.load(7).events) == 40


# --- numbers for names ----------------------------------------------------------------------------------------------


@given(st.sets(st.text(min_size=1, max_size=8)), st.sets(st.integers(-5, 20)))
def test_names_have_numbers_that_differ_from_each_other_and_from_those_taken(texts: set[str], taken: set[int]) -> None:
    numbers = text_numbers(texts, taken)
    assert set(numbers) == texts
    assert len(set(numbers.values()) | taken) == len(texts) + len(taken)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("023523", 23523),
        (" 7 ", 7),
        ("7.0", 7),
        ("-3", -3),
        ("LST1", None),
        ("", None),
        ("7.5", None),
        ("9" * 30, None),
    ],
)
def test_text_that_is_a_number(text: str, number: int | None) -> None:
    assert run_number(text) == number
