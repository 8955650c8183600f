"""Selections as texts: saved under names, inverted, read from a file with run numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from vhegui.analysis.runs.query import All, Not, plain, read_query
from vhegui.analysis.state import SavedSelection
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.typing import IntArray

MAX_BYTES = 50_000_000


def checked_selection(selection: SavedSelection) -> SavedSelection:
    """The selection with its blanks tidied. Raises AnalysisError where the name or the query is not usable."""
    name, query = " ".join(selection.name.split()), " ".join(selection.query.split())
    if not name or re.search(r'["@]', name):
        raise AnalysisError(f"“{selection.name}” cannot name a selection: use letters, digits and blanks")
    if not query:
        raise AnalysisError(f"“{name}”: there is nothing to save; narrow the list of runs first")
    if re.search(rf'@(?:"{re.escape(name.casefold())}"|{re.escape(name.casefold())}(?=[\s()"]|$))', plain(query)):
        raise AnalysisError(f"“{name}” would refer to itself; save it under another name")
    return SavedSelection(name, query)


def reference_to(name: str) -> str:
    """How a query uses a saved selection: `@crab`, `@"dark runs"`."""
    return f"@{name}" if re.fullmatch(r"[^\s()]+", name) else f'@"{name}"'


def inverse(text: str) -> str:
    """The query that selects all other runs; of an inverse, the query itself. An empty query stays empty."""
    if not text.strip():
        return text
    inside = inverted_part(text)
    return inside if inside is not None else f"not ({text.strip()})"


def inverted_part(text: str) -> str | None:
    """What a query is the inverse of, if it is one as a whole: `zen<40` for `not (zen<40)`."""
    query = read_query(text, lambda name: None) if "cone" not in plain(text) else None
    match = re.fullmatch(r"\s*(?:not\b|!)\s*\((.*)\)\s*", text, re.IGNORECASE | re.DOTALL)
    if match is None or not _balanced(match[1]):
        return None
    single = query is None or (isinstance(query, All) and len(query.parts) == 1 and isinstance(query.parts[0], Not))
    return match[1].strip() if single else None


def _balanced(text: str) -> bool:
    depth = 0
    for sign in re.sub(r'"[^"]*"', "", text):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def list_of_runs(runs: Iterable[int]) -> str:
    """A query for exactly these runs: `run=23523,23526,33787-33801` (ranges of numbers without a gap)."""
    ids = np.unique(np.fromiter(runs, dtype=np.int64))
    groups = np.split(ids, np.flatnonzero(np.diff(ids) != 1) + 1) if len(ids) else []
    parts = [f"{group[0]}-{group[-1]}" if len(group) > 2 else ",".join(map(str, group.tolist())) for group in groups]
    return f"run={','.join(parts)}"


def read_run_list(path: Path) -> IntArray:
    """Run numbers in a file, in its order: the OBS_ID column of a FITS table or of a CSV or ECSV table, or else the
    first number of every line (# begins a comment; several numbers between commas or blanks are all taken).

    Raises DataError, naming file and line, where there is none.
    """
    if path.name.lower().endswith((".fits", ".fits.gz", ".fit")):
        return _from_fits(path)
    with foreign(path, "cannot be read as text", "give a text file with run numbers"):
        if path.stat().st_size > MAX_BYTES:
            raise DataError(f"{path.name}: too large for a list of runs")
        lines = path.read_text(encoding="utf-8").splitlines()
    rows = [
        (number, re.split(r"[\s,;]+", line.split("#")[0].strip()))
        for number, line in enumerate(lines, 1)
        if line.split("#")[0].strip()
    ]
    column = _id_column(rows[0][1]) if rows else None
    runs: list[int] = []
    for number, words in rows if column is None else rows[1:]:
        for word in words if column is None else words[column : column + 1]:
            if not re.fullmatch(r"\d{1,18}", word):
                raise DataError(f"{path.name}, line {number}: “{word}” is not a run number")
            runs.append(int(word))
    if not runs:
        raise DataError(f"{path.name}: there is no run number in this file")
    return np.array(list(dict.fromkeys(runs)), dtype=np.int64)


def _id_column(words: list[str]) -> int | None:
    """Which word of a line of titles is the run number; None where the line has numbers already."""
    titles = [word.strip('"').casefold() for word in words]
    return next((titles.index(name) for name in ("obs_id", "run", "run_id", "id") if name in titles), None)


def _from_fits(path: Path) -> IntArray:
    from vhegui.core.files.fits import FitsFile

    for table in FitsFile(path):
        if table.has("OBS_ID"):
            values = table.column("OBS_ID")
            if values.dtype.kind in "iu" and len(values):
                return np.array(list(dict.fromkeys(values.tolist())), dtype=np.int64)
    raise DataError(f"{path.name}: no table of this file has an OBS_ID column with numbers")
