"""What an entry of the action registry is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

Run = Callable[["MainWindow"], object]


@dataclass(frozen=True)
class Action:
    """One thing to do.

    name : identifier · menu : menu path, "/" separates · text : in the menu · tip : what it does, in a sentence
    group : actions of a group exclude each other and are checkable · button : the word on its button in the
    tool bar, "" for none
    enabled : decides from the window whether it can be done now · checked : whether it is on now (checkable then)
    words : other words by which the palette finds it.
    """

    name: str
    menu: str
    text: str
    run: Run
    shortcut: str = ""
    tip: str = ""
    icon: str = ""
    group: str = ""
    button: str = ""
    separator: bool = False
    enabled: Callable[[MainWindow], bool] | None = None
    checked: Callable[[MainWindow], bool] | None = None
    words: str = ""
