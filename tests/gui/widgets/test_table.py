"""Tables: sorted as numbers, filtered by words, copied as shown, saved with full precision."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest

from vhegui.core.errors import DataError
from vhegui.gui.widgets.folding import natural_width
from vhegui.gui.widgets.table import Column, TableView


@pytest.fixture
def table(show) -> TableView:
    columns = [
        Column("obs_id", "Run", [23523, 9, 100], tip="Number of the run"),
        Column("object", "Object", ["Crab nebula", "MSH 15-52", "Crab"]),
        Column("livetime", "Livetime", np.array([1578.123456789, np.nan, 20.0]), "s"),
    ]
    view = TableView("Runs", columns)
    show(view, 400, 200)
    return view


def shown(view: TableView, column: int) -> list[str]:
    return [view.rows.index(row, column).data() for row in range(view.rows.rowCount())]


def test_numbers_are_sorted_as_numbers(table):
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert shown(table, 0) == ["9", "100", "23523"]


def test_columns_are_as_wide_as_qt_finds_them(show):
    view = TableView("Runs")
    view.table.totals = 1  # the last row is bold
    sign = QColor("#ff0000")
    view.set_columns(
        [
            Column("run", "", [1, 23523, 23526], swatches=[sign, None, None]),
            Column("object", "", ["PKS 2155-304", "Crab", "All of them together"]),
            Column("total", "", [1.0, 2.0, 1.25e-9]),
        ]
    )
    show(view, 400, 200)
    assert [natural_width(view, column) for column in range(3)] == [view.sizeHintForColumn(each) for each in range(3)]


def test_a_missing_number_comes_last(table):
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert shown(table, 2) == ["20.00", "1578", "–"]


def test_the_filter_wants_every_word_in_any_column(table):
    table.rows.set_filter("crab 235")
    assert shown(table, 1) == ["Crab nebula"]
    table.rows.set_filter("")
    assert table.rows.rowCount() == 3


def test_selected_rows_are_rows_of_the_data_whatever_the_sorting(table, qtbot):
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    with qtbot.waitSignal(table.rows_selected) as signal:
        table.selectRow(0)
    assert signal.args == [[1]]


def test_copy_takes_the_selected_rows_with_their_titles(table):
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.rows.index(2, 0), flags)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Run\tObject\tLivetime (s)\n100\tCrab\t20.00"


def test_an_ecsv_file_keeps_units_descriptions_and_all_digits(table, tmp_path):
    from astropy.table import Table

    table.save(tmp_path / "runs.ecsv")
    read = Table.read(tmp_path / "runs.ecsv")
    assert read["livetime"][0] == 1578.123456789
    assert str(read["livetime"].unit) == "s"
    assert read["obs_id"].description == "Number of the run"


def test_a_csv_file_names_the_units(table, tmp_path):
    table.save(tmp_path / "runs.csv")
    assert (tmp_path / "runs.csv").read_text().splitlines()[:2] == [
        "obs_id,object,livetime [s]",
        "23523,Crab nebula,1578.123456789",
    ]


def test_another_ending_is_refused(table, tmp_path):
    with pytest.raises(DataError, match=r"\.ecsv"):
        table.save(tmp_path / "runs.xls")


def test_new_values_of_the_same_rows_keep_the_selection(table):
    table.selectRow(1)
    before = table.selected_rows()
    table.set_columns([Column(c.name, c.title, c.values, c.unit) for c in table.table.columns])
    assert table.selected_rows() == before
