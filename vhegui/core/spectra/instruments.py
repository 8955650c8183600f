"""Names of instruments: "HESS" in a header, "hess" of a folder and "H.E.S.S." in a session are one instrument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")


@lru_cache(maxsize=1024)
def instrument_key(name: str) -> str:
    """What all ways to write the name of an instrument have in common: its letters and digits in lower case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def same_instrument(a: str, b: str) -> bool:
    """Whether two names mean one instrument."""
    return a == b or instrument_key(a) == instrument_key(b)


def goes_by(called: str, name: str, instrument: str) -> bool:
    """Whether a data set is meant by `called`: its own name, or that of its instrument."""
    return called == name or same_instrument(called, instrument)


def distinct_instruments(names: Iterable[str]) -> tuple[str, ...]:
    """One name for each instrument, as it comes first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(instrument_key(name), name)
    return tuple(found.values())


def named_in(table: Mapping[str, T], name: str, instrument: str) -> T | None:
    """The entry of a data set: under its own name, else under that of its instrument, else None."""
    if not table:
        return None
    if name in table:
        return table[name]
    return next((value for key, value in table.items() if instrument and same_instrument(key, instrument)), None)
