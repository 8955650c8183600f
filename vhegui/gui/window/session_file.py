"""The session file of a window: which one it is, and whether somebody else has written to it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

Stamp = tuple[int, int]
SUFFIX = ".vhegui.yaml"
"""Of session files where the user names no other; desktops know it by packaging/org.vhegui.Vhegui.xml."""


@dataclass(frozen=True)
class SessionFile:
    """`path` as it was when this window read or wrote it last: `stamp` is its time of change (ns) and size (bytes)."""

    path: Path
    stamp: Stamp | None

    @classmethod
    def now(cls, path: Path) -> SessionFile:
        """The file as it is."""
        return cls(path, _stamp(path))

    @classmethod
    def left_at(cls, path: Path, time: datetime) -> SessionFile:
        """The file of a session that ended at this time: whatever was written to it since is somebody else's."""
        found = _stamp(path)
        return cls(path, None if found is not None and found[0] > 1e9 * time.timestamp() else found)

    @property
    def changed_elsewhere(self) -> bool:
        """Whether the file is there and is not what this window has left."""
        found = _stamp(self.path)
        return found is not None and found != self.stamp


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
