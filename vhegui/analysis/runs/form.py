"""A query as a form: what a beginner fills in, and the text that an expert would have typed.

Whatever the form has no field for stays in `rest`, so that nothing is lost on the way to the form and back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from vhegui.analysis.runs.cones import Find
from vhegui.analysis.runs.query import All, Between, Compare, During, Either, InCone, Query, Word, plain, read_query
from vhegui.analysis.runs.saved import inverted_part
from vhegui.analysis.runs.times import TIME
from vhegui.core.catalogues.known_sources import find_source

RANGES = {
    "zen": ("zen", "zenith"), "offset": ("offset", "off", "sep"), "livetime": ("livetime", "live"),
    "events": ("events",), "tels": ("tels", "telescopes"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in RANGES.items() for name in names}
_IDS = re.compile(r"\d+(?:-\d+)?(?:,(?:\d+(?:-\d+)?)?)*")


@dataclass(frozen=True)
class Form:
    """Fields of the form, all texts as in the query; empty: no condition.

    words : parts of the object's name · runs : numbers and ranges · cone : place and radius
    ranges : lowest and highest value of a key of `RANGES` (low ≤ value < high) · start, stop, partly : times
    best : only runs of quality 0 · inverted : all other runs · rest : conditions without a field.
    """

    words: str = ""
    runs: str = ""
    cone: str = ""
    ranges: dict[str, tuple[str, str]] = field(default_factory=dict)
    start: str = ""
    stop: str = ""
    partly: bool = False
    best: bool = False
    inverted: bool = False
    rest: str = ""


def read_form(text: str, find: Find = find_source) -> Form:
    """The form that stands for a query. Raises AnalysisError where the query cannot be read."""
    inside = inverted_part(text)
    if inside is not None:
        return replace(read_form(inside, find), inverted=True)
    query = read_query(text, find)
    if not isinstance(query, All):
        return Form(rest=f"({text.strip()})" if isinstance(query, Either) else text.strip())
    form, rest = Form(), []
    for part, words in zip(query.parts, query.texts, strict=True):
        taken = _with(form, part, words)
        form = taken or form
        rest += [] if taken else [words]
    return replace(form, rest=" ".join(rest))


def write_form(form: Form) -> str:
    """The query of a form."""
    parts = [form.words.strip(), form.runs.strip()]
    parts += [f"cone {form.cone.strip()}" if form.cone.strip() else ""]
    parts += [_range(name, *form.ranges.get(name, ("", ""))) for name in RANGES]
    parts += ["quality=0" if form.best else "", form.rest.strip()]
    start, stop = (_time(end) for end in (form.start, form.stop))
    if start or stop:  # last: an open end takes a number that follows
        parts.append(" ".join(f"time {start} .. {stop} {'partly' * form.partly}".split()))
    text = " ".join(part for part in parts if part)
    return f"not ({text})" if form.inverted and text else text


def with_cone(text: str, cone: str, find: Find = find_source) -> str:
    """A query with another cone (what follows the word; empty: none)."""
    return write_form(replace(read_form(text, find), cone=cone))


def _time(text: str) -> str:
    """A time as it was typed; nothing while it is being typed."""
    text = text.strip()
    unfinished = re.fullmatch(r"[\d\s.:tT-]*", text) and not re.fullmatch(TIME, plain(text))
    return "" if unfinished else text


def _range(name: str, low: str, high: str) -> str:
    low, high = (plain(end).replace(" ", "") for end in (low, high))
    if low and high:
        return f"{name} {low}..{high}"
    return f"{name}>={low}" if low else f"{name}<{high}" if high else ""


def _with(form: Form, part: Query, text: str) -> Form | None:
    """The form with one more condition, if it has an empty field for it."""
    match part:
        case Word(word) if _IDS.fullmatch(word):
            return replace(form, runs=word) if not form.runs else None
        case Word(word) if word:
            return replace(form, words=f"{form.words} {text}".strip())
        case Compare("quality", "=", "0"):
            return replace(form, best=True)
        case Compare(name, sign, value) if name in _FIELD_OF and value:
            ends = {">=": (value, ""), "<": ("", value)}.get(sign)
            return _with_range(form, _FIELD_OF[name], *ends) if ends else None
        case Between(name, low, high) if name in _FIELD_OF:
            return _with_range(form, _FIELD_OF[name], low, high)
        case During(start, stop, True, True, partly) if not form.start and not form.stop:
            return replace(form, start=start, stop=stop, partly=partly)
        case InCone(cone) if cone is not None and not form.cone:
            return replace(form, cone=text[len("cone") :].strip())
    return None


def _with_range(form: Form, name: str, low: str, high: str) -> Form | None:
    old_low, old_high = form.ranges.get(name, ("", ""))
    if (low and old_low) or (high and old_high):
        return None
    return replace(form, ranges={**form.ranges, name: (low or old_low, high or old_high)})
