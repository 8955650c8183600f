"""Lists of runs as people keep them in text files."""

from __future__ import annotations

import re
from pathlib import Path

from vhegui.core.errors import ConfigError
from vhegui.core.files.foreign import foreign

_RANGE = re.compile(r"([+-]?\d{1,18})\s*(?:-|–|:|\.\.|to)\s*(\d{1,18})")
_NUMBER = re.compile(r"([+-]?\d{1,18})(?:\.0*)?")
_ID_NAMES = ("obs_id", "obsid", "run", "runs", "run_number", "runid", "run_id", "id", "obs")


def run_list(path: Path) -> tuple[list[int], list[tuple[int, int]]]:
    """Run numbers and ranges ("23523-23530") in a text file: one a line, or several with commas or blanks between.

    A first line of words is the head of a table: its column of runs counts, else the first one. Without a head, lines
    that hold anything but runs behind their first word are rows of a table too. # begins a comment.
    Raises ConfigError naming the word that is neither, DataError for what is no text.
    """
    with foreign(path, "cannot be read as text", "observations.obs_file: give a text file with run numbers"):
        lines = [_bare(line.partition("#")[0]) for line in path.read_text(encoding="utf-8-sig").splitlines()]
    rows = [_words(line) for line in lines if line]
    column = 0
    if rows and not any(_NUMBER.match(word) for word in rows[0]):
        names = [word.lower() for word in rows.pop(0)]
        column = next((names.index(name) for name in _ID_NAMES if name in names), 0)
        rows = [row[column : column + 1] for row in rows]
    elif not all(_is_run(word) for row in rows for word in row[1:]):
        rows = [row[:1] for row in rows]
    runs: list[int] = []
    ranges: list[tuple[int, int]] = []
    for word in (word for row in rows for word in row):
        if match := _RANGE.fullmatch(word):
            first, last = int(match[1]), int(match[2])
            if last < first:
                raise ConfigError(
                    f"observations.obs_file: {path.name} has {word!r}, a range that ends before it begins"
                )
            ranges.append((first, last))
        elif match := _NUMBER.fullmatch(word):
            runs.append(int(match[1]))
        else:
            raise ConfigError(f"observations.obs_file: {path.name} has {word!r} where a run number is expected")
    return runs, ranges


def _bare(line: str) -> str:
    """A line without what lists have around and between their items: brackets, quotes, a dash before each."""
    return re.sub(r"^\s*-\s+", "", re.sub(r"[\[\](){}\"']", " ", line)).strip(" \t,;")


def _words(line: str) -> list[str]:
    """Words between commas, semicolons and blanks; "1 - 5" is one."""
    return re.split(r"[,;\s]+", re.sub(r"(?<=\d)\s+(-|–|:|\.\.|to)\s+(?=\d)", r"\1", line))


def _is_run(word: str) -> bool:
    return bool(_NUMBER.fullmatch(word) or _RANGE.fullmatch(word))
