"""Keywords, names and tables of runs as people's files have them: the run is the same, or says what it is not."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from one_run import made_up_run

from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.errors import DataError

DAY = 86400.0


@pytest.fixture
def run() -> Observation:
    return made_up_run()


@pytest.fixture
def path(tmp_path: Path, run: Observation) -> Path:
    """The one file of a data set without index."""
    write_observation(run, tmp_path / "run1.fits")
    return tmp_path / "run1.fits"


def edited(path: Path, edit: Callable[[Any], object]) -> Observation:
    with fits.open(path, memmap=False) as hdus:
        edit(hdus)
        hdus.writeto(path, overwrite=True)
    store = open_store(path.parent)
    return store.load(int(store.index.obs_id[0]))


def cards(hdu: Any, **values: object) -> None:
    for key, value in values.items():
        if value is None:
            hdu.header.remove(key, ignore_missing=True)
        else:
            hdu.header[key] = value


def says(run: Observation, text: str) -> bool:
    return any(text in str(note) for note in run.notes)


@pytest.mark.parametrize(
    "reference",
    [
        {"MJDREF": 51900.0},
        {"JDREF": 2451900.5},
        {"JDREFI": 2451900, "JDREFF": 0.5},
        {"DATEREF": "2000-12-22T00:00:00"},
        {"DATEREF": "2000-12-22"},
    ],
)
def test_the_reference_date_may_be_any_of_the_fits_standard(path: Path, run: Observation, reference: dict) -> None:
    """MJD 51900 is 2000-12-22, JD 2451900.5; the good time counts from there, the events from their own reference."""

    def edit(hdus: Any) -> None:
        cards(hdus["GTI"], MJDREFI=None, MJDREFF=None, **reference)
        for column in ("START", "STOP"):
            hdus["GTI"].data[column] += (run.time_ref - 51900.0) * DAY

    again = edited(path, edit)
    np.testing.assert_allclose(again.gti, run.gti, atol=1e-3)
    assert len(again.events) == len(run.events)


def test_good_time_is_found_under_the_name_that_ogip_gives_it(path: Path, run: Observation) -> None:
    def edit(hdus: Any) -> None:
        hdus["GTI"].name = "STDGTI"
        cards(hdus["STDGTI"], HDUCLAS1=None, HDUCLASS=None)
        hdus["STDGTI"].data["STOP"] -= 100.0

    assert edited(path, edit).ontime == pytest.approx(run.ontime - 100.0)


def test_livetime_tells_the_dead_time_where_deadc_and_ontime_do_not(path: Path, run: Observation) -> None:
    live = 0.83 * run.ontime
    again = edited(path, lambda hdus: cards(hdus["EVENTS"], DEADC=None, ONTIME=0.0, LIVETIME=live))
    assert again.livetime == pytest.approx(live)
    assert says(again, "LIVETIME / good time = 0.83000 is used")
    again = edited(path, lambda hdus: cards(hdus["EVENTS"], LIVETIME=None))
    assert again.livetime == pytest.approx(run.ontime)
    assert says(again, "DEADC is missing; no dead time is assumed")


def pointing(hdus: Any, ra: list[float], dec: list[float], start: float, stop: float) -> None:
    columns = {"TIME": ("s", np.linspace(start, stop, len(ra))), "RA_PNT": ("deg", ra), "DEC_PNT": ("deg", dec)}
    table = fits.BinTableHDU.from_columns(
        [fits.Column(name, "D", unit, array=values) for name, (unit, values) in columns.items()], name="POINTING"
    )
    cards(table, **{key: hdus["EVENTS"].header[key] for key in ("MJDREFI", "MJDREFF", "TIMESYS", "TIMEUNIT")})
    hdus.append(table)


@pytest.mark.parametrize(("ra", "dec"), [(None, None), (-999.0, -999.0), (-999.0, 22.0), (0.0, 0.0)])
def test_a_placeholder_in_the_header_leaves_the_pointing_to_its_table(
    path: Path, run: Observation, ra: float | None, dec: float | None
) -> None:
    """Also in a file without index, where the header is looked at before the run is read."""

    def edit(hdus: Any) -> None:
        cards(hdus["EVENTS"], RA_PNT=ra, DEC_PNT=dec)
        pointing(hdus, [run.pointing.ra] * 2, [run.pointing.dec] * 2, *run.gti[0])

    again = edited(path, edit)
    assert (again.pointing.ra, again.pointing.dec) == pytest.approx((run.pointing.ra, run.pointing.dec))
    assert open_store(path.parent).index.ra[0] == pytest.approx(run.pointing.ra)


def test_a_right_ascension_that_is_none_is_refused(path: Path) -> None:
    with pytest.raises(DataError, match="RA_PNT = -999 is no right ascension"):
        edited(path, lambda hdus: cards(hdus["EVENTS"], RA_PNT=-999.0))


def test_a_pointing_table_of_another_time_says_nothing_about_the_run(path: Path, run: Observation) -> None:
    def edit(hdus: Any) -> None:
        cards(hdus["EVENTS"], OBS_MODE="DRIFT")
        pointing(hdus, [run.pointing.ra + 5.0] * 2, [run.pointing.dec] * 2, *(run.gti[0] - 3 * DAY))

    again = edited(path, edit)
    assert (again.pointing.ra, again.track) == (pytest.approx(run.pointing.ra), None)
    assert says(again, "the POINTING table is of another time")


def test_a_table_that_is_shifted_from_the_header_is_said_as_that(path: Path, run: Observation) -> None:
    def edit(hdus: Any) -> None:
        cards(hdus["EVENTS"], OBS_MODE="")
        pointing(hdus, [run.pointing.ra] * 2, [run.pointing.dec + 0.3] * 2, *run.gti[0])

    again = edited(path, edit)
    assert again.pointing.dec == pytest.approx(run.pointing.dec + 0.3)
    assert says(again, "the POINTING table is 0.3 deg from RA_PNT, DEC_PNT; the mean over the good time")


@pytest.mark.parametrize("in_index", ["run1.fits", "run1.fits.gz"])
def test_files_may_be_packed_or_unpacked_after_they_were_indexed(path: Path, run: Observation, in_index: str) -> None:
    other = path.with_name("run1.fits" if in_index.endswith(".gz") else "run1.fits.gz")
    packed = gzip.compress(path.read_bytes())
    named = path.with_name(in_index)
    named.write_bytes(packed if in_index.endswith(".gz") else gzip.decompress(packed))
    write_index(path.parent, [(replace(run, obs_id=1), named)])
    content = named.read_bytes()
    for each in {path, named}:
        each.unlink()
    other.write_bytes(gzip.decompress(content) if in_index.endswith(".gz") else gzip.compress(content))
    store = open_store(path.parent)
    assert len(store.load(1).events) == len(run.events)
    assert any("the file beside it is taken" in str(note) for note in store.notes)


def test_runs_that_are_called_by_names_are_told_with_their_numbers(path: Path, run: Observation) -> None:
    write_index(path.parent, [(replace(run, obs_id=1), path)])
    for index in path.parent.glob("*-index.fits*"):
        with fits.open(index, memmap=False) as hdus:
            table = hdus[1]
            columns = [
                fits.Column("OBS_ID", "8A", array=["crab_A"] * len(table.data))
                if each.name == "OBS_ID"
                else fits.Column(each.name, each.format, each.unit, array=table.data[each.name])
                for each in table.columns
            ]
            keys = {key: table.header[key] for key in table.header if key.startswith(("HDUCLA", "MJDREF", "TIME"))}
            new = fits.BinTableHDU.from_columns(columns, name=table.name)
            cards(new, **keys)
            fits.HDUList([fits.PrimaryHDU(), new]).writeto(index, overwrite=True)
    store = open_store(path.parent)
    assert any("runs are numbered: crab_A is run 1" in str(note) for note in store.notes)
