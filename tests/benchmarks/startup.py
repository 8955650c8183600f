"""The start of the program: time to the first picture, memory, and what it does when nobody does anything.

    python tests/benchmarks/startup.py [--screen xcb] [--rest 20]

starts `vhegui` on nothing in a process of its own, compiled as an installed one is. Told are the time on the clock and
of the processor from the start of it to the first painted frame of the window (1.2 s are allowed) and until the window
is furnished, the longest that it does not answer meanwhile, resident memory at the first frame and furnished (250 MB)
and with all panels, and how much of a processor it takes while it rests (none).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description="Time to the first picture, memory, and rest")
    parser.add_argument("--screen", default="offscreen")
    parser.add_argument("--rest", type=float, default=20.0, help="seconds that it is watched while it rests")
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        return _start(arguments.child, arguments.rest)
    with tempfile.TemporaryDirectory() as home:
        own = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "DATA", "CACHE")} | {"PYTHONPYCACHEPREFIX": home}
        own |= {"QT_QPA_PLATFORM": arguments.screen, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, __file__, "--rest"]
        subprocess.call([*command, "0.1", "--child", "0"], env={**os.environ, **own}, stdout=subprocess.DEVNULL)
        command += [str(arguments.rest), "--child", repr(time.time())]
        return subprocess.call(command, env={**os.environ, **own})


def _start(begun: float, rest: float) -> int:
    """The program itself, watched."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from vhegui.gui import app
    from vhegui.gui.application import application
    from vhegui.gui.panels import PANELS
    from vhegui.gui.window.main_window import MainWindow

    program = application()

    def tell(what: str) -> None:
        clock = f"{time.time() - begun:6.2f} s, of the processor {time.process_time():.2f} s"
        print(f"{what:15} {clock}, {_megabytes():.0f} MB")

    class Watch(QObject):
        window: MainWindow
        longest = 0.0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow):
                self.window = watched
                program.removeEventFilter(self)
                QTimer.singleShot(0, self.painted)
            return False

        def painted(self) -> None:
            tell("first picture")
            self.before = time.process_time()
            self.furnish()

        def furnish(self) -> None:
            """Between the steps."""
            self.longest = max(self.longest, time.process_time() - self.before)
            self.before = time.process_time()
            if not self.window.furnished:
                QTimer.singleShot(0, self.furnish)
                return
            tell("furnished")
            print(f"longest step    {self.longest:6.2f} s of the processor")
            self.wait()

        def wait(self) -> None:
            """Until all panels are there."""
            if len(self.window.shelf.there) < len(PANELS) or self.window.session.busy:
                QTimer.singleShot(500, self.wait)
            else:
                QTimer.singleShot(3000, self.watch)

        def watch(self) -> None:
            print(f"with all panels {_megabytes():6.0f} MB")
            self.before = time.process_time()
            QTimer.singleShot(round(1e3 * rest), self.done)

        def done(self) -> None:
            print(f"at rest         {100 * (time.process_time() - self.before) / rest:6.3f} % of a processor")
            self.window.leave()

    watch = Watch()
    program.installEventFilter(watch)
    return app.main()


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


if __name__ == "__main__":
    sys.exit(main())
