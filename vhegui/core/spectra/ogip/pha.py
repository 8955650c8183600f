"""PHA files: counts per channel, what they are to be scaled with, and which files belong to them (OGIP 92-007)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.dl3.header import number, text
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.spectra.ogip.response import channel_numbers
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

RULE = "OGIP 92-007"
_SAYS_NOTHING = ("", "NONE", "UNKNOWN", "DUMMY", "N/A")
_HIGHEST = 1 << 40  # number of a channel
_ROW = re.compile(r"\{(\d+)\}$")


@dataclass(frozen=True, eq=False)
class Pha:
    """One spectrum of channels. Arrays (n_channels,).

    path, row : file, and row in a file of many spectra (from 1; 0: the file has one) · channels : their numbers
    counts : ≥ 0 · good : QUALITY 0 · grouping : GROUPING flags, 1 begins a bin, −1 continues it; None without
    stat_err : errors of the counts that are not those of Poisson counts, None where they are
    sys_err : systematic error as a share of the counts · backscal, areascal : fractions of the region and of the area
    exposure : s, NaN where the file does not say · files : BACKFILE, RESPFILE, ANCRFILE as written, "" for none
    header : of the HDU, with the row's own values.
    """

    path: Path
    row: int
    channels: IntArray
    counts: Array
    good: BoolArray
    grouping: IntArray | None
    stat_err: Array | None
    sys_err: Array
    backscal: Array
    areascal: Array
    exposure: float
    files: Mapping[str, str]
    header: Mapping[str, Any]

    @property
    def states_errors(self) -> bool:
        """Whether its errors are others than those of Poisson counts."""
        return self.stat_err is not None or bool(self.sys_err.any())

    @property
    def variance(self) -> Array:
        """Of the counts: of Poisson counts or STAT_ERR², with (SYS_ERR × counts)² added as in XSPEC."""
        own = self.counts if self.stat_err is None else self.stat_err**2
        return own + (self.sys_err * self.counts) ** 2

    @property
    def place(self) -> str:
        """File and row for a message."""
        return self.path.name + (f"{{{self.row}}}" if self.row else "")


def split_row(path: str | Path) -> tuple[Path, int]:
    """`spectra.pha{3}` → the file and the row, 0 where none is named."""
    match = _ROW.search(str(path))
    return (Path(str(path)[: match.start()]), int(match.group(1))) if match else (Path(path), 0)


def rows_of(path: Path) -> tuple[int, ...]:
    """Numbers of the spectra in a file, from 1; (0,) for a file with one spectrum, type I.

    Rows that other rows name as their background are none.
    """
    table = spectrum_table(FitsFile(path))
    if not _is_type_two(table):
        return (0,)
    named = [split_row(_Source(table, row, []).file_name("BACKFILE")) for row in range(1, len(table) + 1)]
    backgrounds = {row for file, row in named if file.name == path.name}
    return tuple(row for row in range(1, len(table) + 1) if row not in backgrounds)


def holds_spectrum(path: Path) -> bool:
    """Whether a file is FITS with a SPECTRUM table: a PHA file, a background, not responses or DL3."""
    try:
        return FitsFile(path).find("SPECTRUM") is not None
    except (DataError, OSError):
        return False


def read_pha(path: Path, row: int, notes: list[FormatNote]) -> Pha:
    """Read a spectrum; `row` of a file of many (type II). Raises DataError naming file, HDU and column.

    Also where the file ends too early behind the spectrum: who knows what else it has lost.
    """
    file = FitsFile(path)
    for _ in file:  # up to its end, which is checked there
        pass
    table = spectrum_table(file)
    source = _Source(table, row, notes)
    if text(table.header, "HDUCLAS2").upper() == "NET":
        raise DataError(
            f"{table.place}: the background was subtracted (HDUCLAS2 is NET), so counts do not follow Poisson "
            "statistics; give the total spectrum and its background"
        )
    counts = source.counts()
    stat_err, sys_err = read_errors(source, counts)
    channels = source.channels(len(counts))
    quality = source.whole("QUALITY", len(counts), 0)
    grouping = source.grouping(len(counts))
    return Pha(
        path=path,
        row=row,
        channels=channels,
        counts=counts,
        good=quality == 0,
        grouping=grouping if np.any(grouping < 0) else None,
        stat_err=stat_err,
        sys_err=sys_err,
        backscal=source.per_channel("BACKSCAL", len(counts), 1.0),
        areascal=source.per_channel("AREASCAL", len(counts), 1.0),
        exposure=source.scalar("EXPOSURE"),
        files={key: source.file_name(key) for key in ("BACKFILE", "RESPFILE", "ANCRFILE")},
        header=table.header,
    )


def read_errors(source: _Source, counts: Array) -> tuple[Array | None, Array]:
    """Errors of the counts where they are not those of Poisson counts, and systematic errors as a share of them.

    As in XSPEC: STAT_ERR counts unless POISSERR is T, SYS_ERR always; both for χ² alone. Errors that are 0, negative or
    no numbers become 0: χ² leaves such a channel out.
    """
    table, header = source.table, source.table.header
    stated = text(header, "POISSERR").upper()
    has_errors = table.has("STAT_ERR") and source.numbers("STAT_ERR").shape == counts.shape
    errors = _errors_of_counts(source, counts) if has_errors else None
    if stated in ("TRUE", "T"):
        if errors is not None:
            _note_size(source, counts, errors, ", but POISSERR is T", "not used: counts are taken as Poisson")
        errors = None
    elif errors is not None:
        _note_size(source, counts, errors, "", "used by χ²; W, Cash and C take counts as Poisson")
    elif stated in ("FALSE", "F"):
        source.note("POISSERR is F, without a STAT_ERR", "counts are taken as Poisson", "errors")
    systematic = source.numbers("SYS_ERR") if table.has("SYS_ERR") else np.array(number(header, "SYS_ERR"))
    shares = np.broadcast_to(np.where(systematic > 0, systematic, 0.0), counts.shape)
    if shares.any():
        found = f"SYS_ERR is up to {float(shares.max()):.3g} of the counts"
        source.note(found, "added in quadrature by χ²; W, Cash and C do not use it", "their errors are too small by it")
    if text(header, "CORRFILE").upper() not in _SAYS_NOTHING and number(header, "CORRSCAL") != 0.0:
        source.note(f'CORRFILE is "{text(header, "CORRFILE")}"', "not used: no correction is subtracted")
    return errors, shares


def _errors_of_counts(source: _Source, counts: Array) -> Array:
    """STAT_ERR, of rates times the exposure."""
    errors = source.numbers("STAT_ERR")
    errors = np.where(np.isfinite(errors) & (errors > 0), errors, 0.0)
    return errors * source.scalar("EXPOSURE") if source.holds_rates() else errors


def _note_size(source: _Source, counts: Array, errors: Array, but: str, assumed: str) -> None:
    """A note where errors differ from those of Poisson counts."""
    seen = counts > 0
    ratio = float(np.median(errors[seen] / np.sqrt(counts[seen]))) if seen.any() else 1.0
    if abs(ratio - 1.0) > 0.1:
        times = f"{ratio:.2g} times too small" if ratio > 1 else f"{1 / max(ratio, 1e-9):.2g} times too large"
        found = f"STAT_ERR is {ratio:.3g} times the root of the counts{but}"
        source.note(found, assumed, f"errors of W are {times}")


def spectrum_table(file: FitsFile) -> Table:
    """The HDU with the spectrum: by EXTNAME, else by HDUCLAS1."""
    table = file.find("SPECTRUM")
    if table is None:
        table = next((t for t in file if str(t.header.get("HDUCLAS1") or "").strip().upper() == "SPECTRUM"), None)
    return file.table("SPECTRUM") if table is None else table


def instrument_of(header: Mapping[str, Any], path: Path) -> str:
    """Who observed: TELESCOP, else INSTRUME, else the folder's name."""
    names = (text(header, key) for key in ("TELESCOP", "INSTRUME"))
    known = next((name for name in names if name.upper() not in _SAYS_NOTHING), "")
    return known or path.resolve().parent.name


