"""Plots seen on paper: the paper and how it lies, then a printer or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo, QPrintPreviewWidget
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vhegui.gui.file_questions import ask_save

PAPERS = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3, "A5": QPageSize.PageSizeId.A5,
          "Letter": QPageSize.PageSizeId.Letter, "Legal": QPageSize.PageSizeId.Legal}  # fmt: skip
WAYS = {"Landscape": QPageLayout.Orientation.Landscape, "Portrait": QPageLayout.Orientation.Portrait}
NO_PRINTER = "No printer is installed on this computer. Save a PDF, or add a printer in the settings of the system."
LEAST = (560, 420)  # pixels


class PaperDialog(QDialog):
    """draw(printer) : draws all pages. Nothing here waits: what is asked is answered later."""

    def __init__(self, printer: QPrinter, draw: Callable[[QPrinter], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Print")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.printer, self._draw = printer, draw
        self.paper = _choices("Paper", "Size of the paper", list(PAPERS))
        self.way = _choices("Orientation", "How the paper lies", list(WAYS))
        self.preview = QPrintPreviewWidget(printer, self)
        self.preview.setAccessibleName("What is printed")
        self.preview.setMinimumSize(*LEAST)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About printing")
        self.said.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.pdf_button = self.buttons.addButton("Save as PDF…", QDialogButtonBox.ButtonRole.ActionRole)
        self.print_button = self.buttons.addButton("Print…", QDialogButtonBox.ButtonRole.ActionRole)
        self.pdf_button.setToolTip("Choose a file for the pages")
        self.print_button.setToolTip("Choose a printer")
        self._arrange()
        self._show_layout()
        self.preview.paintRequested.connect(draw)
        self.paper.activated.connect(self._lay)
        self.way.activated.connect(self._lay)
        self.pdf_button.clicked.connect(self.ask_file)
        self.print_button.clicked.connect(self.ask_printer)
        self.buttons.rejected.connect(self.reject)
        self.preview.fitInView()

    def ask_file(self) -> None:
        """Ask for a PDF and write it."""
        ask_save(self, "Save as PDF", f"{self.printer.docName() or 'plots'}.pdf", "PDF (*.pdf)", self.save)

    def save(self, path: Path) -> None:
        """Write the pages into a PDF."""
        printer = QPrinter()
        printer.setPageLayout(self.printer.pageLayout())
        printer.setDocName(self.printer.docName())
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        self._draw(printer)
        self.accept()

    def ask_printer(self) -> None:
        """Ask for a printer, and print."""
        if not QPrinterInfo.availablePrinterNames():
            self.said.setText(NO_PRINTER)
            self.said.show()
            return
        dialog = QPrintDialog(self.printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._print)
        QDialog.open(dialog)  # that of QPrintDialog wants a slot by name

    def _print(self) -> None:
        self._draw(self.printer)
        self.accept()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        for text, box in (("&Paper", self.paper), ("&Orientation", self.way)):
            label = QLabel(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.buttons)

    def _show_layout(self) -> None:
        page = self.printer.pageLayout()
        for box, now, known in ((self.paper, page.pageSize().id(), PAPERS), (self.way, page.orientation(), WAYS)):
            box.setCurrentIndex(next((i for i, each in enumerate(known.values()) if each == now), 0))

    def _lay(self) -> None:
        self.printer.setPageSize(QPageSize(PAPERS[self.paper.currentText()]))
        self.printer.setPageOrientation(WAYS[self.way.currentText()])
        self.preview.updatePreview()


def _choices(name: str, tip: str, words: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.addItems(words)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box
