"""Compared backgrounds for `results.json` and as a table (ECSV)."""

from __future__ import annotations

import math
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from vhegui.analysis.studies.backgrounds import BackgroundComparison, BackgroundRow, RegionNumbers
from vhegui.core.models.parameters import Parameter

if TYPE_CHECKING:
    from astropy.table import Table

NUMBERS = tuple(each.name for each in fields(RegionNumbers))


def backgrounds_content(found: BackgroundComparison) -> dict[str, Any]:
    """What `results.json` says: a row a method, and the spread of each number."""
    return {
        "flux_energies": list(found.energies),
        "methods": [_row(row) for row in found.rows],
        "systematic": [asdict(each) | {"range": each.range} for each in found.spreads],
        "notes": list(found.notes),
    }


def backgrounds_table(found: BackgroundComparison) -> Table:
    """One row a method; parameters and their errors are those that are fitted."""
    from astropy.table import Table

    rows, units = found.rows, {"flux": "cm-2 s-1", "flux_err": "cm-2 s-1"}
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in ("key", "label")}
    columns |= {name: [_number(row, name) for row in rows] for name in NUMBERS}
    for name, unit in _names(found).items():
        columns[name] = [_parameter(row, name, "value") for row in rows]
        columns[f"{name}_err"] = [_parameter(row, name, "error") for row in rows]
        units |= {name: unit, f"{name}_err": unit}
    columns |= {"flux": [row.flux[0] for row in rows], "flux_err": [row.flux[1] for row in rows]}
    columns |= {name: [getattr(row, name) for row in rows] for name in ("ts", "statistic", "problem")}
    low, high = found.energies
    meta = {"flux_energies_TeV": [low, high], "systematic": found.systematic}
    return Table(columns, units=units, meta=meta)


def _row(row: BackgroundRow) -> dict[str, Any]:
    numbers = None if row.numbers is None else asdict(row.numbers)
    fit = None
    if row.fit is not None:
        parameters = [
            {"name": each.name, "value": each.value, "error": each.error, "unit": each.unit} for each in _varied(row)
        ]
        fit = {
            "success": row.fit.success,
            "statistic": row.statistic,
            "total_stat": row.fit.total_stat,
            "ts": row.ts,
            "parameters": parameters,
            "flux": row.flux[0],
            "flux_err": row.flux[1],
        }
    return {"method": row.key, "label": row.label, "counts": numbers, "fit": fit, "problem": row.problem}


def _varied(row: BackgroundRow) -> list[Parameter]:
    return [] if row.fit is None else [each for each in row.fit.model.parameters if each.varies]


def _names(found: BackgroundComparison) -> dict[str, str]:
    """Fitted parameters of any row, with their units."""
    return {each.name: each.unit for row in found.rows for each in _varied(row)}


def _number(row: BackgroundRow, name: str) -> float:
    return math.nan if row.numbers is None else getattr(row.numbers, name)


def _parameter(row: BackgroundRow, name: str, what: str) -> float:
    return next((getattr(each, what) for each in _varied(row) if each.name == name), math.nan)
