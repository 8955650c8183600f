"""Autosave: soon after every edit the session is written aside, so that a crash loses nothing.

Each window has its own files, locked while it lives: the session, and a note of the file it belongs to. Those without a
living owner can be recovered.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer

from vhegui.analysis.session.snapshots import write_named
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.errors import VheguiError
from vhegui.gui.session.session import Session

DELAY_MS = 1000


def recovery_folder() -> Path:
    """Where autosaved sessions are kept: the user's data folder of the program."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(base) / "recovery"


@dataclass(frozen=True)
class LeftBehind:
    """A session whose window is gone: `path` holds it, `file` is the session file it belongs to, if it has one.

    time : of the last edit that was written · closed : its window was closed, it did not crash.
    """

    path: Path
    file: Path | None
    time: datetime
    closed: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return f"The session {self.file.name}" if self.file else "A session without a file"

    @property
    def when(self) -> str:
        """The time of the last edit."""
        return f"{self.time:%d %B %Y at %H:%M}"

    @property
    def how(self) -> str:
        """How it came to an end."""
        return "was closed without being saved" if self.closed else "ended without being saved"

    def describe(self) -> str:
        """What can be recovered, as a sentence."""
        return f"{self.name}, last changed {self.when}, {self.how}."

    def forget(self) -> None:
        """Nothing is to be recovered from it any more, nor from what was being written when it ended."""
        half = self.path.parent.glob(f".{self.path.stem}.*.part")
        for path in (*(self.path.with_suffix(ending) for ending in (".yaml", ".json", ".lock")), *half):
            path.unlink(missing_ok=True)


class Recovery(QObject):
    """Writes the session aside a second after the first edit that no file has, however fast edits follow.

    file : tells the session file that the window's session belongs to. `unsaved` tells whether there is something to
    lose.
    """

    def __init__(
        self, session: Session, folder: Path | None = None, file: Callable[[], Path | None] = lambda: None
    ) -> None:
        super().__init__(session)
        self._session = session
        self.folder = folder or recovery_folder()
        self._path = self.folder / f"{uuid4().hex}.yaml"
        self._file = file
        self._lock: QLockFile | None = None
        self._saved = session.analysis, session.snapshots.kept
        self._failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.write)
        session.history_changed.connect(self._edited)
        session.snapshots.changed.connect(self._edited)

    def set_delay(self, seconds: float) -> None:
        """How long after an edit it is written at most."""
        self._timer.setInterval(round(1e3 * seconds))

    @property
    def unsaved(self) -> bool:
        """Whether the user decided something that no session file has."""
        analysis, snapshots = self._saved
        session = self._session
        edited = session.history.undo_label is not None and session.history.current != analysis
        return edited or session.snapshots.kept is not snapshots

    def mark_saved(self) -> None:
        """The current state is in a session file."""
        self._saved = self._session.history.current, self._session.snapshots.kept
        self.discard()

    def write(self) -> None:
        """Write now, if there is something to lose."""
        self._write(closed=False)

    def discard(self) -> None:
        """Nothing is to be recovered any more."""
        self._timer.stop()
        for ending in (".yaml", ".json"):
            self._path.with_suffix(ending).unlink(missing_ok=True)

    def close(self) -> None:
        """The window closes: what is unsaved stays for the next start."""
        self._timer.stop()
        self._write(closed=True)
        self.release()

    def release(self) -> None:
        """Let another window recover what is written."""
        if self._lock is not None:
            self._lock.unlock()

    def left_behind(self) -> list[LeftBehind]:
        """Sessions whose window is gone, newest first."""
        if not self.folder.is_dir():
            return []
        paths = [path for path in self.folder.glob("*.yaml") if path != self._path and _is_free(path)]
        return sorted(map(_left_behind, paths), key=lambda left: left.time, reverse=True)

    def _edited(self) -> None:
        if not self._timer.isActive():  # started anew by each edit, steady work would never be written
            self._timer.start()

    def _write(self, closed: bool) -> None:
        if not self.unsaved:
            self.discard()
            return
        file = self._file()
        note = {"file": str(file.resolve()) if file else "", "closed": closed}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = QLockFile(str(self._path.with_suffix(".lock")))
                self._lock.setStaleLockTime(0)
                self._lock.tryLock(0)
            write_named(self._path, self._session.history.current, self._session.snapshots.analyses)
            write_atomically(self._path.with_suffix(".json"), json.dumps(note))
            self._failed = False
        except (OSError, VheguiError) as error:
            if not self._failed:  # said once, not after every edit
                reason = error.strerror or error if isinstance(error, OSError) else error
                text = f"The session cannot be saved aside in {self.folder} ({reason}); save it yourself."
                self._session.message.emit("warning", text)
            self._failed = True


def _left_behind(path: Path) -> LeftBehind:
    try:
        note = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        file, closed = str(note["file"]), bool(note["closed"])
    except (OSError, ValueError, KeyError, TypeError):  # written by an older version, or not at all before the crash
        file, closed = "", False
    return LeftBehind(path, Path(file) if file else None, datetime.fromtimestamp(path.stat().st_mtime), closed)


def _is_free(path: Path) -> bool:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True
