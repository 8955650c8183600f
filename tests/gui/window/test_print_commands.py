"""Printing from the menu: the plot that has the keyboard, or a sentence where its panel has none."""

from __future__ import annotations

import re

from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from vhegui.analysis.export.report import html
from vhegui.gui.plotting import printing
from vhegui.gui.plotting.paper_dialog import PaperDialog
from vhegui.gui.window import export_commands
from vhegui.gui.window.report_pages import report_document, report_on_paper


def test_the_plot_with_the_keyboard_is_put_on_paper_and_a_panel_without_plots_says_so(demo_window, qtbot, monkeypatch):
    window, drawn = demo_window, []
    monkeypatch.setattr(printing, "on_paper", lambda printer, views, failed: drawn.append(views))
    window.workspaces.show("response")
    sky = window.panels["countmap"].view.sky
    sky.setFocus()
    window.actions_by_name["print"].trigger()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog))
    qtbot.waitUntil(lambda: bool(drawn))
    assert all(views == [sky] for views in drawn)
    dialog.close()
    window.workspaces.show("compare")
    window.docks["log"].show()
    window.docks["log"].raise_()
    text = window.panels["log"].widget
    qtbot.waitUntil(text.isVisible)
    text.setFocus()
    window.actions_by_name["print"].trigger()
    assert "Log has no plots to print" in window.messages.text


def test_the_report_is_put_on_paper_with_pictures_that_leave_room(qapp, tmp_path):
    picture = QImage(1600, 900, QImage.Format.Format_RGB32)
    picture.fill(0x336699)
    picture.save(str(tmp_path / "a.png"))
    shown = html.picture((tmp_path / "a.png").read_bytes(), "A map", 900)
    document = report_document(html.page("Crab", "vhegui", ["<h1>Crab</h1>", shown, html.paragraph("word " * 3000)]))
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "a.pdf"))
    report_on_paper(printer, document)
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert "color-scheme" not in document.toPlainText()
    assert len(re.findall(rb"/Type /Page\b", pdf)) > 1
    assert b"/Subtype /Image" in pdf
    assert 'width="420"' in document.toHtml()


def test_the_report_of_the_window_is_seen_on_paper(demo_window, qtbot, monkeypatch):
    monkeypatch.setattr("vhegui.gui.figures.headless.draw_each", lambda *given, **looks: iter(()))
    export_commands.print_report(demo_window)
    found = lambda: [each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog)]  # noqa: E731
    qtbot.waitUntil(lambda: any(each.isVisible() for each in found()), timeout=30000)
    for each in found():
        each.close()
