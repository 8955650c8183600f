"""Export clean: standard files, no note left, the same results; nothing overwritten, nothing left behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from gadf_standard import departures

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.doctor.check import check
from vhegui.core.dl3.doctor.clean import export_clean
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.write import Extras, write_observation
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.background_3d import Background3D

SETS = {
    "hess": ("hess-dl3-dr1", (23523, 23592, 47829)),
    "magic": ("magic/rad_max/data", (5029747, 5029748)),
    "older magic": ("joint-crab/dl3/magic", (5029748,)),
}
TRUE, RECO = EnergyAxis.from_bounds(0.1, 100, 10), EnergyAxis.from_bounds(0.3, 50, 8)


@pytest.fixture(scope="module")
def exported(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Store, Store]]:
    """Real data sets and their clean copies, both open."""
    root = tmp_path_factory.mktemp("clean")
    pairs = {}
    for name, (path, runs) in SETS.items():
        store = open_store(data / path)
        export_clean(store, runs, root / name)
        pairs[name] = (store, open_store(root / name))
    return pairs


@pytest.mark.parametrize("name", SETS)
def test_a_clean_export_conforms_to_the_standard(exported: Any, name: str) -> None:
    assert departures(exported[name][1].root) == []


@pytest.mark.parametrize("name", SETS)
def test_a_clean_export_has_no_notes(exported: Any, name: str) -> None:
    report = check(exported[name][1].root)
    assert report.runs == tuple(SETS[name][1])
    assert [finding.found for finding in report.findings] == []


@pytest.mark.parametrize("name", SETS)
def test_a_clean_export_gives_the_same_counts_times_and_responses(exported: Any, name: str) -> None:
    before, after = exported[name]
    for run in SETS[name][1]:
        a, b = before.load(run), after.load(run)
        for column in ("time", "ra", "dec", "energy"):
            np.testing.assert_array_equal(getattr(a.events, column), getattr(b.events, column))
        np.testing.assert_array_equal(a.gti, b.gti)
        assert (a.time_ref, a.ontime, a.target, a.telescope) == (b.time_ref, b.ontime, b.target, b.telescope)
        assert b.livetime == pytest.approx(a.livetime, rel=1e-14)
        np.testing.assert_allclose(_pointing(b), _pointing(a), rtol=1e-12)
        for offset in (0.0, 0.4, 0.7):
            np.testing.assert_allclose(_response(b, offset), _response(a, offset), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["hess"])
def test_a_turned_background_is_the_same_on_the_sky(exported: Any, name: str) -> None:
    before, after = (store.load(SETS[name][1][0]).responses.background for store in exported[name])
    assert isinstance(before, Background3D)
    assert before.mirrored
    assert not after.mirrored
    lon, lat, energy = np.meshgrid(np.linspace(-1.5, 1.5, 7), np.linspace(-1.5, 1.5, 7), np.geomspace(0.3, 30, 5))
    np.testing.assert_allclose(after.rate(energy, -lon, lat), before.rate(energy, lon, lat), rtol=1e-9)


@pytest.mark.parametrize("name", SETS)
def test_the_fluxes_of_a_clean_export_are_the_same(exported: Any, name: str) -> None:
    from vhegui.analysis import edits
    from vhegui.analysis.loading.runs import load_runs
    from vhegui.analysis.state import Target
    from vhegui.analysis.steps import build_pipeline

    values = []
    for store in exported[name]:
        runs = SETS[name][1][:2]
        loaded = load_runs(store, runs, {}, lambda fraction, text: None)
        analysis = edits.select_runs(edits.open_dataset(edits.new_analysis(), str(store.root)), runs)
        analysis = edits.point_at(analysis, Target("Crab", 83.633, 22.014))
        given = {"observations": loaded.observations, "mask_images": {}}
        pipeline = build_pipeline()
        job = pipeline.prepare("fit_result", analysis, given)
        result = pipeline.pull("fit_result", analysis, given) if job is None else job.run()
        assert result.total_stat > 0
        values.append([p.value for p in result.model.parameters])
    np.testing.assert_allclose(values[1], values[0], rtol=1e-6)


def test_keywords_columns_and_history_are_kept(run: Observation, tmp_path: Path) -> None:
    late = np.where(np.arange(40) == 3, 0.0, run.events.time)
    source = tmp_path / "source"
    source.mkdir()
    odd = Extras(
        {"GEOLON": "16.5", "OBSERVER": "Jo\u00e3o", "INSTRUME": "four dishes", "CREATOR": "an old writer"},
        {"MULTIP": (np.arange(40), ""), "DETX": (np.linspace(-1, 1, 40), "deg")},
    )
    write_observation(replace(run, events=replace(run.events, time=late)), source / "run.fits", odd)
    export_clean(open_store(source), [7], tmp_path / "clean")
    with fits.open(next((tmp_path / "clean" / "data").iterdir())) as hdus:
        header, rows = hdus["EVENTS"].header, hdus["EVENTS"].data
        assert (header["GEOLON"], header["INSTRUME"]) == (16.5, "four dishes")
        assert "an old writer" in str(header["HISTORY"])
        assert rows["MULTIP"].tolist() == [i for i in range(40) if i != 3]
        assert hdus["EVENTS"].columns["DETX"].unit == "deg"


def test_event_numbers_that_repeat_are_renewed(run: Observation, tmp_path: Path) -> None:
    twice = replace(run, events=replace(run.events, event_id=run.events.event_id // 2))
    (tmp_path / "source").mkdir()
    write_observation(twice, tmp_path / "source" / "run.fits")
    export_clean(open_store(tmp_path / "source"), [7], tmp_path / "clean")
    assert open_store(tmp_path / "clean").load(7).events.event_id.tolist() == list(range(1, 41))


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    store = open_store(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.tex").write_text("mine")
    for target in (folder, folder / "clean", full, full / "thesis.tex"):
        with pytest.raises(DataError, match=r"never changed|nothing is overwritten"):
            export_clean(store, [7], target)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in full.iterdir()] == ["thesis.tex"]


def test_a_run_that_cannot_be_read_is_left_out_and_said(folder: Path, tmp_path: Path) -> None:
    (folder / "events" / "run [8], v 1.fits.gz").write_bytes(b"SIMPLE  = nonsense")
    done = export_clean(open_store(folder), [7, 8], tmp_path / "clean")
    assert done.runs == (7,)
    assert "run 8" in done.problems[8]
    with pytest.raises(DataError, match="no run can be exported: run 8"):
        export_clean(open_store(folder), [8], tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_cancelling_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    told: list[str] = []

    def progress(fraction: float, text: str) -> None:
        told.append(text)
        if fraction > 0.5:
            raise Stop

    there = set(tmp_path.iterdir())
    with pytest.raises(Stop):
        export_clean(open_store(folder), [7, 8, 12_345_678_901], tmp_path / "clean", progress)
    assert told[0] == "Writing run 7 (1 of 3)"
    assert set(tmp_path.iterdir()) == there


def test_an_empty_folder_is_filled_and_one_that_cannot_be_written_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert export_clean(open_store(folder), [7], tmp_path / "empty").folder == tmp_path / "empty"
    assert len(open_store(tmp_path / "empty").index) == 1
    with pytest.raises(DataError, match="could not be written"):
        export_clean(open_store(folder), [7], tmp_path / "empty" / "obs-index.fits.gz" / "deeper")


def test_the_clean_index_opens_with_our_reader_without_reading_runs(exported: Any) -> None:
    before, after = exported["hess"]
    rows = before.index.rows(list(SETS["hess"][1]))
    np.testing.assert_allclose(after.index.livetime, rows.livetime, rtol=1e-6)
    assert after.index.target.tolist() == rows.target.tolist()
    assert after.index.telescopes.tolist() == rows.telescopes.tolist()
    assert after.index.quality.tolist() == rows.quality.tolist()
    assert FitsFile(after.files(23523)[0]).table("EVENTS").header["TIMESYS"] == "TT"


def _pointing(run: Observation) -> list[float]:
    p = run.pointing
    return [p.ra, p.dec, p.zenith, p.azimuth]


def _response(run: Observation, offset: float) -> Any:
    """Everything a spectrum uses of the responses, as one array."""
    irfs = run.responses
    assert irfs.aeff is not None
    assert irfs.edisp is not None
    parts = [irfs.aeff.evaluate(TRUE.centres, offset) / 1e5, irfs.edisp.matrix(TRUE, RECO, offset).ravel()]
    if irfs.psf is not None:
        parts += [irfs.psf.containment(TRUE.centres, offset, radius) for radius in (0.05, 0.11, 0.3)]
    if irfs.rad_max is not None:
        parts.append(irfs.rad_max.radius(RECO.centres, offset))
    return np.concatenate(parts)
