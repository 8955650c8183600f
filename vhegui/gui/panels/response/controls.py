"""The rows above the plots: what is shown, of which run, where; in detail also how, at which energy, beside what."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.gui.panels.response import wording
from vhegui.gui.panels.response.look import GROUPS_END, NAMES, Choice
from vhegui.gui.scale import scaled
from vhegui.gui.widgets.boxes import choice_box, flat_button
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

OFFSET_STEP = 0.01  # deg
ENERGY_STEPS = 20  # per decade
ENERGY_DECADES = (-2, 2)  # log10 TeV
WIDEST = 5.0  # deg, end of the slider where the field of view has no end
NARROW = 640  # pixels
EXPLAIN, EXPORT = ("Explain", "?"), ("Export", "…")  # with room, and without
SOURCE, MOUSE, FIXED = "source", "mouse", "fixed"
WHERE = ((SOURCE, "At source"), (MOUSE, "At mouse"), (FIXED, "Fixed"))


class ControlRow(QWidget):
    """quantity_chosen(key), run_chosen(run), where_chosen(key), offset_chosen(deg) by slider or typing,
    explain_toggled(on)."""

    quantity_chosen = Signal(str)
    run_chosen = Signal(int)
    where_chosen = Signal(str)
    offset_chosen = Signal(float)
    explain_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.quantities = _combo("Response that is shown", wording.QUANTITY_TIP)
        for key, name in NAMES.items():
            self.quantities.addItem(name, key)
            if key in GROUPS_END:
                self.quantities.insertSeparator(self.quantities.count())
        self.runs = _combo("Run whose responses are shown", wording.RUN_TIP)
        self.where = _combo("Where the responses are shown", wording.WHERE_TIP)
        for key, name in WHERE:
            self.where.addItem(name, key)
        self.slider = _slider("Offset from the pointing, deg", wording.OFFSET_TIP)
        self.slider.setPageStep(round(0.25 / OFFSET_STEP))
        self.field = ValueField("Offset from the pointing", wording.OFFSET_TIP, _offset, wording.offset_text, "00.00°")
        self.explain = _button(EXPLAIN[0], wording.EXPLAIN_TIP)
        self.explain.setCheckable(True)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.export = _button(EXPORT[0], wording.EXPORT_TIP, self.menu)
        self._known: tuple[int, ...] = ()
        widgets = (self.quantities, self.runs, self.where, self.slider, self.field, self.explain, self.export)
        _lay_out(self, widgets, (8, 3, 4, 1))
        self.quantities.activated.connect(lambda _: self.quantity_chosen.emit(self.quantities.currentData()))
        self.runs.activated.connect(lambda index: self.run_chosen.emit(self._known[index]))
        self.where.activated.connect(lambda _: self.where_chosen.emit(self.where.currentData()))
        self.slider.valueChanged.connect(lambda steps: self.offset_chosen.emit(steps * OFFSET_STEP))
        self.field.edited.connect(self.offset_chosen)
        self.explain.toggled.connect(self.explain_toggled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < scaled(NARROW)
        for button, (long, short) in ((self.explain, EXPLAIN), (self.export, EXPORT)):
            button.setText(short if narrow else long)

    def show_quantity(self, key: str) -> None:
        """The response that is shown."""
        self.quantities.setCurrentIndex(self.quantities.findData(key))

    def show_runs(self, runs: Mapping[int, str], chosen: int) -> None:
        """The runs (and files) to choose from, with their names."""
        keys = tuple(runs)
        if keys != self._known:
            self._known = keys
            self.runs.clear()
            self.runs.addItems(list(runs.values()))
        if self.runs.currentIndex() != keys.index(chosen):
            self.runs.setCurrentIndex(keys.index(chosen))

    def show_offset(self, offset: float, field_of_view: float, numbers: bool = True) -> None:
        """The offset that is shown; the slider reaches to the end of the field of view."""
        end = field_of_view if math.isfinite(field_of_view) else WIDEST
        with QSignalBlocker(self.slider):
            self.slider.setMaximum(round(end / OFFSET_STEP))
            self.slider.setValue(round(offset / OFFSET_STEP))
        if numbers:
            self.field.set_value(offset)

    def show_where(self, where: str) -> None:
        """What decides about the offset."""
        self.where.setCurrentIndex(self.where.findData(where))


class DetailRow(QWidget):
    """view_chosen(key), energy_chosen(TeV). `compare` is the menu of other runs and files."""

    view_chosen = Signal(str)
    energy_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.views = _combo("How it is drawn", wording.VIEW_TIP)
        self.label = PlainLabel("&Energy")
        self.slider = _slider("Energy, TeV", wording.ENERGY_TIP)
        low, high = ENERGY_DECADES
        self.slider.setRange(low * ENERGY_STEPS, high * ENERGY_STEPS)
        self.slider.setPageStep(ENERGY_STEPS // 4)
        self.field = ValueField("Energy", wording.ENERGY_TIP, _energy, wording.energy_text, "0.0000 TeV")
        self.label.setBuddy(self.field)
        self.compare = QMenu(self)
        self.compare.setToolTipsVisible(True)
        self.compare_button = _button("Compare with", wording.COMPARE_TIP, self.compare)
        self._known: tuple[Choice, ...] = ()
        widgets = (self.views, self.label, self.slider, self.field, self.compare_button)
        _lay_out(self, widgets, (8, 1, 4, 1))
        self.views.activated.connect(lambda _: self.view_chosen.emit(self.views.currentData()))
        self.slider.valueChanged.connect(lambda step: self.energy_chosen.emit(10.0 ** (step / ENERGY_STEPS)))
        self.field.edited.connect(self.energy_chosen)

    def show_views(self, choices: tuple[Choice, ...], chosen: str) -> None:
        """Ways to draw the quantity."""
        if choices != self._known:
            self._known = choices
            self.views.clear()
            for key, name in choices:
                self.views.addItem(name, key)
        self.views.setCurrentIndex(self.views.findData(chosen))
        self.views.setEnabled(len(choices) > 1)

    def show_energy(self, energy: float, needed: bool, numbers: bool = True) -> None:
        """The energy that is looked at."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(math.log10(energy) * ENERGY_STEPS))
        if numbers:
            self.field.set_value(energy)
        for widget in (self.label, self.slider, self.field):
            widget.setEnabled(needed)

    def show_compared(self, count: int) -> None:
        """How many others are in the plot."""
        self.compare_button.setText(f"Compare with ({count})" if count else "Compare with")


def _combo(name: str, tip: str) -> QComboBox:
    combo = choice_box(name, tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumContentsLength(5)
    combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return combo


def _slider(name: str, tip: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setAccessibleName(name)
    slider.setToolTip(tip)
    slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    slider.setMinimumSize(40, 24)
    return slider


def _button(text: str, tip: str, menu: QMenu | None = None) -> QToolButton:
    button = flat_button(text, tip)
    if menu is not None:
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def _lay_out(row: QWidget, widgets: Sequence[QWidget], margins: tuple[int, int, int, int]) -> None:
    layout = QHBoxLayout(row)
    layout.setContentsMargins(*margins)
    layout.setSpacing(5)
    for widget in widgets:
        layout.addWidget(widget, 1 if isinstance(widget, QSlider) else 0)


def _offset(text: str) -> float:
    value = quantity(text, "deg")
    if not 0.0 <= value <= 90.0:
        raise ValueError("An offset is an angle from 0° to 90°.")
    return value


def _energy(text: str) -> float:
    value = quantity(text, "TeV")
    if not 1e-3 <= value <= 1e4:
        raise ValueError("An energy here lies between 1 GeV and 10000 TeV.")
    return value
