"""What is said about index tables is what is done with them: the event files are right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.dl3.doctor.check import check
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store

Edit = Callable[[Any], object]


def rewrite(path: Path, edit: Edit) -> None:
    with fits.open(path, memmap=False) as hdus:
        edit(hdus)
        hdus.writeto(path, overwrite=True)


def said(store: Store) -> str:
    return "\n".join(map(str, store.notes))


def test_short_times_of_the_index_do_not_reach_the_analysis(folder: Path) -> None:
    before = open_store(folder).load(7)

    def shorten(hdus: Any) -> None:
        columns = [
            fits.Column(each.name, "E" if each.name in ("TSTART", "TSTOP") else each.format, each.unit,
                        array=hdus[1].data[each.name])
            for each in hdus[1].columns
        ]  # fmt: skip
        keys = {key: hdus[1].header[key] for key in hdus[1].header if key.startswith(("MJDREF", "TIME", "HDUCLA"))}
        hdus[1] = fits.BinTableHDU.from_columns(columns, name=hdus[1].name)
        hdus[1].header.update(keys)

    rewrite(folder / "obs-index.fits.gz", shorten)
    store = open_store(folder)
    assert "TSTART in 32 bit; the event files' headers are used for analysis" in said(store)
    np.testing.assert_array_equal(store.load(7).gti, before.gti)


def test_the_event_files_are_right_where_the_index_contradicts_them(folder: Path) -> None:
    before = open_store(folder).load(7)

    def contradict(hdus: Any) -> None:
        rows = hdus[1].data
        for name, value in (("TSTART", 60.0), ("RA_PNT", 1.0), ("LIVETIME", 100.0), ("EVENT_COUNT", 3)):
            rows[name][0] += value

    rewrite(folder / "obs-index.fits.gz", contradict)
    run = open_store(folder).load(7)
    assert (run.pointing, run.livetime, len(run.events)) == (before.pointing, before.livetime, len(before.events))
    np.testing.assert_array_equal(run.gti, before.gti)
    found = " ".join(finding.assumed for finding in check(folder).findings)
    assert "the event file is right" in found


def test_the_intervals_count_where_ontime_says_otherwise(folder: Path) -> None:
    for path in (folder / "events").iterdir():
        rewrite(path, lambda hdus: hdus["EVENTS"].header.update(ONTIME=2000.0, DEADC=0.95))
    assert open_store(folder).load(7).ontime == pytest.approx(1000.0)
    (finding,) = [each for each in check(folder).findings if each.found.startswith("ONTIME is 2000 s")]
    assert (finding.assumed, finding.effect) == ("the intervals are used", "livetime -50.00 % against the header")


def test_without_an_observation_index_runs_are_listed_from_their_headers(folder: Path) -> None:
    (folder / "obs-index.fits.gz").unlink()
    store = open_store(folder)
    assert "there is no obs-index; runs are listed from their headers" in said(store)
    assert (store.index.target.tolist(), store.index.ra.tolist()) == (["Crab"] * 3, [83.6] * 3)


def test_without_an_hdu_index_event_files_are_looked_for_in_the_folder(folder: Path) -> None:
    (folder / "hdu-index.fits.gz").unlink()
    store = open_store(folder)
    assert "there is no hdu-index; event files are looked for in the folder" in said(store)
    assert len(store.load(8).events) == 40


def test_of_repeated_rows_the_first_is_used(folder: Path) -> None:
    def repeat(hdus: Any) -> None:
        rows = hdus[1].data
        rows["OBS_ID"][1] = rows["OBS_ID"][0]
        rows["RA_PNT"][1] = 200.0

    rewrite(folder / "obs-index.fits.gz", repeat)
    store = open_store(folder)
    assert "OBS_ID repeats in 1 row; the first row of each is used" in said(store)
    assert store.index.ra[store.index.obs_id == 7].tolist() == [83.6]
