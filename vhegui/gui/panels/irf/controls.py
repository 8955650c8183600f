"""The row above the plots: which run, at which offset, and what to take home."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from vhegui.gui.panels.irf import wording
from vhegui.gui.widgets.parse import quantity
from vhegui.gui.widgets.value_field import ValueField

SLIDER_STEP = 0.01  # deg
WIDEST = 5.0  # deg, end of the slider where the field of view has no end


class ControlRow(QWidget):
    """run_chosen(run), offset_chosen(deg) by slider or typing, follow_toggled(on)."""

    run_chosen = Signal(int)
    offset_chosen = Signal(float)
    follow_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.runs = QComboBox()
        self.runs.setAccessibleName("Run whose responses are shown")
        self.runs.setToolTip(wording.RUN_TIP)
        self.follow = QCheckBox("&Follow source region")
        self.follow.setToolTip(wording.FOLLOW_TIP)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Offset from the pointing, deg")
        self.slider.setToolTip(wording.OFFSET_TIP)
        self.slider.setPageStep(round(0.25 / SLIDER_STEP))
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.setMinimumSize(50, 24)
        self.field = ValueField("Offset from the pointing", wording.OFFSET_TIP, _parse, wording.offset_text, "00.00°")
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.export = QToolButton()
        self.export.setText("Export")
        self.export.setToolTip(wording.EXPORT_TIP)
        self.export.setAutoRaise(True)
        self.export.setMenu(self.menu)
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._known: tuple[int, ...] = ()
        self._lay_out()
        self.runs.activated.connect(lambda index: self.run_chosen.emit(self._known[index]))
        self.follow.toggled.connect(self.follow_toggled)
        self.slider.valueChanged.connect(lambda steps: self.offset_chosen.emit(steps * SLIDER_STEP))
        self.field.edited.connect(self.offset_chosen)

    def show_runs(self, runs: Sequence[int], chosen: int) -> None:
        """The runs to choose from."""
        runs = tuple(runs)
        if runs != self._known:
            self._known = runs
            self.runs.clear()
            self.runs.addItems([str(run) for run in runs])
        if self.runs.currentIndex() != runs.index(chosen):
            self.runs.setCurrentIndex(runs.index(chosen))

    def show_offset(self, offset: float, field_of_view: float) -> None:
        """The offset that is shown; the slider reaches to the end of the field of view."""
        end = field_of_view if math.isfinite(field_of_view) else WIDEST
        with QSignalBlocker(self.slider):
            self.slider.setMaximum(round(end / SLIDER_STEP))
            self.slider.setValue(round(offset / SLIDER_STEP))
        self.field.set_value(offset)

    def show_follow(self, follow: bool) -> None:
        """Whether the source region decides."""
        with QSignalBlocker(self.follow):
            self.follow.setChecked(follow)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 4, 1)
        row.setSpacing(6)
        run, offset = QLabel("&Run"), QLabel("&Offset")
        run.setBuddy(self.runs)
        offset.setBuddy(self.field)
        for widget in (run, self.runs, self.follow, offset):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        row.addWidget(self.export)


def _parse(text: str) -> float:
    value = quantity(text, "deg")
    if not 0.0 <= value <= 90.0:
        raise ValueError("An offset is an angle from 0° to 90°.")
    return value
