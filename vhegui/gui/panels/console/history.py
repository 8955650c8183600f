"""What was typed before, to be taken again. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

KEPT = 200


class TypedBefore:
    """Sources, the oldest first; one steps back and forward in them from what is being typed."""

    def __init__(self, sources: Sequence[str] = ()) -> None:
        self.sources = list(sources)[-KEPT:]
        self._at, self._typed = len(self.sources), ""

    def add(self, source: str) -> None:
        """One was run; the same twice is kept once."""
        if source.strip() and self.sources[-1:] != [source]:
            self.sources = [*self.sources, source][-KEPT:]
        self._at, self._typed = len(self.sources), ""

    def back(self, typed: str) -> str:
        """The one before."""
        if self._at == len(self.sources):
            self._typed = typed
        self._at = max(self._at - 1, 0)
        return self.sources[self._at] if self.sources else typed

    def forward(self, typed: str) -> str:
        """The one after; at the end what was being typed."""
        if self._at >= len(self.sources):
            return typed
        self._at += 1
        return self.sources[self._at] if self._at < len(self.sources) else self._typed
