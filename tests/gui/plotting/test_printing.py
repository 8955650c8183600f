"""Plots on paper: a page each, wide paper for wide plots, as vectors with letters that are read there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from shiboken6 import isValid

from vhegui.gui.plotting.paper_dialog import NO_PRINTER, PaperDialog
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.plotting.printing import UNREACHED, lay_paper, on_paper
from vhegui.gui.theme import DARK

LANDSCAPE, PORTRAIT = QPageLayout.Orientation.Landscape, QPageLayout.Orientation.Portrait


def printed(views: list[QWidget], path: Path) -> tuple[QPrinter, bytes]:
    """The printer, and what it wrote into a PDF."""
    printer = QPrinter()
    lay_paper(printer, views)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    on_paper(printer, views, pytest.fail)
    return printer, path.read_bytes()


def strokes(pdf: bytes) -> list[int]:
    """How many lines are drawn on each page."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    drawn = []
    for stream in streams:
        try:
            drawn.append(len(re.findall(rb" l\n", zlib.decompress(stream))))
        except zlib.error:  # a font
            continue
    return [count for count in drawn if count]


def test_each_plot_has_a_page_in_colours_of_paper_and_is_left_as_it_was(plot, tmp_path):
    printer, pdf = printed([plot, plot], tmp_path / "a.pdf")
    assert printer.pageLayout().orientation() == LANDSCAPE
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2
    assert len(strokes(pdf)) == 2
    assert min(strokes(pdf)) > 60  # the curve alone has 49
    assert (plot.theme, plot.width(), plot.height()) == (DARK, 400, 300)


def test_a_high_plot_stands_on_a_high_page(plot, tmp_path):
    plot.resize(300, 500)
    printer, _ = printed([plot], tmp_path / "a.pdf")
    assert printer.pageLayout().orientation() == PORTRAIT


def test_what_cannot_be_written_is_said(plot, tmp_path, no_qt_warnings):
    printer, said = QPrinter(), []
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "a.pdf"))
    on_paper(printer, [plot], said.append)
    assert said == [UNREACHED]
    no_qt_warnings.clear()  # Qt complains of the file, too


@pytest.fixture
def dialog(plot, qtbot) -> Iterator[PaperDialog]:
    """As the menu of a plot opens it."""
    actions = {action.text(): action for action in add_plot_menu(plot, "spectrum", pytest.fail)}
    actions["Print…"].trigger()
    shown = next(each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog))
    qtbot.waitUntil(shown.isVisible)
    yield shown
    if isValid(shown):
        shown.close()


def test_the_menu_of_a_plot_shows_it_on_paper_and_what_is_chosen_there_is_saved(dialog, tmp_path):
    assert dialog.way.currentText() == "Landscape"
    choose(dialog.paper, "A3")
    choose(dialog.way, "Portrait")
    dialog.save(tmp_path / "a.pdf")
    pdf = (tmp_path / "a.pdf").read_bytes()
    box = re.search(rb"/MediaBox \[([^\]]*)\]", pdf)
    assert box is not None
    assert [float(side) for side in box[1].split()] == pytest.approx([0, 0, 842, 1191], abs=2)  # pt
    assert min(strokes(pdf)) > 60


def test_without_a_printer_that_is_said_and_nothing_is_lost(dialog, monkeypatch):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    QTest.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert dialog.said.text() == NO_PRINTER
    assert dialog.said.isVisible()
    assert dialog.isVisible()


def choose(box: QComboBox, text: str) -> None:
    """As by hand."""
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())
