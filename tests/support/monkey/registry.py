"""What a hand can do, with how often it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monkey.hand import Hand, Steps

Do = Callable[[Hand], Steps]


@dataclass(frozen=True)
class Gesture:
    """name : of the function · share : how often, relative to the others · anywhere : in dialogs and menus, too."""

    name: str
    do: Do
    share: float
    anywhere: bool


GESTURES: list[Gesture] = []


def gesture(share: float = 1.0, anywhere: bool = False) -> Callable[[Do], Do]:
    """Register a function."""

    def register(do: Do) -> Do:
        GESTURES.append(Gesture(getattr(do, "__name__", ""), do, share, anywhere))
        return do

    return register
