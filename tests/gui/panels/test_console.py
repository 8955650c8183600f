"""The Python console, typed in: values, blocks, errors, what was typed before, completion, stopping, edits."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from vhegui.analysis.state import Target
from vhegui.gui.panels.console import ConsolePanel
from vhegui.gui.panels.console.interpreter import needs_more, parts
from vhegui.gui.session.session import Session

ENTER = Qt.Key.Key_Return


@pytest.fixture
def console(qtbot, tmp_path):
    session = Session()
    session.settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    panel = ConsolePanel(session)
    qtbot.addWidget(panel.view)
    panel.view.resize(600, 400)
    panel.view.show()
    yield panel
    panel.interpreter.stop()
    session.close()


def typed(console, qtbot, *lines: str) -> str:
    """Type lines, run them, and return what came of it."""
    field = console.view.field
    console.view.output.clear()
    for line in lines:
        QTest.keyClicks(field, line)
        QTest.keyClick(field, ENTER)
    qtbot.waitUntil(lambda: not console.view.stop.isEnabled())
    return console.view.output.toPlainText()


def test_values_are_shown_and_names_kept(console, qtbot):
    assert typed(console, qtbot, "x = np.arange(4); int(x.sum())") == ">>> x = np.arange(4); int(x.sum())\n6\n"
    assert typed(console, qtbot, "print('a'); x + 1").endswith("a\narray([1, 2, 3, 4])\n")


def test_a_block_goes_on_until_an_empty_line(console, qtbot):
    said = typed(console, qtbot, "def double(x):", "return 2 * x", "")
    assert said == ">>> def double(x):\n...     return 2 * x\n"
    assert typed(console, qtbot, "double(21)").endswith("42\n")


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("1 +", False),
        ("f(1,", True),
        ("if x:", True),
        ("if x:\n    1", True),
        ("if x:\n    1\n", False),
        ("x = 1", False),
    ],
)
def test_what_goes_on_in_another_line(source, more):
    assert needs_more(source) is more


def test_of_several_statements_the_last_value_is_shown():
    assert len(list(parts("a = 1\nb = 2\na + b", "<test>"))) == 2
    assert list(parts("# nothing", "<test>")) == []


def test_an_error_is_told_from_where_it_was_typed_and_nothing_ends(console, qtbot):
    said = typed(console, qtbot, "1 / 0")
    assert "ZeroDivisionError" in said and 'File "<console 1>", line 1' in said
    assert "interpreter.py" not in said
    assert "SyntaxError" in typed(console, qtbot, "1 +")
    assert "Close the panel" in typed(console, qtbot, "exit()")
    assert "nothing can be typed in" in typed(console, qtbot, "input('a')")
    assert typed(console, qtbot, "1 + 1").endswith("2\n")


def test_what_was_typed_is_taken_again_and_remembered(console, qtbot):
    field = console.view.field
    typed(console, qtbot, "a = 1")
    typed(console, qtbot, "b = 2")
    QTest.keyClicks(field, "new")
    for key, text in (("Up", "b = 2"), ("Up", "a = 1"), ("Up", "a = 1"), ("Down", "b = 2"), ("Down", "new")):
        QTest.keyClick(field, Qt.Key[f"Key_{key}"])
        assert field.toPlainText() == text
    again = ConsolePanel(console.session)
    qtbot.addWidget(again.view)
    assert again.view.field.before.sources == ["a = 1", "b = 2"]


def test_tab_completes_names_and_shows_a_choice(console, qtbot):
    field = console.view.field
    QTest.keyClicks(field, "y = np.arct")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.toPlainText() == "y = np.arctan"
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert "np.arctan2" in console.view.output.toPlainText()


def test_what_runs_too_long_is_stopped_and_the_window_lives(console, qtbot):
    QTest.keyClicks(console.view.field, "while True: print('x' * 50)")
    QTest.keyClick(console.view.field, ENTER)
    QTest.keyClick(console.view.field, ENTER)
    qtbot.waitUntil(lambda: "xxx" in console.view.output.toPlainText())
    QTest.keyClicks(console.view.field, "meanwhile")
    QTest.mouseClick(console.view.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not console.view.stop.isEnabled())
    assert "KeyboardInterrupt" in console.view.output.toPlainText()
    assert console.view.field.toPlainText() == "meanwhile"


def test_an_edit_is_made_in_the_window_and_undone_there(console, qtbot):
    session = console.session
    said = typed(console, qtbot, 'now = apply(edits.point_at, Target("Crab", 83.63, 22.01)); now is analysis')
    assert said.endswith("True\n")
    assert session.analysis.target == Target("Crab", 83.63, 22.01)
    assert session.history.undo_label == "Python"
    session.undo()
    assert session.analysis.target is None
    assert "None\n" in typed(console, qtbot, "print(analysis.target)")


def test_what_could_not_be_kept_is_refused(console, qtbot):
    before = console.session.analysis
    assert "no analysis, but int" in typed(console, qtbot, "apply(lambda analysis: 3)")
    wrong = "from dataclasses import replace; apply(replace(analysis, energy=replace(analysis.energy, bins=-4)))"
    assert "Error" in typed(console, qtbot, wrong)
    assert console.session.analysis is before


def test_results_are_those_of_now(console, qtbot):
    console.session.results = type(console.session.results)(
        console.session.analysis, values={"fresh": np.float64(2.5), "stale": 1}, stale=frozenset({"stale"})
    )
    assert typed(console, qtbot, "list(results)").endswith("['fresh']\n")


def test_what_was_typed_is_saved_as_a_script(console, qtbot, tmp_path, file_answers):
    typed(console, qtbot, "a = 1")
    typed(console, qtbot, "a + 1")
    file_answers.choose(tmp_path / "mine.py")
    next(action for action in console.view.actions() if action.text() == "Save as script…").trigger()
    assert (tmp_path / "mine.py").read_text() == "a = 1\na + 1\n"
