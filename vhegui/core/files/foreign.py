"""Files of other programs that astropy reads: images, tables, regions.

Its readers fetch what looks like an address, wait for what is no file, take the memory that a damaged header asks for,
and raise errors of any kind in the end. Whatever they are given, `foreign` makes one sentence of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vhegui.core.errors import DataError, VheguiError
from vhegui.core.files.fits import FitsFile

LARGEST_TEXT = 16 << 20  # bytes, as of a YAML file
LONGEST_LINE = 100_000  # bytes; what reads tables takes four times as long for lines of twice the length
LONGEST_REASON = 200


@contextmanager
def foreign(path: Path, problem: str, hint: str = "") -> Iterator[None]:
    """Read a file inside this block. Any failure is a DataError: `path`: `problem` (the reason); `hint`.

    >>> with foreign(Path("points.ecsv"), "cannot be read as a table"):
    ...     pass
    Traceback (most recent call last):
    vhegui.core.errors.DataError: points.ecsv: there is no such file; correct its path or leave it out
    """
    try:
        _check(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of astropy, about what is not standard
            yield
    except VheguiError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:LONGEST_REASON] or type(error).__name__
        raise DataError(f"{path.name}: {problem} ({reason}){f'; {hint}' if hint else ''}") from error


def _check(path: Path) -> None:
    """Raise DataError for what is no file, a FITS file whose headers claim more than there is, and text without end."""
    if not path.exists():
        raise DataError(f"{path}: there is no such file; correct its path or leave it out")
    if not path.is_file():
        raise DataError(f"{path}: is no file; correct the path")
    with path.open("rb") as file:
        start = file.read(6)
    if start == b"SIMPLE" or start.startswith(b"\x1f\x8b"):
        for _ in FitsFile(path):
            pass
    elif path.stat().st_size > LARGEST_TEXT:
        raise DataError(f"{path.name}: {path.stat().st_size >> 20} MB are too large for a text file")
    else:
        longest = max(map(len, path.read_bytes().splitlines()), default=0)
        if longest > LONGEST_LINE:
            raise DataError(
                f"{path.name}: has a line of {longest:,} letters, and at most {LONGEST_LINE:,} are read; is it a table?"
            )
