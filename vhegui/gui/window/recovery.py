"""Autosave: after every edit the session is written aside, so that a crash loses nothing.

Each window has its own file, locked while it lives. A file without a living owner is a session that can be recovered.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer

from vhegui.analysis.session.reading import write_session
from vhegui.analysis.state import Analysis
from vhegui.gui.session.session import Session

DELAY_MS = 1500


def recovery_folder() -> Path:
    """Where autosaved sessions are kept: the user's data folder of the program."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(base) / "recovery"


class Recovery(QObject):
    """Writes the session some time after every edit; `unsaved` tells whether there is something to lose."""

    def __init__(self, session: Session, folder: Path | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._folder = folder or recovery_folder()
        self._file = self._folder / f"{uuid4().hex}.yaml"
        self._lock: QLockFile | None = None
        self._saved: Analysis | None = session.analysis
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.write)
        session.history_changed.connect(self._timer.start)

    @property
    def unsaved(self) -> bool:
        """Whether the user decided something that no session file has."""
        return self._session.history.undo_label is not None and self._session.history.current != self._saved

    def mark_saved(self) -> None:
        """The current state is in a session file."""
        self._saved = self._session.history.current
        self.discard()

    def write(self) -> None:
        """Write now, if there is something to lose."""
        if not self.unsaved:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = QLockFile(str(self._file.with_suffix(".lock")))
                self._lock.setStaleLockTime(0)
                self._lock.tryLock(0)
            write_session(self._file, self._session.history.current)
        except OSError as error:
            self._session.message.emit("warning", f"the session could not be saved aside ({error}); save it yourself")

    def discard(self) -> None:
        """Nothing is to be recovered any more."""
        self._timer.stop()
        self._file.unlink(missing_ok=True)

    def close(self) -> None:
        """The window closes: what is unsaved stays for the next start."""
        self._timer.stop()
        self.write()
        self.release()

    def release(self) -> None:
        """Let another window recover what is written."""
        if self._lock is not None:
            self._lock.unlock()

    def left_behind(self) -> list[Path]:
        """Sessions whose window is gone, newest first."""
        if not self._folder.is_dir():
            return []
        found = [path for path in self._folder.glob("*.yaml") if path != self._file and _is_free(path)]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _is_free(path: Path) -> bool:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True
