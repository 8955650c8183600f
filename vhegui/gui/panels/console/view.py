"""What was typed and what came of it, above a field to type in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontDatabase, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from vhegui.gui.panels.console.history import TypedBefore
from vhegui.gui.panels.console.interpreter import last_name, needs_more
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.plain_label import PlainLabel

KEPT_LINES = 5000
MOST_LINES = 8  # that the field grows to
SPARE = 4  # pixels more than the lines of the field need, else it can be scrolled
INDENT = "    "
PROMPT, MORE = ">>> ", "... "
KINDS = {"typed": "muted", "said": "text", "error": "error"}


class SourceField(QPlainTextEdit):
    """Python is typed here. Enter runs what is complete, ↑ ↓ take what was typed before, Tab completes.

    entered(source) · stop_wanted() : Ctrl+C without a selection.
    """

    entered = Signal(str)
    stop_wanted = Signal()

    def __init__(self, completions: Callable[[str], list[str]]) -> None:
        super().__init__()
        self._completions = completions
        self.before = TypedBefore()
        self.offered: Callable[[list[str]], object] = lambda names: None
        self.setTabChangesFocus(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName("Python to run")
        self.setToolTip(
            "Python. Enter runs it once it is complete (of a block, after an empty line), Shift+Enter begins a line,\n"
            "↑ ↓ take what was typed before, Tab completes a name, Ctrl+C stops what is running, Ctrl+L clears."
        )
        self.textChanged.connect(self._grow)
        on_letters(self, self._grow)

    def _grow(self) -> None:
        lines = min(max(self.document().blockCount(), 1), MOST_LINES)
        margins = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins + SPARE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, cursor = event.key(), self.textCursor()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._enter()
        elif key == Qt.Key.Key_Up and plain and cursor.blockNumber() == 0:
            self._take(self.before.back(self.toPlainText()))
        elif key == Qt.Key.Key_Down and plain and cursor.blockNumber() == self.document().blockCount() - 1:
            self._take(self.before.forward(self.toPlainText()))
        elif key == Qt.Key.Key_Tab and plain and cursor.block().text()[: cursor.positionInBlock()].strip():
            self._complete()
        elif key == Qt.Key.Key_Tab and plain and self.toPlainText():
            self.insertPlainText(INDENT)
        elif (
            key == Qt.Key.Key_C
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and not (cursor.hasSelection())
        ):
            self.stop_wanted.emit()
        elif key == Qt.Key.Key_Tab:  # nothing is typed: the keyboard goes on
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        source = self.toPlainText()
        at_end = self.textCursor().blockNumber() == self.document().blockCount() - 1
        if not at_end or needs_more(source):
            line = self.textCursor().block().text()
            inside = line[: len(line) - len(line.lstrip())] + INDENT * line.rstrip().endswith(":")
            self.insertPlainText(f"\n{inside}")
        elif source.strip():
            self.entered.emit(source.rstrip())

    def _take(self, source: str) -> None:
        self.setPlainText(source)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _complete(self) -> None:
        """As far as all that is possible agrees; what is possible is shown where there is a choice."""
        cursor = self.textCursor()
        text = cursor.block().text()[: cursor.positionInBlock()]
        names, typed = self._completions(text), last_name(text)
        common = names[0] if names else typed
        for name in names:
            while not name.startswith(common):
                common = common[:-1]
        if len(common) > len(typed):
            self.insertPlainText(common[len(typed) :])
        elif len(names) > 1:
            self.offered(names)


class ConsoleView(QWidget):
    """`say(kind, text)` writes at the end; kinds are those of `KINDS`."""

    def __init__(self, completions: Callable[[str], list[str]]) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self.output = QPlainTextEdit()
        self.output.setReadOnly(True)
        self.output.setMaximumBlockCount(KEPT_LINES)
        self.output.setUndoRedoEnabled(False)
        self.output.setAccessibleName("What was typed, and what came of it")
        self.output.setToolTip("What was typed, and what came of it; select to copy")
        self.field = SourceField(completions)
        self.field.offered = lambda names: self.say("typed", "  ".join(names) + "\n")
        self.prompt = PlainLabel(PROMPT.strip())
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("Stop what is running (Ctrl+C in the field)")
        self.stop.setEnabled(False)
        self.clear_action = self._action("Clear", "Ctrl+L", self.output.clear, "Take away what is written above")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.prompt, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.field, 1)
        line.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.addWidget(self.output, 1)
        layout.addLayout(line)
        self.setFocusProxy(self.field)
        on_letters(self, self._fit_letters)

    def add_action(self, text: str, tip: str, call: Callable[[], object]) -> QAction:
        """An entry of the menu of what is written."""
        return self._action(text, "", call, tip)

    def _action(self, text: str, keys: str, call: Callable[[], object], tip: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(tip)
        action.triggered.connect(lambda: call())
        self.addAction(action)
        return action

    def contextMenuEvent(self, event: Any) -> None:
        menu = self.output.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        menu.addActions(self.actions())
        menu.popup(event.globalPos())

    def _fit_letters(self) -> None:
        """The letters of the window, of one width."""
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF())
        for widget in (self.output, self.field, self.prompt):
            if widget.font() != fixed:
                widget.setFont(QFont(fixed))

    def say(self, kind: str, text: str) -> None:
        """Write at the end, and show it, unless one reads further up."""
        bar = self.output.verticalScrollBar()
        follow = bar.value() >= bar.maximum() - 2
        cursor = QTextCursor(self.output.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        looks = QTextCharFormat()
        looks.setForeground(self._theme.color(KINDS[kind]))
        cursor.insertText(text, looks)
        if follow:
            bar.setValue(bar.maximum())

    def show_typed(self, source: str) -> None:
        """With prompts, as a session of Python is written down."""
        lines = source.split("\n")
        self.say("typed", "".join(f"{PROMPT if row == 0 else MORE}{line}\n" for row, line in enumerate(lines)))

    def set_theme(self, theme: Theme) -> None:
        """For what is written from now on; what is there is dressed with it."""
        if theme is not self._theme:
            kinds = {self._theme.color(role).name(): theme.color(role) for role in KINDS.values()}
            self._theme = theme
            self._recolour(kinds)

    def _recolour(self, colours: dict[str, Any]) -> None:
        block = self.output.document().begin()
        while block.isValid():
            for part in block.textFormats():
                cursor, looks = QTextCursor(block), QTextCharFormat(part.format)
                cursor.setPosition(block.position() + part.start)
                cursor.setPosition(block.position() + part.start + part.length, QTextCursor.MoveMode.KeepAnchor)
                looks.setForeground(colours.get(looks.foreground().color().name(), self._theme.color("text")))
                cursor.setCharFormat(looks)
            block = block.next()
