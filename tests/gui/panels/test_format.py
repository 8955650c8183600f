"""The format panel: notes at once, a full check on request, explanations, a clean export; with real clicks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from vhegui.analysis import edits
from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import write_index, write_observation
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.responses import Responses
from vhegui.gui.panels import PANELS, load_panel
from vhegui.gui.panels.format import FormatPanel
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
EDGES, AXIS = np.geomspace(0.1, 100, 4), OffsetAxis.bins([0.0, 1.0, 2.0])


def a_run(obs_id: int) -> Observation:
    """A run of ten events, two of them outside the good time."""
    time = np.linspace(1e6 + 1, 1e6 + 499, 10)
    time[:2] = 0.0
    place = np.full(10, 83.0), np.full(10, 22.0)
    area = EffectiveArea2D(EDGES, AXIS, np.full((2, 3), 1e5), True, 0.1)
    dispersion = EnergyDispersion2D(EDGES, np.linspace(0, 3, 4), AXIS, np.full((2, 3, 3), 1.0))
    return Observation(
        obs_id=obs_id, target="Crab", pointing=Pointing(83.6, 21.5, 20.0, 100.0), time_ref=53000.25,
        gti=np.array([[1e6, 1e6 + 500]]), ontime=500.0, livetime=450.0,
        events=Events(np.arange(10), time, *place, np.full(10, 1.0)), responses=Responses(area, dispersion),
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four runs; the file of the last is not there."""
    root = tmp_path / "set"
    root.mkdir()
    runs = [(a_run(i), root / f"run{i}.fits") for i in (1, 2, 3, 4)]
    for run, path in runs:
        write_observation(run, path)
    write_index(root, runs)
    runs[-1][1].unlink()
    return root


class Robot:
    """A panel of an open session, and how to press its buttons."""

    def __init__(self, qtbot: Any, show: Callable[..., Any]) -> None:
        self.qtbot, self.session = qtbot, Session()
        self.panel = FormatPanel(self.session)
        self.view = self.panel.view
        self.session.add_panel(self.panel)
        self.panel.set_theme(LIGHT)
        show(self.panel.widget, 680, 330)
        self.messages: list[str] = []
        self.session.message.connect(lambda severity, text: self.messages.append(f"{severity}: {text}"))

    def open(self, folder: Path, runs: tuple[int, ...]) -> None:
        self.session.open_path(folder, then=lambda a: edits.select_runs(a, runs))
        self.qtbot.waitUntil(lambda: len(self.session.results.loaded.observations) == len(runs), timeout=10_000)

    def press(self, button: Any) -> None:
        self.qtbot.mouseClick(button, LEFT)

    def wait(self) -> None:
        self.qtbot.waitUntil(
            lambda: not self.session.worker.busy and self.view.check.text() != "Cancel", timeout=10_000
        )

    def found(self) -> list[str]:
        rows = self.view.table.rows
        return [rows.index(i, 2).data() for i in range(rows.rowCount())]


@pytest.fixture
def robot(qtbot: Any, show: Callable[..., Any]) -> Iterator[Robot]:
    robot = Robot(qtbot, show)
    yield robot
    robot.session.close()


def test_without_data_it_says_what_will_be_here(robot: Robot) -> None:
    robot.session.pull()
    assert robot.view.empty.isVisible()
    assert not robot.view.table.isVisible()


def test_notes_of_runs_in_memory_are_shown_at_once(robot: Robot, folder: Path) -> None:
    robot.open(folder, (1,))
    assert "the file run4.fits is not there" in robot.found()[0]
    assert "2 of 10 events lie outside the good time intervals" in robot.found()
    assert robot.view.status.text().startswith("Runs in memory only. set: 2 runs, 1 cannot be used")


def test_checking_all_runs_reads_them_and_counts(robot: Robot, folder: Path) -> None:
    robot.open(folder, (1,))
    robot.press(robot.view.check)
    assert robot.view.check.text() == "Cancel"
    assert not robot.view.export.isEnabled()
    robot.wait()
    assert "keywords missing: GEOLON, GEOLAT, ALTITUDE" in robot.found()[-2:][0] + robot.found()[-1]
    assert robot.view.status.text().startswith("set: 4 runs, 1 cannot be used; 1 error, ")
    assert "3 runs" in robot.view.table.rows.index(1, 3).data()
    robot.session.apply("Choose runs", edits.select_runs, (1, 2))
    robot.wait()
    assert robot.view.status.text().startswith("set: 4 runs"), "a full check is kept while the data set is open"


def test_a_click_on_a_row_explains_it(robot: Robot, folder: Path) -> None:
    robot.open(folder, (1, 2))
    table = robot.view.table
    row = robot.found().index("2 of 10 events lie outside the good time intervals")
    where = table.visualRect(table.rows.index(row, 0)).center()
    robot.qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(where))
    text = robot.view.details.toPlainText()
    assert "▲ result · HDU “EVENTS”" in text
    assert "gammapy keeps them" in text
    assert "20.00 % of the events" in text
    assert "1, 2" in text


