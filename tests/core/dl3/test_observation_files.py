"""One run and its file: what was written is read, and what departs from the standard is repaired and said."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vhegui.core.dl3.gti import inside
from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.time import reference_mjd
from vhegui.core.dl3.write import write_observation
from vhegui.core.errors import DataError

Edited = Callable[..., Path]


def load(path: Path, responses: bool = True) -> Observation:
    return load_observation([HduLocation("", path)], responses=responses)


def notes(observation: Observation) -> str:
    return "\n".join(str(note) for note in observation.notes)


@pytest.mark.parametrize("name", ["run.fits", "run.fits.gz", "a [1], b c.fits"])
def test_a_written_run_reads_back_the_same(run: Observation, edited: Edited, name: str) -> None:
    back = load(edited(name=name))
    for field in ("event_id", "time", "ra", "dec", "energy"):
        np.testing.assert_array_equal(getattr(back.events, field), getattr(run.events, field))
    np.testing.assert_array_equal(back.gti, run.gti)
    assert (back.obs_id, back.target, back.pointing, back.telescope) == (7, "Crab", run.pointing, "TEST")
    assert (back.time_ref, back.ontime) == (run.time_ref, run.ontime)
    assert back.livetime == pytest.approx(950.0)
    assert back.notes == ()


def test_without_responses_only_events_and_good_time_are_read(edited: Edited) -> None:
    path = edited(name="run.fits.gz")
    observation = load_observation([HduLocation("events", path), HduLocation("gti", path)], 7, responses=False)
    assert (observation.responses.aeff, observation.responses.edisp, observation.responses.psf) == (None, None, None)
    assert len(observation.events) == 40


def test_arrays_are_native_double_precision(edited: Edited) -> None:
    def narrow(hdus: fits.HDUList) -> None:
        columns = [fits.Column(c.name, c.format.replace("D", "E") if c.name != "TIME" else "D", c.unit, array=c.array)
                   for c in hdus["EVENTS"].columns]  # fmt: skip
        hdus["EVENTS"] = fits.BinTableHDU.from_columns(columns, header=hdus["EVENTS"].header)

    events = load(edited(narrow)).events
    assert {array.dtype for array in (events.time, events.ra, events.energy)} == {np.dtype("float64")}


def test_events_outside_good_time_are_cut_with_a_note(edited: Edited) -> None:
    def late(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].data["TIME"][:3] = [0.0, 1e6 + 550, 1e6 + 1100]

    observation = load(edited(late))
    assert len(observation.events) == 37
    assert observation.outside_gti is not None
    assert observation.outside_gti.time.tolist() == [0.0, 1e6 + 550, 1e6 + 1100]
    assert "3 of 40 events lie outside the good time intervals" in notes(observation)


def test_unsorted_times_stay_in_file_order(edited: Edited) -> None:
    def reverse(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].data["TIME"] = hdus["EVENTS"].data["TIME"][::-1]

    assert np.all(np.diff(load(edited(reverse)).events.time) < 0)


@pytest.mark.parametrize("shift", [-360.0, 360.0])
def test_right_ascension_is_wrapped_with_a_note(run: Observation, edited: Edited, shift: float) -> None:
    def turn(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].data["RA"] += shift

    observation = load(edited(turn))
    np.testing.assert_allclose(observation.events.ra, run.events.ra, atol=1e-9)
    assert "wrapped" in notes(observation)


def test_events_without_energy_are_dropped_with_a_note(edited: Edited) -> None:
    def spoil(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].data["ENERGY"][:4] = [np.nan, 0.0, -1.0, np.inf]

    observation = load(edited(spoil))
    assert len(observation.events) == 36
    assert "4 of 40 events have no positive energy" in notes(observation)


def test_energies_in_gev_and_without_unit(run: Observation, edited: Edited) -> None:
    def gev(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].data["ENERGY"] *= 1e3
        hdus["EVENTS"].columns.change_unit("ENERGY", "GeV")

    def unitless(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].columns.change_unit("ENERGY", None)

    np.testing.assert_allclose(load(edited(gev)).events.energy, run.events.energy)
    observation = load(edited(unitless))
    np.testing.assert_array_equal(observation.events.energy, run.events.energy)
    assert "column ENERGY has no unit; TeV is assumed" in notes(observation)


def test_names_in_lower_case_are_found(edited: Edited) -> None:
    def lower(hdus: fits.HDUList) -> None:
        hdus["GTI"].header["EXTNAME"] = "gti"
        hdus["EVENTS"].header["EXTNAME"] = "events"
        hdus["EVENTS"].columns.change_name("RA", "ra")

    assert len(load(edited(lower)).events) == 40


def test_an_event_table_without_rows_or_columns_is_a_run_without_events(edited: Edited) -> None:
    def no_rows(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].data = hdus["EVENTS"].data[:0]

    def no_columns(hdus: fits.HDUList) -> None:
        header = hdus["EVENTS"].header
        hdus["EVENTS"] = fits.BinTableHDU.from_columns([], name="EVENTS")
        for key in ("RA_PNT", "DEC_PNT", "MJDREFI", "MJDREFF", "TIMESYS", "DEADC"):
            hdus["EVENTS"].header[key] = header[key]

    for edit in (no_rows, no_columns):
        observation = load(edited(edit))
        assert len(observation.events) == 0
        assert observation.ontime == 1000.0


def test_a_scaled_column_is_left_to_astropy(run: Observation, edited: Edited) -> None:
    def scale(hdus: fits.HDUList) -> None:
        ids = fits.Column("EVENT_ID", "K", bzero=2**63, array=hdus["EVENTS"].data["EVENT_ID"].astype(np.uint64))
        others = [c for c in hdus["EVENTS"].columns if c.name != "EVENT_ID"]
        hdus["EVENTS"] = fits.BinTableHDU.from_columns([ids, *others], header=hdus["EVENTS"].header)

    np.testing.assert_array_equal(load(edited(scale)).events.event_id, run.events.event_id)


def test_livetime_is_good_time_times_the_dead_time_correction(edited: Edited) -> None:
    def short(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header["ONTIME"], hdus["EVENTS"].header["LIVETIME"] = 2000.0, 1000.0
        hdus["EVENTS"].header["DEADC"] = 0.9

    observation = load(edited(short))
    assert (observation.ontime, observation.livetime) == (1000.0, pytest.approx(900.0))
    assert "DEADC is used" in notes(observation)


@pytest.mark.parametrize(("keys", "expected"), [({"LIVETIME": 800.0, "ONTIME": 1000.0}, 800.0), ({}, 1000.0)])
def test_a_missing_dead_time_correction_is_said(edited: Edited, keys: dict[str, float], expected: float) -> None:
    def drop(hdus: fits.HDUList) -> None:
        for key in ("DEADC", "LIVETIME", "ONTIME"):
            hdus["EVENTS"].header.remove(key)
        hdus["EVENTS"].header.update(keys)

    observation = load(edited(drop))
    assert observation.livetime == pytest.approx(expected)
    assert "DEADC is missing" in notes(observation)


def test_without_good_time_table_the_header_says_how_long(edited: Edited) -> None:
    def drop(hdus: fits.HDUList) -> None:
        del hdus["GTI"]

    observation = load(edited(drop))
    assert observation.ontime == 1100.0
    assert "there is no GTI table" in notes(observation)


@pytest.mark.parametrize("absolute", [True, False])
def test_timezero_is_added_only_when_the_times_need_it(run: Observation, edited: Edited, absolute: bool) -> None:
    def zero(hdus: fits.HDUList) -> None:
        hdus["GTI"].header["TIMEZERO"] = 9e5
        if not absolute:
            for name in ("START", "STOP"):
                hdus["GTI"].data[name] -= 9e5

    observation = load(edited(zero))
    np.testing.assert_allclose(observation.gti, run.gti)
    assert "TIMEZERO" in notes(observation)


def test_a_good_time_table_with_another_reference_is_moved(run: Observation, edited: Edited) -> None:
    def later(hdus: fits.HDUList) -> None:
        hdus["GTI"].header["MJDREFI"] += 1
        for name in ("START", "STOP"):
            hdus["GTI"].data[name] -= 86400.0

    np.testing.assert_allclose(load(edited(later)).gti, run.gti)


def test_overlapping_intervals_count_once(edited: Edited) -> None:
    def overlap(hdus: fits.HDUList) -> None:
        hdus["GTI"].data["START"] = [1e6 + 400, 1e6]
        hdus["GTI"].data["STOP"] = [1e6 + 900, 1e6 + 500]

    observation = load(edited(overlap))
    assert observation.ontime == 900.0
    assert "100 s counted once" in notes(observation)


@given(st.lists(st.floats(0, 100), min_size=4, max_size=4, unique=True), st.lists(st.floats(-10, 110), max_size=30))
def test_time_is_good_when_some_interval_holds_it(edges: list[float], times: list[float]) -> None:
    gti, time = np.sort(edges).reshape(2, 2), np.array(times)
    expected = [any(start <= t < stop for start, stop in gti) for t in times]
    np.testing.assert_array_equal(inside(gti, time), np.array(expected, dtype=bool))


def test_time_systems_of_real_files_become_terrestrial_time() -> None:
    at = {"MJDREFI": 52706, "MJDREFF": 0.0}
    assert reference_mjd(at | {"TIMESYS": "TT"}) == (52706.0, "")
    assert reference_mjd(at | {"TIMESYS": "tai"})[0] == pytest.approx(52706 + 32.184 / 86400, abs=1e-10)
    assert reference_mjd(at | {"TIMESYS": "utc"})[0] == pytest.approx(52706 + 64.184 / 86400, abs=1e-10)
    assert reference_mjd({"MJDREFF": 53402.0, "TIMESYS": "TT"})[0] == 53402.0
    assert reference_mjd(at)[1] == "no TIMESYS, TT is assumed"
    assert np.isnan(reference_mjd({})[0])


def test_utc_seconds_are_elapsed_seconds_as_the_date_in_a_magic_header_confirms(data: Path) -> None:
    from astropy.time import Time

    observation = open_store(data / "joint-crab/dl3/magic").load(5029748, responses=False)
    start = Time(observation.time_ref, 333780072.766974 / 86400, format="mjd", scale="tt")
    assert start.utc.isot.startswith("2013-10-04T04:41:09")


def test_damaged_files_are_named(edited: Edited, tmp_path: Path) -> None:
    whole = edited(name="run.fits")
    cut = tmp_path / "cut.fits"
    cut.write_bytes(whole.read_bytes()[: 2880 * 4 + 100])
    with pytest.raises(DataError, match=r"HDU \"\w+\" of cut\.fits.*truncated|cut\.fits, after HDU.*truncated"):
        load(cut)
    zipped = tmp_path / "cut.fits.gz"
    whole_zipped = edited(name="z.fits.gz").read_bytes()
    zipped.write_bytes(whole_zipped[: len(whole_zipped) * 2 // 3])
    with pytest.raises(DataError, match=r"cut\.fits\.gz"):
        load(zipped)
    text = tmp_path / "text.fits"
    text.write_text("not a FITS file" * 500)
    with pytest.raises(DataError, match="not a FITS file; expected"):
        load(text)
    with pytest.raises(DataError, match="cannot be read"):
        load(tmp_path / "nowhere.fits")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_a_damaged_file_loads_or_says_what_is_wrong(run: Observation, tmp_path: Path, draw: st.DataObject) -> None:
    whole = tmp_path / "whole.fits"
    if not whole.exists():
        write_observation(run, whole)
    raw = bytearray(whole.read_bytes())
    places = st.integers(0, len(raw) - 1)
    for place, byte in draw.draw(st.lists(st.tuples(places, st.integers(32, 126)), min_size=1, max_size=8)):
        raw[place] = byte
    damaged = tmp_path / "damaged.fits"
    damaged.write_bytes(raw[: draw.draw(st.one_of(st.just(len(raw)), places))])
    with warnings.catch_warnings(), contextlib.suppress(DataError):
        warnings.simplefilter("ignore")
        load(damaged)


def test_a_missing_column_or_pointing_is_named(edited: Edited) -> None:
    def no_energy(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].columns.change_name("ENERGY", "SIZE")

    def no_pointing(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header.remove("RA_PNT")

    with pytest.raises(DataError, match=r"EVENTS.*run\.fits has no column ENERGY"):
        load(edited(no_energy))
    with pytest.raises(DataError, match=r"RA_PNT, DEC_PNT"):
        load(edited(no_pointing))
