"""A key that makes no number is left out, and that is said."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QToolTip

from vhegui.gui.numbers.refused_keys import say_refused


def test_letters_and_too_many_decimals_are_said_where_they_were_typed(show):
    box = QDoubleSpinBox()
    box.setDecimals(2)
    box.setRange(0.01, 5.0)
    box.setSuffix("°")
    say_refused(box)
    show(box, 120, 30)
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "1.5")
    assert not QToolTip.isVisible()
    QTest.keyClicks(box, "x")
    assert QToolTip.isVisible() and "“x” was left out" in QToolTip.text()
    assert "from 0.01° to 5.00°" in QToolTip.text() and "2 decimals" in QToolTip.text()
    QTest.keyClicks(box, "2")
    assert box.value() == 1.52
    QTest.keyClicks(box, "7")
    assert "“7” was left out" in QToolTip.text() and box.value() == 1.52
    QToolTip.hideText()
