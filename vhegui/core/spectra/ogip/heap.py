"""Columns whose cells have different lengths: N_GRP, F_CHAN, N_CHAN, MATRIX of response files.

astropy gives one small array a cell; here the heap is viewed as one flat array, some fifty times faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from vhegui.core.dl3.header import number
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.typing import Array, IntArray

_ELEMENTS = {"B": ">u1", "I": ">i2", "J": ">i4", "K": ">i8", "E": ">f4", "D": ">f8"}
_DESCRIPTORS = {"P": ">i4", "Q": ">i8"}


@dataclass(frozen=True, eq=False)
class Ragged:
    """Cells of a column, one after the other: `values` flat, `lengths` of the cells, `place` for messages."""

    values: Array
    lengths: IntArray
    place: str

    def first(self, counts: IntArray) -> Array:
        """The first `counts[i]` values of every cell i, one after the other: (Σ counts,). DataError where a cell is
        shorter.
        """
        short = np.flatnonzero((counts > self.lengths) | (counts < 0))
        if len(short):
            i = int(short[0])
            raise DataError(
                f"{self.place}: row {i + 1} has {self.lengths[i]} values where {counts[i]} are announced; damaged file"
            )
        starts = np.cumsum(self.lengths) - self.lengths
        return self.values[np.repeat(starts, counts) + steps(counts)]


def steps(counts: IntArray) -> IntArray:
    """0, 1, … counts[0] − 1, 0, 1, … counts[1] − 1, …: positions inside consecutive stretches."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def ragged(table: Table, name: str) -> Ragged:
    """A column of numbers with cells of one or of different lengths. Raises DataError naming file, HDU and column."""
    place = f"{table.place}, column {name}"
    column = table.columns.get(name)
    if column is None or column.code not in _DESCRIPTORS:
        cells = table.numbers(name)
        cells = cells.reshape(len(cells), -1)
        return Ragged(cells.ravel(), np.full(len(cells), cells.shape[1], dtype=np.int64), place)
    lengths, starts = _descriptors(table, name)
    values = _heap(table, name)
    if np.any(lengths < 0) or np.any(starts < 0) or np.any(starts + lengths > len(values)):
        raise DataError(f"{place}: points outside its heap; the file is damaged, get a new copy")
    if int(lengths.sum()) > len(values):
        raise DataError(f"{place}: its cells overlap; the file is damaged, get a new copy")
    return Ragged(values[np.repeat(starts, lengths) + steps(lengths)], lengths, place)


def _descriptors(table: Table, name: str) -> tuple[IntArray, IntArray]:
    """Length of each cell and its first element in the heap, (rows,)."""
    column, width = table.columns[name], int(table.header.get("NAXIS1", 0))
    code = _DESCRIPTORS[column.code]
    dtype = np.dtype({"names": ["x"], "formats": [(code, (2,))], "offsets": [column.start], "itemsize": width})
    raw = _data(table)
    pairs = np.frombuffer(raw, dtype, len(table))["x"].astype(np.int64) if len(table) else np.zeros((0, 2), np.int64)
    size = np.dtype(_element(table, name)).itemsize
    if np.any(pairs[:, 1] % size):
        raise DataError(f"{table.place}, column {name}: cells do not begin at whole numbers; damaged file")
    lengths = pairs[:, 0]
    return lengths, np.where(lengths > 0, pairs[:, 1] // size, 0)


def _heap(table: Table, name: str) -> Array:
    raw, rows = _data(table), int(table.header.get("NAXIS1", 0)) * len(table)
    start = int(number(table.header, "THEAP")) if number(table.header, "THEAP") >= rows else rows
    dtype, position = np.dtype(_element(table, name)), key_number(table, name)
    count = max(len(raw) - start, 0) // dtype.itemsize
    values = np.frombuffer(raw, dtype, count, start).astype(np.float64) if count else np.zeros(0)
    scale, zero = number(table.header, f"TSCAL{position}"), number(table.header, f"TZERO{position}")
    return values * (1.0 if np.isnan(scale) else scale) + (0.0 if np.isnan(zero) else zero)


def _data(table: Table) -> bytes:
    raw = table.raw()
    if table.columns and len(raw) < table.data_size:
        raise DataError(f"{table.place}: the file ends before the data does; it is truncated, get a new copy")
    return raw[len(raw) - table.data_size :]


def _element(table: Table, name: str) -> str:
    form = str(table.header.get(f"TFORM{key_number(table, name)}", ""))
    match = re.match(r"\s*\d*[PQ]([BIJKED])", form)
    if match is None:
        raise DataError(f'{table.place}, column {name}: has the format "{form}"; numbers were expected')
    return _ELEMENTS[match.group(1)]


def key_number(table: Table, name: str) -> int:
    """Number of a column in the keywords of its header (TTYPE7: 7)."""
    count = int(table.header.get("TFIELDS", 0))
    names = (str(table.header.get(f"TTYPE{i}") or "").strip().upper() for i in range(1, count + 1))
    return next((i for i, found in enumerate(names, 1) if found == name), 0)
