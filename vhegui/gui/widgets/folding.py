"""Columns of a table that are left out where there is no room for all: the lesser ones first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTableView

from vhegui.gui.scale import scaled

PADDING = 16  # pixels of a heading besides its text


def folded(widths: Sequence[int], ranks: Sequence[int], room: int) -> frozenset[int]:
    """Which columns are left out so that the others fit into `room` pixels.

    ranks : 0 for a column that always stays; of the others, those of the highest rank go first, from the right, and
    no more than needed. Widths of 0 are of columns that are not wanted anyway.
    """
    gone: list[int] = []
    needed = sum(widths)
    order = sorted((i for i in range(len(widths)) if ranks[i] > 0 and widths[i] > 0), key=lambda i: (-ranks[i], -i))
    for column in order:
        if needed <= room:
            break
        gone.append(column)
        needed -= widths[column]
    return frozenset(gone)


def natural_width(view: QTableView, column: int) -> int:
    """Pixels that a column needs, heading included, also while it is hidden."""
    header, model = view.horizontalHeader(), view.model()
    text = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    letters = header.font()
    letters.setWeight(QFont.Weight.DemiBold)
    heading = max(map(QFontMetrics(letters).horizontalAdvance, text.split("\n"))) + scaled(PADDING)
    hint = 0 if view.isColumnHidden(column) else header.sectionSizeHint(column)
    return max(_of_cells(view, column), heading, hint)


def _of_cells(view: QTableView, column: int) -> int:
    """What the widest cell needs.

    Qt would ask every cell for its size; letters are measured much quicker. So only the widest of those is asked that
    look alike, bold or not, with a sign or without.
    """
    model, measure = view.model(), view.fontMetrics().horizontalAdvance
    widest: dict[tuple[bool, bool], tuple[int, QModelIndex]] = {}
    for row in range(model.rowCount()):
        index = model.index(row, column)
        look = index.data(Qt.ItemDataRole.FontRole) is not None, index.data(Qt.ItemDataRole.DecorationRole) is not None
        width = measure(str(index.data()))
        if look not in widest or width > widest[look][0]:
            widest[look] = width, index
    grid = 1 if view.showGrid() else 0
    return max((view.sizeHintForIndex(index).width() + grid for _, index in widest.values()), default=0)
