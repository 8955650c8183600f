"""Small dialogs that ask for what a model needs besides parameters: a formula, a redshift, energies, a name.

They are opened without waiting; `accepted` calls back, nothing happens before.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.core.errors import VheguiError
from vhegui.core.models.spectral.absorption import EBL_TABLES
from vhegui.core.models.spectral.tables import PiecewiseNorm
from vhegui.core.models.spectral.typed_formula import EXAMPLE, HELP, typed_model
from vhegui.gui.file_questions import ANY, ask_open
from vhegui.gui.widgets.input_dialog import InputDialog
from vhegui.gui.widgets.plain_label import PlainLabel


class FormulaDialog(InputDialog):
    """asks for a formula: checked with every key, errors name the column, which is marked."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__("Typed formula", parent)
        self.field = QLineEdit(text or EXAMPLE, self)
        self.field.setAccessibleName("Formula")
        self.field.setToolTip(HELP)
        self.field.setMinimumWidth(560)
        self.form.addRow("dN/dE =", self.field)
        help_text = PlainLabel(HELP, self)
        help_text.setWordWrap(True)
        help_text.setEnabled(False)
        self.form.addRow(help_text)
        self.field.textChanged.connect(self.check)
        self.check()

    def problem(self) -> str:
        try:
            typed_model(self.field.text())
        except VheguiError as error:
            return str(error)
        return ""

    def hint(self) -> str:
        names = ", ".join(
            f"{p.name} = {p.value:g}{' ' + p.unit if p.unit else ''}{' (frozen)' if p.frozen else ''}"
            for p in typed_model(self.field.text()).parameters
        )
        return f"✓ Parameters: {names}"


class EblDialog(InputDialog):
    """Asks for a table of optical depths and a redshift: `table`, `redshift`, `free`."""

    def __init__(self, table: str, redshift: float, free: bool, parent: QWidget) -> None:
        super().__init__("Absorption by the extragalactic background light", parent)
        self._file = "" if table in EBL_TABLES else table
        self.tables, self.field, self.free_box = QComboBox(self), QLineEdit(f"{redshift:.6g}", self), QCheckBox(self)
        for key, entry in EBL_TABLES.items():
            self.tables.addItem(entry.label, key)
            self.tables.setItemData(self.tables.count() - 1, entry.citation, Qt.ItemDataRole.ToolTipRole)
        self.tables.addItem(Path(self._file).name or "Table of a file", "")
        self.tables.setCurrentIndex(max(0, self.tables.findData("" if self._file or not table else table)))
        self.tables.setAccessibleName("Table of optical depths")
        self.field.setAccessibleName("Redshift")
        self.field.setToolTip("Redshift of the source")
        self.free_box.setText("fitted")
        self.free_box.setToolTip("Fit the redshift; spectra alone hardly constrain it, give it limits or a prior")
        self.free_box.setChecked(free)
        self.browse = QPushButton("Choose a file…", self)
        self.browse.clicked.connect(self._choose_file)
        self.form.addRow("Model", self.tables)
        self.form.addRow("", self.browse)
        self.form.addRow("Redshift z", self.field)
        self.form.addRow("", self.free_box)
        self.field.textChanged.connect(self.check)
        self.tables.currentIndexChanged.connect(self.check)
        self.check()
        self.field.setFocus()
        self.field.selectAll()

    @property
    def table(self) -> str:
        """Name of the table, or the path of a file."""
        return str(self.tables.currentData() or self._file)

    @property
    def redshift(self) -> float:
        """The typed redshift."""
        return quantity(self.field.text())

    @property
    def free(self) -> bool:
        """Whether it is fitted."""
        return self.free_box.isChecked()

    def problem(self) -> str:
        self.browse.setVisible(not self.tables.currentData())
        if not self.table:
            return "Choose the file with the optical depths."
        try:
            redshift = self.redshift
        except ValueError as error:
            return str(error)
        last = EBL_TABLES[self.table].last_redshift if self.table in EBL_TABLES else 10.0
        return "" if 0.0 < redshift <= last else f"The redshift must be above 0 and at most {last:g}."

    def hint(self) -> str:
        return EBL_TABLES[self.table].citation if self.table in EBL_TABLES else self.table

    def _choose_file(self) -> None:
        ask_open(self, "Table of optical depths", ANY, self._take_file)

    def _take_file(self, path: Path) -> None:
        self._file = str(path)
        self.tables.setItemText(self.tables.count() - 1, path.name)
        self.check()


def parse_nodes(text: str) -> PiecewiseNorm:
    """Energies in TeV, separated by spaces or commas."""
    parts = text.replace(",", " ").replace(";", " ").split()
    return PiecewiseNorm(tuple(quantity(part, "TeV") for part in parts))
