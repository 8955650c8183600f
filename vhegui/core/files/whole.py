"""Files that are written whole or not at all: what was there before stays until the new content is on the disk."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, a crash or a full disk finds the old content or the new, never half of it.

    A link stays one; what it points at is replaced. OSError is passed through, and nothing is left behind.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.txt", b"whole")
    ...     (Path(folder) / "a.txt").read_bytes()
    b'whole'
    """
    with whole_file(path) as stream:
        stream.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """The same for what is too large to be made in memory first: a stream that becomes the file at the end."""
    target = Path(os.path.realpath(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _default_permissions(temporary)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_fits(path: Path, hdus: Sequence[Any]) -> None:
    """Write HDUs as a FITS file, compressed where its name ends in .gz, whole or not at all."""
    from astropy.io import fits

    with whole_file(path) as stream:
        if path.suffix == ".gz":
            with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as packed:
                fits.HDUList(hdus).writeto(packed)
        else:
            fits.HDUList(hdus).writeto(stream)


def _default_permissions(path: str) -> None:
    # mkstemp makes files only their owner can read; a saved file should get what any new file gets.
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(path, 0o666 & ~mask)
