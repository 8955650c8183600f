"""Nothing is lost: history, snapshots, the question at the end, where sessions are saved, one window for all files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from small_dl3 import write_small_store

from vhegui.analysis import edits
from vhegui.analysis.session.reading import read_session
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.window import opening, session_commands
from vhegui.gui.window.main_window import MainWindow


@pytest.fixture
def window(make_window) -> MainWindow:
    window = make_window()
    for number in range(3):
        window.session.apply(f"Exclude {number}", edits.add_exclusion, Circle(83.0 + number, 22.0, 0.2))
    return window


@pytest.fixture
def history(window, qtbot):
    window.show_panel("history")
    panel = window.panels["history"]
    qtbot.waitUntil(lambda: panel.view.entries.count() == 4)
    return panel.view


def excluded(window: MainWindow) -> int:
    return len(window.session.analysis.exclusions)


def question(window: MainWindow) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def answer(box: QMessageBox, text: str) -> None:
    button = next(each for each in box.buttons() if each.text().replace("&", "").startswith(text))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_click_in_the_history_leads_to_that_state_and_back(window, history, qtbot):
    assert [history.entries.item(row).text() for row in range(4)] == ["Start", "Exclude 0", "Exclude 1", "Exclude 2"]
    at = history.entries.visualItemRect(history.entries.item(1)).center()
    QTest.mouseClick(history.entries.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert excluded(window) == 1 and window.session.history.redo_label == "Exclude 1"
    qtbot.waitUntil(lambda: history.entries.item(3).font().italic())  # had again with redo
    QTest.keyClick(history.entries, Qt.Key.Key_End)
    assert excluded(window) == 3
    window.session.undo()
    qtbot.waitUntil(lambda: history.entries.currentRow() == 2)


def test_a_snapshot_is_kept_saved_compared_and_gone_back_to(window, history, make_window, qtbot, rest, tmp_path):
    history.field.setFocus()
    QTest.keyClicks(history.field, "three discs")
    QTest.keyClick(history.field, Qt.Key.Key_Return)
    window.session.apply("Remove exclusion", edits.remove_exclusion, 0)
    qtbot.waitUntil(lambda: history.snapshots.count() == 1)
    window.session_file = None
    assert session_commands.write_session(window, tmp_path / "mine.yaml") and not window.recovery.unsaved
    assert len(read_session(tmp_path / "mine.yaml")[0].exclusions) == 2
    second = make_window()
    opening.open_any(second, tmp_path / "mine.yaml")
    rest(second)
    second.show_panel("history")
    view = second.panels["history"].view
    qtbot.waitUntil(lambda: view.snapshots.count() == 1)
    view.snapshots.setCurrentRow(0)
    QTest.mouseClick(view.compare, Qt.MouseButton.LeftButton)
    assert len(second.session.pinned.analysis.exclusions) == 3
    QTest.mouseClick(view.go, Qt.MouseButton.LeftButton)
    assert excluded(second) == 3 and second.session.history.undo_label == "Go to three discs"
    QTest.mouseClick(view.remove, Qt.MouseButton.LeftButton)
    assert second.session.snapshots.kept == {} and second.recovery.unsaved


def test_closing_asks_once_something_is_unsaved_and_waits_for_nobody(window, tmp_path, file_answers):
    window.session.preferences.put("ask_before_closing", True)
    window.close()
    assert window.isVisible()
    answer(question(window), "Cancel")
    assert window.isVisible() and not window.findChild(QMessageBox, options=Qt.FindChildOption.FindDirectChildrenOnly) \
        .isVisible()  # fmt: skip
    file_answers.choose(tmp_path / "kept.yaml")
    window.close()
    answer(question(window), "Save")
    assert not window.isVisible() and len(read_session(tmp_path / "kept.yaml")[0].exclusions) == 3
    assert window.recovery.left_behind() == []


def test_a_window_closes_once_it_is_said_that_a_file_of_others_is_replaced(window, tmp_path):
    path = tmp_path / "mine.yaml"
    session_commands.write_session(window, path)
    window.session.apply("One less", edits.remove_exclusion, 0)
    path.write_text(path.read_text() + "# theirs\n")
    window.session.preferences.put("ask_before_closing", True)
    window.close()
    answer(question(window), "Save")
    assert window.isVisible() and "theirs" in path.read_text()
    answer(question(window), "Replace it")
    assert not window.isVisible() and len(read_session(path)[0].exclusions) == 2


@pytest.mark.parametrize(("button", "left"), [("Keep", 1), ("Forget", 0)])
def test_what_is_kept_is_offered_at_the_next_start_and_what_is_forgotten_is_not(window, button, left):
    window.session.preferences.put("ask_before_closing", True)
    window.close()
    answer(question(window), button)
    assert not window.isVisible() and len(list(window.recovery.folder.glob("*.yaml"))) == left


def test_of_several_sessions_left_behind_one_is_recovered_and_nothing_else_is_lost(window, make_window, rest, tmp_path):
    path = tmp_path / "mine.yaml"
    session_commands.write_session(window, path)
    window.session.apply("One less", edits.remove_exclusion, 0)
    window.recovery.close()  # as a quit or a crash leave it
    other = make_window()
    other.session.apply("Target", edits.set_target, Target("there", 10.0, 20.0))
    other.recovery.close()
    path.write_text(path.read_text() + "# theirs\n")  # by another program, since
    here = make_window()
    here.session.apply("Target", edits.set_target, Target("here", 30.0, 40.0))
    here.actions_by_name["recover"].trigger()
    page = here.start.cover.page
    names = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    assert sorted(names) == ["A session without a file", "The session mine.yaml"]
    QTest.mouseClick(page.buttons[names.index("The session mine.yaml")], Qt.MouseButton.LeftButton)
    rest(here)
    assert excluded(here) == 2 and here.session_file.path == path and here.session_file.changed_elsewhere
    assert [each.target.name for each in here.session.snapshots.analyses.values()] == ["here"]
    (still,) = here.recovery.left_behind()
    assert still.file is None


def test_without_edits_nothing_is_asked(make_window):
    window = make_window()
    window.session.preferences.put("ask_before_closing", True)
    window.close()
    assert not window.isVisible()


def test_another_data_set_is_no_part_of_the_session_file(window, rest, tmp_path):
    write_small_store(tmp_path)
    assert session_commands.write_session(window, tmp_path / "mine.yaml") and window.windowTitle().startswith(
        "mine.yaml"
    )
    opening.open_any(window, tmp_path)
    rest(window)
    assert window.windowTitle().startswith(tmp_path.name) and window.session_file is None


def test_a_session_is_never_proposed_to_be_saved_in_a_hidden_folder(window, tmp_path, file_answers):
    for folder in (tmp_path / ".cache" / "vhegui", tmp_path / "work"):
        folder.mkdir(parents=True)
        window.remember_recent(str(folder / "demo-data-1"))
        session_commands.save_session_as(window)
    first, second = (question.folder for question in file_answers.asked)
    assert ".cache" not in first and second == str(tmp_path / "work")
