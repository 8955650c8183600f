"""The manual: every page has a title, is shown, and opens at a heading."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vhegui.gui.window.dialogs.manual import Manual, pages


def test_pages_open_at_their_headings(show, qtbot):
    parent = show(QWidget())
    assert len(pages()) >= 3 and all(page.title and page.headings for page in pages())
    for page in pages():
        manual = Manual(parent)
        manual.open_at(page.title, page.headings[-1])
        assert page.headings[-1] in manual.text.textCursor().block().text()
        assert manual.list.currentItem().text() == page.title
        manual.close()
