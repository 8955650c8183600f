"""What is open, by names in Python; what is typed, run; edits from there, undone as any other."""

from __future__ import annotations

import platform
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from vhegui.analysis.state import Analysis, Target
from vhegui.core.errors import VheguiError
from vhegui.gui.panels.console.history import TypedBefore
from vhegui.gui.panels.console.interpreter import Interpreter
from vhegui.gui.panels.console.view import ConsoleView
from vhegui.gui.session.panel import Panel

if TYPE_CHECKING:
    from vhegui.gui.session.results import Results
    from vhegui.gui.session.session import Session
    from vhegui.gui.theme import Theme

TYPED = "console/typed"  # settings: what was typed before
FLUSH_MS = 50
MOST_WAITING = 100_000  # characters that are not shown yet: what prints faster waits
ASK_S = 0.05  # how often who waits for an edit can be stopped
GREETING = """Python {version}, with numpy as np. Names that follow the window:
  analysis   what you decided, as a session keeps it
  results    what is computed of it now: list(results) names all
  edits      functions that change an analysis
  apply      apply(edits.point_at, Target("Crab", 83.633, 22.015)): done in the window, undone with Ctrl+Z there
For example: results["summed_counts"].excess.sum()
"""


class Asked:
    """An edit that waits for the thread of the window."""

    def __init__(self, edit: Callable[..., Analysis], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        self.edit, self.arguments, self.named = edit, arguments, named
        self.done = threading.Event()
        self.analysis: Analysis | None = None
        self.error: Exception | None = None


class _Bridge(QObject):
    """Brings what happens in the thread of the console to that of the window: end(), answer(asked) are called there."""

    ended = Signal()
    asked = Signal(object)

    def __init__(self, parent: QObject, end: Callable[[], None], answer: Callable[[Asked], None]) -> None:
        super().__init__(parent)
        self._end, self._answer = end, answer
        self.ended.connect(self._take_end, Qt.ConnectionType.QueuedConnection)
        self.asked.connect(self._take_asked, Qt.ConnectionType.QueuedConnection)

    def _take_end(self) -> None:
        self._end()

    def _take_asked(self, asked: Asked) -> None:
        self._answer(asked)


class ConsolePanel(Panel):
    """A console; nothing is run that was not typed, or put in from the clipboard, here."""

    name = "console"
    title = "Python"
    needs = ("summed_counts", "predicted_counts")  # what most ask for is there though no other panel shows it
    wants = ("fit_result", "flux_points_result")
    every = 15

    def __init__(self, session: Session) -> None:
        self._said: deque[tuple[str, str]] = deque()
        self._waiting = 0
        self._lock = threading.Lock()
        self._open = True
        self.interpreter = Interpreter(self._tell, self._tell_end)
        self.view = ConsoleView(self.interpreter.completions)
        self._bridge = _Bridge(self.view, self._end, self._answer)
        super().__init__(session, self.view)
        self._timer = QTimer(self.view, interval=FLUSH_MS)
        self._timer.timeout.connect(self._flush)
        self.view.field.entered.connect(self.run)
        self.view.field.stop_wanted.connect(self.interpreter.stop)
        self.view.stop.clicked.connect(self.interpreter.stop)
        self.view.add_action("Save as script…", "Write what was typed into a Python file", self._ask_script)
        self.view.destroyed.connect(self._close)
        self._begin()

    def _begin(self) -> None:
        import numpy as np

        from vhegui.analysis import edits

        self.interpreter.names.update(np=np, edits=edits, apply=self._apply, Target=Target)
        if self.session.settings is not None:
            before: Any = self.session.settings.value(TYPED)  # of one source no list comes back
            self.view.field.before = TypedBefore([before] if isinstance(before, str) else before or ())
        self.view.say("typed", GREETING.format(version=platform.python_version()))

    def show(self, results: Results) -> None:
        """Names are brought up to date when something is run."""

    def set_theme(self, theme: Theme) -> None:
        """Recolour what is written."""
        self.view.set_theme(theme)

    def run(self, source: str) -> None:
        """Run a source on what is open now."""
        if self.interpreter.running:
            return
        now = self.session.results
        current = {name: value for name, value in now.values.items() if now.current(name) is not None}
        self.interpreter.names.update(analysis=self.session.analysis, results=MappingProxyType(current))
        self.view.show_typed(source)
        self.view.field.before.add(source)
        if self.session.settings is not None:
            self.session.settings.setValue(TYPED, self.view.field.before.sources)
        self.view.field.clear()
        self.view.stop.setEnabled(True)
        self._timer.start()
        self.interpreter.run(source)

    # --- called in the thread of the console -----------------------------------------------------------------

    def _tell(self, kind: str, text: str) -> None:
        while self._waiting > MOST_WAITING and self._open:
            time.sleep(FLUSH_MS / 1000)
        with self._lock:
            self._said.append((kind, text))
            self._waiting += len(text)

    def _tell_end(self) -> None:
        with suppress(RuntimeError):  # the window is gone
            self._bridge.ended.emit()

    def _apply(self, edit: Callable[..., Analysis] | Analysis, *arguments: Any, **named: Any) -> Analysis:
        """Change the analysis in the window: `edit(analysis, *arguments)`, or another analysis as it is."""
        asked = Asked(edit if callable(edit) else lambda _: edit, arguments, named)
        self._bridge.asked.emit(asked)
        while self._open and not asked.done.wait(ASK_S):
            pass
        if asked.error is not None:
            raise asked.error
        if asked.analysis is None:
            raise KeyboardInterrupt("the window was closed")
        self.interpreter.names["analysis"] = asked.analysis
        return asked.analysis

    # --- called in the thread of the window ------------------------------------------------------------------

    def _answer(self, asked: Asked) -> None:
        """Make the edit, if what comes of it can be kept as a session."""
        try:
            changed = _checked(asked.edit(self.session.analysis, *asked.arguments, **asked.named))
            self.session.apply("Python", lambda _: changed)
            asked.analysis = self.session.analysis
        except Exception as error:  # of the user's code: it is theirs
            asked.error = error
        asked.done.set()

    def _flush(self) -> None:
        with self._lock:
            said, self._waiting = list(self._said), 0
            self._said.clear()
        for kind, parts in groupby(said, lambda part: part[0]):
            self.view.say(kind, "".join(text for _, text in parts))
        if not self.interpreter.running:
            self._rest()

    def _end(self) -> None:
        self._flush()
        self._rest()

    def _rest(self) -> None:
        self._timer.stop()
        self.view.stop.setEnabled(False)

    def _close(self) -> None:
        self._open = False
        self.interpreter.stop()

    # --- files -----------------------------------------------------------------------------------------------

    def _ask_script(self) -> None:
        from vhegui.gui.file_questions import ask_save

        ask_save(self.view, "Save as script", "console.py", "Python script (*.py)", self._save)

    def _save(self, path: Path) -> None:
        from vhegui.core.files.whole import write_whole

        try:
            write_whole(path, "\n".join([*self.view.field.before.sources, ""]).encode())
        except OSError as error:
            self.session.message.emit(
                "error", f"{path}: could not be written ({error.strerror}). Choose another folder."
            )


def _checked(analysis: object) -> Analysis:
    """As it would be read from a session file. Raises VheguiError for what could not be."""
    from vhegui.analysis.session.reading import parse_session, session_yaml

    if not isinstance(analysis, Analysis):
        raise VheguiError(f"this gives no analysis, but {type(analysis).__name__}: nothing was changed")
    folder = Path.cwd()
    return parse_session(session_yaml(analysis, folder), folder, "the analysis")[0]
