"""Rows of a form that follow from settings: all of a struct whose line names a row, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QWidget

from vhegui.core.settings import Part, Setting
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.setting_control import CheckControl, Control, NumberControl, control_for


class SettingRows(QObject):
    """Emits `changed(name, value)` for every edit of the user; `show_values` fills the rows without emitting."""

    changed = Signal(str, object)

    def __init__(self, form: QFormLayout, settings: Iterable[Setting], part: str, about: Part) -> None:
        """Adds the rows to a form. `part`, `about`: of the Analysis, by name; they complete labels and tooltips."""
        super().__init__(form)
        self._form, self._part, self._about = form, part, about
        self._settings = {setting.name: setting for setting in settings if setting.label.row}
        self._switches: dict[str, CheckControl] = {}
        self._controls = {name: self._add(setting) for name, setting in self._settings.items()}

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Fill the rows; settings without effect are off."""
        for name, control in self._controls.items():
            value, switch = values[name], self._switches.get(name)
            if switch is not None:
                switch.set_value(value is not None)
            if switch is None or value is not None:
                control.set_value(value)
            only = all(values[other] == needed for other, needed in self._settings[name].label.only)
            control.setEnabled(only and (switch is None or value is not None))

    def control(self, name: str) -> Control | None:
        """What changes a setting, None for one without a row."""
        return self._controls.get(name)

    def set_visible(self, on: bool) -> None:
        """Show or hide all rows."""
        for control in (*self._switches.values(), *self._controls.values()):
            self._form.setRowVisible(control, on)

    def _add(self, setting: Setting) -> Control:
        label, name = setting.label, setting.name
        text = label.row.format(self._part.capitalize())
        tip = " ".join(filter(None, (label.tip.format(self._about.word), self._about.tip)))
        control = control_for(setting, text)
        if label.switch and isinstance(control, NumberControl):
            control.set_value(setting.default)
            switch = self._switches[name] = CheckControl(label.switch)
            switch.edited.connect(lambda on: self.changed.emit(name, control.chosen if on else None))
            add_row(self._form, label.switch, switch, tip)
        control.edited.connect(lambda value: self.changed.emit(name, value))
        add_row(self._form, text, control, tip)
        return control


def add_row(form: QFormLayout, label: str, control: QWidget, tip: str) -> None:
    """Add a control to a form, with its name and its tooltip for all who read it."""
    control.setToolTip(f"<p>{tip}</p>")
    on_letters(
        control, lambda: control.setMinimumHeight(control.sizeHint().height())
    )  # a low panel scrolls rather than cutting its text
    control.setAccessibleName(label)
    control.setAccessibleDescription(tip)
    if isinstance(control, QCheckBox):
        form.addRow(control)
    else:
        form.addRow(label, control)
