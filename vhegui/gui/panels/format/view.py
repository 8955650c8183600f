"""A table of findings, one finding explained, and two buttons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vhegui.core.dl3.doctor.check import Report
from vhegui.core.dl3.doctor.findings import Finding
from vhegui.gui.file_questions import ask_save
from vhegui.gui.panels.format.columns import MARKS, columns
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table import TableView
from vhegui.gui.widgets.table_menu import add_table_menu
from vhegui.gui.widgets.whole_rows import WholeRows

FOUND = 2  # the column that takes what others leave
SIDE_BY_SIDE = 620  # pixels; in a narrower panel the explanation goes below the table
RUNS_NAMED = 24
HEADLINE = "No data set is open"
HINT = "Open a data set: its departures from the GADF standard, what was assumed and what it changes appear here."


class FormatView(QWidget):
    """check_wanted, cancel_wanted : the button · export_wanted(folder) · failed(sentence) : a file was not written."""

    check_wanted = Signal()
    cancel_wanted = Signal()
    export_wanted = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Format of the open data")
        self._theme: Theme = LIGHT
        self._report: Report | None = None
        self._busy = False
        self._suggestion, self._nothing = "clean", ""
        self.table = TableView("Departures from the standard")
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.rows_selected.connect(lambda _: self._explain())
        add_table_menu(self.table, "format-notes", self.failed.emit)
        self.details = QTextBrowser()
        self.details.setAccessibleName("The selected departure, explained")
        self.details.setOpenLinks(False)
        self.status = PlainLabel()
        self.status.setAccessibleName("What was found")
        self.status.setWordWrap(True)
        self.empty = EmptyState(HEADLINE, HINT)
        self._lay_out()

    def _lay_out(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter, such as: error PSF")
        self.filter.setAccessibleName("Show only rows in which these words occur")
        self.filter.setToolTip("Only rows in which all these words occur")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self.table.rows.set_filter)
        self.check, self.export = QPushButton("Check all runs"), QPushButton("Export clean…")
        self.check.clicked.connect(lambda: (self.cancel_wanted if self._busy else self.check_wanted).emit())
        self.export.clicked.connect(self._ask_folder)
        self.export.setToolTip(
            "<p>Write the chosen runs (all, if none is chosen) as standard GADF files with index tables into a new "
            "folder: events cut to good time, directions, units, times and responses put right. The data set itself "
            "is not touched.</p>"
        )
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(WholeRows(self.table))
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        top = QHBoxLayout()
        for widget in (self.filter, self.check, self.export):
            top.addWidget(widget)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.status)
        self.content = EmptyOr(content, self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.content)
        self.content.set_empty(True)
        self.set_busy(False)

    def sizeHint(self) -> QSize:
        return QSize(640, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 160)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No data set is open."""
        self._report = None
        self.content.set_empty(True)

    def show_report(self, report: Report, status: str, nothing: str) -> None:
        """Other findings; the first (worst) one is explained. `nothing` : what it means when there is none."""
        self._report, self._nothing = report, nothing
        self.table.set_columns(columns(report))
        self.table.horizontalHeader().setSectionResizeMode(FOUND, QHeaderView.ResizeMode.Stretch)
        self.status.setText(status)
        self.content.set_empty(False)
        if report.findings:
            self.table.selectRow(0)
        self._explain()

    def suggest_folder(self, path: str) -> None:
        """Where a clean export would go unless the user says otherwise."""
        self._suggestion = path

    def set_store(self, there: bool) -> None:
        """Whether there is a data set to check and export, beside spectra."""
        for button in (self.check, self.export):
            button.setVisible(there)

    def set_busy(self, busy: bool) -> None:
        """A check or an export is on: it can be cancelled."""
        self._busy = busy
        self.check.setText("Cancel" if busy else "Check all runs")
        tip = "Stop; nothing half-written is left (Esc)." if busy else (
            "<p>Read every run of the data set, also those that are not analysed, and compare events, headers and "
            "index tables. 105 H.E.S.S. runs take about 2 s.</p>"
        )  # fmt: skip
        self.check.setToolTip(tip)
        self.export.setEnabled(not busy)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the explanation."""
        self._theme = theme
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Explanation beside the table where there is room, else below it."""
        super().resizeEvent(event)
        wide = self.width() >= scaled(SIDE_BY_SIDE)
        self.splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    # --- gestures --------------------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        title = "Export clean: name a new folder"
        wanted = self.export_wanted
        ask_save(self, title, self._suggestion, "Folder (*)", lambda path: wanted.emit(str(path)), overwrite=False)

    def _explain(self) -> None:
        rows = self.table.selected_rows()
        findings = self._report.findings if self._report else ()
        self.details.setHtml(self._text([findings[row] for row in rows if row < len(findings)]))

    def _text(self, findings: Sequence[Finding]) -> str:
        if not findings:
            none = self._report is not None and not self._report.findings
            text = self._nothing if none else "Select a row to read about it."
            return f'<p style="color:{self._theme.muted}">{text}</p>'
        return "<hr>".join(_explained(finding, self._theme) for finding in findings)


def _explained(finding: Finding, theme: Theme) -> str:
    color = {"error": theme.error, "result": theme.warning, "cosmetic": theme.muted}[finding.severity]
    place = f" · HDU “{escape(finding.hdu)}”" if finding.hdu else ""
    rows = [("Assumed", finding.assumed), ("Effect", finding.effect), ("Rule", finding.rule)]
    rows += [("Runs", _listed([str(run) for run in finding.runs])), ("Files", _listed(finding.files))]
    table = "".join(
        f'<tr><td style="color:{theme.muted}; padding-right:8px">{name}</td><td>{escape(text)}</td></tr>'
        for name, text in rows if text
    )  # fmt: skip
    return (
        f'<p><b style="color:{color}">{MARKS[finding.severity]}</b>{place}<br><b>{escape(finding.found)}</b></p>'
        f"<p>{escape(finding.lesson)}</p><table>{table}</table>"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:RUNS_NAMED])
    return f"{shown}, … ({len(names)} in all)" if len(names) > RUNS_NAMED else shown
