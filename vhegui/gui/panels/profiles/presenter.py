"""Results → the plot of the profile; its controls → edits. The map draws the same profile and drags it."""

from __future__ import annotations

from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.export.profile_table import profile_table
from vhegui.analysis.map_profile import PROFILE_KINDS, MapProfile
from vhegui.analysis.shown_map import SKY_STEPS
from vhegui.gui.panels.profiles.view import DRAW, NO_RUNS, WAITING, ProfilesView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.table import Column
from vhegui.gui.widgets.table_columns import columns_of

STEP = "profile_of_map"
IMAGES = SKY_STEPS[: SKY_STEPS.index("images_between") + 1]


class ProfilesPanel(Panel):
    """One profile over the map."""

    name = "profiles"
    title = "Profiles"

    def __init__(self, session: Session) -> None:
        self.view = ProfilesView(self._columns)
        super().__init__(session, self.view)
        self._shown: MapProfile | None = None
        controls = self.view.controls
        controls.kind_chosen.connect(self._choose)
        controls.changed.connect(lambda name, value: self._change({name: value}))
        controls.placed.connect(self._change)
        self.view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Nothing is computed where there is no profile."""
        return () if self.session.analysis.sky_profile is None else (STEP,)

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The images that the profile is taken of."""
        return () if self.session.analysis.sky_profile is None else IMAGES

    def show(self, results: Results) -> None:
        shape, problem = results.analysis.sky_profile, results.errors.get(STEP, "")
        if results.numbers and self.seen.new("controls", shape):
            self.view.controls.show_profile(shape)
        found: MapProfile | None = results.get(STEP) if shape is not None and results.analysis.dataset.runs else None
        if self.seen.new("state", shape is None, found is None, problem, results.analysis.dataset.runs == ()):
            self.view.set_empty(found is None, _missing(results, problem))
        if found is not None and self.seen.new("plot", found, results.gesture):
            self.view.plot.set_profile(found, hold=results.gesture)
        if found is not None and results.gesture and results.numbers and self.seen.new("words", found):
            self.view.plot.set_words(found)
        if self.seen.new("stale", STEP in results.stale, problem):
            self.view.plot.set_dimmed(STEP in results.stale)
            self.view.plot.note.say(problem)
        self._shown = found

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    def _columns(self) -> list[Column]:
        return [] if self._shown is None else columns_of(profile_table(self._shown))

    def _choose(self, kind: str) -> None:
        label = f"Profile {PROFILE_KINDS[kind].label.lower()}" if kind else "Remove profile"
        self.session.apply(label, edits.choose_profile, kind)

    def _change(self, changes: dict[str, Any]) -> None:
        if not self.session.apply("Change profile", edits.change_profile, **changes):
            self.seen.forget("controls")
            self.session.request_pull()


def _missing(results: Results, problem: str) -> str:
    """Why there is nothing to show, and what to do."""
    if results.analysis.sky_profile is None:
        return DRAW
    if not results.analysis.dataset.runs:
        return NO_RUNS
    return problem or WAITING
