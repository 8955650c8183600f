"""All that is fitted: data sets, their instruments with ranges and systematics, and the statistic."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from vhegui.analysis.dataset_rows import DatasetRow, InstrumentRow
from vhegui.analysis.quantities import quantity
from vhegui.analysis.state import FitSettings
from vhegui.analysis.written_numbers import integer, number
from vhegui.core.models.nuisances import NUISANCES
from vhegui.core.statistics.registry import STATISTICS
from vhegui.gui.panels.spectrum.row_table import RowColumn, RowTable
from vhegui.gui.panels.spectrum.wording import STATISTIC_NAMES
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table_menu import add_view_menu
from vhegui.gui.widgets.value_field import ValueField
from vhegui.gui.widgets.whole_rows import WholeRows

TOOLTIP = Qt.ItemDataRole.ToolTipRole
Range = tuple[float | None, float | None]
RANGE_TIP = (
    "Energies that are fitted, TeV. Double-click or F2 to give {} its own: 0.5 – 20 (TeV), 500 GeV – 20 TeV, > 0.5; "
    "empty: all safe bins in the fit range of the Model tab"
)


class DatasetTab(QWidget):
    """range_typed(name, (low, high)) · delta_typed(name, kind, δ), name of a data set or instrument
    removal_wanted(rows) · add_wanted() · statistic_chosen(statistic, systematic) · refused(sentence)
    """

    range_typed = Signal(str, object)
    delta_typed = Signal(str, str, float)
    removal_wanted = Signal(object)
    add_wanted = Signal()
    statistic_chosen = Signal(str, float)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = RowTable("Data sets that are fitted", _dataset_columns(), "range")
        self.instruments = RowTable("Instruments", _instrument_columns(), "range")
        self.instruments.horizontalHeader().setMinimumSectionSize(52)  # of the range, which takes what is left
        self.statistic = QComboBox(self)
        self.systematic = ValueField(
            "Systematic fraction",
            "Of χ²: a fraction of the background, added in quadrature to the error of each bin. "
            "1–3 % is usual where the background model is not perfect",
            parse_fraction, percent, "00.0 %",
        )  # fmt: skip
        self.systematic_label = PlainLabel("syst.", self)
        self.add, self.remove = QPushButton("Add…", self), QPushButton("Remove", self)
        self._dress()
        top = FlowRow("Statistic and data sets")
        top.add(self.statistic, self.systematic_label, self.systematic, self.add, self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(top)
        layout.addWidget(WholeRows(self.table), 3)
        layout.addWidget(self.instruments, 2)
        self._connect()

    def show_rows(self, datasets: Sequence[DatasetRow], instruments: Sequence[InstrumentRow]) -> None:
        """Fill both tables."""
        self.table.rows.set_rows(datasets)
        self.instruments.rows.set_rows(instruments)
        height = self.instruments.horizontalHeader().sizeHint().height() + 6
        rows = min(len(instruments), 5) * self.instruments.verticalHeader().defaultSectionSize()
        self.instruments.setMaximumHeight(height + max(rows, 1))
        self.instruments.setMinimumHeight(min(height + rows, 80))

    def show_settings(self, fit: FitSettings) -> None:
        """Statistic and systematic fraction."""
        self.statistic.setCurrentIndex(self.statistic.findData(fit.statistic))
        self.systematic.set_value(fit.systematic)
        for widget in (self.systematic, self.systematic_label):
            widget.setVisible(fit.statistic == "chi2")

    def _dress(self) -> None:
        for key, entry in STATISTICS.items():
            self.statistic.addItem(entry.label, key)
            self.statistic.setItemData(self.statistic.count() - 1, entry.note, TOOLTIP)
        self.statistic.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.statistic.setAccessibleName("Fit statistic")
        self.statistic.setToolTip("\n".join(f"{STATISTIC_NAMES[k]}: {s.note}" for k, s in STATISTICS.items()))
        self.add.setToolTip("Fit OGIP spectra (PHA files) together with the runs, or alone (Ctrl+Shift+A)")
        self.remove.setToolTip("Leave the selected runs and spectra out of the analysis (Delete)")
        for button in (self.add, self.remove):
            button.setAccessibleName(f"{button.text()} data sets")

    def _connect(self) -> None:
        for table in (self.table, self.instruments):
            table.rows.edited.connect(self._edited)
            table.rows.refused.connect(self.refused)
        self.table.removal_wanted.connect(self.removal_wanted)
        self.remove.clicked.connect(lambda: self.removal_wanted.emit(self.table.selected()))
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.rows.modelReset.connect(self._selected)
        self._selected()
        for table, name in ((self.table, "data_sets"), (self.instruments, "instruments")):
            add_view_menu(table, name, self.refused.emit)
        self.add.clicked.connect(self.add_wanted)
        self.statistic.activated.connect(lambda _: self._choose())
        self.systematic.edited.connect(lambda _: self._choose())

    def _selected(self, *_: object) -> None:
        self.remove.setEnabled(bool(self.table.selected()))

    def _choose(self) -> None:
        self.statistic_chosen.emit(str(self.statistic.currentData()), self.systematic.value or 0.0)

    def _edited(self, row: DatasetRow | InstrumentRow, key: str, value: object) -> None:
        if key == "range":
            self.range_typed.emit(row.name, value)
        else:
            self.delta_typed.emit(row.name, key, value)


def _dataset_columns() -> tuple[RowColumn, ...]:
    return (
        RowColumn("name", "Data set", "A run, or a spectrum file", lambda r: r.name, right=False),
        RowColumn("instrument", "Instrument", "Who observed", lambda r: r.instrument or "–", right=False, lesser=3),
        RowColumn("livetime", "Livetime", "Time in which events could be recorded", lambda r: duration(r.livetime),
                  lesser=2),
        RowColumn(
            "range", "Fitted (TeV)", RANGE_TIP.format("this data set"),
            lambda r: range_text(r.low, r.high) + {"own": " *", "instrument": " †"}.get(r.own, ""),
            parse_range, lambda r: range_text(r.low, r.high) if r.own == "own" else "",
        ),
        RowColumn("bins", "Bins", "Bins that are fitted", lambda r: str(r.bins), lesser=4),
        RowColumn("counts", "ON", "Counts in the bins that are fitted", lambda r: integer(r.counts)),
        RowColumn("stat", "Statistic",
                  "What it adds to the fit statistic; about its number of bins where the model is good",
                  lambda r: number(r.stat, 4)),
        *_delta_columns("this data set, beside that of its instrument,", lesser=5),
    )  # fmt: skip


def _delta_columns(whose: str, lesser: int = 0) -> tuple[RowColumn, ...]:
    """A column for every kind of systematic: the fraction to which it is known beforehand."""
    return tuple(
        RowColumn(
            kind, f"{entry.label}\nsyst.",
            f"Fit a factor on the {entry.title} of {whose} along, known beforehand to this fraction (15 %); "
            "empty or 0: not fitted",
            lambda r, kind=kind: percent(r.deltas[kind]) or "–", parse_fraction,
            lambda r, kind=kind: percent(r.deltas[kind]), lesser=lesser,
        )
        for kind, entry in NUISANCES.items()
    )  # fmt: skip


def _instrument_columns() -> tuple[RowColumn, ...]:
    return (
        RowColumn("name", "Instrument", "All its data sets", lambda r: r.name or "(no name)", right=False),
        RowColumn("datasets", "Sets", "How many data sets", lambda r: str(r.datasets), lesser=1),
        RowColumn(
            "range", "Range", RANGE_TIP.format("all data sets of this instrument"),
            lambda r: range_text(r.low, r.high) or "safe", parse_range, lambda r: range_text(r.low, r.high),
        ),
        *_delta_columns("this instrument"),
    )  # fmt: skip


def duration(seconds: float) -> str:
    """`28.1 min`, `4.02 h`, `3.1 d`."""
    if not math.isfinite(seconds):
        return "–"
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{number(seconds / size, 3)} {unit}"
    return f"{number(seconds, 3)} s"


def range_text(low: float | None, high: float | None) -> str:
    """`0.5 – 20`, `> 0.5`, `< 20`; nothing without limits, – without a bin."""
    if low is not None and math.isnan(low):
        return "–"
    if low is None or high is None:
        return f"> {low:.3g}" if low is not None else f"< {high:.3g}" if high is not None else ""
    return f"{low:.3g} – {high:.3g}"


def parse_range(text: str) -> Range:
    """Energies (TeV) from "0.5 – 20", "500 GeV - 20 TeV", "> 0.5", "< 20"; empty: no limits. Raises ValueError."""
    plain = text.strip().rstrip("*† ")
    if not plain or plain in ("–", "safe"):
        return None, None
    if plain[0] in "><":
        value = _energy(plain[1:])
        return (value, None) if plain[0] == ">" else (None, value)
    ends = re.split(r"\s*(?:–|—|\.\.|\bto\b|(?<![eE])-)\s*", plain, maxsplit=1)
    if len(ends) != 2:
        raise ValueError("Type two energies, for example 0.5 – 20 or 500 GeV – 20 TeV.")
    low, high = (_energy(end) for end in ends)
    if not low < high:
        raise ValueError(f"{low:g} TeV is not below {high:g} TeV.")
    return low, high


def parse_fraction(text: str) -> float:
    """A fraction from "15 %", "15" (per cent) or "0.15"; empty: 0."""
    plain = text.strip()
    if not plain or plain == "–":
        return 0.0
    value = quantity(plain, "%")
    if value < 0.0 or value >= 100.0:
        raise ValueError("Type a percentage between 0 and 100, for example 15 %.")
    return value if "%" not in plain and value < 1.0 else value / 100.0


def percent(fraction: float) -> str:
    """`15 %`; nothing for 0."""
    return f"{100 * fraction:.3g} %" if fraction else ""


def _energy(text: str) -> float:
    value = quantity(text, "TeV")
    if value <= 0.0:
        raise ValueError("An energy is positive. Type for example 0.5 or 500 GeV.")
    return value
