"""Where index tables, event files and the files that an index names may lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from small_dl3 import make_run

from vhegui.core.dl3.doctor.describe import describe
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.errors import DataError

Move = Callable[..., None]


def said(store: Store) -> str:
    return "\n".join(map(str, store.notes))


def change_index(path: Path, base: str = "", **columns: Callable[[Any], str]) -> None:
    """Text columns of an HDU index set row by row, and BASE_DIR."""
    with fits.open(path, memmap=False) as hdus:
        old: Any = hdus[1]
        rows = [dict(zip(old.columns.names, row, strict=True)) for row in old.data]
        kept = [column for column in old.columns if column.name not in columns]
        new = [fits.Column(name, "200A", array=[of(row) for row in rows]) for name, of in columns.items()]
        table = fits.BinTableHDU.from_columns([*kept, *new], name="HDU_INDEX")
        if base:
            table.header["BASE_DIR"] = base
        fits.HDUList([fits.PrimaryHDU(), table]).writeto(path, overwrite=True)


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A data set whose index lies in index/sub, its two runs in data/ and data/more."""
    top = tmp_path / "challenge"
    places = {1: top / "data", 2: top / "data" / "more"}
    runs = [make_run(run) for run in places]
    for run in runs:
        places[run.obs_id].mkdir(parents=True, exist_ok=True)
        write_observation(run, places[run.obs_id] / f"{run.obs_id}.fits")
    (top / "index" / "sub").mkdir(parents=True)
    write_index(top / "index" / "sub", [(run, top / "index" / "sub" / f"{run.obs_id}.fits") for run in runs])
    more = {1: "../../data", 2: "../../data/more"}
    change_index(top / "index" / "sub" / "hdu-index.fits.gz", FILE_DIR=lambda row: more[int(row["OBS_ID"])])
    return top


def test_an_index_beside_its_data_opens_without_asking(beside: Path) -> None:
    store = open_store(beside / "index" / "sub")
    assert store.problems == {}
    assert [len(store.load(run).events) for run in (1, 2)] == [40, 40]
    assert "the index lies beside its data, not above them; challenge is the data set" in said(store)


def test_the_folder_above_an_index_opens_the_data_set(beside: Path) -> None:
    store = open_store(beside)
    assert len(store.load(2).events) == 40
    assert "the index lies in the folder index/sub" in said(store)


def test_of_several_data_sets_below_a_folder_one_has_to_be_chosen(beside: Path) -> None:
    (beside / "index" / "other").mkdir()
    for file in (beside / "index" / "sub").iterdir():
        (beside / "index" / "other" / file.name).write_bytes(file.read_bytes())
    with pytest.raises(DataError, match=r"holds 2 data sets \(index/other, index/sub\); open one of these folders"):
        open_store(beside)


def test_data_more_than_three_levels_above_the_index_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    write_observation(make_run(1), tmp_path / "1.fits")
    write_index(folder, [(make_run(1), folder / "1.fits")])
    change_index(folder / "hdu-index.fits.gz", FILE_DIR=lambda row: "../../../..")
    assert "outside the folder of the data set" in open_store(folder).problems[1]
    assert open_store(folder, allow_outside=True).problems == {}


def test_a_folder_outside_that_does_not_exist_is_missing_and_nothing_to_be_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    for number in (1, 2):
        write_observation(make_run(number), folder / f"{number}.fits")
    write_index(folder, [(make_run(number), folder / f"{number}.fits") for number in (1, 2)])
    change_index(folder / "hdu-index.fits.gz", FILE_DIR=lambda row: "../gone" if row["OBS_ID"] == 2 else ".")
    store = open_store(folder)
    assert "does not exist" in store.problems[2]
    assert "allow" not in store.problems[2]
    assert not store.outside


