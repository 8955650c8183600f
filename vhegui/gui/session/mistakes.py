"""What is said of a bug: one sentence to the user, and where it happened to the log, once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from traceback import extract_tb

from vhegui.core.errors import VheguiError

log = logging.getLogger("vhegui")


class Mistakes:
    """Turns exceptions that no user can understand into ones that say so; said: told each new one, severity first."""

    def __init__(self, said: Callable[[str, str], None]) -> None:
        self._said = said
        self._known: set[tuple[str, str]] = set()

    def __call__(self, where: str, error: Exception) -> VheguiError:
        """What `where` failed with. The traceback goes to the log the first time: a drag meets it in every frame."""
        sentence = f"{where}: a mistake in vhegui ({type(error).__name__}: {error}); see the log"
        frames = extract_tb(error.__traceback__)
        place = str(frames[-1]) if frames else sentence
        if (where, place) not in self._known:
            self._known.add((where, place))
            log.error("%s", sentence, exc_info=error)
            self._said("error", sentence)
        return VheguiError(sentence)
