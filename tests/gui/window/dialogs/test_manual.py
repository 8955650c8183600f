"""The manual: what it shows, and that it speaks of the program as it is."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QWidget

from vhegui.analysis.runs.query import read_query
from vhegui.cli import COMMANDS
from vhegui.gui.panels import PANELS
from vhegui.gui.window.actions.registry import ACTIONS
from vhegui.gui.window.dialogs.help import OF_PANELS
from vhegui.gui.window.dialogs.manual import Manual, anchor, pages
from vhegui.gui.window.workspaces.defaults import WORKSPACES

README = (Path(__file__).resolve().parents[4] / "README.md").read_text()
WRITTEN = "\n".join(page.text for page in pages() if page.file != "commands.md")


def _headings(file: str) -> tuple[str, ...]:
    return next(page.headings for page in pages() if page.file == file)


def test_pages_open_at_their_headings(show):
    parent = show(QWidget())
    manual = Manual(parent)
    for page in pages():
        for heading in page.headings:
            manual.open_at(page.title, heading)
            assert manual.text.textCursor().block().text() == heading
            assert manual.list.currentItem().text() == page.title


def _links(document: QTextDocument) -> set[str]:
    """As the reader sees them: what is no link in Markdown is none here."""
    found, block = set(), document.begin()
    while block.isValid():
        found |= {each.format.anchorHref() for each in block.textFormats() if each.format.isAnchor()}
        block = block.next()
    return found


def test_links_lead_to_pages_headings_and_the_browser(show, monkeypatch):
    parent, opened = show(QWidget()), []
    manual = Manual(parent)
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    seen = set()
    for page in pages():
        manual.open_at(page.title)
        seen |= _links(manual.text.document())
    assert seen == set(re.findall(r"\]\(([^)]+)\)", WRITTEN)) and len(seen) > 5
    for link in seen:
        manual.follow(QUrl(link))
        if link.startswith("https:"):
            assert opened.pop() == QUrl(link)
            continue
        _, _, heading = link.partition("#")
        assert not opened, f"no page {link}"
        assert not heading or anchor(manual.text.textCursor().block().text()) == heading


def test_every_panel_and_workspace_is_explained():
    assert set(_headings("4-panels.md")) == {"Workspaces", *(panel.title for panel in PANELS)}
    assert all(f"*{each.title}*" in WRITTEN for each in WORKSPACES)


def test_every_command_stands_in_it():
    page = next(page.text for page in pages() if page.file == "commands.md")
    assert all(f"{entry.text}**" in page and entry.tip[:20].replace("*", r"\*") in page for entry in ACTIONS)
    assert all(f"vhegui {name}" in WRITTEN for name in COMMANDS)


KEYS = r"`((?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z]\d*|\d|Space|[+-]))`"
PLACES = r"\*(\w[\w ]*) ▸ ([^*▸]+)\*"


def test_keys_are_those_of_the_program():
    keys = {key for *_, keys in OF_PANELS for key in keys.split(", ")} | {entry.shortcut for entry in ACTIONS}
    named = set(re.findall(KEYS, WRITTEN + README))
    assert named - keys == set() and len(named) > 20


def test_places_in_the_menus_are_there():
    """*File ▸ Open files*, or a menu in a menu: *View ▸ Workspace*."""
    places = {(entry.menu.partition("/")[0], entry.text.rstrip("…")) for entry in ACTIONS}
    folders = {(menu, folder) for menu, _, folder in (entry.menu.partition("/") for entry in ACTIONS)}
    named = set(re.findall(PLACES, re.sub(r"\s+", " ", WRITTEN)))
    assert named - places - folders == set() and len(named) > 5


def test_queries_of_runs_are_understood():
    queries = re.findall(r"`([^`]+)`", "\n".join(re.findall(r"(?m)^\* `(?:crab|3|cone).*", WRITTEN)))
    assert len(queries) > 8
    for query in queries:
        read_query(query)
