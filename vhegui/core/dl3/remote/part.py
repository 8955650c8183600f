"""A file under way: grows, survives an interruption, and becomes the whole file in one step."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path
from types import TracebackType
from typing import IO

from vhegui.core.dl3.remote.cache import Mirror, Record, read_record, write_record


class Part:
    """What has arrived of a file. Only one writer at a time resumes it; another one starts a throw-away part.

    record : validators of the file that this is a part of; None when nothing has arrived.
    """

    def __init__(self, mirror: Mirror, target: Path) -> None:
        self._mirror, self._target = mirror, target
        self._path = mirror.state(target, ".part")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("ab")
        self._kept = _lock(self._file)
        if not self._kept:
            self._file.close()
            self._path = self._path.with_suffix(f".{uuid.uuid4().hex[:8]}.part")
            self._file = self._path.open("ab")
        self.record = read_record(self._about) if self._kept and self.size else None

    def __enter__(self) -> Part:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()
        if not self._kept:
            self._path.unlink(missing_ok=True)

    @property
    def path(self) -> Path:
        """Where it lies until it is whole."""
        return self._path

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self._file.tell()

    @property
    def resumable(self) -> bool:
        """Whether there is something to go on from, and something to recognise the file by."""
        return self.size > 0 and self.record is not None and self.record.validator != ""

    def restart(self, record: Record | None = None) -> None:
        """Throw away what has arrived; what comes now belongs to this record."""
        self._file.truncate(0)
        self._file.seek(0)
        self.record = record
        if record is None:
            self._about.unlink(missing_ok=True)
        elif self._kept:
            write_record(self._about, record)

    def write(self, chunk: bytes) -> None:
        """Append what has just arrived."""
        self._file.write(chunk)

    def flush(self) -> None:
        """Make what has arrived readable."""
        self._file.flush()

    def finish(self, record: Record) -> None:
        """Put the whole file in its place."""
        self._file.close()
        self._target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self._path, self._target)
        self._mirror.write_record(self._target, record)
        self._about.unlink(missing_ok=True)

    @property
    def _about(self) -> Path:
        return self._path.with_suffix(".about")


def _lock(file: IO[bytes]) -> bool:
    """Lock an open file against other writers, in this program or another; False when somebody has. Ends on closing."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0, os.SEEK_END)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
