"""Undo and redo: a list of (label, Analysis), where all values of one gesture are one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vhegui.analysis.state import Analysis

KEPT_STEPS = 500


@dataclass(frozen=True)
class Entry:
    """A state, and the name of the edit that led to it."""

    label: str
    analysis: Analysis


@dataclass(frozen=True)
class History:
    """All states of a session; `position` points at the current one."""

    entries: tuple[Entry, ...]
    position: int = 0

    @classmethod
    def start(cls, analysis: Analysis, label: str = "Start") -> History:
        """A history with one state."""
        return cls((Entry(label, analysis),))

    @property
    def current(self) -> Analysis:
        """The state shown."""
        return self.entries[self.position].analysis

    @property
    def past(self) -> Iterator[Analysis]:
        """The states up to the current one, newest first."""
        return (entry.analysis for entry in reversed(self.entries[: self.position + 1]))

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, or None."""
        return self.entries[self.position].label if self.position > 0 else None

    @property
    def redo_label(self) -> str | None:
        """What redo would bring back, or None."""
        return self.entries[self.position + 1].label if self.position + 1 < len(self.entries) else None

    def push(self, label: str, analysis: Analysis) -> History:
        """Add a state after the current one; what had been undone is dropped. No change, no entry."""
        if analysis == self.current:
            return self
        entries = (*self.entries[: self.position + 1], Entry(label, analysis))[-KEPT_STEPS:]
        return History(entries, len(entries) - 1)

    def undo(self) -> History:
        """One step back, if there is one."""
        return self.at(self.position - 1)

    def at(self, position: int) -> History:
        """The same states, another of them shown: the first or the last where there is none at this position."""
        return replace(self, position=min(max(0, position), len(self.entries) - 1))

    def redo(self) -> History:
        """One step forward, if there is one."""
        return self.at(self.position + 1)
