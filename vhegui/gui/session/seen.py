"""Which inputs each part of a panel was last shown with, so that nothing is drawn twice."""

from __future__ import annotations

from typing import Any


class Seen:
    """`new(part, *inputs)` says whether a part's inputs are other objects than when it was last shown."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Any, ...]] = {}

    def new(self, part: str, *inputs: Any) -> bool:
        """Whether something changed; remembers the inputs."""
        before = self._seen.get(part)
        if before is not None and all(a is b for a, b in zip(before, inputs, strict=True)):
            return False
        self._seen[part] = inputs
        return True

    def clear(self) -> None:
        """Show everything anew."""
        self._seen.clear()
