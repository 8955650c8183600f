"""Where panels meet what changes in the window: the Analysis that is edited, the data it needs, the results.

Edits and drags replace the value (see `editing`); the live steps are pulled once a frame for the visible panels (see
`frames`); slow steps run in the worker when no drag is on, and a result whose inputs are no longer current is dropped.
What is broken, a step or a panel, says so and stops nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush
from vhegui.analysis.compare.settings import Pinned
from vhegui.analysis.curves import SpectrumCurve
from vhegui.analysis.edits.studies import ask_study
from vhegui.analysis.history import History
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.pipeline import NotReady, is_whole
from vhegui.analysis.region_refs import RegionRef
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.store import Store
from vhegui.core.errors import VheguiError
from vhegui.gui.session.computing import Asked, Pull
from vhegui.gui.session.editing import Editing
from vhegui.gui.session.followers import DRAW, Followers
from vhegui.gui.session.frames import Frame, Frames
from vhegui.gui.session.mistakes import Mistakes
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.pieces import Pieces
from vhegui.gui.session.preferences import PreferenceStore
from vhegui.gui.session.preferred import begun, with_frame
from vhegui.gui.session.results import Results
from vhegui.gui.session.run_data import RunData
from vhegui.gui.session.slow_steps import SlowSteps
from vhegui.gui.session.snapshots import Snapshots
from vhegui.gui.session.studies import RequestedStudies
from vhegui.gui.session.trusted import TrustedData
from vhegui.gui.session.worker import Worker

TOO_LONG_MS = 400  # a frame of a drag: its slow steps wait for the end of it
TIDY_MS = 1000  # after the last pull
TIDY_S = 0.01  # at a time


class Session(QObject):
    """What panels talk to: `analysis`, `results`, `apply`, gestures, undo, opening and loading."""

    results_changed = Signal(object)
    edited = Signal()  # the user's edit, undo or redo is possible: before anything follows from it
    history_changed = Signal()
    store_changed = Signal(object)
    file_opened = Signal(str)
    cursor_moved = Signal()
    looked_at = Signal(float, float)
    brush_changed = Signal(object)
    regions_chosen = Signal(tuple)
    pinned_changed = Signal(object)
    curves_changed = Signal(object)
    message = Signal(str, str)
    question = Signal(str, str, object)
    panel_wanted = Signal(str)  # by its name: it comes to the front
    progress = Signal(str, float, str)
    idle = Signal()

    def __init__(self, parent: QObject | None = None, preferences: PreferenceStore | None = None) -> None:
        super().__init__(parent)
        self.settings: QSettings | None = None  # where the window remembers looks; None: nothing is remembered
        self.preferences = preferences or PreferenceStore(self)
        self._editing = Editing(edits.new_analysis(), self)
        self._editing.edited.connect(self.edited)
        self._editing.history_changed.connect(self._follow_history)
        self._editing.previewed.connect(self.request_pull)
        self._editing.gesture_changed.connect(self._follow_gesture)
        self._editing.refused.connect(self._refuse)
        self.cursor: tuple[float, float] | None = None
        self.brush: Brush | None = None
        self.chosen_regions: tuple[RegionRef, ...] = ()
        self.pinned: Pinned | None = None
        self.snapshots = Snapshots(self)
        self.curves: tuple[SpectrumCurve, ...] = ()
        self.worker = Worker(self)
        self.background = Worker(self)  # for minutes of work on request: toys, scans, contours; never holds up a fit
        for worker in (self.worker, self.background):
            worker.progressed.connect(self.progress)
            worker.idle.connect(self._worker_rests)
        self.results = Results(self.analysis)
        self._mistakes = Mistakes(self.message.emit)
        self._pipeline = build_pipeline(lambda step, error: self._mistakes(f'"{step}"', error))
        self.data = RunData(self.worker, self._pipeline, TrustedData(lambda: self.settings), self)
        self.data.opened.connect(self._forget_data)
        self.data.opened.connect(self.store_changed)
        self.data.changed.connect(self._more_was_read)
        self.data.message.connect(self.message)
        self.data.question.connect(self.question)
        self.data.failed.connect(self.complain)
        self._panels: list[Panel] = []
        self.slow = SlowSteps(self.worker, self._pipeline, self.request_pull)
        self.studies = RequestedStudies(self.background, self._pipeline, self.request_pull, self.message.emit)
        self.frames = Frames(self._pipeline.steps.values(), self)
        self.frames.due.connect(self._pull_in_time)
        self._pieces = Pieces(self)
        self._followers = Followers()
        self._tidy = QTimer(self, singleShot=True, interval=TIDY_MS)
        self._tidy.timeout.connect(self._keep_budget)

    # --- the state -------------------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        """What undo and redo lead to."""
        return self._editing.history

    @property
    def analysis(self) -> Analysis:
        """The current value, inside a gesture the previewed one."""
        return self._editing.analysis

    @property
    def gesture(self) -> bool:
        """Whether a drag is on."""
        return self._editing.gesture

    def apply(self, label: str, edit: Callable[..., Analysis], *arguments: Any, **named: Any) -> bool:
        """Make one undoable edit, `edit(analysis, *arguments)`; says whether it was possible (else: a message)."""
        return self._editing.apply(label, edit, *arguments, **named)

    def begin_gesture(self) -> None:
        """A drag begins: slow work pauses."""
        self._editing.begin()

    def preview(self, edit: Callable[..., Analysis], *arguments: Any) -> None:
        """Show what the drag would do now; nothing is remembered."""
        self._editing.preview(edit, *arguments)

    def commit_gesture(self, label: str) -> None:
        """The drag ends: one undo step."""
        self._editing.commit(label)

    def cancel_gesture(self) -> None:
        """The drag is taken back."""
        self._editing.cancel()

    def keep_settings(self, settings: QSettings) -> None:
        """Remember looks and preferences there; a fresh analysis begins as preferred."""
        self.settings = settings
        self.preferences.keep_in(settings)
        if self.analysis == edits.new_analysis():
            self._editing.history = History.start(begun(self.analysis, self.preferences.value))

    def undo(self) -> None:
        """Back to the previous state."""
        self._editing.undo()

    def redo(self) -> None:
        """Forward again."""
        self._editing.redo()

    def step_to(self, position: int) -> None:
        """Any state of the history: undo or redo, several steps at once."""
        self._editing.step_to(position)

    def replace(self, analysis: Analysis, label: str, keep_history: bool = False) -> None:
        """Show another Analysis (a session file, a data set); by default undo starts anew."""
        self._editing.replace(analysis, label, keep_history)

    def _follow_history(self) -> None:
        self.data.follow(self.analysis)
        self.history_changed.emit()
        self.request_pull()

    def _follow_gesture(self, on: bool) -> None:
        self.frames.restart()
        self._followers.drop()
        self._pipeline.previewing = self._pipeline.following = on
        for worker in (self.worker, self.background):
            worker.pause(on)
        if on and self._pieces.left:  # what the drag asks for comes first
            self._pieces.drop()
            self.request_pull()

    def _refuse(self, reason: str) -> None:
        self.message.emit("warning", reason)
        self.request_pull()

    # --- what panels share beside it -------------------------------------------------------------------------

    def set_cursor(self, position: tuple[float, float] | None) -> None:
        """Where the mouse is on the sky (ra, dec in deg), None when it has left. No part of the analysis."""
        if position != self.cursor:
            self.cursor = position
            self.cursor_moved.emit()

    def look_at(self, ra: float, dec: float) -> None:
        """Bring a place (deg) to the middle of what shows the sky. No part of the analysis."""
        self.looked_at.emit(ra, dec)

    def set_brush(self, brush: Brush | None) -> None:
        """Hold a piece of the data up in all panels, or (None) let go: see `vhegui.analysis.brush`."""
        if brush != self.brush:
            self.brush = brush
            self.brush_changed.emit(brush)
            self.request_pull()

    def choose_regions(self, refs: tuple[RegionRef, ...]) -> None:
        """Select regions wherever they are shown; the keys are for the last. No part of the analysis."""
        if refs != self.chosen_regions:
            self.chosen_regions = refs
            self.regions_chosen.emit(refs)

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
        return self.worker.busy or self.background.busy or self.frames.requested or self._pieces.left

    def ask(self, label: str, name: str, asked: Any, grown: Callable[[Any], None] | None = None) -> None:
        """Ask a study (a step on request, with these settings), one step to undo; it is computed in the background.

        grown : told of what there is so far, in the thread of the background.
        """
        if self.apply(label, ask_study, name, asked):
            self.studies.ask(name, grown)
            self.request_pull()

    def _worker_rests(self) -> None:
        if self.slow.stopped:
            self.request_pull()  # to say so
        if not self.worker.busy and not self.background.busy:
            self.idle.emit()

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

    def open_path(
        self,
        path: str | Path,
        then: Callable[[Analysis], Analysis] | None = None,
        opened: Callable[[], object] = lambda: None,
    ) -> None:
        """Open a data set in the background; `then` edits the new state (choose runs, aim) before it is shown, `opened`
        is called once it is.
        """
        path = str(path)

        def shown() -> None:
            analysis = with_frame(edits.open_dataset(self.history.current, path), self.preferences.value)
            try:
                analysis = then(analysis) if then else analysis
            except VheguiError as error:
                self.message.emit("error", str(error))
            begun = bool(self.history.current.dataset.path or self.history.undo_label)
            self.replace(analysis, f"Open {Path(path).name}", keep_history=begun)
            opened()

        self.data.open(path, shown)

    def read_again(self) -> None:
        """Try again to read what could not be read, and compute what was cancelled."""
        self.slow.forget_stopped()
        self.data.read_again(self.analysis)
        self.request_pull()

    def _forget_data(self) -> None:
        """Another data set is open: nothing of the last one stays, not even what hidden panels would show again."""
        self._pieces.drop()
        self._followers.drop()
        self.slow.forget()
        self.studies.forget()
        self._pipeline.forget()
        self.results = Results(edits.new_analysis())
        for panel in self._panels:
            self.guard(panel, panel.show, self.results)

    def _keep_budget(self) -> None:
        if self.gesture:
            return
        end = time.perf_counter() + TIDY_S
        if not self._pipeline.bound(lambda: time.perf_counter() > end):
            QTimer.singleShot(0, self, self._keep_budget)

    def _more_was_read(self) -> None:
        self.data.follow(self.analysis)
        self.request_pull()

    # --- the results -----------------------------------------------------------------------------------------

    def add_panel(self, panel: Panel) -> None:
        """Pull for this panel from now on, while it is visible."""
        self._panels.append(panel)

    def request_pull(self) -> None:
        """Pull once, at the next frame."""
        self.frames.request()

    def pull(self) -> None:
        """Compute what the visible panels need, show it, and start what is slow."""
        self._pieces.do(self._pull())

    def _pull_in_time(self) -> None:
        """A frame of a drag is pulled at once; else the window answers in between."""
        (self._pieces.do if self.gesture else self._pieces.start)(self._pull())

    def _pull(self) -> Iterator[None]:
        started = time.perf_counter()
        panels = [panel for panel in self._panels if panel.visible]
        frame = self.frames.begin(panels, self.gesture)
        if not self.gesture or frame.resting:  # everything is shown
            self._followers.drop()
        pull = Pull(self._pipeline, self.analysis, self._given(), self.slow.was_stopped)
        for _ in pull.compute(map(self._asked, frame.shown), frame, self.gesture, step_by_step=not self.gesture):
            yield
        self.results = self._merged(pull.analysis, frame, pull, panels)
        for panel in frame.shown:
            self.guard(panel, panel.show, self.results)
            yield
        self.results_changed.emit(self.results)
        if frame.following:
            self._followers.go_on(lambda: self._round(self.frames.following(frame), pull, panels), started)
        if self.gesture:
            took = 1e3 * (time.perf_counter() - started)
            self.frames.took(took)
            if took > TOO_LONG_MS:
                self._pipeline.following = False
        else:
            yield from self._start_slow(panels)
            self._tidy.start()

    def _round(self, frame: Frame, begun: Pull, panels: list[Panel]) -> Iterator[str]:
        """Compute and show panels that follow, by the names of the pieces: of the state that `begun` has pulled for the
        others, whose values would have to be computed again once the mouse has moved on.
        """
        pull = replace(begun, asked=set(), values={}, errors={}, stale=set(), old=set())
        yield from pull.compute(map(self._asked, frame.shown), frame, drag=True, step_by_step=True)
        self.results = self._merged(self.results.analysis, frame, pull, panels)
        for panel in frame.shown:
            problem = ""
            for number, part in enumerate(panel.parts):
                yield f"{DRAW}{panel.name} {number}"
                problem = self._problem_of(panel, part, self.results) or problem
                if problem:
                    panel.say_broken(problem)
            if not problem:
                panel.say_broken("")

    def guard(self, panel: Panel, show: Callable[..., None], *arguments: Any) -> None:
        """Call a method of a panel; where it breaks, the panel says so, and all others go on."""
        panel.say_broken(self._problem_of(panel, show, *arguments))

    def _problem_of(self, panel: Panel, show: Callable[..., None], *arguments: Any) -> str:
        """What is said where a method of a panel breaks, "" where it does not."""
        try:
            show(*arguments)
        except Exception as error:
            return str(self._mistakes(f"Panel “{panel.title or panel.name}”", error))
        return ""

    def _asked(self, panel: Panel) -> Asked:
        """Live steps, slow ones and studies of a panel; nothing where it breaks before it has said which."""
        try:
            return panel.needs, panel.wants, panel.studies
        except Exception as error:
            self._mistakes(f"Panel “{panel.title or panel.name}”", error)
            return (), (), ()

    def _given(self) -> dict[str, Any]:
        return {**self.data.given(self.analysis), "brush": self.brush}

    def now(self, step: str) -> Any | None:
        """The result of a step for what is decided now, whether or not a panel shows it; None where there is none."""
        try:
            return self._pipeline.pull(step, self.history.current, self._given())
        except (NotReady, VheguiError):
            return None

    def _merged(self, analysis: Analysis, frame: Frame, found: Pull, visible: list[Panel]) -> Results:
        """The results there were with what was found now."""
        before, values = self.results, {**self.results.values, **found.values}
        shown = {step for panel in visible for steps in self._asked(panel) for step in steps}
        kept = shown - found.asked  # which another frame of a drag computes
        return Results(
            analysis,
            self.store,
            self.loaded,
            values,
            {**{name: reason for name, reason in before.errors.items() if name in kept}, **found.errors},
            # what nobody looks at belongs to the state of another frame
            frozenset(values.keys() - shown | before.stale & kept | found.stale),
            frozenset(before.old & kept | found.old),
            self.gesture,
            frame.numbers,
            self.data.loading,
            frame.resting,
            self.data.spectrum_notes(analysis),
            frozenset(self.slow.stopped),
        )

    def _start_slow(self, panels: list[Panel]) -> Iterator[None]:
        self.studies.start(self.analysis, self._given())
        wanted = tuple(dict.fromkeys(step for panel in panels for step in self._asked(panel)[1]))
        for name in wanted:
            if name not in self.results.errors and name in self.results.stale:
                yield
                self.slow.start(name, self.analysis, self._given())
        if not self.worker.busy:  # all that follows from parts is shown: they go on
            for name in wanted:
                if not is_whole(self.results.current(name)):
                    self.slow.start(name, self.analysis, self._given())

    def complain(self, error: Exception, what: str) -> None:
        """An expected error speaks for itself; an unexpected one is a bug: logged in full, said in one sentence."""
        if isinstance(error, VheguiError):
            self.message.emit("error", str(error))
        else:
            self._mistakes(what, error)

    def cancel_work(self) -> None:
        """Stop what is being read or computed."""
        self.worker.cancel()
        self.background.cancel()

    def close(self) -> None:
        """Stop the timers and the workers; what still comes back is shown to nobody."""
        self._panels.clear()
        self._pieces.drop()
        self.frames.stop()
        self._tidy.stop()
        self.worker.stop()
        self.background.stop()
