"""Starting the window: its frame is seen at once; what works on an analysis is read and made while it is."""

from __future__ import annotations

import linecache
import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from vhegui.gui.application import Application, application
from vhegui.gui.interrupts import Interrupts
from vhegui.gui.panels import PANELS, module_of
from vhegui.gui.session.garbage import GarbageCollector
from vhegui.gui.window import single
from vhegui.gui.window.furnishing import Furnishing
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.window.panel_shelf import IdleMaker

# Modules of Qt that make their names when they are asked for them; pyqtgraph asks for all at once.
QT = ("PySide6.QtGui", "PySide6.QtWidgets")
# What a window needs that works, in the order it is read in: once those before it are there, each takes less than a
# tenth of a second (numpy and pyqtgraph, which cannot be read in parts, take that or a little more).
READ = (
    "numpy",
    "vhegui.core.dl3.store",
    "vhegui.core.background.registry",
    "vhegui.core.fitting.comparison",
    "vhegui.core.estimators.sky.band_maps",
    "vhegui.analysis.edits",
    "vhegui.analysis.advice",
    "vhegui.analysis.studies.template",
    "vhegui.core.estimators.light_curve.fluxes",
    "vhegui.analysis.steps",
    "vhegui.gui.session.session",
    "vhegui.gui.window.opening",
    *QT,
    "pyqtgraph",
    "vhegui.gui.plotting.sky.sky_view",
    "vhegui.gui.panels.countmap.presenter",
    "vhegui.gui.window.actions.registry",
    "vhegui.gui.window.recovery",
    "vhegui.gui.window.summary",
)
# Read in a thread after that, so that the first click does not wait for them.
WARM_UP = ("astropy.io.fits", "scipy.ndimage", "iminuit", "yaml", "msgspec")
WARM_MS = 100  # how often one looks whether that is done
A_DAY = 60000.0  # MJD


def main(paths: Sequence[Path | str] = (), demo: bool = False, theme: str | None = None) -> int:
    """Open the window on data sets, files, the demo data or nothing, and stay until it is closed."""
    app = application()
    logging.getLogger("vhegui").setLevel(logging.INFO)
    window = MainWindow()
    garbage = GarbageCollector(lambda: window.furnished and window.session.gesture)
    if theme:
        window.set_theme_choice(theme)
    if not (demo or paths):
        window.start.welcome()
    sys.excepthook = _complain_to(window)
    furnishing = Furnishing(window, furnish(window))
    furnishing.done.connect(lambda: _begin(window, garbage, paths, demo))
    furnishing.failed.connect(app.quit)
    window.all_needed.connect(furnishing.finish)
    window.show()
    interrupts = Interrupts(window.leave)
    code = app.exec()
    garbage.stop()
    interrupts.stop()
    if furnishing.error is not None:
        raise furnishing.error
    return code


def furnish(window: MainWindow) -> Iterator[None]:
    """Read and make the rest of the window, in small steps.

    PySide looks into the source of all that is imported, of which Python would keep 40 MB of lines.
    """
    for name in READ:
        module = import_module(name)
        linecache.clearcache()
        if name in QT:
            for each in dir(module):
                getattr(module, each)
        yield
    from vhegui.gui.session.session import Session

    session = Session(preferences=window.preferences)
    yield
    yield from window.furnish(session)


def _listen(window: MainWindow) -> None:
    """Open what other starts of the program name."""
    from vhegui.gui.window import opening

    def take(paths: Sequence[Path | str]) -> None:
        opening.open_paths(window, paths)
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    door = single.Door(single.address(), take, window)
    window.closing.connect(door.close)


def _begin(window: MainWindow, garbage: GarbageCollector, paths: Sequence[Path | str], demo: bool) -> None:
    """All is there."""
    from vhegui.gui.window import opening

    app = application()
    if isinstance(app, Application):
        app.asked_to_open.connect(lambda path: opening.open_paths(window, [Path(path)]))
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
    if warming.is_alive() or window.session.busy:  # another thread may import something: no time to forget sources
        QTimer.singleShot(WARM_MS, window, lambda: _when_warm(window, garbage, warming))
    else:
        linecache.clearcache()
        garbage.keep()
        IdleMaker(window.shelf, window.session, window)


def _offer_recovery(window: MainWindow) -> None:
    from vhegui.gui.window import session_commands

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
    from vhegui.core.dl3.time import tt_minus_utc

    for name in (*WARM_UP, *(module_of(entry) for entry in PANELS)):
        import_module(name)
    tt_minus_utc(A_DAY)  # the leap seconds are read


def _complain_to(window: MainWindow):
    """A bug in the program: logged in full, said in a sentence; nothing the user had is lost."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        logging.getLogger("vhegui").error("unexpected error", exc_info=(kind, error, trace))  # type: ignore[arg-type]
        say = window.session.message.emit if window.furnished else window.show_message
        say("error", f"Something went wrong in the program ({kind.__name__}: {error}); the log panel has the details.")

    return hook
