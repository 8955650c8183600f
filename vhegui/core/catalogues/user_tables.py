"""Source catalogues of the user's own: the gamma-cat file, any table with positions as FITS, CSV, ECSV or VOTable.

No catalogue is part of this program: gamma-cat is CC BY-NC-SA, see github.com/gammapy/gamma-cat.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np

from vhegui.core.angle_text import angle_from
from vhegui.core.catalogues.astropy_table import AstropyTable
from vhegui.core.catalogues.known_sources import Source, SourceTable, read_row, source_table
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.foreign import foreign
from vhegui.core.sphere import from_galactic
from vhegui.core.typing import Array
from vhegui.core.units import scale_to_internal

NAMES = ("common_name", "source_name", "name", "assoc_name", "source", "id")
POSITIONS = (
    ("ra", "dec"),
    ("raj2000", "dej2000"),
    ("ra_deg", "dec_deg"),
    ("ra_icrs", "de_icrs"),
    ("pos_ra", "pos_dec"),
    ("_raj2000", "_dej2000"),
)
GALACTIC = (("glon", "glat"), ("l", "b"))
SIZES = ("size", "radius", "extension", "morph_sigma", "r68", "size_x", "model_semimajor", "semimajor")
VOTABLES = (".vot", ".votable", ".xml")
ALIASES = ("gamma_names", "other_names", "tevcat_name", "fermi_names", "assoc1", "alias", "aliases")
KINDS = ("classes", "class", "class1", "kind", "source_class")
CRAB_PERCENT = "spec_flux_1TeV_crab"
LARGEST = 200_000
AnyTable = Table | AstropyTable


def read_catalogue(path: Path) -> SourceTable:
    """All sources of a catalogue file that have a position (deg, ICRS), and, where there are names, a name; with sizes
    where it has them.

    A CSV or ECSV file may have the columns of the embedded list (name, ra, dec; others may be missing), with positions
    in degrees or in parts of 60, of which those of `ra` are hours. Raises DataError, naming the file and what it lacks.
    """
    if path.name.lower().endswith((".fits", ".fits.gz", ".fit", ".fit.gz")):
        found = _sources(_catalogue_table(path))
    elif path.suffix.lower() in VOTABLES:
        found = _sources(_by_astropy(path, "votable"))
    else:
        found = _from_text(path)
    if not len(found):
        raise DataError(f"{path.name}: no source with a name and a position in this file")
    return found


def _catalogue_table(path: Path) -> Table:
    tables = [table for table in FitsFile(path) if table.is_table and _position_columns(table)]
    if not tables:
        raise DataError(
            f"{path.name}: no table with positions (RA, DEC) of sources; is this a catalogue, such as gammacat.fits.gz?"
        )
    return next((table for table in tables if _first(table, NAMES)), tables[0])


def _from_text(path: Path) -> SourceTable:
    with foreign(path, "cannot be read as text"):
        text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    by_blanks = text.startswith("# %ECSV") and not re.search(r"^# delimiter: ','", text, re.MULTILINE)
    rows = list(csv.reader(lines, delimiter=" " if by_blanks else ",", skipinitialspace=True))
    titles = [title.strip() for title in rows[0]] if rows else []
    if not titles:
        raise DataError(f"{path.name}: the first line must name the columns, with ra and dec among them")
    if not {"name", "ra", "dec"} <= set(titles):
        return _sources(_by_astropy(path, "ascii.ecsv" if text.startswith("# %ECSV") else "ascii.csv"))
    empty = {"aliases": "", "kind": "", "crab": ""}
    with foreign(path, "a row has no number where one is expected"):
        placed = [row for each in rows[1:] if _has_place(row := dict(zip(titles, each, strict=True)))]
        found = source_table(read_row(empty | _in_degrees(row, path.name)) for row in placed)
    if any(abs(source.dec) > 90.0 for source in found.sources):
        raise DataError(f"{path.name}: a declination goes from -90 to 90 deg")
    return found


def _has_place(row: dict[str, str]) -> bool:
    """Whether a row has a position: a source without one is left out, as of other tables."""
    return not any(row[name].strip().lower() in ("", "nan", "--") for name in ("ra", "dec"))


def _in_degrees(row: dict[str, str], file: str) -> dict[str, str]:
    """A row with its position, decimal or sexagesimal, in degrees."""
    try:
        ra, dec = angle_from(row["ra"], hours=True) % 360.0, angle_from(row["dec"])
    except ValueError as error:
        raise DataError(f"{file}: {row['name']}: {error}; write a number of degrees, or 05:34:31.9") from error
    return row | {"ra": repr(ra), "dec": repr(dec)}


def _sources(table: AnyTable) -> SourceTable:
    columns = _position_columns(table)
    if columns is None:
        titles = ", ".join(list(table.columns)[:8])
        raise DataError(f"{table.place}: no columns with positions of sources, such as ra and dec (columns: {titles})")
    if len(table) > LARGEST:
        raise DataError(f"{table.place}: {len(table)} sources are too many to be drawn (up to {LARGEST})")
    ra, dec = _icrs(columns, [_angles(table, column) for column in columns])
    names, kinds = _names(table), _texts(table, KINDS)
    aliases = [_texts(table, (column,)) for column in ALIASES]
    crab, size = _crab_units(table), _sizes(table)
    good = np.isfinite(ra) & np.isfinite(dec) & (np.abs(dec) <= 90.0)
    return source_table(
        Source(
            names[i],
            _split([column[i] for column in aliases], names[i]),
            ra[i] % 360.0,
            dec[i],
            kinds[i],
            crab[i],
            size[i],
        )
        for i in np.flatnonzero(good).tolist()
        if names[i]
    )


def _by_astropy(path: Path, form: str) -> AstropyTable:
    from astropy.table import Table as Astropy

    with foreign(path, "cannot be read as a table of sources"):
        return AstropyTable(path.name, Astropy.read(path, format=form))


def _icrs(columns: tuple[str, str], angles: list[list[float]]) -> tuple[list[float], list[float]]:
    if columns not in GALACTIC:
        return angles[0], angles[1]
    ra, dec = from_galactic(*(np.array(each) for each in angles))
    return ra.tolist(), dec.tolist()


def _names(table: AnyTable) -> list[str]:
    """Numbers, where the table has no names."""
    named = _first(table, NAMES) is not None
    return _texts(table, NAMES) if named else [str(number) for number in range(1, len(table) + 1)]


def _sizes(table: AnyTable) -> list[float]:
    """Radii or widths, deg; NaN where there is none."""
    name = next((each for each in SIZES if table.has(each) and table.column(each).dtype.kind in "fiu"), None)
    if name is None:
        return [float("nan")] * len(table)
    try:
        values = np.array(_angles(table, name))
    except DataError:  # a size in pc is none on the sky
        return [float("nan")] * len(table)
    return np.where(values > 0.0, values, np.nan).tolist()


def _position_columns(table: AnyTable) -> tuple[str, str] | None:
    return next((pair for pair in (*POSITIONS, *GALACTIC) if table.has(*pair)), None)


def _first(table: AnyTable, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if table.has(name)), None)


def _angles(table: AnyTable, name: str) -> list[float]:
    values = table.column(name)
    if values.dtype.kind not in "fiu" or values.ndim != 1:
        raise DataError(f"{table.place}: column {name} does not hold one number a source")
    unit = table.unit(name)
    return (values.astype(np.float64) * (scale_to_internal(unit, "angle") if unit else 1.0)).tolist()


def _texts(table: AnyTable, names: tuple[str, ...]) -> list[str]:
    """The first of these columns as text, blanks where there is none or it is masked."""
    name = _first(table, names)
    if name is None:
        return [""] * len(table)
    texts = [str(value).strip() for value in table.column(name).tolist()]
    return ["" if text in ("N/A", "None", "nan", "--") else text for text in texts]


def _split(texts: list[str], name: str) -> tuple[str, ...]:
    """Other names, each once."""
    parts = [part.strip() for text in texts for part in re.split(r"[,;]", text)]
    return tuple(part for part in dict.fromkeys(parts) if part and part != name)


def _crab_units(table: AnyTable) -> list[float]:
    """Flux above 1 TeV in Crab units; gamma-cat has it in per cent."""
    values: Array = np.full(len(table), np.nan)
    if table.has(CRAB_PERCENT):
        values = table.column(CRAB_PERCENT).astype(np.float64) / 100.0
    return np.where(values > 0, values, np.nan).tolist()
