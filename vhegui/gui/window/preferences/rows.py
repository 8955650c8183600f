"""Preferences as rows of a form: each with its control, and a button back to what it was at first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QGroupBox, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from vhegui.core.settings import Setting
from vhegui.gui.session.preferences import GROUPS, PreferenceStore, default_of
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.setting_control import CheckControl, Control, control_for

RESET = "↺"


class PreferenceRows(QScrollArea):
    """failed(sentence) : a value cannot be."""

    failed = Signal(str)

    def __init__(self, store: PreferenceStore) -> None:
        super().__init__()
        self._store = store
        self.controls: dict[str, Control] = {}
        self.resets: dict[str, QToolButton] = {}
        self._rows: dict[str, tuple[QFormLayout, QWidget]] = {}
        self._boxes: list[tuple[QGroupBox, tuple[str, ...]]] = []
        content = QWidget()
        self._layout = QVBoxLayout(content)
        for title, names in GROUPS.items():
            self._add_group(title, names)
        self._layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        store.changed.connect(lambda *_: self._show())
        self._show()

    def add_group(self, title: str, *widgets: QWidget) -> None:
        """More about one of the groups, that is no setting."""
        box = next(box for box, _ in self._boxes if box.title() == title)
        form = box.layout()
        assert isinstance(form, QFormLayout)
        for widget in widgets:
            form.addRow(widget)

    def filter(self, typed: str) -> bool:
        """Show the rows in which every word occurs; says whether there are any."""
        words, seen = typed.casefold().split(), set()
        for name, (form, row) in self._rows.items():
            label = default_of(name).label
            group = next(title for title, names in GROUPS.items() if name in names)
            found = all(word in f"{label.name} {label.tip} {group}".casefold() for word in words)
            form.setRowVisible(row, found)
            seen |= {name} if found else set()
        for box, names in self._boxes:
            box.setVisible(bool(seen & set(names)))
        return bool(seen)

    def focus(self, name: str) -> None:
        """Bring a row into view."""
        self.ensureWidgetVisible(self.controls[name])
        self.controls[name].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reset_all(self) -> None:
        """Everything as at first."""
        for name in self._rows:
            self._store.reset(name)

    def _add_group(self, title: str, names: tuple[str, ...]) -> None:
        box = QGroupBox(title)
        form = QFormLayout(box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name in names:
            self._add_row(form, default_of(name))
        self._boxes.append((box, names))
        self._layout.addWidget(box)

    def _add_row(self, form: QFormLayout, setting: Setting) -> None:
        name, label = setting.name, setting.label
        control = self.controls[name] = control_for(setting, label.name)
        control.setAccessibleName(label.name)
        control.setToolTip(f"<p>{label.tip}</p>")
        control.edited.connect(lambda value: self._put(name, value))
        reset = self.resets[name] = QToolButton()
        reset.setText(RESET)
        reset.setAutoRaise(True)
        word = setting.word(setting.default) if setting.choices else f"{setting.default}{setting.unit.suffix}"
        word = {"True": "on", "False": "off"}.get(word, word)
        reset.setAccessibleName(f"Reset: {label.name}")
        reset.setToolTip(f"As at first: {word}")
        reset.clicked.connect(lambda: self._store.reset(name))
        policy = reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        reset.setSizePolicy(policy)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(control, 1)
        line.addWidget(reset)
        if isinstance(control, CheckControl):
            form.addRow(row)
        else:
            title = PlainLabel(label.name)
            title.setToolTip(control.toolTip())
            form.addRow(title, row)
        self._rows[name] = form, row

    def _put(self, name: str, value: Any) -> None:
        try:
            self._store.put(name, value)
        except ValueError as error:
            self.failed.emit(str(error))
            self._show()

    def _show(self) -> None:
        for name, control in self.controls.items():
            value = getattr(self._store.value, name)
            control.set_value(value)
            self.resets[name].setVisible(value != default_of(name).default)
