"""Which runs of an index a query selects: see `query` for the language.

`crab zen<40 livetime>25min` · `23523,23526` · `33787-33801` · `date>=2006-07-28` · `!off` (not this word) ·
`cone crab 2` · `time 2004-12-04T22:00 .. 2004-12-06` · `zen 20..40` · `quality=0 or events>5000` · `not (…)` · `@mine`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from vhegui.analysis.runs.cones import Find, in_cone
from vhegui.analysis.runs.query import (
    All,
    Between,
    Compare,
    During,
    Either,
    InCone,
    Named,
    Not,
    Query,
    Word,
    cones,
    read_query,
)
from vhegui.analysis.runs.times import during, mjd_tt, period
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.errors import AnalysisError
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

ANGLE = {"": 1.0, "deg": 1.0, "°": 1.0, "d": 1.0}
MINUTES = {"": 1.0, "min": 1.0, "m": 1.0, "s": 1.0 / 60.0, "h": 60.0}
ENERGY = {"": 1.0, "tev": 1.0, "gev": 1e-3}
PLAIN = {"": 1.0}


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
    Field(("l", "glon"), lambda index, _: sphere.to_galactic(index.ra, index.dec)[0], ANGLE),
    Field(("b", "glat"), lambda index, _: sphere.to_galactic(index.ra, index.dec)[1], ANGLE),
    Field(("zen", "zenith"), lambda index, _: index.zenith, ANGLE),
    Field(("az", "azimuth"), lambda index, _: index.azimuth, ANGLE),
    Field(("offset", "off", "sep"), lambda _, offset: offset, ANGLE),
    Field(("ontime",), lambda index, _: index.ontime / 60.0, MINUTES),
    Field(("livetime", "live"), lambda index, _: index.livetime / 60.0, MINUTES),
    Field(("events",), lambda index, _: known(index.n_events), PLAIN),
    Field(("rate",), lambda index, _: known(index.n_events) / index.livetime, PLAIN),
    Field(("threshold",), lambda index, _: index.threshold, ENERGY),
    Field(("tels", "telescopes"), lambda index, _: known(telescope_counts(index)), PLAIN),
    Field(("quality",), lambda index, _: known(index.quality), PLAIN),
    Field(("mjd",), lambda index, _: index.tstart, PLAIN),
)
TEXT_FIELDS = {"object": "object", "target": "object", "name": "object", "tel": "tel", "telescope": "tel"}
_BY_NAME = {name: field for field in FIELDS for name in field.names}
_COMPARE: dict[str, Callable[[AnyArray, float], BoolArray]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "=": np.equal, "!=": np.not_equal,
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(.*)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIST = re.compile(r"\d+(?:-\d+)?(?:,(?:\d+(?:-\d+)?)?)*")


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a query is read against.

    offset : deg, (n,) · named : saved selections, name → text · inside : names of those that are being read.
    """

    index: ObservationIndex
    offset: Array
    named: Mapping[str, str] = field(default_factory=dict)
    find: Find = find_source
    inside: tuple[str, ...] = ()


def matches(
    index: ObservationIndex, text: str, offset: Array, named: Mapping[str, str] | None = None, find: Find = find_source
) -> BoolArray:
    """Runs that a query selects, shape (n,).

    offset : deg, shape (n,), what `offset<1` means where the query has no cone (else: from the first cone's axis)
    named : saved selections, for `@name` · find : looks up sources. A comparison without a number yet is passed over.
    Raises AnalysisError for a name, a number or a unit that cannot be read.
    """
    return _selected(read_query(text, find), Surroundings(index, offset, named or {}, find))


def _selected(query: Query, at: Surroundings) -> BoolArray:
    """As `matches`, for a whole query: offsets count from its own cone."""
    if cone := next(cones(query), None):
        at = replace(at, offset=sphere.separation(cone.lon, cone.lat, at.index.ra, at.index.dec))
    return _evaluated(query, at)


def _evaluated(query: Query, at: Surroundings) -> BoolArray:
    everything = np.ones(len(at.index), dtype=bool)
    match query:
        case All(parts):
            return np.logical_and.reduce([everything, *(_evaluated(part, at) for part in parts)])
        case Either(parts):
            return np.logical_or.reduce([_evaluated(part, at) for part in parts])
        case Not(part):
            return ~_evaluated(part, at)
        case Word(text):
            return _has_word(at.index, text)
        case Compare(name, sign, value):
            return _compared(at, name, sign, value)
        case Between(name, low, high):
            return _compared(at, name, ">=", low) & _compared(at, name, "<", high)
        case InCone(cone):
            return everything if cone is None else in_cone(at.index, cone)
        case During():
            return _during(at.index, query)
        case Named(name):
            return _named(name, at)


def telescope_counts(index: ObservationIndex) -> IntArray:
    """Number of telescopes of every run, -1 where the list is empty."""
    lists, which = np.unique(index.telescopes, return_inverse=True)
    counts = [len(_telescopes(text)) or -1 for text in lists]
    return np.array(counts, dtype=np.int64)[which] if len(lists) else np.zeros(0, dtype=np.int64)


def known(values: IntArray) -> Array:
    """Integers as floats, NaN where they are negative: not known."""
    return np.where(values < 0, np.nan, values)


