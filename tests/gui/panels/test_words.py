"""Words that a user reads: limits with their confidence level, one name for one thing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.gui.panels import PANELS
from vhegui.gui.panels.spectrum.point_controls import PointControls, level_of, level_text
from vhegui.gui.window.actions.registry import ACTIONS


@pytest.mark.parametrize(
    ("typed", "sigma", "shown"),
    [
        ("2", 2.0, "2 σ · 95.4 % C.L."),
        ("1.645 σ", 1.645, "1.645 σ · 90.0 % C.L."),
        ("95 %", 1.95996, "1.96 σ · 95.0 % C.L."),
        ("95.4 % C.L.", 1.9954, "1.995 σ · 95.4 % C.L."),
        ("3 σ · 99.7 % C.L.", 3.0, "3 σ · 99.7 % C.L."),
    ],
)
def test_limits_are_read_and_shown_in_sigma_and_per_cent(typed, sigma, shown):
    assert level_of(typed) == pytest.approx(sigma, rel=1e-3) and level_text(level_of(typed)) == shown


def test_a_confidence_level_is_typed(show, qtbot):
    controls = show(PointControls())
    controls.threshold.set_value(4.0)
    with qtbot.waitSignal(controls.limits_chosen) as chosen:
        controls.level.selectAll()
        QTest.keyClicks(controls.level, "95 %")
        QTest.keyClick(controls.level, Qt.Key.Key_Return)
    assert chosen.args == [pytest.approx(1.95996, rel=1e-4), 4.0]


def test_one_name_is_one_thing():
    titles = [entry.title for entry in PANELS]
    assert len(titles) == len(set(titles))
    commands = [(entry.menu, entry.text) for entry in ACTIONS]
    assert len(commands) == len(set(commands))
    text = " ".join(f"{entry.text} {entry.tip}" for entry in ACTIONS).lower()
    for odd in ("mosaic rule", "held up", "let go", "seen by", "skies"):
        assert odd not in text
