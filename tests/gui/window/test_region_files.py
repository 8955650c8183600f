"""Region files opened in the window for one use or another, and written by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox

from vhegui.analysis import edits
from vhegui.analysis.marks import Mark
from vhegui.analysis.region_refs import RegionRef
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.point import Point
from vhegui.core.regions.rectangle import Rectangle

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


@pytest.fixture
def answer(monkeypatch):
    """Function that says which button of the next question is pressed."""

    def choose(text: str) -> list[str]:
        asked: list[str] = []

        def execute(box: QMessageBox) -> int:
            asked.append(box.text())
            next(each for each in box.buttons() if each.text().replace("&", "") == text).click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", execute)
        return asked

    return choose


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
    asked = answer(button)
    drop(window, tmp_path / "field.reg")
    rest(window)
    assert asked == ["field.reg holds 2 regions."]
    analysis = window.session.analysis
    assert (len(analysis.exclusions), len(analysis.marks)) == (excluded, measuring)
    assert len(window.session.chosen_regions) == 2
    assert window.session.history.undo_label == "Regions of field.reg"
    if measuring == 2:
        assert analysis.marks[0].name == "star" and analysis.marks[1].group == "west"


def test_cancel_leaves_everything(window, rest, answer, tmp_path):
    (tmp_path / "field.reg").write_text(DS9)
    answer("Cancel")
    before = window.session.analysis
    drop(window, tmp_path / "field.reg")
    rest(window)
    assert window.session.analysis == before


@pytest.mark.parametrize("name", ["out.reg", "out.fits"])
def test_what_is_saved_is_opened_again(window, rest, answer, tmp_path, monkeypatch, name):
    session, path = window.session, tmp_path / name
    session.apply("Exclude", edits.add_exclusion, Rectangle(84.0, 22.6, 0.4, 0.2, 30.0))
    session.apply("Mark", edits.add_mark, Mark(Circle(83.63, 22.01, 0.2), "nebula", "#ff8800", "east"))
    session.apply("Mark", edits.add_mark, Mark(Point(83.0, 21.0), "spot"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_by_name["save-regions"].trigger()
    assert path.is_file()
    before = session.analysis
    for ref in (RegionRef("measure", 1), RegionRef("measure", 0), RegionRef("exclusion", 0)):
        session.choose_regions((ref,))
        window.actions_by_name["region-delete"].trigger()
    assert session.analysis.marks == session.analysis.exclusions == ()
    answer("As the file says")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_by_name["open-regions"].trigger()
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
