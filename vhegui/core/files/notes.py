"""What a reader assumed about a file, so that nothing is repaired in silence."""

from __future__ import annotations

from dataclasses import dataclass


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "row"), counted(2, "run")
    ('1 row', '2 runs')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


@dataclass(frozen=True)
class FormatNote:
    """One departure of a real file from the standard, and what was made of it.

    file : name of the file · hdu : name of the HDU, or "" · found, assumed : one phrase each
    effect : how much the result may change, in words or numbers · rule : the GADF section departed from.
    """

    file: str
    hdu: str
    found: str
    assumed: str
    effect: str = ""
    rule: str = ""

    def __str__(self) -> str:
        place = f'{self.file}, HDU "{self.hdu}"' if self.hdu else self.file
        tail = f" ({self.effect})" if self.effect else ""
        return f"{place}: {self.found}; {self.assumed}{tail}"
