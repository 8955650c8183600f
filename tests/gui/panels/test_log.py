"""The log: everything that was said, from any thread, filtered, copied, coloured."""

from __future__ import annotations

import logging
import threading

import panel_on_crab
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from vhegui.analysis import edits
from vhegui.gui.panels.log import LogPanel
from vhegui.gui.panels.log.view import KEPT_LINES
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK


@pytest.fixture
def panel(qtbot):
    with panel_on_crab.shown(LogPanel, qtbot, 700, 300) as panel:
        yield panel


def lines(panel) -> list[tuple[str, str]]:
    """Kind and text of the lines that are shown."""
    table = panel.view.table
    rows = [row for row in range(table.rowCount()) if not table.isRowHidden(row)]
    return [(table.item(row, 1).text(), table.item(row, 2).text()) for row in rows]


def test_messages_and_bugs_of_any_thread_are_lines(panel, qtbot):
    panel.session.message.emit("warning", "no OFF region fits")
    thread = threading.Thread(target=lambda: logging.getLogger("vhegui").error("unexpected error"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(lines(panel)) == 2)
    assert lines(panel) == [("▲ warning", "no OFF region fits"), ("✖ error", "unexpected error")]


def test_a_bug_is_logged_in_full(panel, qtbot):
    panel.session.complain(ZeroDivisionError("of the test"), "the data set could not be checked")
    qtbot.waitUntil(lambda: len(lines(panel)) == 2)
    text = "\n".join(text for _, text in lines(panel))
    assert "ZeroDivisionError" in text
    assert "the data set could not be checked" in text


def test_a_data_set_its_problems_and_the_notes_of_its_runs_are_told_once(panel, data, qtbot):
    session = panel.session
    session.open_path(data / "hess-dl3-dr1", then=lambda a: edits.select_runs(a, (23523,)))
    qtbot.waitUntil(lambda: bool(session.results.loaded.observations), timeout=20_000)
    said = lines(panel)
    assert any("105 runs" in text for _, text in said)
    notes = [str(note) for note in session.loaded.observations[23523].notes]
    assert notes
    assert [text for kind, text in said if kind == "◆ format note" and text in notes] == notes
    session.pull()
    assert lines(panel) == said


def test_the_filter_and_the_box_hide_lines_also_those_that_come_later(panel):
    panel.view.add("note", "no MIGRA axis")
    QTest.keyClicks(panel.view.filter, "migra")
    panel.view.add("information", "opened")
    panel.view.add("error", "MIGRA is empty")
    assert [text for _, text in lines(panel)] == ["no MIGRA axis", "MIGRA is empty"]
    QTest.mouseClick(panel.view.notes, Qt.MouseButton.LeftButton, pos=panel.view.notes.rect().center() * 0.2)
    assert [text for _, text in lines(panel)] == ["MIGRA is empty"]
    panel.view.filter.clear()
    assert [text for _, text in lines(panel)] == ["opened", "MIGRA is empty"]


def test_selected_lines_or_all_are_copied_with_time_and_kind(panel):
    for number in range(3):
        panel.view.add("information", f"line {number}")
    QTest.mouseClick(panel.view.findChild(QPushButton), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[1:] for line in copied] == [["• message", f"line {number}"] for number in range(3)]
    panel.view.table.selectRow(1)
    panel.view.table.setFocus()
    QTest.keyClick(panel.view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("line 1")
    assert "\n" not in QGuiApplication.clipboard().text()


def test_the_log_does_not_grow_without_end(panel):
    table = panel.view.table
    table.setRowCount(KEPT_LINES)
    panel.view.add("information", "the newest")
    assert table.rowCount() == KEPT_LINES
    assert table.item(KEPT_LINES - 1, 2).text() == "the newest"


def test_severities_are_recoloured_with_the_theme(panel):
    panel.view.add("error", "wrong")
    before = panel.view.table.item(0, 1).foreground().color()
    panel.set_theme(DARK)
    after = panel.view.table.item(0, 1).foreground().color()
    assert after == DARK.color("error") != before


def test_a_closed_log_listens_no_more(qtbot):
    logger, session = logging.getLogger("vhegui"), Session()
    before = set(logger.handlers)
    panel = LogPanel(session)
    (listening,) = set(logger.handlers) - before
    panel.view.deleteLater()
    qtbot.waitUntil(lambda: listening not in logger.handlers)
    session.close()
