"""How work that takes time says how far it is, and how it is stopped: through one function it is given."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with a fraction in [0, 1] and a phrase for people; what it raises stops the work and passes through."""


class Cancelled(Exception):
    """The user cancelled; raised by a progress function, and passed through by everything that reports to it."""


def silent(fraction: float, text: str) -> None:
    """A progress function for those whom nobody watches."""
