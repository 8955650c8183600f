"""One window for everything: a start that names files hands them to the window that is there, and ends.

The two talk through a local socket in a folder that belongs to the user alone, of their display and this version of
the program: nobody else can reach it, and a window on another screen or of another version is not asked. One line of
JSON is sent, one word comes back. A start that gets no answer (the window hangs, or is just closing) opens its files
itself, and the window does not open them later.

Of several windows one listens; the others stay connected to it, and when it ends, however it does, another listens.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, QLockFile, QObject, QStandardPaths, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

import vhegui

CONNECT_MS, ANSWER_MS, LOCK_MS = 500, 2000, 1000
LONGEST = 1 << 20  # bytes of a message
TAKEN = b"taken\n"
Take = Callable[[list[Path | str]], object]


def has_screen() -> bool:
    """Whether somebody sees windows; several without a display know nothing of each other."""
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] not in ("offscreen", "minimal")


def address() -> str:
    """Where the window of this user on this display, of this version of the program, listens."""
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM", "")
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
    whose = f"{Path.home()} {display} {vhegui.__version__}"
    name = f"vhegui-{hashlib.sha256(whose.encode()).hexdigest()[:12]}"
    return str(Path(folder) / name) if folder and os.name == "posix" else name


def hand_over(paths: Sequence[Path | str], where: str) -> bool:
    """Have the window that is there open these; False where none is there, or where it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(where)
    if not _is_own(where) or not socket.waitForConnected(CONNECT_MS):
        return False
    places = [path if isinstance(path, str) else str(path.absolute()) for path in paths]
    socket.write(json.dumps({"open": places}).encode() + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(ANSWER_MS):
            socket.abort()  # seen by a window that wakes up later
            return False
    return bytes(socket.readLine().data()) == TAKEN


class Door(QObject):
    """Listens for other starts of the program; take(paths) : called with what they name.

    Where another window of the user listens already, this one waits until that is closed.
    """

    def __init__(self, where: str, take: Take, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._where, self._take = where, take
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        self._first = QLocalSocket(self)  # to the window that listens
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._listen)
        self._first.disconnected.connect(self._again.start)
        self._listen()

    @property
    def listens(self) -> bool:
        """Whether it is this window that others reach."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no more, take nothing of what has come but is not read yet, and let another window listen."""
        self._first.blockSignals(True)
        self._first.abort()
        self._again.stop()
        self._server.close()
        for socket in self._server.findChildren(QLocalSocket):
            socket.abort()

    def _listen(self) -> None:
        """Unless another window does."""
        with _alone(self._where):
            self._first.connectToServer(self._where)
            if not self._first.waitForConnected(CONNECT_MS):
                QLocalServer.removeServer(self._where)  # left behind by a crash
                self._server.listen(self._where)

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            return
        paths = _paths(bytes(socket.readLine().data()))
        if paths is None or not self.listens:
            socket.abort()
            return
        socket.write(TAKEN)
        if socket.flush():  # else nobody waits for it any more: the other start has opened them
            self._take(paths)


def _is_own(where: str) -> bool:
    """Whether the window is of this very user, as it is not for root in the environment of another."""
    try:
        return os.name != "posix" or os.stat(where).st_uid == os.getuid()
    except OSError:  # nobody is there
        return False


@contextmanager
def _alone(where: str) -> Iterator[None]:
    """While no other window looks whether somebody listens, which would then do as well."""
    lock = QLockFile(f"{where if os.path.isabs(where) else QDir.temp().filePath(where)}.lock")
    lock.tryLock(LOCK_MS)  # where it can't be had, two windows may listen: no reason not to open one
    try:
        yield
    finally:
        lock.unlock()


def _paths(line: bytes) -> list[Path | str] | None:
    """What a message asks to open; None where it is no such message."""
    try:
        message: Any = json.loads(line)
    except ValueError:
        return None
    listed = message.get("open") if isinstance(message, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        return None
    return [each if "://" in each else Path(each) for each in listed]
