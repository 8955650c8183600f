"""Columns that are left out of a narrow table."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from vhegui.gui.widgets.folding import folded
from vhegui.gui.widgets.table import Column, TableView


def test_the_least_important_columns_go_first_and_no_more_than_needed():
    assert folded([50, 40, 30], [0, 2, 1], 120) == set()
    assert folded([50, 40, 30], [0, 2, 1], 90) == {1}
    assert folded([50, 40, 30], [0, 2, 1], 60) == {1, 2}
    assert folded([50, 40, 30], [0, 2, 1], 10) == {1, 2}


def test_a_narrow_table_shows_what_matters_and_copies_everything(qtbot):
    table = TableView("Counts", [])
    qtbot.addWidget(table)
    table.set_columns([Column("run", "Run", [23523]), Column("alpha", "Exposure ratio", [0.083], lesser=1)])
    table.resize(600, 100)
    table.show()
    assert not table.isColumnHidden(1)
    table.resize(90, 100)
    assert table.isColumnHidden(1) and not table.isColumnHidden(0)
    table.copy()
    assert "Exposure ratio" in QApplication.clipboard().text()
    table.set_folding(False)
    assert not table.isColumnHidden(1)
