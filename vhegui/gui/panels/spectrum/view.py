"""The spectral panel: plots above, statistic between, tables in tabs below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from vhegui.gui.panels.spectrum.fit_controls import BandsRow, FitSettingsRow, ModelControls
from vhegui.gui.panels.spectrum.parameter_table import ParameterEditor
from vhegui.gui.panels.spectrum.plot_area import PlotArea
from vhegui.gui.panels.spectrum.result_columns import COUNTS_COLUMNS, POINT_COLUMNS
from vhegui.gui.panels.spectrum.status import ProblemLabel, StatisticLabel
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.result_table import ResultTable

EMPTY = (
    "<p><b>No spectrum yet</b></p><p>Select runs in the observation list,<br>"
    "then put the source region on the counts map.</p>"
)


class SpectrumView(QWidget):
    """Widgets only. `plots`, `parameters`, `controls`, `fit_settings`, `bands`, `counts_table`, `point_table`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Spectrum")
        self.plots = PlotArea()
        self.statistic, self.problem = StatisticLabel(), ProblemLabel()
        self.controls, self.parameters, self.fit_settings = ModelControls(), ParameterEditor(), FitSettingsRow()
        self.bands = BandsRow()
        self.counts_table = ResultTable(COUNTS_COLUMNS, "Counts per run")
        self.point_table = ResultTable(POINT_COLUMNS, "Flux points")
        self.point_note = QLabel()
        self.point_note.setEnabled(False)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Tables of the spectrum")
        self.tabs.addTab(_column(self.controls, self.parameters, self.fit_settings), "Model")
        self.tabs.addTab(_column(self.counts_table), "Counts")
        self.tabs.addTab(_column(self.bands, self.point_table, self.point_note), "Flux points")
        for index, tip in enumerate(
            ("Model, its parameters and the fit", "ON, OFF and significance per run and in total", "Flux points and limits")
        ):
            self.tabs.setTabToolTip(index, tip)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.plots)
        self.splitter.addWidget(_column(self.statistic, self.tabs, spacing=2, margin=0))
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self._content = _column(self.problem, self.splitter, spacing=0, margin=0)
        self._empty = QLabel(EMPTY)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._content)

    def sizeHint(self) -> QSize:
        return QSize(520, 860)

    def set_empty(self, empty: bool) -> None:
        """Say what to do next, while there is nothing to show."""
        self._stack.setCurrentWidget(self._empty if empty else self._content)

    def set_theme(self, theme: Theme) -> None:
        """Colours of the plots and of the problem line."""
        self.plots.counts.set_theme(theme)
        self.plots.sed.set_theme(theme)
        self.problem.set_theme(theme)


def _column(*widgets: QWidget, spacing: int = 6, margin: int = 6) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return box