def test_a_variable_that_is_set_is_filled_in(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKYDATA", str(beside / "data"))
    change_index(
        beside / "index" / "sub" / "hdu-index.fits.gz",
        FILE_DIR=lambda row: "$SKYDATA" if row["OBS_ID"] == 1 else "${SKYDATA}/more",
    )
    assert open_store(beside / "index" / "sub").problems == {}


def test_a_variable_that_is_not_set_is_looked_for_in_the_folders_above(
    beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALDB", raising=False)
    (beside / "data").rename(beside / "caldb")
    index = beside / "index" / "sub" / "hdu-index.fits.gz"
    change_index(index, FILE_DIR=lambda row: "$CALDB" if row["OBS_ID"] == 1 else "$CALDB/more")
    store = open_store(beside / "index" / "sub")
    assert store.problems == {}
    assert "FILE_DIR begins with $CALDB, which is not set; the folder caldb is taken for it" in said(store)
    change_index(index, FILE_DIR=lambda row: "$CALDB/nowhere")
    assert "$CALDB is not set" in open_store(beside / "index" / "sub").problems[1]


@pytest.mark.parametrize("absolute", [True, False])
def test_file_dir_counts_from_base_dir(folder: Path, absolute: bool) -> None:
    elsewhere = folder.parent / "elsewhere"
    (folder / "events").rename(elsewhere)
    base = str(elsewhere) if absolute else "../elsewhere"
    change_index(folder / "hdu-index.fits.gz", base=base, FILE_DIR=lambda row: "")
    store = open_store(folder)
    assert store.problems == {}
    assert len(store.load(7).events) == 40
    assert f"BASE_DIR of the index is given; FILE_DIR counts from {base}" in said(store)


def test_data_that_were_moved_away_from_base_dir_are_found_beside_the_index(folder: Path) -> None:
    change_index(folder / "hdu-index.fits.gz", base="/where/it/was/made", FILE_DIR=lambda row: "events")
    store = open_store(folder)
    assert store.problems == {}
    assert "BASE_DIR is /where/it/was/made, where the files are not" in said(store)


def test_a_base_dir_far_away_is_refused_by_name(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    far = tmp_path_factory.mktemp("far") / "a" / "b"
    far.mkdir(parents=True)
    for file in (folder / "events").iterdir():
        file.rename(far / file.name)
    below = folder / "one" / "two"
    below.mkdir(parents=True)
    for kind in ("obs", "hdu"):
        (folder / f"{kind}-index.fits.gz").rename(below / f"{kind}-index.fits.gz")
    change_index(below / "hdu-index.fits.gz", base=str(far), FILE_DIR=lambda row: "")
    store = open_store(below)
    assert f"BASE_DIR {far}" in store.problems[7]
    assert "outside the folder of the data set" in store.problems[7]
    assert open_store(below, allow_outside=True).problems == {}


def test_runs_in_folders_at_any_depth_are_found(tmp_path: Path) -> None:
    for run, place in ((1, "."), (2, "2020/01"), (3, "2021/02/03/night")):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        write_observation(make_run(run), tmp_path / place / f"{run}.fits")
    (tmp_path / ".hidden").mkdir()
    write_observation(make_run(4), tmp_path / ".hidden" / "4.fits")
    assert open_store(tmp_path).index.obs_id.tolist() == [1, 2, 3]


def test_a_folder_that_holds_a_link_to_itself_ends(tmp_path: Path) -> None:
    write_observation(make_run(1), tmp_path / "1.fits")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert open_store(tmp_path).index.obs_id.tolist() == [1]


def test_index_tables_with_names_of_their_own_are_found_by_their_columns(folder: Path) -> None:
    (folder / "hdu-index.fits.gz").rename(folder / "crab_hdus.fits.gz")
    (folder / "obs-index.fits.gz").rename(folder / "crab_runs.fits.gz")
    store = open_store(folder)
    assert store.index.obs_id.tolist() == [7, 8, 12_345_678_901]
    assert [location.kind for location in store.locations[7]][:2] == ["events", "gti"]


def test_an_index_file_opens_with_its_partner(folder: Path) -> None:
    for kind in ("obs", "hdu"):
        (folder / f"{kind}-index.fits.gz").rename(folder / f"{kind}-index-crab.fits.gz")
    store = open_store(folder / "hdu-index-crab.fits.gz")
    np.testing.assert_allclose(store.index.livetime, 950.0)
    assert "there is no obs-index" not in said(store)


def test_a_file_called_an_index_that_is_none_is_said(folder: Path) -> None:
    (folder / "hdu-index.fits.gz").write_bytes((folder / "events" / "run [7], v 1.fits.gz").read_bytes())
    store = open_store(folder)
    assert "hdu-index.fits.gz: holds no index table" in said(store)
    assert store.problems == {}


def test_a_link_out_of_the_folder_is_not_followed_until_it_is_allowed(beside: Path, tmp_path: Path) -> None:
    run, away = beside / "data" / "more" / "2.fits", tmp_path / "away.fits"
    run.rename(away)
    run.symlink_to(away)
    write_index(
        beside / "data", [(make_run(i), beside / "data" / path) for i, path in ((1, "1.fits"), (2, "more/2.fits"))]
    )
    store = open_store(beside / "data")
    assert list(store.problems) == [2]
    assert store.outside == (run,)
    assert len(open_store(beside / "data", allow_outside=True).load(2).events) == 40


def test_links_out_of_a_folder_without_index_are_not_followed_until_that_is_allowed(
    beside: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    write_observation(make_run(3), folder / "3.fits")
    (folder / "1.fits").symlink_to(beside / "data" / "1.fits")
    (folder / "more").symlink_to(beside / "data" / "more", target_is_directory=True)
    store = open_store(folder)
    assert store.index.obs_id.tolist() == [3]
    assert store.outside == (folder / "more", folder / "1.fits")
    assert "out of the folder: 2 links (more, 1.fits); not followed" in said(store)
    everything = open_store(folder, allow_outside=True)
    assert sorted(everything.index.obs_id.tolist()) == [1, 2, 3]
    assert not everything.outside


def test_a_folder_of_links_alone_is_empty_and_names_them(beside: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "1.fits").symlink_to(beside / "data" / "1.fits")
    store = open_store(folder)
    assert len(store.index) == 0
    assert store.outside == (folder / "1.fits",)
    assert "--allow-outside" in describe(folder)[1]
    assert describe(folder, allow_outside=True)[1] == ""
