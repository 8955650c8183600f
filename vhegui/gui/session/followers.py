"""What panels that yield show in a drag: computed and drawn in the time that the frames leave."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

TIME_S = 0.0075  # of a frame, with what came before; the rest is for the mouse and for painting
DRAW = "draw "  # begins the names of pieces after which something has to be painted, too


class Followers:
    """Rounds of work in pieces, at least one piece a frame: what does not fit in a frame goes on in the next.

    A round is an iterator that says the name of each piece before it does it; it sees one state from beginning to end.
    A piece begins where there is time for it, by what it took last; one that draws has a frame of its own.
    """

    def __init__(self) -> None:
        self._round: Iterator[str] | None = None
        self._next: str | None = None
        self._took: dict[str, float] = {}

    def go_on(self, begin: Callable[[], Iterator[str]], started: float) -> None:
        """As far as there is time in the frame that `started` then; the round that is on, else a new one."""
        if self._round is None:
            self._round = begin()
            self._next = next(self._round, None)
        first = True
        while (name := self._next) is not None and (first or self._fits(name, started)):
            begun = time.perf_counter()
            self._next = next(self._round, None)
            self._took[name] = time.perf_counter() - begun
            first = False
        if self._next is None:
            self._round = None

    def drop(self) -> None:
        """What is on is not wanted any more."""
        self._round = self._next = None

    def _fits(self, name: str, started: float) -> bool:
        expected = time.perf_counter() - started + self._took.get(name, 0.0)
        return expected < TIME_S and not name.startswith(DRAW)
