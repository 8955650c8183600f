"""The table of parameters, and the slider of the selected one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSlider,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from vhegui.core.models.parameters import Parameter, SpectralModel
from vhegui.gui.panels.spectrum.parameter_delegate import MARGIN, ParameterDelegate
from vhegui.gui.panels.spectrum.parameter_model import FROZEN, MAXIMUM, MINIMUM, NAME, UNIT, VALUE, ParameterTableModel
from vhegui.gui.panels.spectrum.slider_scale import SliderScale
from vhegui.gui.panels.spectrum.wording import parameter_label
from vhegui.gui.widgets.format import number

# Widths are set once: columns that follow their contents would jump while the mouse drags.
SAMPLES = {NAME: "amplitude", VALUE: "(4.79 ± 0.36)×10⁻¹¹", MINIMUM: "−0.0", MAXIMUM: "00.0", FROZEN: "Frozen0"}
MIN_ROWS = 5
STEPS = 2000
QUIET_MS = 600  # keys and wheel: the gesture ends when nothing more comes


class ParameterSlider(QSlider):
    """A slider in values, not in steps. A drag, or a burst of keys, is one gesture.

    begun(), moved(value), committed(), cancelled()
    """

    begun = Signal()
    moved = Signal(float)
    committed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 20)
        self.setSingleStep(STEPS // 200)
        self.scale: SliderScale | None = None
        self.active = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.finish)
        self.sliderReleased.connect(self.finish)
        self.valueChanged.connect(self._moved)

    def show_parameter(self, parameter: Parameter, renewed: bool) -> None:
        """Put the handle where the value is; a new range only when `renewed` or the value has left it."""
        if self.active:
            return
        if renewed or self.scale is None or not self.scale.covers(parameter.value):
            self.scale = SliderScale.about(parameter)
        self.blockSignals(True)
        self.setValue(round(STEPS * self.scale.fraction(parameter.value)))
        self.blockSignals(False)

    def finish(self) -> None:
        """End the gesture, if one is on."""
        self._quiet.stop()
        if self.active:
            self.active = False
            self.committed.emit()

    def _moved(self, step: int) -> None:
        if self.scale is None:
            return
        if not self.active:
            self.active = True
            self.begun.emit()
        self.moved.emit(self.scale.value(step / STEPS))
        if not self.isSliderDown():
            self._quiet.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.active:
            self._quiet.stop()
            self.active = False
            self.blockSignals(True)
            self.setSliderDown(False)
            self.blockSignals(False)
            self.cancelled.emit()
            return
        super().keyPressEvent(event)


class ParameterTable(QTableView):
    """Compact, keyboard-reachable table: F2 or typing edits, Space freezes."""

    def __init__(self, model: ParameterTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ParameterDelegate(model, self))
        self.setAccessibleName("Model parameters")
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 7)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        header.setSectionResizeMode(UNIT, QHeaderView.ResizeMode.Stretch)
        self._set_widths()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_widths()

    def _set_widths(self) -> None:
        for column, sample in SAMPLES.items():
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(sample) + 2 * MARGIN)

    def sizeHint(self) -> QSize:
        rows = max(MIN_ROWS, self.model().rowCount())
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + 4
        return QSize(420, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            index = self.model().index(self.currentIndex().row(), FROZEN)
            checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)
            return
        super().keyPressEvent(event)


class ParameterEditor(QWidget):
    """Table and slider. Signals carry the parameter's name.

    edited(name, field, value) · slide_begun(name), slid(name, value), slide_committed(name), slide_cancelled(name)
    """

    edited = Signal(str, str, object)
    slide_begun = Signal(str)
    slid = Signal(str, float)
    slide_committed = Signal(str)
    slide_cancelled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ParameterTableModel(self)
        self.table = ParameterTable(self.model, self)
        self.slider = ParameterSlider(self)
        self.slider_name, self.low, self.high = QLabel(self), QLabel(self), QLabel(self)
        self._build()
        self._shown: str | None = None
        self.model.edited.connect(self.edited)
        self.model.modelReset.connect(self._rows_changed)
        self.table.selectionModel().currentRowChanged.connect(self._row_selected)
        self.slider.begun.connect(lambda: self.slide_begun.emit(self.selected_name))
        self.slider.moved.connect(lambda value: self.slid.emit(self.selected_name, value))
        self.slider.committed.connect(lambda: self.slide_committed.emit(self.selected_name))
        self.slider.cancelled.connect(lambda: self.slide_cancelled.emit(self.selected_name))

    def set_model(self, model: SpectralModel | None, preliminary: bool) -> None:
        """Show a model; see `ParameterTableModel.set_model`."""
        self.model.set_model(model, preliminary)
        self._show_slider(renewed=False)

    @property
    def selected_name(self) -> str:
        """Name of the selected parameter; empty without a model."""
        parameter = self.model.parameter(self.table.currentIndex().row())
        return parameter.name if parameter else ""

    def select(self, name: str) -> None:
        """Select the row of a parameter."""
        names = [p.name for p in self.model.model.parameters] if self.model.model else []
        if name in names:
            self.table.setCurrentIndex(self.model.index(names.index(name), VALUE))

    def _build(self) -> None:
        self.slider.setAccessibleName("Value of the selected parameter")
        self.slider.setToolTip(
            "Drag to try values of the selected parameter: model and statistic follow at once.\n"
            "Arrow keys for small steps, Esc takes a drag back. The fit stops following the data."
        )
        for label in (self.low, self.high):
            label.setEnabled(False)
        line = QHBoxLayout()
        line.setContentsMargins(2, 0, 2, 0)
        for widget, stretch in ((self.slider_name, 0), (self.low, 0), (self.slider, 1), (self.high, 0)):
            line.addWidget(widget, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.table, 1)
        layout.addLayout(line)

    def _rows_changed(self) -> None:
        first = (
            next((i for i, p in enumerate(self.model.model.parameters) if not p.frozen), 0) if self.model.model else 0
        )
        self.table.setCurrentIndex(self.model.index(first, VALUE))
        self.table.selectionModel().select(
            self.table.currentIndex(),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        self._show_slider(renewed=True)

    def _row_selected(self, *_: object) -> None:
        self.slider.finish()
        self._show_slider(renewed=True)

    def _show_slider(self, renewed: bool) -> None:
        parameter = self.model.parameter(self.table.currentIndex().row())
        usable = parameter is not None and not parameter.frozen
        self.slider.setEnabled(usable)
        if parameter is None:
            return
        before = self.slider.scale
        self.slider.show_parameter(parameter, renewed or self._shown != parameter.name)
        if self._shown != parameter.name:
            self._shown = parameter.name
            self.slider_name.setText(parameter_label(parameter.name))
        if self.slider.scale is not before and self.slider.scale is not None:
            self.low.setText(number(self.slider.scale.low, 3))
            self.high.setText(number(self.slider.scale.high, 3))
