"""The one object of the window that changes: the history of Analysis values, the data they need, the results.

Gestures replace the value; a 16 ms single-shot timer pulls the live steps once for the visible panels; slow
steps run in the worker when no drag is on, and a result whose inputs are no longer current is dropped.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.compare.settings import Pinned
from vhegui.analysis.curves import SpectrumCurve
from vhegui.analysis.history import History
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.pipeline import NotReady
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.store import Store
from vhegui.core.errors import VheguiError
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.run_data import RunData
from vhegui.gui.session.slow_steps import STOPPED, SlowSteps
from vhegui.gui.session.worker import Worker

FRAME_MS = 16
OVER_BUDGET_MS = 24.0
NUMBERS_EVERY_S = 0.25
REST_MS = 150
# Steps that only written numbers show: in a drag they are pulled when these are due.
ONLY_NUMBERS = ("counts_table", "fit_advice", "cut_messages")
# What is left out of a drag that cannot keep up, in this order, until the gesture ends.
SACRIFICES = (("fit_result", "live_fit"), ("counts_table",), ("off_regions",))

log = logging.getLogger("vhegui")


class Session(QObject):
    """What panels talk to: `analysis`, `results`, `apply`, gestures, undo, opening and loading."""

    results_changed = Signal(object)
    history_changed = Signal()
    store_changed = Signal(object)
    file_opened = Signal(str)
    cursor_moved = Signal()
    brush_changed = Signal(object)
    pinned_changed = Signal(object)
    curves_changed = Signal(object)
    message = Signal(str, str)
    progress = Signal(str, float, str)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings: QSettings | None = None  # where the window remembers looks; None: nothing is remembered
        self.history = History.start(edits.new_analysis())
        self.cursor: tuple[float, float] | None = None
        self.brush: Brush | None = None
        self.pinned: Pinned | None = None
        self.curves: tuple[SpectrumCurve, ...] = ()
        self.worker = Worker(self)
        self.background = Worker(self)  # for minutes of work on request: toys, scans, contours; never holds up a fit
        for worker in (self.worker, self.background):
            worker.progressed.connect(self.progress)
            worker.idle.connect(self._worker_rests)
        self.results = Results(self.history.current)
        self._pipeline = build_pipeline()
        self.data = RunData(self.worker, self._pipeline, self)
        self.data.opened.connect(self.store_changed)
        self.data.changed.connect(self._more_was_read)
        self.data.message.connect(self.message)
        self.data.failed.connect(self.complain)
        self._panels: list[Panel] = []
        self.slow = SlowSteps(self.worker, self._pipeline, self.request_pull, self.complain)
        self._preview: Analysis | None = None
        self._late_frames = 0
        self._numbers_shown = 0.0
        self._sacrificed = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.pull)
        self._last_numbers = QTimer(self)
        self._last_numbers.setSingleShot(True)
        self._last_numbers.setInterval(REST_MS)
        self._last_numbers.timeout.connect(self._catch_up)
        self._frame = 0
        self._last_turn: dict[str, int] = {}  # in which frame of a drag a panel that can wait was shown
        self._resting = False

    # --- the state -------------------------------------------------------------------------------------------

    @property
    def analysis(self) -> Analysis:
        """The current value, inside a gesture the previewed one."""
        return self._preview if self._preview is not None else self.history.current

    @property
    def gesture(self) -> bool:
        """Whether a drag is on."""
        return self._preview is not None

    def apply(self, label: str, edit: Callable[..., Analysis], *arguments: Any, **named: Any) -> bool:
        """Make one undoable edit, `edit(analysis, *arguments)`; says whether it was possible (else: a message)."""
        self._settle_gesture()
        try:
            changed = edit(self.analysis, *arguments, **named)
        except VheguiError as error:
            self.message.emit("warning", str(error))
            self.request_pull()
            return False
        self._set_history(self.history.push(label, changed))
        return True

    def set_cursor(self, position: tuple[float, float] | None) -> None:
        """Where the mouse is on the sky (ra, dec in deg), None when it has left. No part of the analysis."""
        if position != self.cursor:
            self.cursor = position
            self.cursor_moved.emit()

    def set_brush(self, brush: Brush | None) -> None:
        """Hold a piece of the data up in all panels, or (None) let go: see `vhegui.analysis.brush`."""
        if brush != self.brush:
            self.brush = brush
            self.brush_changed.emit(brush)
            self.request_pull()

    def set_pinned(self, pinned: Pinned | None) -> None:
        """Keep an analysis with its results to compare others with: see `analysis.compare`; None lets it go."""
        if pinned is not self.pinned:
            self.pinned = pinned
            self.pinned_changed.emit(pinned)
            self.request_pull()

    def set_curves(self, curves: tuple[SpectrumCurve, ...]) -> None:
        """Curves to be drawn beside the model wherever a spectrum is drawn; empty: none. No part of the analysis."""
        if len(curves) != len(self.curves) or any(a is not b for a, b in zip(curves, self.curves, strict=True)):
            self.curves = curves
            self.curves_changed.emit(curves)

    @property
    def busy(self) -> bool:
        """Whether something is still to be read, computed or drawn."""
        return self.worker.busy or self.background.busy or self._timer.isActive()

    def begin_gesture(self) -> None:
        """A drag begins: slow work pauses."""
        self._preview = self.history.current
        self._late_frames = self._sacrificed = 0
        self._numbers_shown = 0.0
        self._pipeline.previewing = True
        self._pause(True)

    def preview(self, edit: Callable[..., Analysis], *arguments: Any) -> None:
        """Show what the drag would do now; nothing is remembered."""
        if self._preview is None:
            self.begin_gesture()
        try:
            self._preview = edit(self.history.current, *arguments)
        except VheguiError:
            return  # the mouse is somewhere impossible: keep the last possible place
        self.request_pull()

    def commit_gesture(self, label: str) -> None:
        """The drag ends: one undo step."""
        changed = self._preview
        self._end_gesture()
        if changed is not None:
            self._set_history(self.history.push(label, changed))

    def cancel_gesture(self) -> None:
        """The drag is taken back."""
        self._end_gesture()
        self.request_pull()

    def _pause(self, paused: bool) -> None:
        for worker in (self.worker, self.background):
            worker.pause(paused)

    def _worker_rests(self) -> None:
        if self.slow.stopped:
            self.request_pull()  # to say so
        if not self.worker.busy and not self.background.busy:
            self.idle.emit()

    def _end_gesture(self) -> None:
        self._preview = None
        self._sacrificed = 0
        self._pipeline.previewing = False
        self._pause(False)

    def _settle_gesture(self) -> None:
        """Another edit in the middle of a drag (a shortcut, say): what was dragged so far counts."""
        if self.gesture:
            self.commit_gesture("Drag")

    def undo(self) -> None:
        """Back to the previous state."""
        self._settle_gesture()
        self._set_history(self.history.undo())

    def redo(self) -> None:
        """Forward again."""
        self._settle_gesture()
        self._set_history(self.history.redo())

    def replace(self, analysis: Analysis, label: str, keep_history: bool = False) -> None:
        """Show another Analysis (a session file, a data set); by default undo starts anew."""
        self._set_history(self.history.push(label, analysis) if keep_history else History.start(analysis, label))

    def _set_history(self, history: History) -> None:
        self.history = history
        self.data.follow(self.analysis)
        self.history_changed.emit()
        self.request_pull()

    # --- the data --------------------------------------------------------------------------------------------

    @property
    def store(self) -> Store | None:
        """The open data set."""
        return self.data.store

    @property
    def store_path(self) -> str:
        """Where the open data set is: a path or an address."""
        return self.data.path

    @property
    def loaded(self) -> LoadedRuns:
        """The runs in memory."""
        return self.data.loaded

    @property
    def unread(self) -> tuple[int, ...]:
        """Chosen runs that are not in memory, and not being read."""
        return self.data.unread(self.analysis)

    def open_path(self, path: str | Path, then: Callable[[Analysis], Analysis] | None = None) -> None:
        """Open a data set in the background; `then` edits the new state (choose runs, aim) before it is shown."""
        path = str(path)

        def shown() -> None:
            analysis = edits.open_dataset(self.history.current, path)
            try:
                analysis = then(analysis) if then else analysis
            except VheguiError as error:
                self.message.emit("error", str(error))
            self.replace(analysis, f"Open {Path(path).name}", keep_history=bool(self.history.current.dataset.path))

        self.data.open(path, shown)

    def read_again(self) -> None:
        """Try again to read what could not be read, and compute what was cancelled."""
        self.slow.forget_stopped()
        self.data.read_again(self.analysis)
        self.request_pull()

    def _more_was_read(self) -> None:
        self.data.follow(self.analysis)
        self.request_pull()

    # --- the results -----------------------------------------------------------------------------------------

    def add_panel(self, panel: Panel) -> None:
        """Pull for this panel from now on, while it is visible."""
        self._panels.append(panel)

    def request_pull(self) -> None:
        """Pull once, at the next frame."""
        if not self._timer.isActive():
            self._timer.start()

    def pull(self) -> None:
        """Compute what the visible panels need, show it, and start what is slow."""
        started = time.perf_counter()
        self._timer.stop()
        panels = [panel for panel in self._panels if panel.visible]
        self._frame += 1
        numbers = self._numbers_are_due()
        turn = self._whose_turn(panels, numbers) if self.gesture and not self._resting else panels
        self.results = self._snapshot([panel for panel in panels if panel in turn or not panel.yields], numbers)
        for panel in turn:
            panel.show(self.results)
        self._resting = False
        self.results_changed.emit(self.results)
        if self.gesture:
            self._keep_pace(1e3 * (time.perf_counter() - started))
        else:
            self._start_slow(panels)

    def _whose_turn(self, panels: list[Panel], numbers: bool) -> list[Panel]:
        """Who is shown in this frame of a drag: one of those that can wait, in the place of those that yield to it.

        Two of them in one frame would be a late frame; where texts are written in it, none is shown. Nothing is
        computed for those that yield.
        """
        late = {p: self._frame - self._last_turn.get(p.name, 0) - p.every for p in panels if p.every > 1}
        due = max(late, key=lambda panel: late[panel], default=None)
        if due is None or late[due] < 0 or numbers:
            return [panel for panel in panels if panel.every == 1]
        self._last_turn[due.name] = self._frame
        return [panel for panel in panels if panel is due or (panel.every == 1 and not panel.yields)]

    def _given(self) -> dict[str, Any]:
        return {**self.data.given(self.analysis), "brush": self.brush}

    def _snapshot(self, panels: list[Panel], numbers: bool) -> Results:
        left_out = {step for steps in SACRIFICES[: self._sacrificed] for step in steps}
        names = list(dict.fromkeys(step for panel in panels for step in (*panel.needs, *panel.wants)))
        values, errors, stale = dict(self.results.values), {}, set()
        given, analysis, pulled = self._given(), self.analysis, {}
        for name in names:
            if not numbers and name in ONLY_NUMBERS:
                continue
            if name in left_out:
                stale.add(name)
                continue
            try:
                values[name] = self._pipeline.pull(name, analysis, given, pulled)
            except NotReady as missing:
                stale.add(name)
                if self.slow.was_stopped(missing.name, analysis, given):
                    errors[name] = STOPPED
            except VheguiError as error:
                errors[name] = str(error)
                stale.add(name)
        return Results(
            analysis,
            self.store,
            self.loaded,
            values,
            errors,
            frozenset(stale),
            self.gesture,
            numbers,
            self.data.loading,
            self._resting,
        )

    def _numbers_are_due(self) -> bool:
        now = time.perf_counter()
        due = not self.gesture or self._resting or now - self._numbers_shown > NUMBERS_EVERY_S
        if due:
            self._numbers_shown = now
        if self.gesture and not self._resting:
            self._last_numbers.start()  # the mouse may rest now: then numbers and panels that waited must catch up
        return due

    def _catch_up(self) -> None:
        """The mouse rests in a drag: everything is brought up to date."""
        self._resting = True
        self.request_pull()

    def _keep_pace(self, milliseconds: float) -> None:
        self._late_frames = self._late_frames + 1 if milliseconds > OVER_BUDGET_MS else 0
        if self._late_frames >= 2 and self._sacrificed < len(SACRIFICES):
            self._sacrificed += 1
            self._late_frames = 0

    def _start_slow(self, panels: list[Panel]) -> None:
        for name in dict.fromkeys(step for panel in panels for step in panel.wants):
            if name not in self.results.errors and name in self.results.stale:
                self.slow.start(name, self.analysis, self._given())

    def complain(self, error: Exception, what: str) -> None:
        """An expected error speaks for itself; an unexpected one is a bug: logged in full, said in one sentence."""
        if isinstance(error, VheguiError):
            self.message.emit("error", str(error))
            return
        log.error("%s", what, exc_info=error)
        self.message.emit("error", f"{what}: {type(error).__name__}: {error}. Details are in the log panel.")

    def cancel_work(self) -> None:
        """Stop what is being read or computed."""
        self.worker.cancel()
        self.background.cancel()

    def close(self) -> None:
        """Stop the timers and the workers; what still comes back is shown to nobody."""
        self._panels.clear()
        self._timer.stop()
        self._last_numbers.stop()
        self.worker.stop()
        self.background.stop()
