"""Results → the θ² plot; the dragged ON radius → the same edit as on the map."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis import edits
from vhegui.analysis.theta_words import inside_text, room_text
from vhegui.core.estimators.theta_psf import PsfExpectation
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.theta.view import ThetaView
from vhegui.gui.session.advice import advice_in, take_advice
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

LABEL = "Resize source region"
SMALLEST = 1e-6  # deg², the line does not go below


ADVICE = "advice_on_extension"


class ThetaPanel(Panel):
    """ON and OFF against θ²."""

    name = "theta"
    title = "θ²"
    needs = ("theta_fit", "theta_expected_fit", "on_radii")
    wants = ("fit_result", ADVICE)
    every = 2

    def __init__(self, session: Session) -> None:
        self.view = ThetaView()
        super().__init__(session, self.view)
        self._factor = 2
        self._range = "fit"
        self._connect()

    def show(self, results: Results) -> None:
        step = f"theta_{self._range}"
        theta, source = results.get(step), results.analysis.source
        expected: PsfExpectation | None = results.get(f"theta_expected_{self._range}")
        if expected is not None and theta is not None and f"theta_expected_{self._range}" in results.stale:
            expected = expected.scaled_to(theta.radius, theta.inside.excess)  # in a drag the fit behind it rests
        problem = results.errors.get(step, "")
        empty = theta is None or not isinstance(source, Circle) or not results.analysis.dataset.runs
        self.view.set_empty(empty, problem if results.analysis.dataset.runs else "")
        if empty or theta is None or not isinstance(source, Circle):
            return
        if self.seen.new("radius", source):
            self.view.plot.set_radius(source.radius)
            self.view.radius.set_value(source.radius)
        if self.seen.new("theta", theta, expected, self._factor, results.gesture):
            self.view.plot.set_theta(theta.rebinned(self._factor), expected, hold=results.gesture)
        if results.numbers and self.seen.new("numbers", theta, expected):
            self.view.numbers.setText(inside_text(theta, expected))
            radii = results.get("on_radii") or {}
            self.view.room.setText(room_text(theta, any(radius.by_cut for radius in radii.values())))
        stale = step in results.stale
        if self.seen.new("stale", stale):
            self.view.plot.set_dimmed(stale)
        if not results.gesture:
            self.view.say_problem(problem)
            self.view.advice.show_advice(advice_in(results, [ADVICE]))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    # gestures → edits

    def _connect(self) -> None:
        view, session = self.view, self.session
        for line in view.plot.lines:
            line.begun.connect(session.begin_gesture)
            line.moved.connect(self._drag)
            line.committed.connect(lambda: session.commit_gesture(LABEL))
            line.cancelled.connect(session.cancel_gesture)
        view.advice.taken.connect(lambda advice: take_advice(session, advice))
        view.radius_typed.connect(self._type)
        view.range_chosen.connect(self._choose_range)
        view.bins_chosen.connect(self._choose_bins)
        view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))

    def _drag(self, square: float) -> None:
        source = self.session.analysis.source
        if isinstance(source, Circle):
            self.session.preview(edits.move_region, _with_radius(source, max(square, SMALLEST) ** 0.5))

    def _type(self, radius: float) -> None:
        source = self.session.analysis.source
        if isinstance(source, Circle):
            self.session.apply(LABEL, edits.move_region, _with_radius(source, radius))

    def _choose_range(self, which: str) -> None:
        self._range = which
        self.needs = (f"theta_{which}", f"theta_expected_{which}", "on_radii")
        self.session.request_pull()

    def _choose_bins(self, factor: int) -> None:
        self._factor = factor
        self.session.request_pull()


def _with_radius(source: Circle, radius: float) -> Circle:
    """The circle with another radius, to a ten-thousandth of a degree."""
    return replace(source, radius=max(round(radius, 4), 0.001))