def _compared(at: Surroundings, name: str, sign: str, value: str) -> BoolArray:
    if not value:
        return np.ones(len(at.index), dtype=bool)
    if name in TEXT_FIELDS:
        return _text_compared(at.index, name, sign, value)
    if name == "date":
        return _on_date(at.index, sign, value)
    field = _BY_NAME.get(name)
    if field is None:
        names = ", ".join(["object", *(f.names[0] for f in FIELDS), "tel", "date"])
        raise AnalysisError(f"“{name}” is nothing runs are compared by: use {names}")
    if field.names[0] == "id" and sign in ("=", "!=") and _LIST.fullmatch(value):
        return _in_list(at.index, value) == (sign == "=")
    values, wanted = field.values(at.index, at.offset), _wanted(field, value)
    return np.isfinite(values) & _COMPARE[sign](values, wanted)


def _wanted(field: Field, text: str) -> float:
    """The number in a comparison."""
    name = field.names[0]
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise AnalysisError(f"{name}: “{text}” is not a number")
    if match[2] not in field.units:
        units = ", ".join(unit for unit in field.units if unit) or "a number alone"
        raise AnalysisError(f"{name}: “{match[2]}” is not a unit here; allowed: {units}")
    return float(match[1]) * field.units[match[2]]


def _text_compared(index: ObservationIndex, name: str, sign: str, value: str) -> BoolArray:
    """`object=crab*` (the whole name, * for anything), `tel=1,4` (all of these took part)."""
    if sign not in ("=", "!="):
        raise AnalysisError(f"{name}: use = or != here, as in object=crab*")
    if TEXT_FIELDS[name] == "object":
        pattern = _wildcards(value)
        right = _among_names(index, lambda text: bool(pattern.fullmatch(text)))
    else:
        right = _where(index.telescopes, lambda text: _telescopes(value) <= _telescopes(text))
    return right == (sign == "=")


def _among_names(index: ObservationIndex, holds: Callable[[str], bool]) -> BoolArray:
    """Runs of which the object, or the group it is in ("Off data"), fulfils a condition on its name."""
    return np.logical_or.reduce(
        [_where(names, lambda text: holds(text.casefold())) for names in (index.target, index.group)]
    )


def _where(texts: AnyArray, holds: Callable[[str], bool]) -> BoolArray:
    """Where a condition on texts (n,) holds, shape (n,); asked once for each text."""
    each, which = np.unique(texts.astype(np.str_), return_inverse=True)
    return np.array([holds(str(text)) for text in each], dtype=bool)[which]


def _wildcards(value: str) -> re.Pattern[str]:
    """`crab*`: the first place where a part fits will do, so groups are atomic and nothing is tried twice."""
    first, *others = (re.escape(part) for part in value.split("*"))
    if not others:
        return re.compile(first)
    middle = "".join(f"(?>.*?{part})" for part in others[:-1] if part)
    return re.compile(f"{first}{middle}.*{others[-1]}", re.DOTALL)


def _telescopes(text: object) -> set[str]:
    return {part.casefold() for part in re.findall(r"[^\s,;]+", str(text))}


def _on_date(index: ObservationIndex, sign: str, value: str) -> BoolArray:
    """The day (UTC) a run began, against a day."""
    try:
        start, stop = period(value) if _DATE.fullmatch(value) else (np.nan, np.nan)
    except AnalysisError:
        start = stop = np.nan
    if np.isnan(start):
        raise AnalysisError(f"date: “{value}” is not a day; write it as 2006-07-28")
    before, after = index.tstart < start, index.tstart >= stop
    on = (index.tstart >= start) & (index.tstart < stop)
    masks = {"<": before, "<=": before | on, ">": after, ">=": after | on, "=": on, "!=": before | after}
    return masks[sign]


def _during(index: ObservationIndex, query: During) -> BoolArray:
    if not query.start and not query.stop:
        return np.ones(len(index), dtype=bool)
    if query.start and not query.stop and not query.open:
        return during(index, *period(query.start, query.utc), query.partly)
    start = mjd_tt(query.start, query.utc) if query.start else -np.inf
    stop = mjd_tt(query.stop, query.utc) if query.stop else np.inf
    if not start < stop:
        raise AnalysisError(f"time: {query.stop} is not later than {query.start}")
    return during(index, start, stop, query.partly)


def _named(name: str, at: Surroundings) -> BoolArray:
    named = {key.casefold(): (key, text) for key, text in at.named.items()}
    if name not in named:
        there = ", ".join(f"@{key}" for key in at.named) or "there is none yet"
        raise AnalysisError(f"“@{name}” is no saved selection ({there})")
    if name in at.inside:
        raise AnalysisError(f"the saved selection “{named[name][0]}” refers to itself; write it anew")
    inner = replace(at, inside=(*at.inside, name))
    return _selected(read_query(named[name][1], at.find), inner)


def _has_word(index: ObservationIndex, word: str) -> BoolArray:
    """Runs whose object (or its group) contains the word, or whose id begins with it, or is in its list or range."""
    found = _among_names(index, lambda text: word in text)
    if word.isdecimal():
        return found | np.char.startswith(index.obs_id.astype(np.str_), word)
    return found | _in_list(index, word) if _LIST.fullmatch(word) else found


def _in_list(index: ObservationIndex, text: str) -> BoolArray:
    """Runs in a list of ids and ranges: `23523,23526,33787-33801`."""
    found, single = np.zeros(len(index), dtype=bool), []
    for part in text.split(","):
        low, _, high = part.partition("-")
        if low and high:
            found |= (index.obs_id >= int(low)) & (index.obs_id <= int(high))
        elif low:
            single.append(int(low))
    return found | np.isin(index.obs_id, single)
