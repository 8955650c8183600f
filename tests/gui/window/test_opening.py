"""Every kind of file that is read is dropped, opened, and named on the command line; several together."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from ogip_files import made_up_spectrum
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from small_dl3 import make_run, write_small_store

from vhegui.analysis.edits import new_analysis
from vhegui.analysis.gammapy_config.models import write_models
from vhegui.analysis.loading.opened_as import Opens, opened_as
from vhegui.analysis.session.reading import write_session
from vhegui.cli.window import window_parser
from vhegui.core.dl3.write import write_observation, write_responses
from vhegui.core.maps.fits_map import FitsMap, write_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spectral.evaluate import default_model
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.file_regions import FileRegion
from vhegui.core.regions.region_files import write_regions
from vhegui.core.spectra.ogip import write_ogip
from vhegui.gui.window import opening
from vhegui.gui.window.main_window import MainWindow


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[Opens, Path]:
    """A file of every kind."""
    folder = tmp_path_factory.mktemp("kinds")
    grid, circle = SkyGrid(83.6, 22.0, 0.1, 8), FileRegion(Circle(83.6, 22.0, 0.2), "mark")
    mask = np.ones(grid.shape, np.float32)
    mask[2:4, 2:4] = 0.0
    (folder / "store").mkdir()
    write_small_store(folder / "store")
    found = {
        Opens.SESSION: folder / "session.yaml",
        Opens.CONFIGURATION: folder / "config.yaml",
        Opens.DATA: folder / "store",
        Opens.RUN: folder / "store" / "run0.fits",
        Opens.SPECTRUM: folder / "pha_obs7.fits",
        Opens.MODELS: folder / "models.yaml",
        Opens.REGIONS: folder / "regions.fits",
        Opens.MASK: folder / "mask.fits",
        Opens.IMAGE: folder / "image.fits",
        Opens.CATALOGUE: folder / "mine.csv",
        Opens.FLUX_POINTS: folder / "points.ecsv",
        Opens.RESPONSES: folder / "irfs.fits",
        Opens.RUN_LIST: folder / "good.lis",
        Opens.PLAN: folder / "plan.yaml",
    }
    write_ogip(made_up_spectrum(name="7"), folder)
    write_session(found[Opens.SESSION], new_analysis())
    found[Opens.CONFIGURATION].write_text(
        f"general: {{}}\nobservations: {{datastore: {folder / 'store'}, obs_ids: [0]}}\n"
        "datasets: {type: 1d, on_region: {frame: icrs, lon: 83.6 deg, lat: 22 deg, radius: 0.1 deg}}\n"
    )
    write_models(found[Opens.MODELS], default_model("log_parabola", "jet"))
    write_regions(found[Opens.REGIONS], [circle])
    write_map(FitsMap(grid, (), mask), found[Opens.MASK])
    write_map(FitsMap(grid, (), np.arange(64, dtype=np.float32).reshape(grid.shape)), found[Opens.IMAGE])
    found[Opens.CATALOGUE].write_text("name,ra,dec\nA,83.6,22.0\n")
    found[Opens.FLUX_POINTS].write_text(
        "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: e_ref, unit: TeV, datatype: float64}\n"
        "# - {name: dnde, unit: cm-2 s-1 TeV-1, datatype: float64}\ne_ref dnde\n1.0 1e-11\n2.0 2e-12\n"
    )
    write_responses(make_run().responses, found[Opens.RESPONSES])
    found[Opens.RUN_LIST].write_text("0  # the best\n2\n")
    found[Opens.PLAN].write_text("responses: {file: irfs.fits}\nobservations: []\n")
    return found


def was_opened(window: MainWindow) -> dict[Opens, Callable[[Path], bool]]:
    """How one sees that a kind was opened."""
    analysis, panels = window.session.analysis, window.panels
    return {
        Opens.SESSION: lambda path: window.session_file is not None and window.windowTitle().startswith(path.name),
        Opens.CONFIGURATION: lambda path: analysis.dataset.runs == (0,) and analysis.source is not None,
        Opens.DATA: lambda path: analysis.dataset.path == str(path),
        Opens.RUN: lambda path: analysis.dataset.path == str(path) and len(analysis.dataset.runs) == 1,
        Opens.SPECTRUM: lambda path: analysis.dataset.spectra == (str(path),),
        Opens.MODELS: lambda path: [each.name for each in analysis.sources] == ["jet"],
        Opens.REGIONS: lambda path: "holds one region" in window.asked,  # type: ignore[attr-defined]
        Opens.MASK: lambda path: [each.path for each in analysis.exclusions] == [str(path)],  # type: ignore[union-attr]
        Opens.IMAGE: lambda path: [each.path for each in analysis.map_layers.images] == [str(path)],
        Opens.CATALOGUE: lambda path: [each.path for each in analysis.map_layers.catalogues] == [str(path)],
        Opens.FLUX_POINTS: lambda path: analysis.flux_points.overlays == (str(path),),
        Opens.RESPONSES: lambda path: [item.name for item in panels["response"].items] == ["irfs"],  # type: ignore
        Opens.RUN_LIST: lambda path: [each.query for each in analysis.selections] == ["run=0,2"],
        Opens.PLAN: lambda path: "vhegui simulate" in window.messages.text,
    }


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, left, none))


@pytest.mark.parametrize("kind", Opens)
def test_each_kind_is_told_by_its_contents_and_may_be_named_on_the_command_line(files, kind):
    path = files[kind]
    assert opened_as(path) is kind
    assert window_parser([str(path)], {}).parse_args([str(path)]).paths == [str(path)]


def test_each_kind_is_dropped_and_opened_as_what_it_is(make_window, files, rest, monkeypatch):
    window = make_window()
    window.asked = ""
    monkeypatch.setattr(
        "vhegui.gui.window.region_files.QMessageBox.setText", lambda box, text: setattr(window, "asked", text)
    )
    monkeypatch.setattr("vhegui.gui.window.region_files.QMessageBox.exec", lambda box: 0)
    monkeypatch.setattr("vhegui.gui.window.region_files.QMessageBox.open", lambda box: None)
    for kind in Opens:
        drop(window, files[kind])
        rest(window)
        assert was_opened(window)[kind](files[kind]), f"{kind}: {window.messages.text}"


def test_spectra_alone_get_the_window_and_the_first_data_set_gives_its_regions_the_keys(make_window, files, rest):
    window = make_window()
    sky = window.panels["countmap"].view.sky
    drop(window, files[Opens.SPECTRUM])
    rest(window)
    assert window.workspaces.current.name == "spectrum" and not window.panels["spectrum"].view.problem.isVisible()
    window.workspaces.show("explore")
    rest(window)
    assert not sky.isVisible()
    drop(window, files[Opens.CONFIGURATION])
    rest(window)
    window.activateWindow()
    assert sky.isVisible() and sky.hasFocus()
    QTest.keyClick(sky, Qt.Key.Key_Tab)
    assert sky.selected_region() is not None


def test_what_lies_beside_a_data_set_is_added_once_that_is_open(make_window, files, rest):
    window = make_window()
    opening.open_paths(window, [files[Opens.MASK], files[Opens.DATA], files[Opens.CATALOGUE], files[Opens.MODELS]])
    rest(window)
    for kind in (Opens.DATA, Opens.MASK, Opens.CATALOGUE, Opens.MODELS):
        assert was_opened(window)[kind](files[kind]), kind


def test_several_event_files_are_one_data_set_of_those_runs(make_window, files, rest, tmp_path):
    window, store = make_window(), files[Opens.DATA]
    drop(window, store / "run0.fits", store / "run2.fits")
    rest(window)
    assert window.session.analysis.dataset.path == str(store) and window.session.analysis.dataset.runs == (0, 2)
    for name in ("a", "b"):  # in two folders, without an index
        (tmp_path / name).mkdir()
        shutil.copy(store / f"run{'ab'.index(name)}.fits", tmp_path / name)
    drop(window, tmp_path / "a" / "run0.fits", tmp_path / "b" / "run1.fits")
    rest(window)
    assert window.session.analysis.dataset.path == str(tmp_path) and window.session.analysis.dataset.runs == (0, 1)


def test_of_several_data_sets_the_others_are_named(make_window, files, rest, tmp_path):
    window = make_window()
    write_observation(make_run(9), tmp_path / "other.fits")
    drop(window, files[Opens.DATA], tmp_path)
    rest(window)
    assert window.session.analysis.dataset.path == str(files[Opens.DATA])
    assert f"not opened: {tmp_path.name}" in window.messages.text


def test_what_is_dropped_before_any_data_set_is_kept_for_it(make_window, files, rest):
    window, kinds = make_window(), (Opens.MASK, Opens.MODELS, Opens.FLUX_POINTS, Opens.CATALOGUE, Opens.RUN_LIST)
    window.start.welcome()
    drop(window, *(files[kind] for kind in kinds))
    rest(window)
    assert window.messages.text.endswith("are kept for the data set that is opened next.")
    assert all(files[kind].name in window.messages.text for kind in kinds) and window.start.cover.page is None
    opening.open_any(window, files[Opens.DATA])
    rest(window)
    for kind in (Opens.DATA, *kinds):
        assert was_opened(window)[kind](files[kind]), kind
    assert window.recovery.unsaved


def test_responses_dropped_on_the_welcome_are_seen(make_window, files, rest):
    window = make_window()
    window.start.welcome()
    drop(window, files[Opens.RESPONSES])
    rest(window)
    assert window.start.cover.page is None and window.on_top("response")


WRONG = {
    "empty.fits": (b"", "not a FITS file"),
    "half.fits.gz": (b"\x1f\x8b\x08\x00abc", "not a FITS file"),
    "empty.yaml": (b"", "not a vhegui session"),
    "list.yaml": (b"- 1\n", "expected keys and values"),
    "broken.yaml": (b"a: [1\n", "line 2"),
    "latin.yaml": ("name: caf\xe9".encode("latin-1"), "UTF-8"),
    "models.yaml": (b"components:\n- {name: a}\n", '"components[0].spectral" is missing'),
    "empty.reg": (b"", "holds no regions"),
    "broken.reg": (b"icrs\ncircle(83, 22)\n", "line 2"),
    "table.csv": (b"a,b\n1,2\n", "a text file, which is not opened"),
    "light_curve.csv": (b"time_min,time_max,flux\n1,2,3\n", "a light curve, which is not opened"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00", "nobody can tell"),
    "notes.txt": (b"run 17 was cloudy\n", "what is opened: data sets"),
}


def test_every_wrong_file_is_named_with_what_is_wrong(make_window, rest, tmp_path):
    window = make_window()
    before = window.session.analysis
    for name, (content, said) in WRONG.items():
        (tmp_path / name).write_bytes(content)
        window.messages.show_message("information", "")
        drop(window, tmp_path / name)
        rest(window)
        assert name in window.messages.text and said in window.messages.text, (name, window.messages.text)
        assert window.session.analysis == before
    (tmp_path / "nothing").mkdir()
    for path, said in ((tmp_path / "nothing", "no event file"), (tmp_path / "gone", "no such file")):
        drop(window, path)
        rest(window)
        assert path.name in window.messages.text and said in window.messages.text


def test_a_wrong_file_among_good_ones_keeps_none_of_them_out(make_window, files, rest, tmp_path):
    window, wrong = make_window(), tmp_path / "notes.txt"
    wrong.write_text("cloudy\n")
    drop(window, wrong, files[Opens.DATA], files[Opens.MASK])
    rest(window)
    assert all(was_opened(window)[kind](files[kind]) for kind in (Opens.DATA, Opens.MASK))
    assert "notes.txt" in window.messages.text and window.messages.isVisible()


def test_folders_of_spectra_and_of_responses_are_opened_as_what_is_in_them(make_window, files, rest, tmp_path):
    window = make_window()
    (tmp_path / "ogip").mkdir()
    (tmp_path / "caldb").mkdir()
    write_ogip(made_up_spectrum(name="7"), tmp_path / "ogip")
    shutil.copy(files[Opens.RESPONSES], tmp_path / "caldb")
    drop(window, tmp_path / "ogip")
    rest(window)
    (spectrum,) = window.session.analysis.dataset.spectra
    assert Path(spectrum).name == "pha_obs7.fits" and len(list((tmp_path / "ogip").iterdir())) > 2
    drop(window, tmp_path / "caldb")
    rest(window)
    assert was_opened(window)[Opens.RESPONSES](files[Opens.RESPONSES])


def test_a_spectrum_is_dropped_together_with_its_response_and_background(make_window, rest, tmp_path):
    window = make_window()
    write_ogip(made_up_spectrum(name="7"), tmp_path)
    drop(window, *sorted(tmp_path.glob("*.fits")))
    rest(window)
    assert window.session.analysis.dataset.spectra == (str(tmp_path / "pha_obs7.fits"),)
    assert not window.messages.isVisible()
