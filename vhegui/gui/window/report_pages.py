"""The report of an analysis on paper: Qt's own layout of rich text, which knows less of styles than a browser."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from vhegui.gui.plotting.sheet import SCREEN_DPI

LETTERS = 9.0  # pt
WIDEST = 420  # pixels of the screen: two pictures on a page
STYLE = """
h1 { font-size: 17pt; } h2 { font-size: 13pt; margin-top: 14pt; } h3 { font-size: 10pt; margin-top: 8pt; }
table { font-size: 7.5pt; } th { text-align: left; } td.number, th.number { text-align: right; }
pre { font-size: 7pt; white-space: pre-wrap; } .soft { color: #444444; }
"""
PARAGRAPHS = (  # Qt knows no figures: their pictures would stand in the line before
    ("<table>", '<table cellpadding="3">'),
    ("<figure>", "<p>"),
    ("<figcaption>", '</p><p class="soft">'),
    ("</figcaption></figure>", "</p>"),
)


def report_document(page: str) -> QTextDocument:
    """A report, as `report_html` writes it, in black on white."""
    page = re.sub(r"<style>.*?</style>", f"<style>{STYLE}</style>", page, count=1, flags=re.DOTALL)
    for theirs, ours in PARAGRAPHS:
        page = page.replace(theirs, ours)
    page = re.sub(r'(<img [^>]*width=")(\d+)"', lambda found: f'{found[1]}{min(int(found[2]), WIDEST)}"', page)
    document = QTextDocument()
    font = QFont()
    font.setPointSizeF(LETTERS)
    document.setDefaultFont(font)
    document.setHtml(page)
    return document


def report_on_paper(printer: QPrinter, document: QTextDocument) -> None:
    """All pages of a report, with their numbers."""
    printer.setResolution(round(SCREEN_DPI))
    document.print_(printer)
