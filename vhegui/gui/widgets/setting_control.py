"""The control of a setting, with the limits, the unit and the words that its line gives it.

Every control has `edited(value)`, for what the user did, and `set_value(value)`, which emits nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox

from vhegui.core.settings import Setting
from vhegui.gui.numbers.refused_keys import say_refused
from vhegui.gui.widgets.on_letters import on_letters

DECIMALS = 4
STEP = 10.0**-DECIMALS
AROUND = 9  # pixels of height around letters
LARGEST = 100_000  # where a setting has no upper limit


class NumberControl(QDoubleSpinBox):
    """A number, shown without zeros at its end; the lowest position, or an empty field, is "none" where that may be."""

    edited = Signal(object)

    def __init__(self, setting: Setting, optional: bool) -> None:
        super().__init__()
        self._optional = optional
        self.setDecimals(DECIMALS)
        self.setRange(_lowest(setting, optional), LARGEST if setting.limits.le is None else setting.limits.le)
        self.setSuffix(setting.unit.suffix)
        self.setSpecialValueText("none" if optional else "")
        self.setMinimumWidth(84)
        on_letters(self, lambda: _as_high_as_choices(self))
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.valueChanged.connect(lambda: self.edited.emit(self.chosen))
        say_refused(self)

    @property
    def chosen(self) -> float | None:
        """The value on screen."""
        return None if self._optional and self.value() == self.minimum() else self.value()

    def set_value(self, value: float | None) -> None:
        """Show a value; what the user is typing in is left alone."""
        if self.hasFocus() and self.lineEdit().isModified():
            return
        with QSignalBlocker(self):
            self.setValue(self.minimum() if value is None else value)

    def textFromValue(self, val: float) -> str:
        locale = self.locale()
        return locale.toString(float(val), "g", 6).replace(locale.groupSeparator(), "")

    def validate(self, input: str, pos: int) -> object:
        if self._optional and not input.removesuffix(self.suffix()).strip():
            return QValidator.State.Acceptable, input, pos
        return super().validate(input, pos)

    def valueFromText(self, text: str) -> float:
        if self._optional and not text.removesuffix(self.suffix()).strip():
            return self.minimum()
        return super().valueFromText(text)


def _as_high_as_choices(box: QAbstractSpinBox) -> None:
    """A field in a row with combo boxes; by itself it is lower once a style sheet is worn."""
    box.setMinimumHeight(box.fontMetrics().height() + AROUND)


def _lowest(setting: Setting, optional: bool) -> float:
    limits = setting.limits
    if limits.gt is not None:
        return limits.gt if optional else limits.gt + STEP
    lowest = -LARGEST if limits.ge is None else limits.ge
    return lowest - STEP if optional else lowest


class CountControl(QSpinBox):
    """A whole number."""

    edited = Signal(object)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        limits = setting.limits
        self.setRange(int(limits.ge or 0), LARGEST if limits.le is None else int(limits.le))
        self.setSuffix(setting.unit.suffix)
        self.setKeyboardTracking(False)
        on_letters(self, lambda: _as_high_as_choices(self))
        self.valueChanged.connect(self.edited.emit)
        say_refused(self)

    def set_value(self, value: int) -> None:
        """Show a value; what the user is typing in is left alone."""
        if self.hasFocus() and self.lineEdit().isModified():
            return
        with QSignalBlocker(self):
            self.setValue(value)


class ChoiceControl(QComboBox):
    """One of several values, by the words for them."""

    edited = Signal(object)

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        for value, word in words.items():
            self.addItem(word, value)
        self.activated.connect(lambda: self.edited.emit(self.currentData()))

    def set_value(self, value: str) -> None:
        """Show a value."""
        self.setCurrentIndex(self.findData(value))


class CheckControl(QCheckBox):
    """Yes or no."""

    edited = Signal(object)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.clicked.connect(lambda on: self.edited.emit(bool(on)))

    def set_value(self, value: bool) -> None:
        """Show a value."""
        self.setChecked(value)


Control = NumberControl | CountControl | ChoiceControl | CheckControl


def control_for(setting: Setting, text: str) -> Control:
    """The control that fits a setting's type; the `text` stands in the control itself where that is a box."""
    if setting.choices:
        return ChoiceControl({choice: setting.word(choice) for choice in setting.choices})
    if setting.kind is bool:
        return CheckControl(text)
    if setting.kind is int:
        return CountControl(setting)
    if setting.kind is float:
        return NumberControl(setting, optional=setting.optional and not setting.label.switch)
    raise TypeError(f"{setting.name}: no control shows {setting.kind}")
