"""The manual: pages of `resources/help`, each heading of which can be found by typing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from vhegui.core.resources import resource


@dataclass(frozen=True)
class Page:
    """title : its first heading · headings : the others · text : Markdown."""

    title: str
    headings: tuple[str, ...]
    text: str


@cache
def pages() -> tuple[Page, ...]:
    """All pages, in the order of their files."""
    files = sorted(resource("help").iterdir(), key=lambda file: file.name)
    texts = [file.read_text(encoding="utf-8") for file in files if file.name.endswith(".md")]
    return tuple(Page(_headings(text, "# ")[0], _headings(text, "## "), text) for text in texts)


def _headings(text: str, mark: str) -> tuple[str, ...]:
    return tuple(line.removeprefix(mark).strip() for line in text.splitlines() if line.startswith(mark))


class Manual(QDialog):
    """`open_at(title, heading)`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Manual")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list, self.text = QListWidget(), QTextBrowser()
        self.list.setAccessibleName("Pages of the manual")
        self.list.addItems([page.title for page in pages()])
        self.text.setAccessibleName("The page")
        self.text.setOpenExternalLinks(True)
        split = QSplitter()
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        split.setSizes([200, 560])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)
        self.list.currentRowChanged.connect(lambda row: self.text.setMarkdown(pages()[row].text))
        self.list.setCurrentRow(0)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(120 * metrics.averageCharWidth(), 38 * metrics.height())

    def open_at(self, title: str, heading: str = "") -> None:
        """Show a page, from a heading on."""
        self.list.setCurrentRow([page.title for page in pages()].index(title))
        self.open()
        if heading:
            self.text.moveCursor(QTextCursor.MoveOperation.End)  # so that the heading stands at the top
            self.text.setTextCursor(self.text.document().find(heading))
            cursor = self.text.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            self.text.setTextCursor(cursor)
