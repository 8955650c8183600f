"""The language of run selections: text → a tree of conditions.

Conditions that follow each other must all hold; `or` (`|`) joins alternatives, `not` (`!`) inverts, brackets group:
`cone crab 2 zen 20..40 (quality=0 or livetime>25min) not "dark run" time 2004-12-04T22:00 .. 2004-12-06 @mine`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vhegui.analysis.runs.cones import Cone, Find, read_cone
from vhegui.analysis.runs.times import TIME
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.errors import AnalysisError

_NAME = r"[a-z_]+"
_VALUE = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)[a-z°]*"
_COMPARE = re.compile(rf"({_NAME})\s*(<=|>=|==|!=|[<>=])\s*(\"[^\"]*\"?|[^\s<>=!()\"]*)")
_BETWEEN = re.compile(rf"({_NAME})\s*=?\s*({_VALUE})?\s*\.\.\s*({_VALUE})?(?=[\s()]|$)")
_DURING = re.compile(
    rf"time(?=[\s=]|$)\s*=?\s*(?P<start>{TIME})?\s*(?P<to>\.\.)?\s*(?P<stop>{TIME})?\s*(?P<scale>(?:tt|utc)\b)?"
    r"\s*(?P<partly>partly\b)?"
)
_CONE = re.compile(r"cone(?=[\s(]|$)")
_NAMED = re.compile(r'@(?:"([^"]*)"?|([^\s()"]*))')
_QUOTED = re.compile(r'"([^"]*)"?')
_WORD = re.compile(r'[^\s()"|]+')
_LIMIT = r"(?=[\s()!\"@]|$)"
_OR, _AND, _NOT = re.compile(rf"or{_LIMIT}|\|+"), re.compile(rf"and{_LIMIT}"), re.compile(rf"not{_LIMIT}|!(?!=)")
_BLANKS = re.compile(r"[\s,;]*")
DEEPEST = 50  # brackets and "not" inside each other
LONGEST = 5000  # characters


@dataclass(frozen=True)
class Word:
    """Part of the name of the object or its group, the beginning of a run number, or run numbers and ranges of them."""

    text: str


@dataclass(frozen=True)
class Compare:
    """A field against a value. An empty value: not typed yet, holds for all."""

    name: str
    sign: str
    value: str


@dataclass(frozen=True)
class Between:
    """low ≤ field < high; an empty end is open."""

    name: str
    low: str
    high: str


@dataclass(frozen=True)
class During:
    """Runs that lie between two times, or (`partly`) overlap them. One time alone (no `stop`, not `open`): its day,
    month or year."""

    start: str
    stop: str
    open: bool
    utc: bool = True
    partly: bool = False


@dataclass(frozen=True)
class InCone:
    """Runs that point into a cone; None: not typed yet, holds for all."""

    cone: Cone | None


@dataclass(frozen=True)
class Named:
    """A saved selection."""

    name: str


@dataclass(frozen=True)
class Not:
    """The inverse."""

    part: Query


@dataclass(frozen=True)
class All:
    """Every part holds; without parts: always."""

    parts: tuple[Query, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Either:
    """At least one part holds."""

    parts: tuple[Query, ...]


Query = Word | Compare | Between | During | InCone | Named | Not | All | Either


def read_query(text: str, find: Find = find_source) -> Query:
    """The tree of a query. Case does not matter. `find` : looks up the sources that cones name.

    Raises AnalysisError, in words for the user, for what cannot be read.
    """
    if len(text) > LONGEST:
        raise AnalysisError(f"a query of {len(text)} characters is too long; {LONGEST} are allowed: use ranges of runs")
    return _Reader(_with_plain_signs(text), find).whole()


def plain(text: str) -> str:
    """Plain signs, lower case."""
    return _with_plain_signs(text).casefold()


def _with_plain_signs(text: str) -> str:
    for sign, simple in (("−", "-"), ("≤", "<="), ("≥", ">="), ("≠", "!="), ("…", ".."), ("“", '"'), ("”", '"')):
        text = text.replace(sign, simple)
    return re.sub(r"(?<=\d),\s+(?=\d)", ",", re.sub(r"\s+", " ", text))  # one blank: patterns try every one


def cones(query: Query) -> Iterator[Cone]:
    """Cones on the sky, as they stand in the query."""
    if isinstance(query, InCone) and query.cone is not None and not query.cone.altaz:
        yield query.cone
    elif isinstance(query, All | Either | Not):
        for part in (query.part,) if isinstance(query, Not) else query.parts:
            yield from cones(part)


class _Reader:
    """Reads left to right; each method leaves `at` behind what it has read."""

    def __init__(self, text: str, find: Find) -> None:
        self.source, self.find, self.at, self.depth = text, find, 0, 0
        self.text = text.casefold()
        if len(self.text) != len(text):  # letters that fold to two: then the pieces are in lower case
            self.source = self.text

    def whole(self) -> Query:
        query = self.either()
        if self.at < len(self.text):
            raise AnalysisError("there is a “)” without a “(” before it")
        return query

    def either(self) -> Query:
        parts = [self.all()]
        while self.take(_OR):
            parts.append(self.all())
        parts = [part for part in parts if part != All()]
        return Either(tuple(parts)) if len(parts) > 1 else parts[0] if parts else All()

    def all(self) -> All:
        parts, texts = [], []
        while True:
            self.skip()
            start = self.at
            if self.at >= len(self.text) or self.text[self.at] == ")" or _OR.match(self.text, self.at):
                return All(tuple(parts), tuple(texts))
            if self.take(_AND):
                continue
            parts.append(self.inverted())
            texts.append(self.source[start : self.at].strip())

    def inverted(self) -> Query:
        self.depth += 1
        if self.depth > DEEPEST:
            raise AnalysisError(f"more than {DEEPEST} brackets or “not” inside each other: use fewer")
        part = self.part()
        self.depth -= 1
        return part

    def part(self) -> Query:
        if self.take(_NOT):
            self.skip()
            done = self.at >= len(self.text) or self.text[self.at] == ")"
            return All() if done else Not(self.inverted())
        if self.take(re.compile(r"\(")):
            query = self.either()
            self.take(re.compile(r"\)"))  # a bracket that is not closed yet ends with the text
            return query
        return self.condition()

    def condition(self) -> Query:
        if match := self.take(_NAMED):
            return Named(match[1] or match[2] or "")
        if self.take(_CONE):
            cone, used = read_cone(self.text[self.at :], self.find)
            self.at += used
            return InCone(cone)
        if match := self.take(_DURING):
            self.skip()
            rest = self.text[self.at :].lstrip(".")
            if not match["start"] and not match["stop"] and rest and rest[0] not in ")|":
                raise AnalysisError(f"time: “{rest.split()[0]}” is not a time; write 2004-12-04T22:00 .. 2004-12-06")
            stop, scale = match["stop"] or "", match["scale"] or "utc"
            return During(match["start"] or "", stop, bool(match["to"]), scale == "utc", bool(match["partly"]))
        if match := self.take(_BETWEEN):
            return Between(match[1], match[2] or "", match[3] or "")
        if match := self.take(_COMPARE):
            return Compare(match[1], match[2].replace("==", "="), match[3].strip('"'))
        if match := self.take(_QUOTED):
            return Word(match[1])
        match = self.take(_WORD)
        if match is None or re.search(r"[<>=]", match[0]):
            found = match[0] if match else self.text[self.at :]
            raise AnalysisError(f"“{found}” cannot be read: write a comparison as zen<40")
        return Word(match[0].strip(",;"))

    def skip(self) -> None:
        blanks = _BLANKS.match(self.text, self.at)
        self.at = blanks.end() if blanks else self.at

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.skip()
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match
