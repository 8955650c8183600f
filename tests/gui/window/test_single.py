"""One window for all files: a start that names some hands them over, and loses none where nobody takes them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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


WINDOW = """
from sys import argv
from PySide6.QtCore import QCoreApplication, QTimer
from vhegui.gui.window import single
app = QCoreApplication(argv)
door = single.Door(argv[1], lambda paths: print(paths[0].name, flush=True))
print("listens" if door.listens else "waits", flush=True)
app.exec()
"""


@pytest.fixture
def other_window(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a process with a window, as far as files that are handed over are concerned."""
    begun: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WINDOW, str(tmp_path / "door")]
        begun.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield begin
    for each in begun:
        each.kill()
        each.communicate()


def test_where_the_window_that_listened_has_crashed_one_that_stays_takes_over(other_window, qtbot, tmp_path):
    first = other_window()
    assert first.stdout.readline() == "listens\n"
    second = other_window()
    assert second.stdout.readline() == "waits\n"
    first.kill()
    qtbot.waitUntil(lambda: single.hand_over([Path("crab.yaml")], str(tmp_path / "door")), timeout=20_000)
    assert second.stdout.readline() == "crab.yaml\n"


def test_where_the_window_that_listened_is_closed_one_of_those_that_stay_takes_over(listener, qtbot):
    others = [Listener(listener.where) for _ in range(3)]
    closed = others.pop()
    closed.door.close()  # waits no more
    assert not any(each.door.listens for each in others)
    listener.door.close()
    qtbot.waitUntil(lambda: any(each.door.listens for each in others))
    assert sorted(each.door.listens for each in (*others, closed)) == [False, False, True]
    last = next(each for each in others if not each.door.listens)
    next(each for each in others if each is not last).door.close()
    qtbot.waitUntil(lambda: last.door.listens)
    start_of_another = start(listener.where, Path("crab.yaml"))
    qtbot.waitUntil(lambda: start_of_another.poll() is not None, timeout=20_000)
    assert start_of_another.communicate()[0] == "True\n" and [each.name for each in last.asked] == ["crab.yaml"]
    last.door.close()


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
