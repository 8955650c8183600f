"""A table that astropy has read, asked as a FITS table is: by names in any case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vhegui.core.typing import AnyArray


@dataclass(frozen=True, eq=False)
class AstropyTable:
    """place : how it is called in errors · table : an `astropy.table.Table`."""

    place: str
    table: Any

    def __len__(self) -> int:
        return len(self.table)

    @property
    def columns(self) -> dict[str, str]:
        """Names of the columns, by themselves in lower case."""
        return {name.lower(): name for name in self.table.colnames}

    def has(self, *names: str) -> bool:
        """Whether it has all of these columns."""
        return all(name.lower() in self.columns for name in names)

    def unit(self, name: str) -> str:
        """Of a column, "" for none."""
        unit = self.table[self.columns[name.lower()]].unit
        return "" if unit is None else str(unit)

    def column(self, name: str) -> AnyArray:
        """The values; what is missing is NaN among numbers, and "" among texts."""
        column = self.table[self.columns[name.lower()]]
        if not hasattr(column, "mask"):
            return np.asarray(column)
        kind, missing = (np.float64, np.nan) if column.dtype.kind in "fiu" else (str, "")
        values: Any = np.ma.asarray(column).astype(kind)
        return values.filled(missing)
