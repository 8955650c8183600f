"""The runs as a Qt model: sorted and filtered in numpy, so that ten thousand rows stay fluid.

(A QSortFilterProxyModel asks Python for two values per comparison: about a second for ten thousand rows.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon

from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray
from vhegui.gui.panels.observations.columns import COLUMNS, UNKNOWN, Column, has_values
from vhegui.gui.text.plain import tooltip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
TICK = 0  # the column that says which runs are analysed; the others follow as in COLUMNS
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RunTable(QAbstractTableModel):
    """Rows are the runs kept by the filter, in the order of the sorted column.

    toggle_requested(runs) : the user wants these runs in or out of the analysis; nothing changes until `set_ticked`.
    """

    toggle_requested = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.index_: ObservationIndex | None = None
        self.ids: IntArray = np.zeros(0, np.int64)
        self.order: IntArray = np.zeros(0, np.int64)  # position in the index of every row shown
        self.reference = "the target"
        self.problems: Mapping[int, str] = {}
        self.faded, self.warning = QColor("grey"), QIcon()
        self._values: list[AnyArray] = []
        self._kept: BoolArray = np.zeros(0, bool)
        self._ticked: frozenset[int] = frozenset()
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)

    # --- what is shown ---------------------------------------------------------------------------------------

    def set_index(self, index: ObservationIndex, offset: Array) -> None:
        """Other runs, or more known about them; `set_kept` follows. `offset` : deg, shape (n,)."""
        self.beginResetModel()
        self.index_, self.ids = index, index.obs_id
        self._values = [column.values(index, offset) for column in COLUMNS]
        if len(self._kept) != len(index):
            self._kept = np.ones(len(index), bool)
        self._arrange()
        self.endResetModel()

    def set_offsets(self, offset: Array, reference: str) -> None:
        """Offsets from something else."""
        self.reference = reference
        column = next(i for i, column in enumerate(COLUMNS) if column.key == "offset")
        self._values[column] = offset
        if self._sorted[0] == column + 1:
            self.sort(*self._sorted)
        elif len(self.order):
            self.dataChanged.emit(self.index(0, column + 1), self.index(len(self.order) - 1, column + 1))

    def set_kept(self, kept: BoolArray) -> None:
        """Show the runs of a mask over the index; shape (n,). Resets the model when it differs."""
        if np.array_equal(kept, self._kept):
            return
        self.beginResetModel()
        self._kept = kept
        self._arrange()
        self.endResetModel()

    def set_ticked(self, runs: Collection[int]) -> None:
        """The runs that are analysed."""
        ticked = frozenset(runs)
        if ticked != self._ticked:
            self._ticked = ticked
            self._changed()

    def set_problems(self, problems: Mapping[int, str]) -> None:
        """Why runs cannot be analysed."""
        self.problems = problems
        self._changed()

    def set_looks(self, faded: QColor, warning: QIcon) -> None:
        """Colour of runs with problems, and the sign beside them."""
        self.faded, self.warning = faded, warning
        self._changed()

    def useful_columns(self) -> set[int]:
        """Columns that say something for this data set."""
        return {TICK, *(i + 1 for i, values in enumerate(self._values) if has_values(values))}

    @property
    def kept(self) -> BoolArray:
        """Mask over the index of the runs shown, shape (n,)."""
        return self._kept

    def runs(self, rows: Iterable[int]) -> list[int]:
        """Ids of rows."""
        return self.ids[self.order[np.fromiter(rows, np.int64)]].tolist()

    def all_runs(self) -> list[int]:
        """Ids of all rows, top to bottom."""
        return self.ids[self.order].tolist()

    def rows_of(self, runs: Collection[int]) -> IntArray:
        """Rows of these runs, rising; those filtered out are not among them."""
        return np.flatnonzero(np.isin(self.ids[self.order], np.fromiter(runs, np.int64)))

    def object_of(self, run: int) -> str:
        """What a run was aimed at, in the words of the data set."""
        if self.index_ is None:
            return ""
        return str(self.index_.target[np.flatnonzero(self.ids == run)[0]])

    def exported(self) -> list[tuple[Column, AnyArray]]:
        """Every column that says something, with the values of the rows shown, top to bottom."""
        useful = self.useful_columns()
        return [
            (column, values[self.order])
            for i, (column, values) in enumerate(zip(COLUMNS, self._values, strict=False))
            if i + 1 in useful
        ]

    # --- Qt's questions --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS) + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = index.column()
        if role == Role.DisplayRole:
            return None if column == TICK else self.text(index.row(), column)
        if role == Role.TextAlignmentRole:
            return RIGHT if column != TICK and COLUMNS[column - 1].numeric else LEFT
        if role == Role.CheckStateRole:
            return self._check_state(index.row()) if column == TICK else None
        if role == Role.ForegroundRole:
            return self.faded if self._problem(index.row()) else None
        if role == Role.DecorationRole:
            return self.warning if column == 1 and self._problem(index.row()) else None
        if role == Role.AccessibleTextRole:
            return self._words(index.row(), column)
        if role == Role.ToolTipRole:
            return tooltip(self._words(index.row(), column))
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        value = self._values[column - 1][self.order[row]]
        write = COLUMNS[column - 1].write
        if write is None:
            return str(value) or UNKNOWN
        return write(float(value)) if value == value else UNKNOWN

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return "✓" if section == TICK else COLUMNS[section - 1].header
        if role == Role.ToolTipRole:
            tip = "Ticked runs are analysed. Space or Enter ticks the selected rows." if section == TICK else ""
            return tip or tooltip(COLUMNS[section - 1].tip.format(reference=self.reference))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return FLAGS | Qt.ItemFlag.ItemIsUserCheckable if index.column() == TICK else FLAGS

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or index.column() != TICK:
            return False
        self.toggle_requested.emit(self.runs([index.row()]))
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column (-1: as in the index); equal values stay in the order of the index, unknown ones last."""
        self._sorted = (column, order)
        self.layoutAboutToBeChanged.emit()
        old, held = self.order, self.persistentIndexList()
        self._arrange()
        row_of = np.zeros(len(self.ids), np.int64)
        row_of[self.order] = np.arange(len(self.order))
        moved = [self.index(int(row_of[old[item.row()]]), item.column()) for item in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    # --- internals -------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        column, order = self._sorted
        rows = np.flatnonzero(self._kept)
        if 0 <= column <= len(self._values):
            values = np.isin(self.ids, list(self._ticked)) if column == TICK else self._values[column - 1]
            rows = rows[sorted_rows(values[rows], order == Qt.SortOrder.DescendingOrder)]
        self.order = rows

    def _changed(self) -> None:
        if len(self.order):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.order) - 1, len(COLUMNS)))

    def _run(self, row: int) -> int:
        return int(self.ids[self.order[row]])

    def _check_state(self, row: int) -> Qt.CheckState:
        return Qt.CheckState.Checked if self._run(row) in self._ticked else Qt.CheckState.Unchecked

    def _problem(self, row: int) -> str:
        return self.problems.get(self._run(row), "") if self.problems else ""

    def _words(self, row: int, column: int) -> str:
        if problem := self._problem(row):
            return f"This run cannot be analysed. {problem}"
        if column == TICK:
            return f"Run {self._run(row)} is {'' if self._run(row) in self._ticked else 'not '}analysed"
        return f"{COLUMNS[column - 1].title} {self.text(row, column)} {COLUMNS[column - 1].unit}".strip()


def sorted_rows(values: AnyArray, descending: bool) -> IntArray:
    """Stable order of values, text without regard to case, unknown ones last either way; shape (n,)."""
    text = values.dtype.kind in "US"
    unknown = values == "" if text else np.isnan(values.astype(np.float64))
    _, rank = np.unique(np.char.lower(values.astype(np.str_)) if text else values, return_inverse=True)
    rank = np.where(unknown, len(values), -rank if descending else rank)
    return np.argsort(rank, kind="stable")
