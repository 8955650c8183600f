"""What is wrong with settings: the first value outside its limits, or in conflict with another, in a sentence."""

from __future__ import annotations

import math
import typing
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from vhegui.core.errors import AnalysisError
from vhegui.core.settings import Setting, Settings, Unit, mark_of, plain_type, settings_of

S = TypeVar("S", bound=Struct)
MOST_SHOWN = 20  # values of a list


@dataclass(frozen=True)
class Fault:
    """A value that cannot be. title : its name · path : in a file, "ranges[0].high" · reason : a sentence."""

    title: str
    path: str
    reason: str


def fault(settings: Struct, word: str = "") -> Fault | None:
    """The first value that breaks its limits, or does not go with another one. `word` : of the part they are."""
    by_name = {setting.name: setting for setting in settings_of(type(settings))}
    for name, setting in by_name.items():
        value = getattr(settings, name)
        for i, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, Settings) and (inner := fault(item)):
                title = f"{setting.label.title(word)} {i + 1}, {inner.title[0].lower()}{inner.title[1:]}"
                return Fault(title, f"{setting.key}[{i}].{inner.path}", inner.reason)
        if reason := _broken_limit(setting, value):
            return Fault(setting.label.title(word), setting.key, reason)
    if isinstance(settings, Settings) and (conflict := settings.conflict()):
        setting = by_name[conflict[0]]
        return Fault(setting.label.title(word), setting.key, conflict[1])
    return None


def checked(settings: S, word: str = "") -> S:
    """The settings, unless a value cannot be: then AnalysisError names it. `word` : of the part they are."""
    if found := fault(settings, word):
        raise AnalysisError(f"{found.title}: {found.reason}")
    return settings


def _broken_limit(setting: Setting, value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value:g} is not possible; give {allowed(setting.hint)}"
    try:
        msgspec.convert(value, setting.hint)
    except msgspec.ValidationError:
        return f"{_shown(value, setting.unit)} is not possible; give {allowed(setting.hint)}"
    return ""


def _shown(value: Any, unit: Unit) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}" if isinstance(value, int) and abs(value) < 10**18 else f"{float(value):g}{unit.suffix}"
    return f"a list of {len(value):,}" if isinstance(value, tuple) and len(value) > MOST_SHOWN else repr(value)


def allowed(hint: Any) -> str:
    """What may stand there: "more than 0 and at most 100 %", "one of: run, night"."""
    kind = plain_type(hint)
    if typing.get_origin(kind) is Literal:
        return f"one of: {', '.join(map(str, typing.get_args(kind)))}"
    words = _limits_in_words(mark_of(hint, Meta) or Meta())
    if words.endswith("values"):
        return words
    return f"{words}{(mark_of(hint, Unit) or Unit()).suffix}" if words else "a number"


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _limits_in_words(limits: Meta) -> str:
    if limits.ge is not None and limits.le is not None:
        return f"{_number(limits.ge)} to {_number(limits.le)}"
    lower = f"more than {_number(limits.gt)}" if limits.gt is not None else ""
    upper = f"less than {_number(limits.lt)}" if limits.lt is not None else ""
    if limits.ge is not None:
        lower = f"{_number(limits.ge)} or more"
    if limits.le is not None:
        upper = f"at most {_number(limits.le)}"
    if limits.max_length is not None:
        least = f"{limits.min_length} to " if limits.min_length else "at most "
        upper = f"{'' if limits.min_length == limits.max_length else least}{limits.max_length:,} values"
    return " and ".join(filter(None, (lower, upper)))
