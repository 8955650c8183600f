"""Correlation and covariance of all fitted parameters as a coloured table of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate

from vhegui.analysis.parameter_names import parameter_name
from vhegui.analysis.written_numbers import number, signed
from vhegui.core.fitting.result import FitResult
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.table import Column, TableView
from vhegui.gui.widgets.table_menu import add_table_menu

HINT = "There is no fit with errors yet."


class _Shade(QStyledItemDelegate):
    """The background says the size of a correlation: one colour upwards, another downwards; numbers say it too."""

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self.theme, self.correlation = LIGHT, np.zeros((0, 0))

    def initStyleOption(self, option: Any, index: Any) -> None:
        super().initStyleOption(option, index)
        row, column = index.row(), index.column() - 1
        if 0 <= column < len(self.correlation) and row < len(self.correlation):
            value = float(self.correlation[row, column])
            if row != column and value == value and value != 0.0:
                colour = self.theme.color("series1" if value > 0 else "series0", 0.08 + 0.5 * min(abs(value), 1.0))
                option.backgroundBrush = QBrush(colour)


class CorrelationPage(Page):
    """Shown at once: nothing has to be computed."""

    title = "Correlation"
    headline = "How do parameters depend on each other?"

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__("", "", HINT)
        self.go.hide()
        self.which = QComboBox()
        self.which.addItems(["Correlation", "Covariance"])
        self.which.setAccessibleName("Which matrix")
        self.which.setToolTip("Covariance: 2 × the inverse of the second derivatives of the statistic at the best fit")
        self.which.currentIndexChanged.connect(lambda _: self._fill())
        self.controls.add(self.which)
        self.table = TableView("Correlation of all fitted parameters")
        self.table.setSortingEnabled(False)
        self.table.setAlternatingRowColors(False)
        self.shade = _Shade(self.table)
        self.table.setItemDelegate(self.shade)
        add_table_menu(self.table, "correlation", failed)
        self.fill(self.table)
        self._fit: FitResult | None = None

    def show_fit(self, fit: FitResult) -> None:
        """All joint parameters that have an error."""
        self._fit = fit
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        self.shade.theme = theme
        self.table.viewport().update()

    def _fill(self) -> None:
        fit = self._fit
        if fit is None:
            return
        rows = [i for i, error in enumerate(np.diag(fit.joint_covariance)) if error > 0]
        names = [fit.joint_names[i] for i in rows]
        self.shade.correlation = fit.joint_correlation[np.ix_(rows, rows)]
        covariance = self.which.currentIndex() == 1
        matrix = fit.joint_covariance[np.ix_(rows, rows)] if covariance else self.shade.correlation
        write = (lambda value: number(value, 3)) if covariance else (lambda value: signed(value, 3))
        columns = [Column("parameter", "", names, write=parameter_name)]
        for k, name in enumerate(names):
            tip = f"{self.which.currentText()} with {name}"
            columns.append(Column(name, parameter_name(name), matrix[:, k].tolist(), "", write, tip))
        self.table.set_columns(columns)
        self.table.viewport().update()
