"""A setting is one line: a field of a frozen struct, with its type, unit, limits, allowed values, label and tooltip.

    class SafeRange(Settings, frozen=True):
        aeff_percent: Annotated[Percent | None, Label("Effective-area threshold", "Use only bins where …")] = 10.0

All that is said about a setting elsewhere follows from that line: its key, text and checks in a session file, what an
edit refuses (`vhegui.core.setting_checks`), its name and value in a comparison, its row in a form with limits, unit and
tooltip (`vhegui.gui.widgets.setting_rows`). What several settings must keep together, `conflict` says.
`msgspec.structs.replace` makes a changed copy; structs compare and hash by value.

The structs stand beside what they set: those of a step in `vhegui.analysis.state`, those of a method in the method's
file in core. Where one of several methods is chosen, each has a struct with a tag, and the part of the Analysis is
their union; `methods_of` lists them, `other_method` goes from one to another:

    class Reflected(Settings, frozen=True, tag_field="method", tag="reflected"): ...
    class Wobble(Settings, frozen=True, tag_field="method", tag="wobble"): ...

    background: Annotated[Reflected | Wobble, Part("Background")] = Reflected()
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta, Struct, structs

from vhegui.core.bounds import MOST_BANDS, MOST_BINS, MOST_INTERVALS, MOST_ITEMS, MOST_REGIONS


@dataclass(frozen=True)
class Unit:
    """The unit a number is shown with, and what kind of text it is in a file ("": a plain value)."""

    symbol: str = ""
    kind: str = ""

    @property
    def suffix(self) -> str:
        """The symbol as it follows a number: that of degrees without a space, all others with one."""
        return self.symbol if self.symbol in ("", "°") else f" {self.symbol}"


@dataclass(frozen=True)
class Label:
    """What a setting is called, and what it means and does.

    name : on its own, "Effective-area threshold"; "{}" stands for the word of the part it is in, here and in the tip
    tip : sentences that teach · words : of the allowed values
    row : its name in the form of the settings, where a group says the rest, "{}" for the name of the part; a setting
    without one has its place elsewhere · switch : what the box says that turns an optional value on
    only : other settings (name, value) without which this one has no effect.
    """

    name: str
    tip: str = ""
    row: str = ""
    switch: str = ""
    words: tuple[str, ...] = ()
    only: tuple[tuple[str, Any], ...] = ()

    def title(self, word: str = "") -> str:
        """The name, in a part with this word."""
        text = self.name.format(word)
        return f"{text[:1].upper()}{text[1:]}"


@dataclass(frozen=True)
class Part:
    """What a part of the Analysis is: its group in lists, its key in session files, the word for the "{}" in labels.

    Of a part that is one of several methods, the word is what their choice is called.

    tip : what is said of all its settings · undo : what a change of one is called, "{}" for the word
    hint, default : its type and value at the start, filled in by `parts_of`; an empty key is the name.
    """

    group: str
    key: str = ""
    word: str = ""
    tip: str = ""
    undo: str = ""
    hint: Any = None
    default: Any = None


Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
BinCount = Annotated[int, Meta(ge=1, le=MOST_BINS)]
RegionCount = Annotated[int, Meta(ge=1, le=MOST_REGIONS)]
Percent = Annotated[float, Meta(gt=0, le=100), Unit("%")]
Sigma = Annotated[float, Meta(gt=0), Unit("σ")]
Tev = Annotated[float, Meta(gt=0), Unit("TeV", "energy")]
Degrees = Annotated[float, Unit("°", "angle")]
Distance = Annotated[float, Meta(ge=0), Unit("°", "angle")]
Size = Annotated[float, Meta(gt=0), Unit("°", "angle")]
RightAscension = Annotated[float, Unit("°", "right ascension")]
Declination = Annotated[float, Meta(ge=-90, le=90), Unit("°", "declination")]
Edges = Annotated[tuple[Positive, ...], Meta(max_length=MOST_BANDS + 1), Unit("TeV", "edges")]  # of energy bands
Intervals = Annotated[  # of time: start, stop, MJD (TT)
    tuple[tuple[float, float], ...], Meta(max_length=MOST_INTERVALS), Unit("", "intervals")
]
RunNumbers = Annotated[tuple[int, ...], Meta(max_length=MOST_ITEMS)]
FilePath = Annotated[str, Unit("", "path")]


class Settings(Struct, frozen=True):
    """Settings that belong together."""

    def conflict(self) -> tuple[str, str] | None:
        """The name of a setting that does not go with the others, and why; None where all is well."""
        return None


S = TypeVar("S", bound=Settings)
M = TypeVar("M")


@dataclass(frozen=True)
class Setting:
    """A field of a `Settings` struct, as its line says.

    key : in files · hint : its whole type · kind : its type without limits and "or nothing" · choices : allowed words
    default : at the start, None where it must be given.
    """

    name: str
    key: str
    hint: Any
    kind: Any
    optional: bool
    limits: Meta
    unit: Unit
    label: Label
    default: Any = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The allowed values of a choice, () for anything else."""
        return typing.get_args(self.kind) if typing.get_origin(self.kind) is Literal else ()

    def word(self, choice: str) -> str:
        """What an allowed value is called."""
        words = dict(zip(self.choices, self.label.words, strict=False))
        return words.get(choice, choice.replace("_", " ").capitalize())


