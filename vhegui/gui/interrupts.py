"""Ctrl+C in the terminal closes the window, without a timer that wakes the program all the time."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class Interrupts(QObject):
    """Calls `do` when the process is asked to stop.

    Python sees signals only while it runs: they arrive as a byte through a socket, which wakes it.
    """

    def __init__(self, do: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox, self._outbox = socket.socketpair()
        for end in (self._inbox, self._outbox):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._inbox.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda *_: self._inbox.recv(64))
        self._before = signal.signal(signal.SIGINT, lambda *_: do())
        signal.set_wakeup_fd(self._outbox.fileno())

    def stop(self) -> None:
        """As it was before."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, self._before)
        self._notifier.setEnabled(False)
        self._inbox.close()
        self._outbox.close()
