"""The last few results of one function, found again by its inputs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from operator import is_
from types import MappingProxyType
from typing import Any

import numpy as np

KEPT_RESULTS = 4
PLAIN = frozenset((bool, int, float, str))
MAPPINGS = dict, MappingProxyType


class OfRuns(ABC):
    """What holds something of runs, other than a mapping by run: it is forgotten with any of them."""

    @property
    @abstractmethod
    def runs(self) -> tuple[int, ...]:
        """Their numbers."""


@dataclass(frozen=True, eq=False)
class Failure:
    """A step that raised, remembered so that it is not tried again for the same inputs.

    Without its traceback, whose frames would hold the data of the pull that failed.
    """

    error: Exception

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """To be kept."""
        return cls(copy(error).with_traceback(None))

    def again(self) -> Exception:
        """The error to raise, a new one each time: a traceback would stay with it and grow with every pull."""
        return copy(self.error)


@dataclass(eq=False)
class Entry:
    """A result and the inputs it was computed from; `preview` while it serves only the frame of a drag.

    used : the pull that asked for it last, by number · arrays : what the result holds, id → bytes, once measured.
    """

    inputs: tuple[Any, ...]
    result: Any
    preview: bool
    used: int
    arrays: dict[int, int] | None = None

    @property
    def held(self) -> tuple[Any, ...]:
        """The inputs and the result."""
        return (*self.inputs, self.result)


class Memo:
    """The last `kept` results of a function. The frames of a drag take one place together."""

    def __init__(self, kept: int = KEPT_RESULTS) -> None:
        self.kept = kept
        self.entries: list[Entry] = []

    def __copy__(self) -> Memo:
        other = Memo(self.kept)
        other.entries = [replace(entry) for entry in self.entries]
        return other

    def find(self, inputs: tuple[Any, ...], now: int, preview: bool = False) -> tuple[Any, ...] | None:
        """The result for these inputs, in a tuple of one; None where there is none."""
        for position, entry in enumerate(self.entries):
            if same_inputs(entry.inputs, inputs):
                entry.preview = entry.preview and preview
                entry.used = now
                if position:
                    self.entries.insert(0, self.entries.pop(position))
                return (entry.result,)
        return None

    def add(
        self,
        inputs: tuple[Any, ...],
        result: Any,
        same: Callable[[Any, Any], bool] | None,
        now: int,
        preview: bool = False,
    ) -> Any:
        """Keep a result; returns it, or the known one that equals it."""
        for entry in self.entries:
            known = entry.result
            if known is result or (same is not None and _both_fine(known, result) and same(known, result)):
                result = known
                break
        self.entries = [entry for entry in self.entries if not entry.preview]
        self.entries.insert(0, Entry(inputs, result, preview, now))
        del self.entries[self.kept :]
        return result

    @property
    def last_good(self) -> Any | None:
        """The latest result that is no failure."""
        return next((entry.result for entry in self.entries if not isinstance(entry.result, Failure)), None)


def _both_fine(known: Any, new: Any) -> bool:
    return not isinstance(known, Failure) and not isinstance(new, Failure)


def same_inputs(known: tuple[Any, ...], inputs: tuple[Any, ...]) -> bool:
    """Whether a function would be called with the same."""
    # Hundreds of times a frame, mostly for the same objects: no call for those.
    return all(map(is_, known, inputs)) or all(a is b or same_value(a, b) for a, b in zip(known, inputs, strict=True))


def same_value(known: Any, new: Any) -> bool:
    """Plain values compare by value, arrays and objects that hold them by identity."""
    if known is new:
        return True
    if type(known) in PLAIN and type(new) is type(known):
        return bool(known == new)
    if isinstance(known, MAPPINGS) and isinstance(new, MAPPINGS):
        return list(known) == list(new) and all(known[key] is new[key] for key in known)
    if type(known) is not type(new) or isinstance(known, np.ndarray):
        return False
    if isinstance(known, tuple):
        return len(known) == len(new) and all(map(same_value, known, new))
    return bool(known == new)
