"""Plots on paper: each on a page of its own, seen first, then printed or kept as a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

import vhegui
from vhegui.gui.plotting.export import paint
from vhegui.gui.plotting.laying_out import on_screen
from vhegui.gui.plotting.paper_dialog import PaperDialog
from vhegui.gui.plotting.sheet import SCREEN_DPI, Sheet, enlarged
from vhegui.gui.theme import LIGHT

MARGIN = 15.0  # mm, which every printer can leave
LETTERS, SMALL = 10.0, 7.5  # pt, of plots and of the line below them
FOOT = 0.3  # inch
UNREACHED = "The printer, or the file, cannot be written to. Choose another in the print dialog."


def preview(views: Sequence[QWidget], failed: Callable[[str], object]) -> PaperDialog:
    """Show plots, or groups of them, as they will be on paper; printing, paper and orientation are chosen there.

    failed(sentence) : nothing could be printed.
    """
    parent, printer = views[0].window(), QPrinter()
    lay_paper(printer, views)
    dialog = PaperDialog(printer, lambda paper: on_paper(paper, views, failed), parent)
    dialog.resize(parent.size() * 0.8)
    dialog.open()
    return dialog


def lay_paper(printer: QPrinter, views: Sequence[QWidget]) -> None:
    """Turn the paper the way round that suits the plots."""
    wide = all(view.width() > view.height() for view in views)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    printer.setDocName(views[0].accessibleName() or views[0].window().windowTitle())


def on_paper(printer: QPrinter, views: Sequence[QWidget], failed: Callable[[str], object]) -> None:
    """Draw a page for each plot. They are vectors in the units of the screen, which letters count in, too."""
    printer.setResolution(round(SCREEN_DPI))
    painter = QPainter()
    if not painter.begin(printer):
        failed(UNREACHED)
        return
    for number, view in enumerate(views):
        if number:
            printer.newPage()
        _page(printer, painter, view)
    painter.end()


def _page(printer: QPagedPaintDevice, painter: QPainter, view: QWidget) -> None:
    """A plot as wide as the paper, with a line below that says what it is of, and when."""
    room = printer.pageLayout().paintRect(QPageLayout.Unit.Inch)
    high = room.height() - FOOT
    wanted = Sheet(room.width(), min(high, room.width() * view.height() / view.width()), LETTERS, SCREEN_DPI)
    sheet = enlarged(wanted, on_screen(view))
    factor = min(1.0, room.width() / sheet.width, high / sheet.height)
    painter.save()
    painter.scale(factor, factor)
    paint(view, painter, sheet, theme=LIGHT)
    painter.restore()
    font = QFont(painter.font())
    font.setPointSizeF(SMALL)
    painter.setFont(font)
    painter.setPen(LIGHT.color("text"))
    foot = QRectF(0, sheet.height * factor * SCREEN_DPI, room.width() * SCREEN_DPI, FOOT * SCREEN_DPI)
    title = view.window().windowTitle().partition("[*]")[0]
    said = f"{title} · {datetime.now():%Y-%m-%d %H:%M} · vhegui {vhegui.__version__}"
    painter.drawText(foot, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, said)
