"""A row that goes on in the next line."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from vhegui.gui.widgets.flow_row import FlowRow


def row_of(show, width: int, count: int = 5):
    row, labels = FlowRow("numbers"), [QLabel(f"a label of some length {i}") for i in range(count)]
    row.add(*labels)
    show(row, width, 200)
    return row, labels


def test_widgets_go_on_in_the_next_line_and_none_is_cut(show):
    row, labels = row_of(show, 320)
    assert len({label.y() for label in labels}) > 1
    assert all(label.geometry().right() <= row.width() for label in labels)


def test_a_wide_row_is_one_line(show):
    row, labels = row_of(show, 1500)
    assert len({label.y() for label in labels}) == 1
    assert row.heightForWidth(1500) < row.heightForWidth(320)


def test_beyond_the_most_lines_widgets_are_left_out(show, qapp):
    row, labels = row_of(show, 320)
    row.set_most_lines(1)
    qapp.processEvents()
    assert labels[0].width() > 0 and labels[-1].width() == 0
    assert row.heightForWidth(320) == row.heightForWidth(1500)


def test_hidden_widgets_take_no_room(show, qapp):
    _, labels = row_of(show, 1500)
    before = labels[1].x()
    labels[0].hide()
    qapp.processEvents()
    assert labels[1].x() < before
