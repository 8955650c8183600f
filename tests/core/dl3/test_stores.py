"""Data sets: with index tables, without, damaged, and the real public ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from vhegui.core.dl3.doctor.describe import describe
from vhegui.core.dl3.load import read_responses
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import DataError
from vhegui.core.files import fits as tables
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.psf_table import PsfTable
from vhegui.core.sphere import separation

CRAB_RUNS = (23523, 23526, 23559, 23592)


def rewrite(path: Path, change) -> None:
    with fits.open(path, memmap=False) as hdus:
        change(hdus)
        hdus.writeto(path, overwrite=True)


def test_a_written_data_set_opens_and_loads(folder: Path) -> None:
    store = open_store(folder)
    assert store.index.obs_id.tolist() == [7, 8, 12_345_678_901]
    assert store.index.target.tolist() == ["Crab"] * 3
    assert store.problems == {}
    np.testing.assert_allclose(store.index.tstart, 53000.25 + 1e6 / 86400)
    np.testing.assert_allclose(store.index.livetime, 950.0)
    assert store.index.n_events.tolist() == [40, 40, 40]
    observation = store.load(12_345_678_901)
    assert len(observation.events) == 40
    assert isinstance(observation.responses.aeff, EffectiveArea2D)
    assert [path.name for path in store.files(8)] == ["run [8], v 1.fits.gz"]


def test_rows_of_the_index_by_mask_and_by_id(folder: Path) -> None:
    index = open_store(folder).index
    assert index.rows([8, 7]).obs_id.tolist() == [8, 7]
    assert index.rows(index.obs_id > 7).obs_id.tolist() == [8, 12_345_678_901]
    with pytest.raises(KeyError):
        index.rows([99])


def test_opening_reads_the_index_tables_only(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = tables._Buffer.__init__

    def count(self: tables._Buffer, path: Path) -> None:
        opened.append(path.name)
        original(self, path)

    monkeypatch.setattr(tables._Buffer, "__init__", count)
    store = open_store(data / "hess-dl3-dr1")
    assert sorted(opened) == ["hdu-index.fits.gz", "obs-index.fits.gz"]
    assert len(store.index) == 105
    store.load(23523, responses=False)
    assert len(opened) == 3


@pytest.mark.parametrize("name", ["OBS_INDEX.fits", "obs-index.fit"])
def test_index_names_in_other_spellings_are_found(folder: Path, name: str) -> None:
    with fits.open(folder / "obs-index.fits.gz") as hdus:
        hdus.writeto(folder / name)
    (folder / "obs-index.fits.gz").unlink()
    assert len(open_store(folder).index) == 3


@pytest.mark.parametrize("name", ["obs-index.fits.gz", "hdu-index.fits.gz"])
def test_an_index_file_opens_its_data_set(folder: Path, name: str) -> None:
    assert len(open_store(folder / name).load(7).events) == 40


@pytest.mark.parametrize("missing", [("obs-index",), ("hdu-index",), ("obs-index", "hdu-index")])
def test_a_folder_opens_without_index_tables(folder: Path, missing: tuple[str, ...]) -> None:
    for name in missing:
        (folder / f"{name}.fits.gz").unlink()
    store = open_store(folder)
    assert sorted(store.index.obs_id.tolist()) == [7, 8, 12_345_678_901]
    assert store.index.target.tolist() == ["Crab"] * 3
    assert isinstance(store.load(8).responses.aeff, EffectiveArea2D)


def test_a_single_event_file_is_a_data_set_of_one_run(folder: Path) -> None:
    store = open_store(folder / "events" / "run [7], v 1.fits.gz")
    assert store.index.obs_id.tolist() == [7]
    assert len(store.load(7).events) == 40


def test_a_missing_file_costs_its_run_only(folder: Path) -> None:
    (folder / "events" / "run [8], v 1.fits.gz").unlink()
    store = open_store(folder)
    assert list(store.problems) == [8]
    assert any("run 8" in str(note) for note in store.notes)
    with pytest.raises(DataError, match=r"run 8: the file .* is not there"):
        store.load(8)
    assert len(store.load(7).events) == 40


def test_a_run_that_is_not_there_is_named_once(folder: Path) -> None:
    with pytest.raises(DataError) as error:
        open_store(folder).load(99999)
    assert str(error.value).count("99999") == 1 and "is not in" in str(error.value)


@pytest.mark.parametrize("directory", ["../elsewhere", "events/../../elsewhere", "ABSOLUTE"])
def test_files_outside_the_folder_are_refused_unless_allowed(folder: Path, directory: str) -> None:
    outside = folder.parent / "elsewhere"
    outside.mkdir()
    source = folder / "events" / "run [7], v 1.fits.gz"
    (outside / source.name).write_bytes(source.read_bytes())
    target = str(outside) if directory == "ABSOLUTE" else directory

    def point_outside(hdus: fits.HDUList) -> None:
        data = hdus[1].data
        names = [target if row["OBS_ID"] == 7 else row["FILE_DIR"] for row in data]
        columns = [c for c in hdus[1].columns if c.name != "FILE_DIR"]
        hdus[1] = fits.BinTableHDU.from_columns([*columns, fits.Column("FILE_DIR", "200A", array=names)])

    rewrite(folder / "hdu-index.fits.gz", point_outside)
    with pytest.raises(DataError, match="outside the folder of the data set"):
        open_store(folder).load(7)
    assert len(open_store(folder, allow_outside=True).load(7).events) == 40
    assert len(open_store(folder).load(8).events) == 40


def test_a_missing_hdu_is_named_with_its_file(folder: Path) -> None:
    def drop(hdus: fits.HDUList) -> None:
        del hdus["ENERGY DISPERSION"]

    rewrite(folder / "events" / "run [7], v 1.fits.gz", drop)
    with pytest.raises(DataError, match=r'run 7: .*no HDU "ENERGY DISPERSION"'):
        open_store(folder).load(7)


def test_observation_ids_written_as_text_are_understood(folder: Path) -> None:
    def as_text(hdus: fits.HDUList) -> None:
        ids = [f"{value:012d}" for value in hdus[1].data["OBS_ID"]]
        columns = [c for c in hdus[1].columns if c.name != "OBS_ID"]
        hdus[1] = fits.BinTableHDU.from_columns([fits.Column("OBS_ID", "12A", array=ids), *columns])
        hdus[1].header["EXTNAME"] = "OBS_INDEX"

    for name in ("obs-index", "hdu-index"):
        rewrite(folder / f"{name}.fits.gz", as_text)
    assert len(open_store(folder).load(12_345_678_901).events) == 40


def test_one_response_file_serves_runs_without_responses(folder: Path) -> None:
    for name in ("obs-index", "hdu-index"):
        (folder / f"{name}.fits.gz").unlink()
    for i, path in enumerate(sorted((folder / "events").iterdir())):
        with fits.open(path, memmap=False) as hdus:
            if i == 0:
                fits.HDUList([hdus[0], *hdus[3:]]).writeto(folder / "irf.fits")
            fits.HDUList(hdus[:3]).writeto(path, overwrite=True)
    store = open_store(folder)
    assert isinstance(store.load(7).responses.aeff, EffectiveArea2D)
    assert any("serve the runs that have none" in str(note) for note in store.notes)


def test_nothing_to_open_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no index table and no event file"):
        open_store(tmp_path)
    with pytest.raises(DataError, match="no such file or folder"):
        open_store(tmp_path / "nowhere")


def test_the_hess_release_has_its_published_totals(data: Path) -> None:
    index = open_store(data / "hess-dl3-dr1").index
    assert len(index) == 105
    assert int(index.n_events.sum()) == 1_046_156
    np.testing.assert_allclose(index.zenith[0], 38.512962, rtol=1e-6)
    np.testing.assert_allclose(index.tstart[index.obs_id == 23523], 53343.92234009, atol=1e-7)


def test_crab_runs_have_the_reference_times_and_on_counts(data: Path, reference) -> None:
    store = open_store(data / "hess-dl3-dr1")
    document = reference("crab_1d.json")
    for expected, total in zip(
        document["observations"], document["exact_on_counts_by_angular_separation"], strict=True
    ):
        observation = store.load(expected["obs_id"], responses=False)
        assert observation.ontime == expected["ontime_s"]
        assert observation.livetime == pytest.approx(expected["livetime_s"], rel=1e-7)
        start = observation.time_ref + observation.gti[0, 0] / 86400
        assert start == pytest.approx(expected["tstart_tt_mjd"], abs=1e-7)
        assert observation.outside_gti is not None
        events = observation.events + observation.outside_gti
        assert len(events) == expected["n_events"]
        near = separation(events.ra, events.dec, 83.63, 22.01) < 0.11
        assert int(near.sum()) == total


def test_the_same_runs_open_from_the_bare_event_files(data: Path) -> None:
    store = open_store(data / "hess-dl3-dr1/data")
    assert len(store.index) == 105
    observation = store.load(23523)
    assert len(observation.events) == len(open_store(data / "hess-dl3-dr1").load(23523, responses=False).events)
    assert isinstance(observation.responses.psf, PsfTable)


def test_magic_runs_load_from_an_index_with_six_columns(data: Path) -> None:
    store = open_store(data / "magic/rad_max/data")
    assert sorted(store.index.obs_id.tolist()) == [5029747, 5029748]
    assert np.all(np.isnan(store.index.ontime))
    observation = store.load(5029747)
    assert observation.target == "CrabNebula"
    assert observation.livetime == pytest.approx(1178.0663, abs=1e-3)
    cut = observation.responses.rad_max
    assert cut is not None
    np.testing.assert_allclose(cut.radius(np.array([0.12, 1.2]), 0.4), [0.1732051, 0.1], rtol=1e-6)


def test_the_older_magic_set_works_but_for_the_run_that_is_not_there(data: Path) -> None:
    store = open_store(data / "joint-crab/dl3/magic")
    assert list(store.problems) == [5029747]
    observation = store.load(5029748)
    assert observation.pointing.zenith == pytest.approx(15.681404, abs=1e-5)
    assert np.all((observation.events.ra > 75) & (observation.events.ra < 90))
    aeff = observation.responses.aeff
    assert aeff is not None
    assert aeff.is_pointlike
    assert aeff.radius_cut == pytest.approx(0.1414213)
    cut = observation.responses.rad_max
    assert cut is not None
    assert cut.is_fixed
    np.testing.assert_allclose(cut.radius(np.array([0.05, 50.0]), 0.4), 0.1414213, rtol=1e-6)


def test_response_files_have_no_runs_but_responses(data: Path) -> None:
    for path in (data / "cta-caldb").glob("*.fits.gz"):
        assert len(open_store(path).index) == 0
        responses, _ = read_responses(path)
        assert responses.aeff is not None
        assert responses.edisp is not None
        assert responses.psf is not None


def test_every_column_is_what_astropy_reads(data: Path) -> None:
    paths = [
        data / "hess-dl3-dr1/obs-index.fits.gz",
        data / "hess-dl3-dr1/data/hess_dl3_dr1_obs_id_020282.fits.gz",
        data / "joint-crab/dl3/magic/run_05029748_DL3.fits",
        data / "joint-crab/dl3/magic/hdu-index.fits.gz",
        *(data / "magic/rad_max/data").glob("*05029747*.fits"),
        *(data / "cta-caldb").glob("*North*.gz"),
    ]
    for path in paths:
        with fits.open(path, memmap=False) as hdus:
            for table, hdu in zip(FitsFile(path), hdus, strict=True):
                for name in table.columns:
                    values = np.asarray(hdu.data[name])
                    np.testing.assert_array_equal(table.column(name), values.reshape(table.column(name).shape))


def test_the_description_names_runs_axes_and_groups_notes(folder: Path) -> None:
    def forget(hdus: fits.HDUList) -> None:
        del hdus["EFFECTIVE AREA"].header["THETATYP"]

    (folder / "events" / "run [8], v 1.fits.gz").unlink()
    for path in (folder / "events").iterdir():
        rewrite(path, forget)
    text, problem = describe(folder)
    assert problem == ""
    assert "3 runs" in text
    assert "8: the file" in text
    assert "2 offsets 0–1 deg (nodes)" in text
    assert '2 files, HDU "EFFECTIVE AREA": THETA_LO equals THETA_HI' in text


def test_the_description_of_a_response_file_lists_its_tables(data: Path) -> None:
    text, problem = describe(next((data / "cta-caldb").glob("*South*.gz")))
    assert problem == ""
    assert "PSF_3GAUSS, 21 true energies" in text
    assert "BKG_3D, 21 reconstructed energies 0.0126–200 TeV, 60 longitudes -6–6 deg, 60 latitudes" in text
