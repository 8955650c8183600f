"""All memos of a pipeline, and how much they may hold together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from itertools import groupby
from typing import Any

from vhegui.analysis.pipeline.memo import Entry, Memo, OfRuns
from vhegui.analysis.pipeline.step import Step
from vhegui.core.sizes import arrays_in

BUDGET = 1 << 30  # bytes
Key = tuple[str, int | None]


class Memos:
    """One memo for a step, and one for each of its runs.

    budget : bytes of arrays that results may hold, each array counted once however many results share it. Whole pulls
    are forgotten, those longest ago first: a result holds on to its inputs, which were asked for at least as lately.
    now : number of the current pull.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.now = 0
        self._memos: dict[Key, Memo] = {}

    def of(self, step: Step, run: int | None = None) -> Memo:
        """The memo of a step, or of one of its runs."""
        memo = self._memos.get((step.name, run))
        if memo is None:
            memo = self._memos[step.name, run] = Memo(step.kept)
        return memo

    def share(self, other: Memos, names: set[str]) -> None:
        """Give another what is known of these steps (not of their single runs)."""
        other._memos |= {(name, run): copy(memo) for (name, run), memo in self._memos.items() if name in names}

    def adopt(self, other: Memos) -> None:
        """Take over what another knows of runs that are unknown here."""
        for (name, run), memo in other._memos.items():
            if run is not None and (name, run) not in self._memos:
                self._memos[name, run] = memo
                for entry in memo.entries:
                    entry.used = self.now

    def forget(self) -> None:
        """Drop everything."""
        self._memos.clear()

    def forget_runs(self, runs: set[int]) -> None:
        """Drop what was computed of these runs, and what was made of several runs with one of them."""
        self._memos = {key: memo for key, memo in self._memos.items() if key[1] not in runs}
        self._drop(lambda entry: any(not runs.isdisjoint(_runs_of(value)) for value in entry.held))

    def forget_part(self, step: Step, inputs: tuple[Any, ...]) -> None:
        """Drop the result that a step gave for these inputs, of which more is there now, and what was made of it."""
        found = self.of(step).find(inputs, self.now)
        part = None if found is None else found[0]
        if part is not None:
            self._drop(lambda entry: any(each is part for each in entry.held))

    def bound(self, enough: Callable[[], bool] = lambda: False) -> bool:
        """Forget what was asked for longest ago until the budget is kept; never what the latest pull needed.

        Says whether that is done: where `enough` is true while results are weighed, the next call goes on.
        """
        if not self._weighed(enough):
            return False
        held: set[int] = set()
        total, latest = 0, True
        entries = sorted(self._entries(), key=lambda entry: -entry.used)
        for used, group in groupby(entries, key=lambda entry: entry.used):
            for identity, size in _new(group, held):
                held.add(identity)
                total += size
            if total > self.budget and not latest:
                self._drop(lambda entry, last=used: entry.used <= last)
                return True
            latest = False
        return True

    def _weighed(self, enough: Callable[[], bool]) -> bool:
        """Whether it is known of all results what they hold."""
        for entry in self._entries():
            if entry.arrays is None:
                entry.arrays = arrays_in(entry.result)
                if enough():
                    return False
        return True

    def _entries(self) -> Iterator[Entry]:
        return (entry for memo in self._memos.values() for entry in memo.entries)

    def _drop(self, goes: Callable[[Entry], bool]) -> None:
        for memo in self._memos.values():
            memo.entries = [entry for entry in memo.entries if not goes(entry)]
        self._memos = {key: memo for key, memo in self._memos.items() if memo.entries}


def _runs_of(value: Any) -> Iterable[int]:
    if isinstance(value, OfRuns):
        return value.runs
    return value if isinstance(value, Mapping) else ()


def _new(entries: Iterator[Entry], held: set[int]) -> Iterator[tuple[int, int]]:
    """Arrays of entries that are not held yet, by id, with their bytes."""
    for entry in entries:
        arrays = entry.arrays or {}
        yield from ((identity, size) for identity, size in arrays.items() if identity not in held)
