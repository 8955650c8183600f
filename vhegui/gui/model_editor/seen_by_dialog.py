"""Asks which data sets see a source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from vhegui.gui.widgets.input_dialog import InputDialog


class SeenByDialog(InputDialog):
    """A list to tick: all data, or some instruments and data sets; `datasets` once accepted."""

    def __init__(
        self, source: str, chosen: Sequence[str], instruments: Sequence[str], names: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(f"Data sets that see {source}", parent)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Instruments and data sets")
        self._add("All data", "", not chosen)
        for instrument in instruments:
            if instrument:
                self._add(f"{instrument} (all of it)", instrument, instrument in chosen)
        for name in names:
            self._add(name, name, name in chosen)
        self.form.addRow(self.list)
        self.list.itemChanged.connect(self._changed)
        self.check()

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names; none for all data."""
        if self._is_on(self.list.item(0)):
            return ()
        items = [self.list.item(i) for i in range(1, self.list.count())]
        return tuple(dict.fromkeys(str(item.data(Qt.ItemDataRole.UserRole)) for item in items if self._is_on(item)))

    def problem(self) -> str:
        return "" if self._is_on(self.list.item(0)) or self.datasets else "Tick at least one, or all data."

    def hint(self) -> str:
        return "The source adds counts only to what is ticked."

    def _add(self, label: str, name: str, on: bool) -> None:
        item = QListWidgetItem(label, self.list)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _changed(self, item: QListWidgetItem) -> None:
        """All data and single ones exclude each other."""
        self.list.blockSignals(True)
        if self._is_on(item):
            first = item is self.list.item(0)
            for i in range(1, self.list.count()) if first else (0,):
                self.list.item(i).setCheckState(Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.check()

    @staticmethod
    def _is_on(item: QListWidgetItem) -> bool:
        return item.checkState() == Qt.CheckState.Checked