def _is_type_two(table: Table) -> bool:
    column = table.columns.get("COUNTS") or table.columns.get("RATE")
    return column is not None and (column.shape != () or column.code in "PQ" or table.has("SPEC_NUM"))


@dataclass(frozen=True)
class _Source:
    """Values of one spectrum, wherever the file keeps them: in a column, in a row of one, or in the header."""

    table: Table
    row: int
    notes: list[FormatNote]

    def note(self, found: str, assumed: str, effect: str = "") -> None:
        self.notes.append(FormatNote(self.table.path.name, self.table.name, found, assumed, effect, RULE))

    def cell(self, name: str) -> AnyArray:
        """The column, or this spectrum's cell of it."""
        values = self.table.column(name)
        if not _is_type_two(self.table):
            return values
        if not 1 <= self.row <= len(values):
            raise DataError(
                f"{self.table.path.name}: holds {len(values)} spectra; name one as {self.table.path.name}{{1}}"
            )
        return values[self.row - 1]

    def numbers(self, name: str) -> Array:
        try:
            return np.asarray(self.cell(name)).astype(np.float64)
        except ValueError as error:
            raise DataError(f"{self.table.place}, column {name}: holds no numbers; the file is damaged") from error

    def counts(self) -> Array:
        """COUNTS, or RATE × EXPOSURE."""
        name = self._column()
        counts = self.numbers(name)
        is_rate = self.holds_rates()
        self._note_rates(name, is_rate)
        if counts.ndim != 1 or len(counts) == 0:
            raise DataError(f"{self.table.place}, column {name}: one number a channel was expected")
        if is_rate:
            counts = self._from_rate(counts)
        if not np.all(np.isfinite(counts)) or np.any(counts < 0.0):
            raise DataError(
                f"{self.table.place}, column {name}: has values that are negative or no numbers; a spectrum from which "
                "the background was subtracted cannot be fitted with Poisson statistics, give the total one"
            )
        return counts

    def holds_rates(self) -> bool:
        """By the unit of the column, else its name; HDUCLAS3 only where that holds fractions of counts."""
        name = self._column()
        values, stated = self.numbers(name), text(self.table.header, "HDUCLAS3").upper()
        fractions = stated == "RATE" and not np.array_equal(values, np.rint(values))
        return name == "RATE" or self._per_second(name) or fractions

    def _column(self) -> str:
        return "COUNTS" if self.table.has("COUNTS") or not self.table.has("RATE") else "RATE"

    def _per_second(self, name: str) -> bool:
        unit = self.table.unit(name).lower()
        return re.search(r"/\s*s(ec(ond)?)?\b|\bs(ec(ond)?)?\s*(\*\*|\^)?\s*\(?-1", unit) is not None

    def _note_rates(self, name: str, is_rate: bool) -> None:
        stated = text(self.table.header, "HDUCLAS3").upper()
        if is_rate != (name == "RATE"):
            why = f'its unit is "{self.table.unit(name)}"' if self._per_second(name) else "HDUCLAS3 is RATE"
            self.note(f"column COUNTS holds rates: {why}", "taken as rates", "counts by the exposure")
        elif stated in ("COUNT", "RATE") and (stated == "RATE") != is_rate:
            self.note(f"HDUCLAS3 is {stated}, the column {name}", f"taken as {'rates' if is_rate else 'counts'}")

    def _from_rate(self, rate: Array) -> Array:
        exposure = self.scalar("EXPOSURE")
        if not exposure > 0.0:
            raise DataError(
                f"{self.table.place}: has rates but no EXPOSURE, so the counts are not known; add the keyword"
            )
        counts = rate * exposure
        whole = np.rint(counts)
        # Rates are 4-byte numbers: RATE × EXPOSURE is the number of counts to seven digits.
        is_whole = bool(np.allclose(counts, whole, rtol=1e-6, atol=1e-3))
        self.note("rates are given", "counts are RATE × EXPOSURE" + (", rounded" if is_whole else ""))
        return whole if is_whole else counts

    def channels(self, n: int) -> IntArray:
        if not self.table.has("CHANNEL"):
            lowest = number(self.table.header, "TLMIN1")
            first = int(lowest) if abs(lowest) < _HIGHEST else 1
            self.note("there is no column CHANNEL", f"channels count from {first}")
            return np.arange(first, first + n)
        if not _is_type_two(self.table):
            return channel_numbers(self.table)
        values = self.numbers("CHANNEL")
        if values.shape != (n,) or np.any(np.diff(values) != 1):
            raise DataError(f"{self.table.place}, column CHANNEL: channel numbers must rise one by one")
        return values.astype(np.int64)

    def per_channel(self, name: str, n: int, default: float) -> Array:
        """A column or keyword as one number a channel."""
        values = np.full(n, self.scalar(name))
        if self.table.has(name):
            values = np.broadcast_to(self.numbers(name), (n,)).copy() if self.numbers(name).ndim < 2 else values
        elif np.all(np.isnan(values)):
            self.note(f"no keyword or column {name}", f"{default:g} is assumed", "the scale of the background")
            values = np.full(n, default)
        if not np.all(np.isfinite(values)) or np.any(values < 0.0):
            raise DataError(f"{self.table.place}: {name} has values that are negative or no numbers; correct the file")
        return values

    def whole(self, name: str, n: int, default: int) -> IntArray:
        values = self.numbers(name) if self.table.has(name) else np.full(n, number(self.table.header, name))
        if values.shape not in ((n,), ()):
            raise DataError(f"{self.table.place}, column {name}: one number a channel was expected")
        filled = np.where(np.isfinite(values), values, default)
        return np.broadcast_to(np.clip(filled, -32768, 32767).astype(np.int64), (n,)).copy()

    def grouping(self, n: int) -> IntArray:
        """GROUPING flags; those that the standard does not know are 1 elsewhere, too, and noted."""
        flags = self.whole("GROUPING", n, 0)
        if (odd := ~np.isin(flags, (-1, 0, 1))).any():
            values = ", ".join(str(value) for value in np.unique(flags[odd])[:5])
            self.note(
                f"GROUPING has values other than 1, 0 and -1 ({values})", "taken as 1, the start of a bin", "bins"
            )
        return flags

    def scalar(self, name: str) -> float:
        """A number of the spectrum as a whole; NaN where absent."""
        if self.table.has(name) and np.ndim(self.cell(name)) == 0:
            return float(self.numbers(name))
        return number(self.table.header, name)

    def file_name(self, key: str) -> str:
        """A file that belongs to the spectrum, "" for none."""
        value = self.cell(key) if self.table.has(key) else self.table.header.get(key)
        name = str(value).strip() if value is not None and np.ndim(value) == 0 else ""
        return "" if name.upper() in _SAYS_NOTHING else name