def test_words_filter_the_rows_and_rows_can_be_copied_and_saved(robot: Robot, folder: Path, tmp_path: Path) -> None:
    robot.open(folder, (1,))
    robot.qtbot.keyClicks(robot.view.filter, "events good")
    assert robot.found() == ["2 of 10 events lie outside the good time intervals"]
    robot.view.filter.clear()
    robot.view.table.selectAll()
    robot.view.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Severity\tHDU\tFound")
    assert len(lines) == 1 + len(robot.found())
    robot.view.table.save(tmp_path / "notes.ecsv")
    robot.view.table.save(tmp_path / "notes.csv")
    assert "error" in (tmp_path / "notes.csv").read_text()


def test_a_clean_export_of_the_chosen_runs(robot: Robot, folder: Path, tmp_path: Path, file_answers: Any) -> None:
    robot.open(folder, (1, 3))
    file_answers.choose(tmp_path / "clean")
    robot.press(robot.view.export)
    robot.wait()
    (asked,) = file_answers.asked
    assert (asked.folder, asked.name, asked.overwrite) == (str(folder.parent), "set-clean", False)
    assert robot.messages[-1:] == [f"information: 2 runs written to {tmp_path / 'clean'}"]
    assert open_store(tmp_path / "clean").index.obs_id.tolist() == [1, 3]
    robot.press(robot.view.export)
    robot.wait()
    assert "nothing is overwritten" in robot.messages[-1]


def test_cancelling_a_check_keeps_what_was_shown(robot: Robot, folder: Path) -> None:
    robot.open(folder, (1,))
    before = robot.found()
    robot.session.worker.pause(True)
    robot.press(robot.view.check)
    robot.press(robot.view.check)
    robot.session.worker.pause(False)
    robot.session.worker.submit("other", lambda progress: None, lambda result: None)
    robot.wait()
    assert robot.found() == before
    assert robot.view.export.isEnabled()


def test_a_clean_data_set_says_so(robot: Robot, tmp_path: Path) -> None:
    root = tmp_path / "clean"
    root.mkdir()
    run = a_run(1)
    from dataclasses import replace

    dispersion = EnergyDispersion2D(EDGES, np.linspace(0, 3, 4), AXIS, np.full((2, 3, 3), 1 / 3))
    kept = replace(
        run, events=run.events.where(run.events.time > 0), responses=Responses(run.responses.aeff, dispersion)
    )
    write_observation(kept, root / "run.fits")
    write_index(root, [(kept, root / "run.fits")])
    robot.session.open_path(root, then=lambda a: edits.select_runs(a, (1,)))
    robot.qtbot.waitUntil(lambda: len(robot.session.loaded.observations) == 1, timeout=10_000)
    robot.qtbot.waitUntil(lambda: "conforms" in robot.view.status.text())
    assert "in the runs in memory" in robot.view.details.toPlainText()


def test_before_any_run_is_read_nothing_is_claimed(robot: Robot, folder: Path) -> None:
    (folder / "run4.fits").write_bytes((folder / "run1.fits").read_bytes())
    robot.session.open_path(folder)
    robot.qtbot.waitUntil(lambda: robot.view.status.text() == "No run has been read yet", timeout=10_000)
    assert "check all runs" in robot.view.details.toPlainText()
    robot.press(robot.view.check)
    robot.wait()
    assert robot.view.status.text().startswith("set: 4 runs")


def test_narrow_panels_explain_below_and_themes_recolour(robot: Robot, folder: Path) -> None:
    robot.open(folder, (1,))
    assert robot.view.splitter.orientation() == Qt.Orientation.Horizontal
    robot.panel.widget.resize(480, 300)
    assert robot.view.splitter.orientation() == Qt.Orientation.Vertical
    robot.panel.set_theme(DARK)
    assert DARK.error in robot.view.details.toHtml()


def test_every_control_has_a_name_and_the_panel_is_registered(robot: Robot) -> None:
    view = robot.view
    assert all(w.accessibleName() for w in (view, view.table, view.details, view.filter, view.status))
    assert view.check.toolTip()
    assert view.export.toolTip()
    names = [entry.name for entry in PANELS]
    assert names[names.index("settings") + 1] == "format"
    session = Session()
    assert isinstance(load_panel(PANELS[names.index("format")], session), FormatPanel)
    session.close()


def test_the_same_results_are_not_written_again(robot: Robot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    robot.open(folder, (1,))
    written: list[Any] = []
    monkeypatch.setattr(robot.view, "show_report", lambda *what: written.append(what))
    robot.panel.show(robot.session.results)
    assert written == []
    robot.open(folder, (1, 2))
    assert written
