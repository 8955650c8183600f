"""Units, references and scales of time, each table with its own; and those that are impossible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import DataError

Edited = Callable[..., Path]
DAY = 86400.0


def load(path: Path) -> Observation:
    return load_observation([HduLocation("", path)])


def notes(observation: Observation) -> str:
    return "\n".join(map(str, observation.notes))


def without_units(hdus: Any, name: str, columns: tuple[str, ...], divisor: float = 1.0) -> None:
    """Columns of time without TUNIT, their values divided."""
    table = hdus[name]
    for column in columns:
        table.data[column] /= divisor
        table.columns[column].unit = None


def test_times_without_a_unit_are_in_timeunit(run: Observation, edited: Edited) -> None:
    def in_days(hdus: Any) -> None:
        without_units(hdus, "EVENTS", ("TIME",), DAY)
        without_units(hdus, "GTI", ("START", "STOP"), DAY)
        for name in ("EVENTS", "GTI"):
            hdus[name].header["TIMEUNIT"] = "d"
        for key in ("TSTART", "TSTOP"):
            hdus["EVENTS"].header[key] /= DAY

    back = load(edited(in_days))
    np.testing.assert_allclose(back.gti, run.gti, atol=1e-5)
    np.testing.assert_allclose(back.events.time, run.events.time, atol=1e-5)
    assert back.livetime == pytest.approx(950.0)
    assert "column TIME has no unit; d is assumed" in notes(back)


def test_a_unit_of_the_column_comes_before_timeunit(run: Observation, edited: Edited) -> None:
    def timeunit(hdus: Any) -> None:
        for name in ("EVENTS", "GTI"):
            hdus[name].header["TIMEUNIT"] = "d"
        for key in ("TSTART", "TSTOP"):
            hdus["EVENTS"].header[key] /= DAY

    np.testing.assert_allclose(load(edited(timeunit)).gti, run.gti, atol=1e-5)


def test_good_time_without_timeunit_and_timesys_takes_those_of_the_events(run: Observation, edited: Edited) -> None:
    def assign(hdus: Any) -> None:
        header = hdus["EVENTS"].header
        without_units(hdus, "GTI", ("START", "STOP"), DAY)
        for key in ("TIMEUNIT", "TIMESYS"):
            hdus["GTI"].header.remove(key, ignore_missing=True)
        header["TIMEUNIT"], header["TIMESYS"] = "d", "UTC"
        for key in ("TSTART", "TSTOP"):
            header[key] /= DAY

    back = load(edited(assign))
    np.testing.assert_allclose(back.gti, run.gti, atol=1e-5)
    assert len(back.events) == 40


def test_mixed_scales_are_brought_to_that_of_the_events_and_it_is_said(run: Observation, edited: Edited) -> None:
    def utc(hdus: Any) -> None:
        hdus["GTI"].header["TIMESYS"] = "UTC"
        for column in ("START", "STOP"):
            hdus["GTI"].data[column] -= 64.184  # TT − UTC in 2003

    back = load(edited(utc))
    np.testing.assert_allclose(back.gti, run.gti, atol=1e-4)
    assert "64.184 s are added" in notes(back)


def test_timezero_of_the_events_is_added_where_the_times_need_it(run: Observation, edited: Edited) -> None:
    def relative(hdus: Any) -> None:
        hdus["EVENTS"].data["TIME"] -= 1e6
        hdus["EVENTS"].header["TIMEZERO"] = 1e6

    np.testing.assert_allclose(load(edited(relative)).events.time, run.events.time, atol=1e-6)


@pytest.mark.parametrize(
    ("hdu", "key", "value", "says"),
    [
        ("EVENTS", "TIMEUNIT", "parsec", "parsec"),
        ("EVENTS", "MJDREFI", 10**12, "no date"),
        ("GTI", "MJDREFI", 10**12, "no date"),
        ("GTI", "MJDREFI", -(10**9), "no date"),
    ],
)
def test_an_impossible_time_costs_its_run_and_no_other(folder: Path, hdu: str, key: str, value: Any, says: str) -> None:
    path = folder / "events" / "run [7], v 1.fits.gz"
    with fits.open(path, memmap=False) as hdus:
        hdus[hdu].header[key] = value
        hdus.writeto(path, overwrite=True)
    store = open_store(folder)
    with pytest.raises(DataError, match=says):
        store.load(7)
    assert len(store.load(8).events) == 40
    for name in ("obs-index.fits.gz", "hdu-index.fits.gz"):
        (folder / name).unlink()
    assert 8 in open_store(folder).index.obs_id.tolist()


@pytest.mark.parametrize(("key", "value"), [("MJDREFI", 10**15), ("TIMEUNIT", "parsec")])
def test_an_impossible_time_of_the_index_is_left_to_the_event_files(folder: Path, key: str, value: Any) -> None:
    with fits.open(folder / "obs-index.fits.gz", memmap=False) as hdus:
        hdus[1].header[key] = value
        for column in ("TSTART", "TSTOP"):
            hdus[1].columns[column].unit = None
        hdus.writeto(folder / "obs-index.fits.gz", overwrite=True)
    store = open_store(folder)
    assert np.isnan(store.index.tstart).all()
    assert "times of the index" in "\n".join(map(str, store.notes))
    assert len(store.load(7).events) == 40
