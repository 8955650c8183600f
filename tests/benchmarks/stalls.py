"""How long the window answers nothing: the longest piece of work of its thread in each part of a tour of the program.

    PYTHONPATH=tests/support python tests/benchmarks/stalls.py FOLDER TARGET [--profile WORDS]

begins with a start on nothing (the frame of the window, the rest of it, its panels while the user rests), opens the
data set, analyses the runs of a target of it, and does with it what one does. Processor time of the window's thread,
ms, of which 100 are allowed, and beside it the time by the clock, which says something on a machine that does nothing
else. The rest of the window is half as long where Python may keep its compiled code, as it does where it is installed.
--profile tells what too long a piece of work did (all of them, or those in parts whose names hold these words); a
profile makes everything about twice as slow.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from heartbeat import Heart
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from tour import tour

from vhegui.gui.app import furnish, warm_up
from vhegui.gui.application import application
from vhegui.gui.screenshot import settle
from vhegui.gui.session.garbage import GarbageCollector
from vhegui.gui.session.preferences import KEYS
from vhegui.gui.window.furnishing import Furnishing
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.panel_shelf import IdleMaker

ALLOWED_S = 0.1
LINES = 60  # of a profile


def main() -> int:
    parser = argparse.ArgumentParser(description="How long the window answers nothing")
    parser.add_argument("folder", type=Path)
    parser.add_argument("target")
    parser.add_argument("--profile", nargs="?", const="", metavar="WORDS")
    arguments = parser.parse_args()
    _application = application()
    with tempfile.TemporaryDirectory() as folder:
        long = _walk(Path(folder), arguments.folder, arguments.target, arguments.profile)
    return 1 if long else 0


def _walk(own: Path, folder: Path, target: str, profiled: str | None) -> int:
    """How many parts of the tour have a stall."""
    settings = QSettings(str(own / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue(KEYS["ask_before_closing"], False)
    long = 0

    def told(name: str, do: Callable[[], object], rest: Callable[[], object]) -> None:
        nonlocal long
        heart = Heart(profiled is not None and profiled in name)
        took = heart.during(do, rest)
        heart.stop()
        long += took > ALLOWED_S
        print(f"{name:28s} {1e3 * took:7.0f} ms {1e3 * heart.wall:7.0f} ms{'  !' * (took > ALLOWED_S)}", flush=True)
        if took > ALLOWED_S:
            heart.report(LINES)

    begun = time.thread_time()
    window = MainWindow(settings=settings, recovery=own / "recovery")
    window.start.welcome()
    furnishing = Furnishing(window, furnish(window))
    window.show()
    window.repaint()
    print(f"{'the frame of the window':28s} {1e3 * (time.thread_time() - begun):7.0f} ms")
    told("the rest of it", lambda: None, lambda: _until(lambda: furnishing.over))
    warm_up()  # as the program does in the background
    garbage = GarbageCollector(lambda: window.session.gesture)
    garbage.keep()
    maker = IdleMaker(window.shelf, window.session, window)
    told("panels while the user rests", lambda: None, lambda: _until(lambda: maker.done))
    for name, do in tour(window, folder, target, own / "results"):
        told(name, do, lambda: settle(window))
    window.leave()
    garbage.stop()
    return long


def _until(done: Callable[[], bool]) -> None:
    while not done():
        QTest.qWait(20)


if __name__ == "__main__":
    sys.exit(main())
