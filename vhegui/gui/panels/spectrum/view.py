"""The spectral panel: plots, and below or beside them the statistic and tables in tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from vhegui.gui.model_editor.model_line import ModelLine
from vhegui.gui.model_editor.parameter_editor import ParameterEditor
from vhegui.gui.model_editor.part_chips import shape_chip, time_chip
from vhegui.gui.model_editor.source_row import SourceRow
from vhegui.gui.panels.spectrum.dataset_tab import DatasetTab
from vhegui.gui.panels.spectrum.fit_controls import BandsRow, FitSettingsRow
from vhegui.gui.panels.spectrum.flux_tab import FluxTab
from vhegui.gui.panels.spectrum.plot_area import PlotArea
from vhegui.gui.panels.spectrum.point_controls import PointControls
from vhegui.gui.panels.spectrum.point_table import PointTable
from vhegui.gui.panels.spectrum.status import StatisticLabel
from vhegui.gui.scale import scaled
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.advice_line import AdviceLines
from vhegui.gui.widgets.boxes import in_column
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.problem_label import ProblemLabel
from vhegui.gui.widgets.table import TableView
from vhegui.gui.widgets.table_menu import add_table_menu
from vhegui.gui.widgets.whole_rows import WholeRows

EMPTY = "Select runs in the observation list, then put the source region on the map."
WIDE = 720  # pixels: tables fit beside the plots
ADVICE, PROBLEM = 285, 300  # pixels of height from which the tables have room for a line, or more of them, above them
ENOUGH = 560, 760  # pixels that tables want below the plots, and beside them
TABLES = 285  # pixels of height that tables below the plots want: four parameters
LEAST, USUAL = 0.466, 0.36  # of the height: what they get of it in a low panel, and in a tall one


class SpectrumView(QWidget):
    """Widgets only. `plots`, `controls`, `model_line`, `shape`, `time`, `parameters`, `fit_settings`, `bands`,
    `point_controls`, `counts_table`, `point_table`, `datasets`, `fluxes`.

    export_failed(sentence) : a plot or a table could not be written.
    """

    export_failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Spectrum")
        self.plots = PlotArea()
        self.statistic, self.advice = StatisticLabel(), AdviceLines(self.plots)
        self.problem = ProblemLabel(self.plots, head=lambda: self.plots.header_height)
        self.controls, self.model_line = SourceRow(), ModelLine()
        self.shape, self.time = shape_chip(self.model_line), time_chip(self.model_line)
        self.model_line.put_after(self.shape, self.time)
        self.parameters, self.fit_settings = ParameterEditor(), FitSettingsRow()
        self.datasets, self.fluxes = DatasetTab(), FluxTab()
        self.bands, self.point_controls = BandsRow(), PointControls()
        self.counts_table = TableView("Counts per run")
        self.point_table = PointTable(self.export_failed.emit)
        self.counts_table.setSortingEnabled(False)
        add_table_menu(self.counts_table, "counts", self.export_failed.emit)
        self.counts_table.table.totals = 1
        self.point_note = PlainLabel()
        self.point_note.setEnabled(False)
        self.point_note.hide()
        self.plots.export_failed.connect(self.export_failed)
        self.parameters.failed.connect(self.export_failed)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Tables of the spectrum")
        self.tabs.addTab(
            in_column(self.controls, self.model_line, self.parameters, self.fit_settings, spacing=3, margin=3), "Model"
        )
        self.tabs.addTab(in_column(WholeRows(self.counts_table)), "Counts per run")
        self.tabs.addTab(
            in_column(self.bands, self.point_controls, WholeRows(self.point_table), self.point_note),
            "Flux points",
        )
        self.tabs.addTab(in_column(self.datasets), "Data sets")
        self.tabs.addTab(in_column(self.fluxes), "Fluxes")
        for index, tip in enumerate(
            (
                "Model, its parameters and the fit",
                "ON, OFF and significance per run and in total",
                "Flux points and limits",
                "What is fitted: runs and spectra, their ranges, systematics of the instruments, the statistic",
                "Integral and energy flux in a range, pivot energy",
            )
        ):
            self.tabs.setTabToolTip(index, tip)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.plots)
        self._tables = in_column(self.statistic, self.tabs, spacing=2, margin=0)
        self.splitter.addWidget(self._tables)
        self._by_hand = False
        self.splitter.splitterMoved.connect(self._hold_sizes)
        self.content = EmptyOr(self.splitter, EmptyState("No spectrum yet", EMPTY))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.content)

    def sizeHint(self) -> QSize:
        return QSize(520, 860)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tables beside the plots where there is room, else below them; sizes that were set by hand stay."""
        super().resizeEvent(event)
        width, height = event.size().toTuple()
        wide = width >= scaled(WIDE) and width > height
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if orientation != self.splitter.orientation():
            self.splitter.setOrientation(orientation)
            self._by_hand = False
        if not self._by_hand:
            tables = 0.5 * width if wide else max(min(scaled(TABLES), LEAST * height), USUAL * height)
            tables = min(tables, scaled(ENOUGH[wide]))  # on a large screen the plots get the rest
            self._place_words(height if wide else tables)  # first: they ask for room
            self.splitter.resize(width, height)  # as it will be: sizes in another room would be shared out again
            room = (width if wide else height) - self.splitter.handleWidth()
            self.splitter.setSizes([round(room - tables), round(tables)])

    def _place_words(self, room: float) -> None:
        """Problems and advice above the tables, which give way, where they have rows to spare; else over the plots.

        room : pixels of height that tables and words have.
        """
        layout = self._tables.layout()
        assert isinstance(layout, QVBoxLayout)
        for words, enough in ((self.advice, ADVICE), (self.problem, PROBLEM)):
            words.hovering.settle(layout if room >= scaled(enough) else None)

    def _hold_sizes(self) -> None:
        self._by_hand = True
        self._place_words(self._tables.height())

    def show_tab(self, name: str) -> None:
        """Bring the tables of a tab to the front."""
        self.tabs.setCurrentIndex([self.tabs.tabText(at) for at in range(self.tabs.count())].index(name))

    def set_empty(self, empty: bool, reason: str) -> None:
        """Say why there is nothing to show, and what to do next."""
        if empty:
            self.content.empty.set_content("No spectrum yet", reason or EMPTY)
        self.content.set_empty(empty)

    def set_points_stale(self, stale: bool) -> None:
        """Say that the flux points belong to an earlier state."""
        self.point_note.setText("Of an earlier state; computed anew when the drag ends" if stale else "")
        self.point_note.setVisible(stale)

    def set_theme(self, theme: Theme) -> None:
        """Colours of the plots and of the problem line."""
        self.plots.counts.set_theme(theme)
        self.plots.sed.set_theme(theme)
        self.problem.set_theme(theme)
        self.advice.set_theme(theme)
