"""Pieces of HTML: every text that comes in is escaped, nothing is fetched from anywhere.

>>> paragraph("ON < OFF & more")
'<p>ON &lt; OFF &amp; more</p>'
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = """\
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --soft: #5b6670; --line: #d5dbe0; --band: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8eb; --paper: #15191d; --soft: #9aa6b0; --line: #39424a; --band: #1e2429; }
}
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p, ul { margin: .5rem 0; max-width: 48rem; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; }
.soft, figcaption { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); }
td { white-space: pre-line; }
th.number, td.number { text-align: right; white-space: nowrap; }
tr.total td { font-weight: 600; }
figure { margin: 1rem 0; break-inside: avoid; }
figure img { max-width: 100%; background: #fff; border-radius: 4px; }
pre { background: var(--band); padding: .8rem 1rem; overflow-x: auto; font-size: .8rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #bbb; --band: #f5f5f5; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  table { font-size: 8pt; }
  .wide { overflow: visible; }
  figure img { width: auto; max-height: 82mm; }
}
"""


@dataclass(frozen=True)
class Column:
    """A column of a table. number : its cells are numbers, which stand under each other."""

    heading: str
    number: bool = True


def text(value: object) -> str:
    """A text as HTML shows it, whatever is in it; what no file can hold is shown as what it is."""
    whole = str(value).encode(errors="backslashreplace").decode()
    return escape(CONTROLS.sub("\ufffd", whole))


def paragraph(words: object, kind: str = "") -> str:
    """A paragraph; kind : its class, "" for none."""
    return f"<p{_class(kind)}>{text(words)}</p>"


def items(lines: Iterable[object]) -> str:
    """A list, "" where there is nothing in it."""
    inside = "".join(f"<li>{text(line)}</li>\n" for line in lines)
    return f"<ul>\n{inside}</ul>" if inside else ""


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]], total: bool = False) -> str:
    """A table of texts, with a head where a column has a heading. total : the last row is the sum of the others."""
    rows = list(rows)
    cells = "".join(f"<th{_class('number' * each.number)}>{text(each.heading)}</th>" for each in columns)
    head = f"<thead><tr>{cells}</tr></thead>\n" if any(each.heading for each in columns) else ""
    lines = [_row(columns, row, "total" if total and i == len(rows) - 1 else "") for i, row in enumerate(rows)]
    return f'<div class="wide"><table>\n{head}<tbody>\n{"".join(lines)}</tbody>\n</table></div>'


def _row(columns: Sequence[Column], row: Sequence[object], kind: str) -> str:
    pairs = zip(columns, row, strict=True)
    cells = "".join(f"<td{_class('number' * column.number)}>{text(cell)}</td>" for column, cell in pairs)
    return f"<tr{_class(kind)}>{cells}</tr>\n"


def facts(pairs: Iterable[tuple[object, object]]) -> str:
    """A table of names and what they are."""
    return table((Column("", number=False), Column("", number=False)), pairs)


def picture(png: bytes, caption: str, width: int) -> str:
    """A picture inside of the page. width : pixels of the page it takes, where there is room."""
    data = base64.b64encode(png).decode()
    image = f'<img src="data:image/png;base64,{data}" alt="{text(caption)}" width="{width}">'
    return f"<figure>{image}<figcaption>{text(caption)}</figcaption></figure>"


def preformatted(words: str) -> str:
    """Text with its lines."""
    return f"<pre>{text(words)}</pre>"


def section(title: str, *parts: str) -> str:
    """A heading and what is below it; "" where there is nothing."""
    inside = "\n".join(part for part in parts if part)
    return f"<section>\n<h2>{text(title)}</h2>\n{inside}\n</section>" if inside else ""


def subsection(title: str, *parts: str) -> str:
    """The same below a section."""
    inside = "\n".join(part for part in parts if part)
    return f"<h3>{text(title)}</h3>\n{inside}" if inside else ""


def page(title: str, generator: str, body: Iterable[str]) -> str:
    """A whole page that needs no other file."""
    inside = "\n".join(part for part in body if part)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="{text(generator)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{text(title)}</title>
<style>
{STYLE}</style>
</head>
<body>
{inside}
</body>
</html>
"""


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
