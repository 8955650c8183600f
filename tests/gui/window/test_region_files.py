"""Region files opened in the window for one use or another, and written by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from vhegui.analysis import edits
from vhegui.analysis.marks import Mark
from vhegui.analysis.region_refs import RegionRef
from vhegui.analysis.session.reading import write_session
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.point import Point
from vhegui.core.regions.rectangle import Rectangle
from vhegui.gui.window import session_commands

DS9 = """# Region file format: DS9 version 4.1
icrs
-circle(83.9,22.4,0.2) # text={star}
box(83.2,21.6,0.4d,0.2d,0) # color=#ff8800 tag={west}
"""


@pytest.fixture
def window(make_window, rest):
    window = make_window()
    rest(window)
    return window


def question(window) -> QMessageBox:
    """The question that is asked, of several the last."""
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()][-1]


@pytest.fixture
def answer(window, qtbot):
    """Function that presses a button of the question; returns what was asked."""

    def press(text: str) -> str:
        qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)), timeout=10_000)
        box = question(window)
        asked = box.text()
        button = next(each for each in box.buttons() if each.text().replace("&", "") == text)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        return asked

    return press


def drop(window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    )


@pytest.mark.parametrize(
    ("button", "excluded", "measuring"), [("Exclusions", 2, 0), ("Measuring regions", 0, 2), ("As the file says", 1, 1)]
)
def test_a_file_that_is_dropped_asks_what_its_regions_are_for(
    window, rest, answer, tmp_path, button, excluded, measuring
):
    (tmp_path / "field.reg").write_text(DS9)
    drop(window, tmp_path / "field.reg")
    assert answer(button) == "field.reg holds 2 regions."
    rest(window)
    analysis = window.session.analysis
    assert (len(analysis.exclusions), len(analysis.marks)) == (excluded, measuring)
    assert len(window.session.chosen_regions) == 2
    assert window.session.history.undo_label == "Regions of field.reg"
    if measuring == 2:
        assert analysis.marks[0].name == "star" and analysis.marks[1].group == "west"


@pytest.mark.parametrize("how", ["Cancel", "Escape", "close"])
def test_cancel_escape_and_closing_the_question_leave_everything(window, rest, answer, tmp_path, how):
    (tmp_path / "field.reg").write_text(DS9)
    before = window.session.analysis
    drop(window, tmp_path / "field.reg")
    rest(window)  # nothing waits for the answer
    if how == "Cancel":
        answer(how)
    elif how == "Escape":
        QTest.keyClick(question(window), Qt.Key.Key_Escape)
    else:
        question(window).close()
    rest(window)
    assert window.session.analysis == before
    assert not any(box.isVisible() for box in window.findChildren(QMessageBox))


def test_each_of_two_files_gets_the_answer_to_its_own_question(window, rest, answer, tmp_path):
    (tmp_path / "first.reg").write_text(DS9)
    (tmp_path / "second.reg").write_text("icrs\ncircle(83.0,22.0,0.1)\n")
    for name in ("first.reg", "second.reg"):
        drop(window, tmp_path / name)
        rest(window)
    assert answer("Measuring regions") == "second.reg holds one region."
    assert answer("Exclusions") == "first.reg holds 2 regions."
    assert [mark.shape for mark in window.session.analysis.marks] == [Circle(83.0, 22.0, 0.1)]
    assert len(window.session.analysis.exclusions) == 2


def test_the_answer_is_for_the_session_that_is_open_then(window, rest, answer, tmp_path):
    (tmp_path / "field.reg").write_text(DS9)
    write_session(tmp_path / "other.yaml", edits.add_mark(window.session.analysis, Mark(Point(80.0, 20.0))))
    drop(window, tmp_path / "field.reg")
    rest(window)
    session_commands.open_session(window, tmp_path / "other.yaml")
    rest(window)
    answer("Measuring regions")
    assert [type(mark.shape) for mark in window.session.analysis.marks] == [Point, Circle, Rectangle]
    window.session.undo()
    assert [mark.shape for mark in window.session.analysis.marks] == [Point(80.0, 20.0)]


def test_a_window_that_closes_takes_its_question_with_it(window, rest, tmp_path):
    (tmp_path / "field.reg").write_text(DS9)
    drop(window, tmp_path / "field.reg")
    rest(window)
    before = window.session.analysis
    window.close()
    assert not any(box.isVisible() for box in window.findChildren(QMessageBox))
    assert window.session.analysis == before


@pytest.mark.parametrize("name", ["out.reg", "out.fits"])
def test_what_is_saved_is_opened_again(window, rest, answer, tmp_path, file_answers, name):
    session, path = window.session, tmp_path / name
    session.apply("Exclude", edits.add_exclusion, Rectangle(84.0, 22.6, 0.4, 0.2, 30.0))
    session.apply("Mark", edits.add_mark, Mark(Circle(83.63, 22.01, 0.2), "nebula", "#ff8800", "east"))
    session.apply("Mark", edits.add_mark, Mark(Point(83.0, 21.0), "spot"))
    file_answers.choose(path)
    window.actions_by_name["save-regions"].trigger()
    assert path.is_file()
    before = session.analysis
    for ref in (RegionRef("measure", 1), RegionRef("measure", 0), RegionRef("exclusion", 0)):
        session.choose_regions((ref,))
        window.actions_by_name["region-delete"].trigger()
    assert session.analysis.marks == session.analysis.exclusions == ()
    if name == "out.reg":
        file_answers.choose(path)
        window.actions_by_name["open-regions"].trigger()
    else:
        drop(window, path)  # a FITS file like others, told by what is in it
    answer("As the file says")
    rest(window)
    (box,) = session.analysis.exclusions
    assert (box.ra, box.dec, box.width, box.height, box.angle) == pytest.approx((84.0, 22.6, 0.4, 0.2, 30.0), rel=1e-6)
    nebula, spot = session.analysis.marks
    assert (nebula.name, nebula.color, nebula.group) == ("nebula", "#ff8800", "east")
    assert nebula.shape.radius == pytest.approx(before.marks[0].shape.radius) and isinstance(spot.shape, Point)


def test_a_file_that_cannot_be_read_says_so(window, rest, tmp_path):
    (tmp_path / "broken.reg").write_text("icrs\ncircle(83.9,22.4\n")
    drop(window, tmp_path / "broken.reg")
    rest(window)
    assert "broken.reg, line 2" in window.messages.text
