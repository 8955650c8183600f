"""The filter line of the observation list: words and comparisons, all of which must hold.

`crab zen<40 livetime>25min` · `23523,23526` · `33787-33801` · `date>=2006-07-28` · `!off` (not this word).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.errors import AnalysisError
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

ANGLE = {"": 1.0, "deg": 1.0, "°": 1.0, "d": 1.0}
MINUTES = {"": 1.0, "min": 1.0, "m": 1.0, "s": 1.0 / 60.0, "h": 60.0}
PLAIN = {"": 1.0}
_MJD_ZERO = np.datetime64("1858-11-17")


@dataclass(frozen=True)
class Field:
    """Something a run can be compared by: its names, its value per run (NaN: unknown), the units it may be typed in."""

    names: tuple[str, ...]
    values: Callable[[ObservationIndex, Array], AnyArray]
    units: dict[str, float]


FIELDS = (
    Field(("id", "run", "obs_id"), lambda index, _: index.obs_id, PLAIN),
    Field(("ra",), lambda index, _: index.ra, ANGLE),
    Field(("dec",), lambda index, _: index.dec, ANGLE),
    Field(("zen", "zenith"), lambda index, _: index.zenith, ANGLE),
    Field(("az", "azimuth"), lambda index, _: index.azimuth, ANGLE),
    Field(("offset", "off", "sep"), lambda _, offset: offset, ANGLE),
    Field(("ontime",), lambda index, _: index.ontime / 60.0, MINUTES),
    Field(("livetime", "live"), lambda index, _: index.livetime / 60.0, MINUTES),
    Field(("events",), lambda index, _: known(index.n_events), PLAIN),
    Field(("tels", "telescopes"), lambda index, _: known(telescope_counts(index)), PLAIN),
    Field(("quality",), lambda index, _: known(index.quality), PLAIN),
    Field(("mjd",), lambda index, _: index.tstart, PLAIN),
    Field(("date",), lambda index, _: np.floor(index.tstart), PLAIN),
)
_BY_NAME = {name: field for field in FIELDS for name in field.names}
_COMPARE: dict[str, Callable[[AnyArray, float], BoolArray]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal,
}  # fmt: skip
_COMPARISON = re.compile(r"([a-z_]+)\s*(<=|>=|==|!=|[<>=])\s*([^\s<>=!]*)")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(.*)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def matches(index: ObservationIndex, text: str, offset: Array) -> BoolArray:
    """Runs that meet every word and comparison of `text`, shape (n,).

    offset : deg, shape (n,), what `offset<1` means. A comparison without a number yet is passed over.
    Raises AnalysisError for a name, a number or a unit that cannot be read.
    """
    text = _plain(text)
    keep = np.ones(len(index), dtype=bool)
    for name, sign, value in _COMPARISON.findall(text):
        keep &= _compared(index, offset, name, sign.replace("==", "="), value)
    for word in _COMPARISON.sub(" ", text).split():
        if re.search(r"[<>=]", word):
            raise AnalysisError(f"“{word}” cannot be read: write a comparison as zen<40")
        keep &= ~_has_word(index, word[1:]) if word.startswith("!") else _has_word(index, word)
    return keep


def telescope_counts(index: ObservationIndex) -> IntArray:
    """Number of telescopes of every run, -1 where the list is empty."""
    lists, which = np.unique(index.telescopes, return_inverse=True)
    counts = [len(re.findall(r"[^\s,;]+", str(text))) or -1 for text in lists]
    return np.array(counts, dtype=np.int64)[which] if len(lists) else np.zeros(0, dtype=np.int64)


def known(values: IntArray) -> Array:
    """Integers as floats, NaN where they are negative: not known."""
    return np.where(values < 0, np.nan, values)


def _plain(text: str) -> str:
    for sign, plain in (("−", "-"), ("≤", "<="), ("≥", ">="), ("≠", "!=")):
        text = text.replace(sign, plain)
    return text.casefold()


def _compared(index: ObservationIndex, offset: Array, name: str, sign: str, value: str) -> BoolArray:
    field = _BY_NAME.get(name)
    if field is None:
        raise AnalysisError(f"“{name}” is nothing runs are compared by: use {', '.join(f.names[0] for f in FIELDS)}")
    if not value:
        return np.ones(len(index), dtype=bool)
    values, wanted = field.values(index, offset), _wanted(field, value)
    return np.isfinite(values) & _COMPARE[sign](values, wanted)


def _wanted(field: Field, text: str) -> float:
    """The number in a comparison; whole days (MJD) for a date."""
    name = field.names[0]
    if name == "date":
        try:
            return float((np.datetime64(text) - _MJD_ZERO).astype(int)) if _DATE.fullmatch(text) else _no_date(text)
        except ValueError:
            return _no_date(text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise AnalysisError(f"{name}: “{text}” is not a number")
    if match[2] not in field.units:
        units = ", ".join(unit for unit in field.units if unit) or "a number alone"
        raise AnalysisError(f"{name}: “{match[2]}” is not a unit here; allowed: {units}")
    return float(match[1]) * field.units[match[2]]


def _no_date(text: str) -> float:
    raise AnalysisError(f"date: “{text}” is not a day; write it as 2006-07-28")


def _has_word(index: ObservationIndex, word: str) -> BoolArray:
    """Runs whose object contains the word, or whose id begins with it, or is in its list or range."""
    found = np.char.find(np.char.lower(index.target.astype(np.str_)), word) >= 0
    for part in word.split(","):
        low, _, high = part.partition("-")
        if low.isdecimal() and high.isdecimal():
            found |= (index.obs_id >= int(low)) & (index.obs_id <= int(high))
        elif part.isdecimal():
            same = index.obs_id == int(part)
            found |= same if "," in word else np.char.startswith(index.obs_id.astype(np.str_), part)
    return found
