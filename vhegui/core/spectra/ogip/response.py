"""ARF and RMF files: effective area and energy redistribution (OGIP CAL/GEN/92-002 and its addendum 92-002a)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.bounds import too_many
from vhegui.core.dl3.header import number
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.spectra.ogip.axes import RULE, energy_bins, scale
from vhegui.core.spectra.ogip.heap import key_number, ragged, steps
from vhegui.core.spectra.response import M2_TO_CM2
from vhegui.core.typing import Array, IntArray

_MATRIX_NAMES = ("MATRIX", "SPECRESP MATRIX")
# Single-precision matrices miss 1 by a few 1e-7 a row; by more than this it is no rounding.
_LARGEST = 2**40  # of what can be the number of a channel
_SUM = 1e-3
# True-energy bins of ARF and RMF agree to the rounding of 4-byte numbers.
_SAME = 1e-4


@dataclass(frozen=True, eq=False)
class Arf:
    """Effective area: `true` axis, `area` (n_true,), cm²."""

    true: EnergyAxis
    area: Array


@dataclass(frozen=True, eq=False)
class Rmf:
    """Redistribution: `matrix` (n_true, n_channels), P(channel | true bin); × cm² where it holds the area.

    stated : what the file says it holds: "area" (HDUCLAS3 FULL, or the name SPECRESP MATRIX), "redistribution" or ""
    channels : their numbers, (n_channels,) · reco : their energies.
    """

    true: EnergyAxis
    reco: EnergyAxis
    channels: IntArray
    matrix: Array
    stated: str

    @property
    def largest(self) -> float:
        """Largest sum of a row: 1 at most for a mere redistribution."""
        return float(self.matrix.sum(axis=1).max(initial=0.0))

    @property
    def exceeds_one(self) -> bool:
        """Whether rows add up to more than probabilities can."""
        return self.largest > 1.0 + _SUM


def read_arf(path: Path, notes: list[FormatNote]) -> Arf:
    """Read an effective area. Raises DataError naming file, HDU and column."""
    table = FitsFile(path).table("SPECRESP")
    axis = energy_bins(table, "ENERG_LO", "ENERG_HI", notes)
    area = table.numbers("SPECRESP")
    if area.shape != (axis.n,) or not np.all(np.isfinite(area)) or np.any(area < 0.0):
        raise DataError(f"{table.place}, column SPECRESP: one area of 0 or more a row was expected")
    return Arf(axis, area * scale(table, "SPECRESP", "area", "cm2", notes) * M2_TO_CM2)


def read_rmf(path: Path, notes: list[FormatNote]) -> Rmf:
    """Read an energy redistribution. Raises DataError naming file, HDU and column."""
    file = FitsFile(path)
    table = next((found for name in _MATRIX_NAMES if (found := file.find(name)) is not None), None)
    if table is None:
        table = file.table(_MATRIX_NAMES[0])
    channels, reco = read_ebounds(file.table("EBOUNDS"), notes)
    true = energy_bins(table, "ENERG_LO", "ENERG_HI", notes)
    matrix = _matrix(table, true.n, channels, notes)
    return Rmf(true, reco, channels, matrix, _stated(table))


def read_ebounds(table: Table, notes: list[FormatNote]) -> tuple[IntArray, EnergyAxis]:
    """Channel numbers (n_channels,) and their energies."""
    axis = energy_bins(table, "E_MIN", "E_MAX", notes)
    return channel_numbers(table), axis


def channel_numbers(table: Table) -> IntArray:
    """Column CHANNEL of a table with one channel a row: consecutive, from any number; (n_channels,)."""
    channels = table.numbers("CHANNEL")
    place = f"{table.place}, column CHANNEL"
    if channels.ndim != 1 or not np.all(np.isfinite(channels)):
        raise DataError(f"{place}: one number a row was expected")
    if len(channels) == 0 or np.any(np.diff(channels) != 1):
        raise DataError(f"{place}: channel numbers must rise one by one; is the file damaged?")
    return channels.astype(np.int64)


def same_energies(arf: EnergyAxis, rmf: EnergyAxis) -> bool:
    """Whether the true-energy bins of an ARF and an RMF are the same."""
    return arf.n == rmf.n and bool(np.all(np.abs(arf.edges[1:] / rmf.edges[1:] - 1.0) < _SAME))


def _matrix(table: Table, n_true: int, channels: IntArray, notes: list[FormatNote]) -> Array:
    """The full matrix from its compressed rows: N_GRP groups of N_CHAN channels from F_CHAN."""
    if reason := too_many(n_true, len(channels)):
        raise DataError(f"{table.place}: {reason}; take a response with fewer energies or channels")
    groups = _whole(table, "N_GRP", table.numbers("N_GRP"))
    if groups.shape != (n_true,):
        raise DataError(f"{table.place}, column N_GRP: one number a row was expected")
    first = _whole(table, "F_CHAN", ragged(table, "F_CHAN").first(groups))
    width = _whole(table, "N_CHAN", ragged(table, "N_CHAN").first(groups))
    if np.any(width < 0) or np.any(width > len(channels)):
        raise DataError(f"{table.place}, column N_CHAN: a group has more channels than EBOUNDS; wrong file or damaged")
    row_of_group = np.repeat(np.arange(n_true), groups)
    in_row = np.bincount(row_of_group, weights=width, minlength=n_true).astype(np.int64)
    values = ragged(table, "MATRIX").first(in_row)
    columns = np.repeat(first, width) + steps(width)
    columns -= _first_channel(table, columns, channels, notes)
    if np.any(columns < 0) or np.any(columns >= len(channels)):
        raise DataError(
            f"{table.place}, column F_CHAN: points to channels that are not in EBOUNDS ({channels[0]} to "
            f"{channels[-1]}); check its TLMIN keyword, or take the EBOUNDS of the same detector"
        )
    if not np.all(np.isfinite(values)) or np.any(values < 0.0):
        raise DataError(f"{table.place}, column MATRIX: has values that are negative or no numbers; damaged file")
    matrix = np.zeros((n_true, len(channels)))
    matrix[np.repeat(row_of_group, width), columns] = values
    return matrix


def _whole(table: Table, name: str, values: Array) -> IntArray:
    if not np.all(np.isfinite(values)) or np.any(np.abs(values) > _LARGEST) or np.any(values != np.rint(values)):
        raise DataError(f"{table.place}, column {name}: whole numbers were expected; the file is damaged")
    return values.astype(np.int64)


def _first_channel(table: Table, used: IntArray, channels: IntArray, notes: list[FormatNote]) -> int:
    """The number that F_CHAN counts from: its TLMIN, which the standard sets to 1 where it is missing.

    Files without TLMIN are taken to number as EBOUNDS do; where the channels `used` do not fit that, from 1 or 0.
    """
    position = key_number(table, "F_CHAN")
    lowest = number(table.header, f"TLMIN{position}")
    if abs(lowest) < _LARGEST:
        return int(lowest)
    fitting = [
        start
        for start in (int(channels[0]), 1, 0)
        if len(used) == 0 or (used.min() >= start and used.max() < start + len(channels))
    ]
    start = fitting[0] if fitting else int(channels[0])
    if (start, channels[0]) != (1, 1):
        found, same = f"TLMIN{position} is missing", start == channels[0]
        why = ", the first channel of EBOUNDS" if same else ": only that fits EBOUNDS"
        assumed = f"F_CHAN counts from {start}{why}"
        effect = "else shifted by a bin" if len(set(fitting)) > 1 else "none"
        notes.append(FormatNote(table.path.name, table.name, found, assumed, effect, RULE))
    return start


def _stated(table: Table) -> str:
    kind = str(table.header.get("HDUCLAS3") or "").strip().upper()
    if kind == "FULL" or (kind != "REDIST" and table.name.strip().upper() == "SPECRESP MATRIX"):
        return "area"
    return "redistribution" if kind == "REDIST" else ""
