"""Runs whose pointing is a table: steady ones keep the header's, drifting ones use the mean over the good time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core import sphere
from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.observation import Observation, PointingTrack
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.pointing import drift_over
from vhegui.core.dl3.time import reference_mjd
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.errors import DataError

Edited = Callable[..., Path]
NAN = float("nan")


def load(path: Path) -> Observation:
    return load_observation([HduLocation("", path)])


def notes(observation: Observation) -> str:
    return "\n".join(str(note) for note in observation.notes)


def with_track(run: Observation, ra: list[float], times: list[float] | None = None) -> Observation:
    """The run with a pointing that moves through these right ascensions at its declination."""
    time = np.array(times if times is not None else np.linspace(1e6, 1e6 + 1100, len(ra)))
    one = np.ones(len(ra))
    track = PointingTrack(time, np.array(ra), run.pointing.dec * one, np.linspace(70, 72, len(ra)), 100.0 * one)
    return replace(run, track=track)


def test_a_steady_table_leaves_the_pointing_of_the_header(run: Observation, edited: Edited) -> None:
    back = load(edited(observation=with_track(run, [83.6, 83.6])))
    assert back.pointing == run.pointing
    assert back.track is not None
    assert "mean" not in notes(back)


def test_a_drifting_run_uses_its_mean_over_the_good_time_and_says_how_far_it_drifts(
    run: Observation, edited: Edited
) -> None:
    back = load(edited(observation=with_track(run, [83.0, 85.2])))
    # Good time is 0–500 s and 600–1100 s of the 1100 s in which RA grows by 2.2 deg: its middle is at 84.1 deg.
    assert back.pointing.ra == pytest.approx(84.1, abs=1e-3)
    assert back.pointing.zenith == pytest.approx(19.0, abs=0.02)
    assert "moves up to 1.02 deg from its mean" in notes(back)
    assert "from RA_PNT, DEC_PNT of the header" in notes(back)


def test_the_mean_is_weighted_by_time_not_by_samples(run: Observation) -> None:
    track = with_track(run, [10.0, 10.0, 10.0, 10.0, 11.0], [0, 1, 2, 3, 1003]).track
    assert track is not None
    drift = drift_over(track, np.array([[0.0, 1003.0]]))
    assert drift.mean.ra == pytest.approx(10.5, abs=2e-3)
    later = drift_over(track, np.array([[503.0, 1003.0]]))
    assert later.mean.ra == pytest.approx(10.75, abs=1e-3)
    assert later.farthest == pytest.approx(0.25 * np.cos(np.radians(run.pointing.dec)), rel=1e-2)


def test_the_pointing_between_samples_lies_on_the_great_circle_also_across_zero(run: Observation) -> None:
    track = PointingTrack(np.array([0.0, 10.0]), np.array([359.0, 1.0]), np.zeros(2), np.full(2, NAN), np.full(2, NAN))
    ra, dec = track.at(np.array([-5.0, 5.0, 7.5, 20.0]))
    np.testing.assert_allclose(sphere.separation(ra, dec, np.array([359.0, 0.0, 0.5, 1.0]), 0.0), 0.0, atol=1e-4)


def test_rows_out_of_order_or_without_numbers_do_no_harm(run: Observation, edited: Edited) -> None:
    def spoil(hdus: fits.HDUList) -> None:
        data = hdus["POINTING"].data
        data["TIME"] = data["TIME"][::-1].copy()
        data["RA_PNT"] = data["RA_PNT"][::-1].copy()
        data["RA_PNT"][1] = NAN

    back = load(edited(spoil, observation=with_track(run, [83.0, 83.7, 84.4, 85.2])))
    assert back.track is not None
    assert np.all(np.diff(back.track.time) > 0)
    assert "1 of 4 rows have no valid time or position" in notes(back)
    assert back.pointing.ra == pytest.approx(84.1, abs=0.02)


def test_a_table_with_its_own_reference_and_units_is_moved(run: Observation, edited: Edited) -> None:
    def other(hdus: fits.HDUList) -> None:
        hdus["POINTING"].header["MJDREFI"] += 2
        hdus["POINTING"].data["TIME"] -= 2 * 86400.0
        for name in ("RA_PNT", "DEC_PNT"):
            hdus["POINTING"].data[name] = np.radians(hdus["POINTING"].data[name])
            hdus["POINTING"].columns.change_unit(name, "rad")

    tracked = with_track(run, [83.0, 85.2])
    back = load(edited(other, observation=tracked))
    assert back.track is not None
    assert tracked.track is not None
    np.testing.assert_allclose(back.track.time, tracked.track.time)
    np.testing.assert_allclose(back.track.ra, tracked.track.ra)


def test_a_header_without_pointing_is_no_error_when_there_is_a_table(run: Observation, edited: Edited) -> None:
    def drop(hdus: fits.HDUList) -> None:
        for key in ("RA_PNT", "DEC_PNT"):
            hdus["EVENTS"].header.remove(key)

    back = load(edited(drop, observation=with_track(run, [83.6, 83.6])))
    assert back.pointing.ra == pytest.approx(83.6)
    assert "RA_PNT, DEC_PNT of the header are missing" in notes(back)
    with pytest.raises(DataError, match="RA_PNT, DEC_PNT"):
        load(edited(drop))


def test_a_drift_scan_without_table_is_said(edited: Edited) -> None:
    def drifting(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header["OBS_MODE"] = "DRIFT"

    assert "OBS_MODE is DRIFT and there is no POINTING table" in notes(load(edited(drifting)))


def test_an_index_leads_to_the_pointing_table(run: Observation, tmp_path: Path) -> None:
    tracked = with_track(run, [83.0, 85.2])
    write_observation(tracked, tmp_path / "run.fits")
    write_index(tmp_path, [(tracked, tmp_path / "run.fits")])
    store = open_store(tmp_path)
    assert store.load(7).pointing.ra == pytest.approx(84.1, abs=1e-3)
    assert store.load(7, responses=False).pointing == store.load(7).pointing


@pytest.mark.parametrize("system", ["TT", "UTC", "TAI", "TDB", "TCB", "TCG", "GPS", "UT1", "utc", "tai "])
def test_every_time_system_agrees_with_astropy(system: str) -> None:
    from astropy.time import Time

    mjd, assumed = reference_mjd({"MJDREFI": 53402, "MJDREFF": 0.25, "TIMESYS": system})
    plain = system.strip().lower()
    scale, seconds = ("tai", 19.0) if plain == "gps" else ("utc", 0.0) if plain == "ut1" else (plain, 0.0)
    expected = Time(53402, 0.25 + seconds / 86400, format="mjd", scale=scale).tt
    assert (mjd - expected.mjd) * 86400 == pytest.approx(0.0, abs=5e-3)
    assert bool(assumed) == (plain == "ut1")


@pytest.mark.parametrize(("mode", "ra"), [("POINTING", 83.6), ("WOBBLE", 83.6), ("DRIFT", 84.1), ("", 84.1)])
def test_obs_mode_decides_between_the_header_and_the_table(
    run: Observation, edited: Edited, mode: str, ra: float
) -> None:
    def set_mode(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header["OBS_MODE"] = mode

    back = load(edited(set_mode, observation=with_track(run, [83.0, 85.2])))
    assert back.pointing.ra == pytest.approx(ra, abs=1e-3)
    said = f"OBS_MODE is {mode}: the header holds" if ra == 83.6 else "the mean over the good time"
    assert said in notes(back)


@pytest.mark.parametrize(("ra", "dec"), [(0.0, 0.0), (-999.0, -999.0)])
def test_a_placeholder_in_the_header_leaves_the_pointing_to_the_table(
    run: Observation, edited: Edited, ra: float, dec: float
) -> None:
    def placeholder(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header["RA_PNT"], hdus["EVENTS"].header["DEC_PNT"] = ra, dec
        hdus["EVENTS"].header["OBS_MODE"] = "POINTING"

    back = load(edited(placeholder, observation=with_track(run, [83.6, 83.6])))
    assert back.pointing.ra == pytest.approx(83.6)
    assert "a placeholder; the POINTING table is used" in notes(back)


def test_a_placeholder_without_a_table_makes_the_run_unusable(edited: Edited) -> None:
    def placeholder(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header["RA_PNT"], hdus["EVENTS"].header["DEC_PNT"] = 0.0, 0.0

    with pytest.raises(DataError, match="0, 0, a placeholder: the events lie around"):
        load(edited(placeholder))


def test_rows_of_the_table_that_are_placeholders_do_no_harm(run: Observation, edited: Edited) -> None:
    track = with_track(run, [83.6, 83.6, 83.6])

    def zero(hdus: fits.HDUList) -> None:
        hdus["POINTING"].data["RA_PNT"][1] = hdus["POINTING"].data["DEC_PNT"][1] = 0.0

    assert load(edited(zero, observation=track)).pointing == run.pointing


def test_events_far_from_the_pointing_are_said(edited: Edited) -> None:
    def elsewhere(hdus: fits.HDUList) -> None:
        hdus["EVENTS"].header["RA_PNT"] = 183.6

    assert "deg from the pointing; the pointing is used as it is" in notes(load(edited(elsewhere)))
