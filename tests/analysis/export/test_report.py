"""The page of a report: well formed, complete in itself, and every text in it only text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from vhegui.analysis.edits import change, new_analysis
from vhegui.analysis.export.report import html
from vhegui.analysis.export.report.document import report_html
from vhegui.analysis.export.report.files import check_report
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.outcome import Outcome, Request
from vhegui.analysis.state import Analysis, Target
from vhegui.core.errors import ConfigError

EMPTY = ("meta", "img", "br")
HOSTILE = """</td><script>alert(1)</script>&amp; "'\x00\ud800 <img src=x>"""


class Tags(HTMLParser):
    """Fails where tags do not close what was opened; keeps the names and attributes of all."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(analysis: Analysis, **pictures: bytes) -> str:
    """The report of an analysis of which nothing could be computed."""
    request = Request(analysis, None, HOSTILE, (HOSTILE,))
    outcome = Outcome(request, analysis, LoadedRuns(), errors={"fit_result": HOSTILE}, problems=(HOSTILE,))
    return report_html(outcome, [HOSTILE, "a note"], pictures, Path("/nowhere"), datetime(2026, 12, 1, 6, 5))


@pytest.fixture(scope="module")
def page() -> str:
    sources = (replace(new_analysis().sources[0], name=HOSTILE.replace("\ud800", "")),)
    analysis = change(replace(new_analysis(), sources=sources), "dataset", path="/data/<b>", runs=(1, 2))
    return page_of(replace(analysis, target=Target(HOSTILE.replace("\ud800", ""), 83.6, 22.0)), counts_map=b"png")


def test_every_tag_is_closed_and_no_text_is_a_tag(page):
    tags = [tag for tag, _ in Tags(page).seen]
    assert {"html", "body", "h1", "h2", "table", "pre", "figure"} <= set(tags)
    assert "script" not in tags and "b" not in tags
    page.encode()  # half a character, and bytes that are no text, are shown as what they are
    assert "\x00" not in page


def test_it_needs_nothing_from_anywhere(page):
    for tag, attributes in Tags(page).seen:
        for name in ("src", "href", "data", "action"):
            assert str(attributes.get(name) or "data:").startswith("data:"), (tag, attributes)
    assert "url(" not in page and "@import" not in page
    assert "default-src 'none'" in page


def test_what_was_not_computed_is_said(page):
    text = re.sub(r"<[^>]*>", " ", page)
    assert "There is no fit: " in text and "Counts were not computed" in text
    assert "Not read: 1, 2; see “Assumed and left out”." in text
    assert "Asked for and not done" in text and "a note" in text


def test_what_was_not_asked_for_is_not_in_it():
    page = page_of(change(replace(new_analysis(), source=None), "sky", maps=True))
    assert [name for name in ("Regions", "Responses", "Fit", "Light curve") if f"<h2>{name}</h2>" in page] == []
    assert "<h2>Maps</h2>" in page


def test_a_table_without_headings_has_no_head():
    assert "thead" not in html.facts([("a", "b")])
    assert html.section("Empty", "") == "" and html.items([]) == ""


def test_another_ending_is_refused_by_name(tmp_path):
    with pytest.raises(ConfigError, match=r"report\.pdf: a report is a page of HTML"):
        check_report(tmp_path / "report.pdf")
