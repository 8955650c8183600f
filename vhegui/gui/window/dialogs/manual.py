"""The manual: pages of `resources/help` and one of all commands, each heading of which can be found by typing.

Pages refer to each other as files on the web do: `[toys](2-words.md#toys)`, with hyphens for spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextBlock, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from vhegui.core.resources import resource


@dataclass(frozen=True)
class Page:
    """file : its name · title : its first heading · headings : the others · text : Markdown."""

    file: str
    title: str
    headings: tuple[str, ...]
    text: str


@cache
def pages() -> tuple[Page, ...]:
    """All pages, in the order of their files; at the end the commands."""
    files = sorted(resource("help").iterdir(), key=lambda file: file.name)
    texts = {file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".md")}
    texts["commands.md"] = "\n".join(_commands())
    return tuple(Page(name, _headings(text, "# ")[0], _headings(text, "## "), text) for name, text in texts.items())


def _commands() -> Iterator[str]:
    """Every command of the menus with what it does, and its keys as they are at first."""
    from vhegui.gui.window.actions.registry import ACTIONS

    yield "# Commands\n\nEvery command of the menus; `Ctrl+K` finds them, too. Keys are changed in the preferences."
    for menu, entries in groupby(ACTIONS, key=lambda entry: entry.menu.partition("/")[0]):
        yield f"\n## Menu {menu}\n"
        for entry in entries:
            place = " ▸ ".join([*entry.menu.split("/")[1:], entry.text])
            keys = f" (`{entry.shortcut}`)" if entry.shortcut else ""
            yield f"* **{place}**{keys}: {_escaped(entry.tip)}"


def _escaped(text: str) -> str:
    return text.replace("*", r"\*").replace("<", r"\<")


def anchor(heading: str) -> str:
    """What a link to a heading calls it: small letters, hyphens for spaces, no other signs."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


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
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self.follow)
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
        block = self._heading(heading)
        if block is not None:
            self.text.moveCursor(QTextCursor.MoveOperation.End)  # so that the heading stands at the top
            self.text.setTextCursor(QTextCursor(block))

    def follow(self, link: QUrl) -> None:
        """Go to the page and heading that a link names; anything else is for the desktop to open."""
        page = next((page for page in pages() if page.file == link.path()), None)
        if page is None:
            QDesktopServices.openUrl(link)
        else:
            asked = link.fragment(QUrl.ComponentFormattingOption.FullyDecoded)
            self.open_at(page.title, next((each for each in page.headings if anchor(each) == asked), ""))

    def _heading(self, text: str) -> QTextBlock | None:
        block = self.text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == 2 and block.text() == text:
                return block
            block = block.next()
        return None
