"""Message bar, empty state, energy range."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.energy_range import EnergyRange
from vhegui.gui.widgets.message_bar import MessageBar


def test_a_message_says_its_severity_in_words_and_its_button_acts_once(show):
    bar, done = MessageBar(), []
    show(bar, 500, 50)
    bar.show_message("error", "Run 23523 has no PSF.", "Leave it out", lambda: done.append(1))
    assert any(label.accessibleName().startswith("Error: Run 23523") for label in bar.findChildren(QLabel))
    QTest.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert done == [1]
    assert bar.isHidden()


def test_escape_dismisses_a_message(show, qtbot):
    bar = MessageBar()
    show(bar, 500, 50)
    bar.show_message("information", "Saved.")
    with qtbot.waitSignal(bar.dismissed):
        QTest.keyClick(bar, Qt.Key.Key_Escape)


def test_an_unknown_severity_is_refused(qapp):
    with pytest.raises(ValueError, match="warning"):
        MessageBar().show_message("fatal", "?")


def test_an_empty_state_offers_what_to_do_next(show, qtbot):
    empty = EmptyState("No runs yet", "Open a folder of DL3 files.", "Open folder…")
    both = EmptyOr(QLabel("content"), empty)
    show(both)
    both.set_empty(True)
    with qtbot.waitSignal(empty.triggered):
        QTest.mouseClick(empty.findChild(QPushButton), Qt.MouseButton.LeftButton)
    both.set_empty(False)
    assert both.content.isVisible()
    assert not empty.isVisible()


def test_a_typed_energy_in_gev_moves_the_slider(show, qtbot):
    chooser = EnergyRange("Energy", 0.01, 100.0)
    show(chooser, 500, 40)
    chooser.low.setFocus()
    chooser.low.selectAll()
    QTest.keyClicks(chooser.low, "500 GeV")
    with qtbot.waitSignal(chooser.changed) as signal:
        QTest.keyClick(chooser.low, Qt.Key.Key_Return)
    assert signal.args == pytest.approx([0.5, 100.0])
    assert chooser.slider.range == pytest.approx((0.5, 100.0))
