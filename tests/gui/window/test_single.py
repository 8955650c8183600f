"""One window for all files: a start that names some hands them over, and loses none where nobody takes them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from small_dl3 import write_small_store

import vhegui
from vhegui.gui.window import opening, single

PROGRAM = """
from sys import argv
from vhegui.gui.window import single
single.ANSWER_MS = 60_000  # a busy machine is no window that hangs
print(single.hand_over(argv[2:], argv[1]), flush=True)
"""


class Listener(QObject):
    """A door and what it was asked to open."""

    def __init__(self, where: Path) -> None:
        super().__init__()
        self.where, self.asked = where, list[Path | str]()
        self.door = single.Door(str(where), self.asked.extend, self)


@pytest.fixture
def listener(qapp: QCoreApplication, tmp_path: Path) -> Iterator[Listener]:
    listener = Listener(tmp_path / "door")
    assert listener.door.listens
    yield listener
    listener.door.close()


def start(where: Path, *paths: Path) -> subprocess.Popen[str]:
    """Another start of the program that names these paths."""
    command = [sys.executable, "-c", PROGRAM, str(where), *map(str, paths)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_second_start_hands_its_files_to_the_window_that_is_there(make_window, rest, qtbot, tmp_path):
    window, where = make_window(), tmp_path / "door"
    (tmp_path / "data").mkdir()
    write_small_store(tmp_path / "data")
    assert not single.hand_over([tmp_path / "data"], str(where))  # nobody is there
    door = single.Door(str(where), lambda paths: opening.open_paths(window, paths), window)
    assert door.listens and not single.Door(str(where), print, window).listens
    other = start(where, tmp_path / "data")
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=20_000)
    rest(window)
    assert other.communicate()[0] == "True\n" and window.session.analysis.dataset.path == str(tmp_path / "data")
    assert where.stat().st_mode & 0o077 == 0  # of this user alone
    window.closing.connect(door.close)
    window.close()
    assert not single.hand_over([tmp_path / "data"], str(where))


def test_a_window_that_hangs_is_not_waited_for_and_opens_nothing_later(listener, qtbot, monkeypatch):
    monkeypatch.setattr(single, "ANSWER_MS", 100)
    assert not single.hand_over([Path("crab.yaml")], str(listener.where))  # this thread does not get to listen
    qtbot.wait(50)
    assert listener.asked == []


def test_a_window_that_closes_while_files_come_does_not_take_them(listener, qtbot):
    server = listener.door.findChild(QLocalServer)
    server.newConnection.connect(listener.door.close)  # after the door has let it in, before it is read
    other = start(listener.where, Path("crab.yaml"))
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=20_000)
    assert not listener.door.listens
    assert other.communicate()[0] == "False\n" and listener.asked == []


@pytest.mark.parametrize("said", [b"open it\n", b"[1, 2]\n", b'{"open": [3]}\n', b"\xff\xfe\n"])
def test_what_is_no_message_is_answered_by_hanging_up(listener, qtbot, said):
    socket = QLocalSocket()
    socket.connectToServer(str(listener.where))
    socket.write(said)
    qtbot.waitUntil(lambda: socket.state() == socket.LocalSocketState.UnconnectedState, timeout=5_000)
    assert not socket.canReadLine() and listener.asked == []


def test_windows_of_another_version_or_display_are_not_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    here = single.address()
    monkeypatch.setattr(vhegui, "__version__", "99.0")
    other = single.address()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert len({here, other, single.address()}) == 3


@pytest.mark.skipif(os.name != "posix", reason="owners of sockets")
def test_a_window_of_another_user_is_not_asked(listener, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert not single.hand_over([Path("crab.yaml")], str(listener.where))
