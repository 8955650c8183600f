"""Functions that are read when they are called first: what is shown at once may name them, and what they need of the
analysis is not read before the window is seen.

    if TYPE_CHECKING:
        from vhegui.gui.window import opening
    else:
        opening = Later("vhegui.gui.window.opening")

So `opening.open_folder` is checked, and can be put into an entry of the action registry, without its module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Late:
    """A function by its module and name, looked up whenever it is called."""

    module: str
    name: str

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself; its module is read now at the latest."""
        return getattr(import_module(self.module), self.name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.function(*arguments, **named)


class Later:
    """The functions of a module, and nothing else of it."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Late:
        if name.startswith("__"):  # what Python asks of any object
            raise AttributeError(name)
        return Late(self._module, name)
