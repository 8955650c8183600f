"""Which inputs each part of a panel was last shown with, so that nothing is drawn twice."""

from __future__ import annotations

from typing import Any


class Seen:
    """`new(part, *inputs)` says whether a part's inputs are others than when it was last shown.

    Values (settings, numbers, texts) are compared as such; results, which hold arrays, are equal to themselves alone.
    Asking remembers: whatever else may keep a part from being shown (a drag, a hidden tab) is asked first, or the
    part would never be shown with these inputs: `if not results.gesture and self.seen.new("words", analysis)`.
    """

    def __init__(self) -> None:
        self._inputs: dict[str, tuple[Any, ...]] = {}

    def new(self, part: str, *inputs: Any) -> bool:
        """Whether something changed; remembers the inputs."""
        before = self._inputs.get(part)
        self._inputs[part] = inputs
        return before is None or len(before) != len(inputs) or not all(map(_same, before, inputs))

    def forget(self, *parts: str) -> None:
        """Show these parts anew, whatever their inputs; without names all of them."""
        for part in parts or tuple(self._inputs):
            self._inputs.pop(part, None)


def _same(a: Any, b: Any) -> bool:
    return a is b or a == b or (a != a and b != b)  # NaN is the same as NaN
