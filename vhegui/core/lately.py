"""What was made lately, found again by what it was made of: for frames of a drag, which ask for the same again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


def kept(memory: OrderedDict[Key, Made], key: Key, make: Callable[[], Made], most: int) -> Made:
    """What was made for this key, now or lately. Another thread may use the memory, too.

    >>> memory = OrderedDict[int, str]()
    >>> [kept(memory, key, lambda key=key: f"made of {key}", 2) for key in (1, 2, 3)][-1], list(memory)
    ('made of 3', [2, 3])
    """
    found = memory.get(key)
    if found is None:
        found = memory[key] = make()
        forget(memory, most)
    return found


def forget(memory: OrderedDict[Key, Made], most: int) -> None:
    """All but the latest."""
    while len(memory) > most:
        memory.popitem(last=False)
