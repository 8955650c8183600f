"""Starting the window."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from vhegui.core.dl3.time import tt_minus_utc
from vhegui.gui.application import Application, application
from vhegui.gui.interrupts import Interrupts
from vhegui.gui.panels import PANELS, module_of
from vhegui.gui.session.garbage import GarbageCollector
from vhegui.gui.session.session import Session
from vhegui.gui.window import opening, session_commands, single
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.panel_shelf import IdleMaker

# Read in a thread after the first paint, so that the first click does not wait for them.
WARM_UP = ("astropy.io.fits", "scipy.ndimage", "iminuit", "yaml", "msgspec")
WARM_MS = 100  # how often one looks whether that is done
A_DAY = 60000.0  # MJD


def main(
    paths: Sequence[Path | str] = (),
    demo: bool = False,
    theme: str | None = None,
    splash: QWidget | None = None,
) -> int:
    """Open the window on data sets, files, the demo data or nothing, and stay until it is closed.

    splash : what is seen meanwhile.
    """
    app = application()
    logging.getLogger("vhegui").setLevel(logging.INFO)
    session = Session()
    garbage = GarbageCollector(lambda: session.gesture)
    window = MainWindow(session)
    if theme:
        window.set_theme_choice(theme)
    if not (demo or paths):
        window.start.welcome()
    sys.excepthook = _complain_to(window)
    window.show()
    if splash is not None:
        splash.close()
    if isinstance(app, Application):
        app.asked_to_open.connect(lambda path: opening.open_paths(window, [Path(path)]))
    QTimer.singleShot(0, lambda: _begin(window, garbage, paths, demo))
    interrupts = Interrupts(window.leave)
    code = app.exec()
    garbage.stop()
    interrupts.stop()
    return code


def _listen(window: MainWindow) -> None:
    """Open what other starts of the program name."""

    def take(paths: Sequence[Path | str]) -> None:
        opening.open_paths(window, paths)
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    door = single.Door(single.address(), take, window)
    window.closing.connect(door.close)


def _begin(window: MainWindow, garbage: GarbageCollector, paths: Sequence[Path | str], demo: bool) -> None:
    """After the first paint."""
    if demo:
        opening.open_demo(window)
    opening.open_paths(window, paths)
    _offer_recovery(window)
    if single.has_screen():
        _listen(window)
    warming = threading.Thread(target=warm_up, name="warm-up", daemon=True)
    warming.start()
    _when_warm(window, garbage, warming)


def _when_warm(window: MainWindow, garbage: GarbageCollector, warming: threading.Thread) -> None:
    """Make the panels once their code is read, which is not the work of the window's thread."""
    if warming.is_alive():
        QTimer.singleShot(WARM_MS, window, lambda: _when_warm(window, garbage, warming))
    else:
        garbage.keep()
        IdleMaker(window.shelf, window.session, window)


def _offer_recovery(window: MainWindow) -> None:
    left = window.recovery.left_behind()
    if not left:
        return

    newest, *others = left
    if others:
        more = f"So did {'one older' if len(others) == 1 else f'{len(others)} older ones'}."
        window.show_message("information", f"{newest.describe()} {more}", "Show them", window.start.left_behind)
    else:
        recover = partial(session_commands.recover_session, window, newest)
        window.show_message("information", newest.describe(), "Recover it", recover)


def warm_up() -> None:
    """Read what the first clicks need."""
    from importlib import import_module

    for name in (*WARM_UP, *(module_of(entry) for entry in PANELS)):
        import_module(name)
    tt_minus_utc(A_DAY)  # the leap seconds are read


def _complain_to(window: MainWindow):
    """A bug in the program: logged in full, said in a sentence; nothing the user had is lost."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        logging.getLogger("vhegui").error("unexpected error", exc_info=(kind, error, trace))  # type: ignore[arg-type]
        window.session.message.emit(
            "error", f"Something went wrong in the program ({kind.__name__}: {error}); the log panel has the details."
        )

    return hook
