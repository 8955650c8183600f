"""Which model do the data want: a table of likelihood-ratio tests and AIC."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QMenu, QPushButton, QToolButton

from vhegui.analysis.quantities import quantity
from vhegui.analysis.studies.settings import Comparison
from vhegui.analysis.written_numbers import number
from vhegui.core.fitting.comparison import DEFAULT_KINDS, ComparisonRow
from vhegui.core.models.spectral.absorption import EBL_TABLES
from vhegui.core.models.spectral.registry import KINDS
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.panels.fit.wording import short_name
from vhegui.gui.text.plain import sentence
from vhegui.gui.widgets.table import Column, TableView
from vhegui.gui.widgets.table_menu import add_table_menu
from vhegui.gui.widgets.value_field import ValueField

TIP = (
    "Fit every ticked model to the same data. A richer model of which the first is a special case is tested by ΔTS =\n"
    "W(first) − W(model): χ² with the difference of free parameters, if that is valid (the note says when not). AIC =\n"
    "W + 2 k compares any models; the weight is exp(−ΔAIC/2), normalised."
)
HINT = "Compare says in one click whether the spectrum is curved: power law against cutoff against log-parabola."
NOT_OFFERED = ("constant",)


class ComparePage(Page):
    """used(row) : go on with this model · drawn() : the tick of the curves was changed."""

    used = Signal(object)
    drawn = Signal()
    title = "Models"
    headline = "Is the spectrum curved?"

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__("Compare models", TIP, HINT)
        self.rows: tuple[ComparisonRow, ...] = ()
        self.models = QToolButton()
        self.models.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.models.setToolTip("Which models are compared; the first ticked is the base of the tests")
        menu = QMenu(self.models)
        self.kind_actions: dict[str, QAction] = {}
        for entry in KINDS.values():
            if entry.kind in NOT_OFFERED:
                continue
            action = menu.addAction(entry.label)
            action.setCheckable(True)
            action.setChecked(entry.kind in DEFAULT_KINDS)
            action.toggled.connect(self._name_models)
            self.kind_actions[entry.kind] = action
        self.models.setMenu(menu)
        self._add_absorption()
        self.draw = QCheckBox("Draw")
        self.draw.setChecked(True)
        self.draw.setToolTip("Draw the compared models on the SED while this table is shown")
        self.draw.toggled.connect(lambda _: self.drawn.emit())
        self.use = QPushButton("Use this model")
        self.use.setAutoDefault(False)
        self.use.setToolTip("Go on with the model of the selected row, as one step to undo")
        self.use.setEnabled(False)
        self.use.clicked.connect(self._use)
        self.controls.add(self.models, self.go, self.absorbed, self.table_, self.redshift, self.draw, self.use)
        self.table = TableView("Compared models")
        self.table.setSortingEnabled(False)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.rows_selected.connect(lambda rows: self._selected(rows))
        self.table.doubleClicked.connect(lambda _: self._use())
        add_table_menu(self.table, "models", failed)
        self.fill(self.table)
        self._name_models()

    @property
    def asked(self) -> Comparison:
        """What is ticked: the plain power law, if ticked, is the base."""
        kinds = [kind for kind, action in self.kind_actions.items() if action.isChecked()]
        first = sorted(kinds, key=lambda kind: DEFAULT_KINDS.index(kind) if kind in DEFAULT_KINDS else 9)
        if not self.absorbed.isChecked():
            return Comparison(tuple(first))
        return Comparison(tuple(first), self.table_.currentData(), self.redshift.value or 0.0)

    def show_rows(self, rows: Sequence[ComparisonRow]) -> None:
        """A new table."""
        self.rows = tuple(rows)
        self.table.set_columns(comparison_columns(rows))
        best = min(range(len(rows)), key=lambda row: rows[row].aic if math.isfinite(rows[row].aic) else math.inf)
        self.table.selectRow(best)

    def set_usable(self, usable: bool) -> None:
        """Only results of the current state can be used."""
        self._usable = usable
        self._selected(self.table.selected_rows())

    def _add_absorption(self) -> None:
        self.absorbed = QCheckBox("× EBL, z")
        self.absorbed.setToolTip("Also every model times the absorption by extragalactic background light")
        self.table_ = QComboBox()
        self.table_.setAccessibleName("Model of the extragalactic background light")
        self.table_.setToolTip("Whose optical depths the models are absorbed with")
        for key, entry in EBL_TABLES.items():
            self.table_.addItem(entry.label, key)
        self.redshift = ValueField("Redshift", "Redshift of the source", _redshift, lambda z: f"{z:.4g}", "0.0000")
        self.redshift.set_value(0.1)
        for widget in (self.table_, self.redshift):
            widget.hide()
            self.absorbed.toggled.connect(widget.setVisible)

    _usable = False

    def _selected(self, rows: list[int]) -> None:
        good = bool(rows) and self.rows[rows[0]].success if self.rows else False
        self.use.setEnabled(self._usable and good)

    def _use(self) -> None:
        rows = self.table.selected_rows()
        if rows and self.use.isEnabled():
            self.used.emit(self.rows[rows[0]])

    def _name_models(self, *_: object) -> None:
        kinds = self.asked.kinds if hasattr(self, "absorbed") else DEFAULT_KINDS
        names = [KINDS[kind].abbreviation for kind in kinds]
        self.models.setText(" · ".join(names[:3]) + (f" + {len(names) - 3}" if len(names) > 3 else ""))
        self.models.setAccessibleName(f"Models to compare: {', '.join(names)}")


def comparison_columns(rows: Sequence[ComparisonRow]) -> list[Column]:
    """One row a model."""
    base, notes = rows[0].label, [_note(row) for row in rows]
    p_tip = "Chance of so large a ΔTS if the simpler model were true"
    return [
        Column(
            "model",
            "Model",
            [row.label for row in rows],
            write=short_name,
            tip="\n".join(f"{short_name(row.label)}: {row.label}" for row in rows),
        ),
        Column(
            "n_free",
            "Free",
            [row.n_free for row in rows],
            tip="Fitted parameters, all sources and systematics",
            lesser=3,
        ),
        Column("stat", "Statistic", [row.stat for row in rows], "", _two, "Statistic at the best fit, priors included"),
        Column("delta_ts", "ΔTS", [row.delta_ts for row in rows], "", _two, f"W({base}) − W"),
        Column("ndf", "d.o.f.", [row.ndf for row in rows], tip=f"Free parameters more than {base}", lesser=2),
        Column("p_value", "p", [row.p_value for row in rows], "", _p, p_tip),
        Column("significance", "σ", [row.significance for row in rows], "", _sigma, "p as two-sided normal deviation"),
        Column("delta_aic", "ΔAIC", [row.delta_aic for row in rows], "", _two, "AIC above the least"),
        Column(
            "weight",
            "Weight",
            [row.weight for row in rows],
            "",
            lambda w: f"{100 * w:.1f} %",
            "exp(−ΔAIC/2), normalised",
            lesser=1,
        ),
        Column("aic", "AIC", [row.aic for row in rows], "", _two, "W + 2 × free parameters", lesser=4),
        Column("note", "Note", notes, tip="What to know about the test or the fit", lesser=0 if any(notes) else 5),
    ]


def _note(row: ComparisonRow) -> str:
    note = row.note or ("" if row.message == "converged" else row.message)
    return sentence(note)


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", "−") if math.isfinite(value) else "–"


def _p(value: float) -> str:
    return number(value, 2) if math.isfinite(value) else "–"


def _sigma(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "–"


def _redshift(text: str) -> float:
    value = quantity(text)
    if not 0.0 <= value <= 6.0:
        raise ValueError("A redshift between 0 and 6, please.")
    return value
