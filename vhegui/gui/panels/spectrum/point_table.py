"""The table of flux points: columns to choose, files in the field's own columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from vhegui.analysis.export.tables import flux_points_table
from vhegui.analysis.state import FluxPointSettings
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.estimators.flux_points.points import FluxPoints
from vhegui.core.files.whole import write_whole
from vhegui.gui.file_questions import ask_save
from vhegui.gui.panels.spectrum.result_columns import FIRST_SHOWN, point_columns
from vhegui.gui.widgets.table import Column, TableView
from vhegui.gui.widgets.table_menu import add_table_menu

FITS = ".fits"


class PointTable(TableView):
    """`chosen` : names of the columns that are shown."""

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__("Flux points")
        self.chosen: frozenset[str] = FIRST_SHOWN
        self.points: FluxPoints | None = None
        self._settings = FluxPointSettings(edges=())
        self._failed = failed
        self.setSortingEnabled(False)
        add_table_menu(self, "flux_points", failed)
        fits = QAction("Save as FITS…", self)
        fits.triggered.connect(self._ask_fits)
        self.addAction(fits)
        self.menu = QMenu("Columns", self)
        self.menu.setToolTipsVisible(True)
        self.addAction(self.menu.menuAction())
        self.column_actions: dict[str, QAction] = {}

    def show_points(self, points: FluxPoints, settings: FluxPointSettings) -> None:
        """One row a band."""
        self.points, self._settings = points, settings
        columns = point_columns(points)
        for column in columns:
            if column.name not in self.column_actions:
                action = self.menu.addAction(f"{column.name} – {column.tip}")
                action.setCheckable(True)
                action.setChecked(column.name in self.chosen)
                action.toggled.connect(lambda on, name=column.name: self.choose(name, on))
                self.column_actions[column.name] = action
        self.set_columns(columns)

    def choose(self, name: str, on: bool) -> None:
        """Show a column, or not."""
        self.chosen = self.chosen | {name} if on else self.chosen - {name}
        self.fold()

    def is_wanted(self, column: Column) -> bool:
        return column.name in self.chosen

    def save(self, path: Path | str) -> None:
        """All columns with full precision, as the field writes flux points: ECSV, FITS, or plain CSV."""
        if self.points is None:
            raise DataError("there are no flux points to write yet")
        path = Path(path)
        table: Any = flux_points_table(self.points, self._settings)
        if path.suffix.lower() == FITS:
            from vhegui.core.sed.table import fits_bytes

            content = fits_bytes(table)
        else:
            text = io.StringIO()
            plain = path.suffix.lower() == ".csv"
            if plain:  # several numbers in a cell are not for CSV
                table.remove_columns([name for name in table.colnames if table[name].ndim > 1])
            table.write(text, format="ascii.csv" if plain else "ascii.ecsv")
            content = text.getvalue().encode()
        try:
            write_whole(path, content)
        except OSError as error:
            reason = error.strerror
            raise DataError(f"{path}: the table could not be written ({reason}). Choose another folder.") from error

    def _ask_fits(self) -> None:
        ask_save(self, "Save table", f"flux_points{FITS}", f"FITS (*{FITS})", self._save_fits)

    def _save_fits(self, path: Path) -> None:
        try:
            self.save(path.with_suffix(FITS))
        except VheguiError as error:
            self._failed(str(error))
