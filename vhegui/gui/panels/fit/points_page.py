"""The model fitted to flux points instead of counts: to one's own, or to published ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from vhegui.analysis.parameter_names import parameter_name
from vhegui.analysis.written_numbers import number, unit_text
from vhegui.core.estimators.flux_points.flux_point_fit import FluxPointFit
from vhegui.core.fitting.result import FitResult
from vhegui.core.sed.points import SedPoints
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.panels.fit.wording import parameter_text, points_verdict
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table import Column, TableView
from vhegui.gui.widgets.table_menu import add_table_menu

TIP = (
    "Fit the shown model to flux points: symmetric or asymmetric errors, or their likelihood profiles where there are\n"
    "some; limits always count. Points are taken as independent, which energy dispersion makes them not."
)
HINT = "Fit the shown model to your own flux points, or to published ones chosen in the SED's menu “Spectra”."
METHODS = (("asymmetric", "Asymmetric errors"), ("symmetric", "Symmetric errors"), ("profile", "Likelihood profiles"))


class PointsPage(Page):
    """drawn() : the tick of the curve was changed."""

    drawn = Signal()
    title = "Fit of points"
    headline = "What do flux points say?"

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__("Fit these points", TIP, HINT)
        self.which, self.method = QComboBox(), QComboBox()
        self.which.setAccessibleName("Flux points to fit")
        self.which.setToolTip("Your own flux points, or those of a published spectrum drawn on the SED")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.method.setAccessibleName("What errors are used")
        self.method.setToolTip("χ² with symmetric or asymmetric errors, or the likelihood profiles of the points")
        for key, text in METHODS:
            self.method.addItem(text, key)
        self.draw = QCheckBox("Draw")
        self.draw.setChecked(True)
        self.draw.setToolTip("Draw the fitted curve on the SED while this table is shown")
        self.draw.toggled.connect(lambda _: self.drawn.emit())
        self.controls.add(PlainLabel("Points"), self.which, self.method, self.go, self.draw)
        self.table = TableView("Parameters fitted to flux points")
        self.table.setSortingEnabled(False)
        add_table_menu(self.table, "flux_point_fit", failed)
        self.fill(self.table)
        self._sets: tuple[SedPoints, ...] = ()

    @property
    def points(self) -> SedPoints | None:
        """What is chosen."""
        place = self.which.currentIndex()
        return self._sets[place] if 0 <= place < len(self._sets) else None

    def set_sets(self, sets: Sequence[SedPoints]) -> None:
        """The points there are; the choice is kept where it can be."""
        chosen = self.which.currentText()
        self._sets = tuple(sets)
        names = [each.name for each in sets]
        if names != [self.which.itemText(row) for row in range(self.which.count())]:
            self.which.clear()
            self.which.addItems(names)
            self.which.setCurrentText(chosen if chosen in names else names[0] if names else "")

    def show_fit(self, found: FluxPointFit, counts: FitResult | None) -> None:
        """Parameters with errors, beside those of the fit of the counts."""
        self.table.set_columns(parameter_columns(found, counts))
        self.say(points_verdict(found))


def parameter_columns(found: FluxPointFit, counts: FitResult | None) -> list[Column]:
    """One row a parameter."""
    errors = np.sqrt(np.diag(found.covariance))
    same = counts is not None and counts.names == found.names
    pairs = {p.name: (p.value, float(e)) for p, e in zip(found.model.parameters, errors, strict=True)}
    columns = [
        Column("parameter", "Parameter", list(found.names), write=parameter_name),
        Column("points", "Flux points", list(found.names), "", lambda name: parameter_text(*pairs[name])),
    ]
    if same and counts is not None:
        fitted = {p.name: (p.value, p.error) for p in counts.model.parameters}
        columns.append(Column("counts", "Counts", list(found.names), "", lambda name: parameter_text(*fitted[name])))
        apart = [_apart(pairs[name], fitted[name]) for name in found.names]
        columns.append(Column("difference", "Difference (σ)", apart, "", lambda value: number(value, 2), lesser=2))
    return [
        *columns,
        Column(
            "unit",
            "Unit",
            [p.unit for p in found.model.parameters],
            write=lambda unit: unit_text(unit) or "–",
            lesser=1,
        ),
    ]


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Difference in errors of the fit of the counts."""
    return (a[0] - b[0]) / b[1] if b[1] > 0 else float("nan")
