"""The tables of the compare panel as columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.analysis.compare.results import Compared, FluxRatio
from vhegui.analysis.compare.settings import Difference
from vhegui.analysis.written_numbers import number
from vhegui.gui.widgets.table import Column

NOT_QUADRATIC = (
    "(B − A) / error of A. Both use mostly the same events, so their errors are not independent: the quadratic sum of\n"
    "both would make a difference look smaller than it is. (Where B is a part of A analysed alike, the error of the\n"
    "difference is √(σ_B² − σ_A²).)"
)


def number_columns(rows: Sequence[Compared]) -> list[Column]:
    """Counts, parameters and fluxes, one row each."""
    return [
        Column("quantity", "Quantity", [_named(row) for row in rows]),
        Column("a", "A", [row.a for row in rows], write=_value, tip="Pinned analysis"),
        Column("a_err", "± A", [row.a_error for row in rows], write=_error, tip="1σ error of A"),
        Column("b", "B", [row.b for row in rows], write=_value, tip="Current analysis"),
        Column("b_err", "± B", [row.b_error for row in rows], write=_error, tip="1σ error of B"),
        Column("in_errors", "Δ / σ_A", [row.in_errors for row in rows], write=_sigma, tip=NOT_QUADRATIC),
        Column("difference", "Δ = B − A", [row.difference for row in rows], write=_value),
    ]


def ratio_rows(ratio: FluxRatio | None) -> list[Compared]:
    """Flux points as a row each: B over A, with A as 1."""
    if ratio is None:
        return []
    return [
        Compared(
            f"Flux point {number(float(low), 3)}–{number(float(high), 3)} TeV, B / A", "", 1.0, float(a), float(value),
            float(value * b), "Flux of B over that of A in this band, each with its own relative error",
        )
        for low, high, value, a, b, measured in zip(
            ratio.e_min, ratio.e_max, ratio.ratio, ratio.a_error, ratio.b_error, ratio.measured, strict=True
        )
        if measured
    ]  # fmt: skip


def difference_columns(found: Sequence[Difference]) -> list[Column]:
    """Settings that differ, one row each."""
    return [
        Column("group", "Part", [each.group for each in found]),
        Column("setting", "Setting", [each.setting for each in found]),
        Column("a", "A", [each.a for each in found], tip="Pinned analysis"),
        Column("b", "B", [each.b for each in found], tip="Current analysis"),
    ]


def _named(row: Compared) -> str:
    unit = row.unit.replace("-1", "⁻¹").replace("-2", "⁻²")
    return f"{row.name} ({unit})" if unit else row.name


def _value(value: float) -> str:
    return f"{value:.0f}".replace("-", "−") if value == np.round(value) and abs(value) < 1e6 else number(value, 4)


def _error(value: float) -> str:
    return number(value, 2) if value > 0 else ""


def _sigma(value: float) -> str:
    return number(value, 2) if np.isfinite(value) else ""
