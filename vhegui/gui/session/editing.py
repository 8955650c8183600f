"""The analysis as it is edited: the history of its values, and the drag that is on.

A gesture has phases: it begins, what the mouse does is previewed, and at its end it is one undo step or taken back. All
previews start from the value before the drag, so that none of them is left over in the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.history import History
from vhegui.analysis.state import Analysis
from vhegui.core.errors import VheguiError


class Editing(QObject):
    """`history`, and `analysis`: its current value, inside a gesture the previewed one.

    edited() : an edit is possible, and done next · history_changed() : to another value · previewed() : the value to be
    shown is another, the history is not · gesture_changed(on) · refused(reason) : an edit is not possible.
    """

    edited = Signal()
    history_changed = Signal()
    previewed = Signal()
    gesture_changed = Signal(bool)
    refused = Signal(str)

    def __init__(self, analysis: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History.start(analysis)
        self._preview: Analysis | None = None

    @property
    def analysis(self) -> Analysis:
        """The value to be shown."""
        return self._preview if self._preview is not None else self.history.current

    @property
    def gesture(self) -> bool:
        """Whether a drag is on."""
        return self._preview is not None

    def apply(self, label: str, edit: Callable[..., Analysis], *arguments: Any, **named: Any) -> bool:
        """One undoable edit, `edit(analysis, *arguments)`; says whether it was possible."""
        self._settle()
        try:
            changed = edit(self.analysis, *arguments, **named)
        except VheguiError as error:
            self.refused.emit(str(error))
            return False
        self._go(self.history.push(label, changed))
        return True

    def undo(self) -> None:
        """Back to the previous state."""
        self._settle()
        self._go(self.history.undo())

    def redo(self) -> None:
        """Forward again."""
        self._settle()
        self._go(self.history.redo())

    def step_to(self, position: int) -> None:
        """Any state of the history."""
        self._settle()
        self._go(self.history.at(position))

    def replace(self, analysis: Analysis, label: str, keep_history: bool) -> None:
        """Another Analysis altogether; undo leads back to the last one, or starts anew."""
        self._show(self.history.push(label, analysis) if keep_history else History.start(analysis, label))

    # --- a gesture -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A drag begins; one that was still on counts as it is."""
        self._settle()
        self._preview = self.history.current
        self.gesture_changed.emit(True)

    def preview(self, edit: Callable[..., Analysis], *arguments: Any) -> None:
        """What the drag would do now; nothing is remembered."""
        try:
            changed = edit(self.history.current, *arguments)
        except VheguiError:
            return  # the mouse is somewhere impossible: keep the last possible place
        if self._preview is None:
            self.begin()
        self._preview = changed
        self.previewed.emit()

    def commit(self, label: str) -> None:
        """The drag ends: one undo step."""
        changed = self._preview
        self._end()
        if changed is not None:
            self._go(self.history.push(label, changed))

    def cancel(self) -> None:
        """The drag is taken back."""
        self._end()
        self.previewed.emit()

    def _settle(self) -> None:
        """Another edit in the middle of a drag (a shortcut, say): what was dragged so far counts."""
        if self.gesture:
            self.commit("Drag")

    def _end(self) -> None:
        self._preview = None
        self.gesture_changed.emit(False)

    def _go(self, history: History) -> None:
        self.edited.emit()
        self._show(history)

    def _show(self, history: History) -> None:
        self.history = history
        self.history_changed.emit()