@cache
def settings_of(struct: type[Struct]) -> tuple[Setting, ...]:
    """The settings of a struct, in its order."""
    hints = typing.get_type_hints(struct, include_extras=True)
    return tuple(
        setting_of(field.name, field.encode_name, hints[field.name], None if field.required else field.default)
        for field in structs.fields(struct)
    )


def setting_of(name: str, key: str, hint: Any, default: Any = None) -> Setting:
    """A setting by what its line says; one without a label is called by its name."""
    label = mark_of(hint, Label) or Label(name.replace("_", " ").capitalize())
    limits, unit = mark_of(hint, Meta) or Meta(), mark_of(hint, Unit) or Unit()
    return Setting(name, key, hint, plain_type(hint), is_optional(hint), limits, unit, label, default)


def parts_of(analysis: type[Any]) -> dict[str, Part]:
    """The fields of a dataclass that are settings, by name."""
    hints = typing.get_type_hints(analysis, include_extras=True)
    return {
        each.name: replace(part, key=part.key or each.name, hint=hints[each.name], default=each.default)
        for each in fields(analysis)
        if (part := mark_of(hints[each.name], Part))
    }


def values_of(settings: Settings) -> dict[str, Any]:
    """The values by name, with the tag of one of several methods."""
    config = settings.__struct_config__
    tag = {} if config.tag is None else {str(config.tag_field): config.tag}
    return tag | {name: getattr(settings, name) for name in settings.__struct_fields__}


def mark_of(hint: Any, kind: type[M]) -> M | None:
    """The outermost mark of a kind."""
    return next((mark for mark in marks_of(hint) if isinstance(mark, kind)), None)


def marks_of(hint: Any) -> Iterator[Any]:
    """What `Annotated` says of a type, from the outside in; the parts of lists apart."""
    if typing.get_origin(hint) is Annotated:
        yield from hint.__metadata__
        yield from marks_of(hint.__origin__)
    elif _is_union(hint):
        for part in typing.get_args(hint):
            yield from marks_of(part)


def plain_type(hint: Any) -> Any:
    """A type without its "or nothing" and its marks; the union itself where there are several."""
    if typing.get_origin(hint) is Annotated:
        return plain_type(hint.__origin__)
    if _is_union(hint):
        parts = [part for part in typing.get_args(hint) if part is not types.NoneType]
        return plain_type(parts[0]) if len(parts) == 1 else hint
    return hint


def is_optional(hint: Any) -> bool:
    """Whether a value may be missing."""
    if typing.get_origin(hint) is Annotated:
        return is_optional(hint.__origin__)
    return _is_union(hint) and types.NoneType in typing.get_args(hint)


def _is_union(hint: Any) -> bool:
    return typing.get_origin(hint) in (types.UnionType, typing.Union)


# --- one of several methods


def methods_of(hint: Any) -> dict[str, type[Settings]]:
    """The structs of a part that is one of several methods, by tag; {} for any other part."""
    kind = plain_type(hint)
    parts = [plain_type(part) for part in (typing.get_args(kind) if _is_union(kind) else (kind,))]
    tagged = [part for part in parts if isinstance(part, type) and issubclass(part, Settings)]
    return {str(part.__struct_config__.tag): part for part in tagged if part.__struct_config__.tag is not None}


def structs_of(hint: Any) -> tuple[type[Settings], ...]:
    """The structs that a part may be: one, several methods, or none where it is a single setting."""
    kind = plain_type(hint)
    alone = (kind,) if isinstance(kind, type) and issubclass(kind, Settings) else ()
    return tuple(methods_of(hint).values()) or alone


def other_method(settings: Settings, method: type[S]) -> S:
    """The settings of another method; what both have by one name is carried over."""
    shared = set(settings.__struct_fields__) & set(method.__struct_fields__)
    return method(**{name: getattr(settings, name) for name in shared})


def wrong_edges(edges: tuple[float, ...]) -> tuple[str, str] | None:
    """The conflict of band edges (TeV) that make no bands."""
    if len(edges) == 1 or not all(low < high for low, high in pairwise(edges)):
        return "edges", "give two or more rising energies, or none"
    return None


def not_rising(low: float | None, high: float | None, name: str = "high") -> tuple[str, str] | None:
    """The conflict of a range of energies (TeV) whose end `name` is not above its start."""
    if low is None or high is None or low < high:
        return None
    return name, f"{high:g} TeV is not above the lower end, {low:g} TeV"
