"""A table of results as columns on screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vhegui.gui.widgets.table import Column

if TYPE_CHECKING:
    from astropy.table import Table


def columns_of(table: Table) -> list[Column]:
    """The columns of an astropy table."""
    columns: list[Any] = list(table.itercols())
    return [
        Column(each.name, each.name, list(each), str(each.unit or ""), tip=each.description or "") for each in columns
    ]
