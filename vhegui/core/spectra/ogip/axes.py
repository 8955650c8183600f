"""Energy bins of OGIP files → energy axes in TeV."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.typing import Array
from vhegui.core.units import Quantity, scale_to_internal

RULE = "OGIP CAL/GEN/92-002"
# Edges are often 4-byte numbers; a bin that is this much off its neighbour (in units of its width) is no rounding.
_GAP = 1e-2


def energy_bins(table: Table, low: str, high: str, notes: list[FormatNote]) -> EnergyAxis:
    """The bins in columns `low` and `high`. Raises DataError naming file, HDU and column when they are no axis."""
    lower, upper = (in_units(table, name, "energy", "keV", notes) for name in (low, high))
    place = f"{table.place}, columns {low} and {high}"
    if lower.ndim != 1 or lower.shape != upper.shape or len(lower) == 0:
        raise DataError(f"{place}: at least one row with one energy in each was expected; the file is damaged")
    if not (np.all(np.isfinite(lower)) and np.all(np.isfinite(upper)) and np.all(upper > lower)):
        raise DataError(f"{place}: every bin must end above its beginning, in finite numbers; is the file damaged?")
    if np.any(np.abs(lower[1:] - upper[:-1]) > _GAP * (upper - lower)[1:]):
        raise DataError(f"{place}: the bins leave gaps, overlap or do not rise; one axis of rising bins was expected")
    edges = np.append(lower, upper[-1])
    if edges[0] <= 0.0:
        found, assumed = f"{low} begins at {edges[0]:g}", f"{edges[1] / 10.0:g} TeV, a tenth of {high}"
        notes.append(FormatNote(table.path.name, table.name, found, assumed, "the flux in the first bin", RULE))
        edges[0] = edges[1] / 10.0
    try:
        return EnergyAxis(edges)
    except ValueError as error:
        raise DataError(f"{place}: {error}") from error


def in_units(table: Table, name: str, quantity: Quantity, standard: str, notes: list[FormatNote]) -> Array:
    """A column, of its own shape, in internal units; `standard` is what the standard prescribes where the file says
    nothing.
    """
    values = table.numbers(name)
    return values * scale(table, name, quantity, standard, notes)


def scale(table: Table, name: str, quantity: Quantity, standard: str, notes: list[FormatNote]) -> float:
    """Factor from a column's unit to the internal one. Raises DataError naming file, HDU and column."""
    unit = table.unit(name)
    if not unit:
        found = f"column {name} has no unit"
        notes.append(FormatNote(table.path.name, table.name, found, f"{standard} is assumed", "", RULE))
    try:
        return scale_to_internal(unit or standard, quantity)
    except DataError as error:
        raise DataError(f"{table.place}, column {name}: {error}") from error
