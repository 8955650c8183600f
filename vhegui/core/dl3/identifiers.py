"""Observation ids: whole numbers in the standard; text, repeated or missing in files that people have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

MOST_DIGITS = 18  # that a 64-bit integer surely holds


def run_number(value: Any) -> int | None:
    """An observation id as integer: from a number, or from text that is one ("023523"); None otherwise."""
    match = re.fullmatch(r"\s*([+-]?\d+)(\.0*)?\s*", str(value))
    return int(match[1]) if match and len(match[1].lstrip("+-0")) <= MOST_DIGITS else None


def text_numbers(texts: Iterable[str], taken: Iterable[int] = ()) -> dict[str, int]:
    """A number for every identifier that is text, the same whatever their order.

    The digits at its end ("LST1_2929": 2929) where these tell all of them apart and are not `taken` by another run;
    else they are counted from 1 in order of name, past the numbers that are taken.
    """
    names, used = sorted(set(texts)), set(taken)
    digits = [match[1] if (match := re.search(r"(\d+)\s*$", name)) else "" for name in names]
    if all(0 < len(text) <= MOST_DIGITS for text in digits):
        numbers = [int(text) for text in digits]
        if len(set(numbers) | used) == len(numbers) + len(used):
            return dict(zip(names, numbers, strict=True))
    return dict(zip(names, free_numbers(len(names), used), strict=True))


def free_numbers(count: int, taken: Iterable[int], start: int = 1) -> list[int]:
    """The first `count` numbers from `start` on that are not `taken`."""
    used, numbers = set(taken), list[int]()
    number = start
    while len(numbers) < count:
        if number not in used:
            numbers.append(number)
        number += 1
    return numbers


def listed(items: Sequence[Any], most: int = 5) -> str:
    """The first few of many, for a sentence."""
    return ", ".join(map(str, items[:most])) + (", …" if len(items) > most else "")
