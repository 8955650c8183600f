"""The numbers behind plots as one table: a row a point, with the name of its curve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from vhegui.core.typing import Array
from vhegui.gui.numbers.fields import Field
from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.curve_plot import Axis, CurvePlot

PARTS = ("x", "x_low", "x_high", "y", "y_low", "y_high", "value")


def numbers_of(plots: Iterable[CurvePlot], names: Mapping[CurveItem, str] | None = None) -> list[Field]:
    """All curves that are seen; columns that no curve has are left out, those a curve lacks are NaN there."""
    curves: list[str] = []
    columns: dict[tuple[str, str], list[tuple[int, Array]]] = {}
    for plot in plots:
        for item in plot.items:
            found = item.numbers() if item.isVisible() and plot.box.isVisible() else {}
            count = len(next(iter(found.values()))) if found else 0
            for part, values in found.items():
                axis = {"x": plot.x, "y": plot.y}.get(part[0], Axis("value"))
                key = _name(axis, part), axis.unit
                columns.setdefault(key, []).append((len(curves), values))
            curves += [(names or {}).get(item) or item.label or plot.y.name] * count
    fields = [Field("curve", curves)] if len(set(curves)) > 1 else []
    return fields + [Field(name, _column(parts, len(curves)), unit) for (name, unit), parts in columns.items()]


def _name(axis: Axis, part: str) -> str:
    return f"{axis.name}{part[1:].replace('_', ' ')}" if part != "value" else part


def _column(parts: list[tuple[int, Array]], rows: int) -> list[float]:
    values = np.full(rows, np.nan)
    for first, part in parts:
        values[first : first + len(part)] = part
    return values.tolist()
