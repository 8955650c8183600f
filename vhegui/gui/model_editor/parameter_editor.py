"""The table of parameters with the slider of the selected one, and their menus."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from vhegui.analysis.parameter_names import is_place, parameter_label
from vhegui.analysis.written_numbers import number
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.gui.model_editor.parameter_menu import ParameterMenus
from vhegui.gui.model_editor.parameter_model import KNOWN, NO_ERRORS, UNIT, VALUE, ParameterTableModel
from vhegui.gui.model_editor.parameter_slider import ParameterSlider
from vhegui.gui.model_editor.parameter_table import ParameterTable
from vhegui.gui.model_editor.wording import is_amplitude
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table_menu import table_actions
from vhegui.gui.widgets.whole_rows import WholeRows

PLACE_REACH, ANGLE_REACH = 0.3, 90.0  # deg, to either side
LEAST_HEIGHT = 58  # pixels: the header and a row; the others scroll


class ParameterEditor(QWidget):
    """Table and slider. Signals carry the parameter's name in the whole fit.

    edited(name, field, value) · slide_begun(name), slid(name, value), slide_committed(name), slide_cancelled(name)
    failed(sentence) : the table could not be written · `menus` : its signals are those of priors, links and units.
    """

    edited = Signal(str, str, object)
    slide_begun = Signal(str)
    slid = Signal(str, float)
    slide_committed = Signal(str)
    slide_cancelled = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ParameterTableModel(self)
        self.table = ParameterTable(self.model, self)
        self.slider = ParameterSlider(self)
        self.menus = ParameterMenus(self)
        self.menu: QMenu | None = None
        self.slider_name, self.low, self.high = (PlainLabel(parent=self) for _ in range(3))
        self._build()
        self._shown: str | None = None
        self.model.edited.connect(self.edited)
        self.model.modelReset.connect(self._rows_changed)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.selectionModel().currentRowChanged.connect(self._row_selected)
        self.slider.begun.connect(lambda: self.slide_begun.emit(self.selected_name))
        self.slider.moved.connect(lambda value: self.slid.emit(self.selected_name, value))
        self.slider.committed.connect(lambda: self.slide_committed.emit(self.selected_name))
        self.slider.cancelled.connect(lambda: self.slide_cancelled.emit(self.selected_name))
        self.menus.frozen_chosen.connect(lambda name, on: self.edited.emit(name, "frozen", on))
        self.menus.unit_chosen.connect(self._show_unit)

    def set_model(
        self, model: JointModel | None, preliminary: bool, errors: Mapping[str, AsymmetricError] = NO_ERRORS
    ) -> None:
        """Show a model; see `ParameterTableModel.set_model`."""
        selected = self.selected_name
        self.model.set_model(model, preliminary, errors)
        if selected and selected != self.selected_name:
            self.select(selected)
        self._show_slider(renewed=False)

    @property
    def selected_name(self) -> str:
        """Name of the selected parameter; empty without a model."""
        parameter = self.model.parameter(self.table.currentIndex().row())
        return parameter.name if parameter else ""

    def select(self, name: str) -> None:
        """Select the row of a parameter."""
        row = self.model.row_of(name)
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, VALUE))

    def menu_of(self, column: int, row: int) -> QMenu | None:
        """The menu of a cell: of the unit, of prior and link, or of everything."""
        parameter, joint = self.model.parameter(row), self.model.model
        if parameter is None or joint is None:
            return None
        plain = joint[parameter.name]
        shown = self.model.unit_of(plain)
        if column == UNIT:
            return self.menus.units(plain, shown)
        if column == KNOWN:
            return self.menus.known(joint, plain, shown)
        menu = self.menus.full(joint, plain, shown)
        menu.addSeparator()
        menu.addActions(self.table.actions())
        return menu

    def _open_menu(self, column: int, row: int) -> None:
        self.menu = self.menu_of(column, row)
        if self.menu is not None:
            self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            at = self.table.visualRect(self.model.index(row, column)).bottomLeft()
            self.menu.popup(self.table.viewport().mapToGlobal(at))

    def _show_unit(self, unit: str, shown: str) -> None:
        self.model.show_unit(unit, shown)
        self.table.set_widths()
        self._show_slider(renewed=True)

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
        line.setSpacing(9)
        for widget, stretch in ((self.slider_name, 0), (self.low, 0), (self.slider, 1), (self.high, 0)):
            line.addWidget(widget, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.table.setMinimumHeight(LEAST_HEIGHT)
        self.table.addActions(table_actions(self.table, "parameters", self.failed.emit))
        layout.addWidget(WholeRows(self.table), 1)
        layout.addLayout(line)

    def _rows_changed(self) -> None:
        joint = self.model.model
        free = joint.free if joint is not None else ()
        places = [row.index for row in self.model.rows]
        first = next((i for i, place in enumerate(places) if place in free), next(iter(_parameters(places)), 0))
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
        row = self.table.currentIndex().row()
        parameter = self.model.parameter(row)
        self.slider.setEnabled(parameter is not None and parameter.varies)
        if parameter is None:
            return
        before = self.slider.scale
        amplitude = is_amplitude(self.model.part(row), parameter.name)
        reach = slider_reach(parameter.name)
        self.slider.show_parameter(parameter, renewed or self._shown != parameter.name, amplitude, reach)
        if self._shown != parameter.name:
            self._shown = parameter.name
            self.slider_name.setText(parameter_label(parameter.name))
        if self.slider.scale is not before and self.slider.scale is not None:
            factor = self.model.factor(parameter)
            digits = 5 if is_place(parameter.name) else 3
            self.low.setText(number(self.slider.scale.low * factor, digits))
            self.high.setText(number(self.slider.scale.high * factor, digits))


def slider_reach(name: str) -> float:
    """How far (deg) the slider of a place or of an angle goes without an error; 0 for what its value says."""
    return PLACE_REACH if is_place(name) else ANGLE_REACH if name.rpartition(".")[2] == "phi" else 0.0


def _parameters(places: list[int]) -> list[int]:
    return [row for row, place in enumerate(places) if place >= 0]
