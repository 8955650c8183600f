"""The parts of the summary line, and which of them give way."""

from __future__ import annotations

from collections.abc import Sequence

SEPARATOR = " · "
NOTHING_OPEN = "Nothing is open"


def lesser_parts(parts: Sequence[str]) -> list[str]:
    """Those that are left out first where the line has little room: energies, hours, the background.

    >>> lesser_parts(["4 runs", "1.75 h", "E 0.10–40 TeV", "ON 550"])
    ['E 0.10–40 TeV', '1.75 h']
    """
    known = [part for end in (" TeV", " h") for part in parts if part.endswith(end)]
    return [*known, *(part for part in parts if part.startswith(("background ", "α × OFF ")))]
