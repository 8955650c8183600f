"""What a panel is: a widget, the steps it needs, and a presenter that shows results and turns gestures into edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from vhegui.gui.session.broken_note import BrokenNote
from vhegui.gui.session.seen import Seen

if TYPE_CHECKING:
    from vhegui.gui.session.results import Results
    from vhegui.gui.session.session import Session
    from vhegui.gui.theme import Theme


class Panel:
    """Base of the presenters. A subclass sets the class attributes and `widget` (its view) in `__init__`.

    name : identifier, also used for the saved layout · title : on the dock · needs : live steps pulled while the
    panel is visible (in order of importance) · wants : slow steps computed in the background when idle
    studies : steps on request that it shows; they are computed when it asks (`session.ask`).
    every : in a drag the panel is shown in every n-th frame; those one does not look at meanwhile can wait, and take
    turns · yields : in a drag this panel is computed and drawn in the time that the frames leave, and not in
    frames in which one of those is shown
    raised : False while the panel is behind another tab; the window keeps it.
    seen : what each part of the panel was last shown with.
    """

    name: str = ""
    title: str = ""
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    every: int = 1
    yields: bool = False
    raised: bool = True

    def __init__(self, session: Session, widget: QWidget) -> None:
        self.session = session
        self.widget = widget
        self._broken: BrokenNote | None = None
        self.seen = Seen()
        widget.setObjectName(f"panel-{self.name}")

    def show(self, results: Results) -> None:
        """Show a snapshot. Called after every pull while visible; must be quick and must not emit edits."""
        raise NotImplementedError

    @property
    def parts(self) -> tuple[Callable[[Results], None], ...]:
        """What `show` does, in parts that have a frame of a drag each: of a panel that `yields`."""
        return (self.show,)

    def say_broken(self, sentence: str) -> None:
        """Why this panel could not be shown, over what it showed last; "" : it could."""
        if sentence:
            self.seen.forget()  # a part that broke half way has not been shown
        if self._broken is None and sentence:
            self._broken = BrokenNote(self.widget)
        if self._broken is not None:
            self._broken.say(sentence)

    def set_theme(self, theme: Theme) -> None:
        """Change the colours of the plots."""

    @property
    def visible(self) -> bool:
        """Whether the user can see the panel now (not closed, not behind another tab)."""
        return self.raised and self.widget.isVisible()
