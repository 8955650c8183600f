"""All IRF formats: what a table is, who reads it, who writes it.

To add a format, write one file with its class, `read`, `write` and `FORMAT`, and name it in `FORMATS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import (
    background_2d,
    background_3d,
    effective_area,
    energy_dispersion,
    psf_3gauss,
    psf_king,
    psf_table,
    rad_max,
)
from vhegui.core.irf.format import IrfFormat, note

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

FORMATS: tuple[IrfFormat, ...] = (
    effective_area.FORMAT,
    energy_dispersion.FORMAT,
    psf_table.FORMAT,
    psf_3gauss.FORMAT,
    psf_king.FORMAT,
    background_3d.FORMAT,
    background_2d.FORMAT,
    rad_max.FORMAT,
)
OGIP_COLUMNS = ("SPECRESP", "F_CHAN", "CHANNEL")


def recognise(table: Table, declared: str = "") -> IrfFormat | None:
    """Format of a table: its columns decide, then HDUCLAS4 and HDUCLAS2, then `declared` (HDU_CLASS of an index)."""
    for fmt in FORMATS:
        if fmt.matches(table):
            return fmt
    header = table.header
    second = str(header.get("HDUCLAS2") or "").upper()
    for name in (header.get("HDUCLAS4"), header.get("HDUCLAS2"), declared):
        if fmt := by_name(str(name or ""), second):
            return fmt
    return None


def by_name(name: str, hduclas2: str = "") -> IrfFormat | None:
    """Format by its name or an alias in any case; `hduclas2` decides where an alias (2D, 3D) is not enough."""
    wanted = name.strip().upper()
    exact = next((fmt for fmt in FORMATS if wanted == fmt.name or wanted in fmt.aliases), None)
    if exact or wanted not in ("2D", "3D"):
        return exact
    return next((fmt for fmt in FORMATS if hduclas2 in fmt.hduclas2 and fmt.name.endswith(wanted)), None)


def is_response(table: Table) -> bool:
    """True for a table that says it is a response, or that looks like one; those of OGIP spectra are none."""
    if any(table.has(name) for name in OGIP_COLUMNS):
        return False
    if str(table.header.get("HDUCLAS1") or "").strip().upper() == "RESPONSE":
        return True
    return table.is_table and any(fmt.matches(table) for fmt in FORMATS) and not table.has("ENERGY", "RA")


def read_irf(table: Table, declared: str = "") -> tuple[str, Any, tuple[FormatNote, ...]]:
    """Role, response and notes of one table; the response is None when its format is unknown."""
    fmt = recognise(table, declared)
    if fmt is None:
        kind = str(table.header.get("HDUCLAS4") or declared or "nothing known")
        return "", None, (note(table, f"a response of unknown kind ({kind})", "not used"),)
    irf, notes = fmt.read(table)
    stated = by_name(str(table.header.get("HDUCLAS4") or ""), str(table.header.get("HDUCLAS2") or "").upper())
    if stated is not None and stated is not fmt:
        notes = (*notes, note(table, f"HDUCLAS4 says {stated.name}", f"its columns make it {fmt.name}"))
    elif stated is None:
        found = f'HDUCLAS4 is "{table.header.get("HDUCLAS4") or ""}"'
        notes = (*notes, note(table, found, f"its columns make it {fmt.name}"))
    return fmt.role, irf, notes


def write_irf(irf: Any) -> BinTableHDU:
    """Standard table of a response. Raises DataError for a class that is not in the registry."""
    for fmt in FORMATS:
        if isinstance(irf, fmt.kind):
            return fmt.write(irf)
    known = ", ".join(fmt.name for fmt in FORMATS)
    raise DataError(f"a response of class {type(irf).__name__} has no file format; known: {known}")


def format_of(irf: Any) -> IrfFormat:
    """Registry entry of a response."""
    return next(fmt for fmt in FORMATS if isinstance(irf, fmt.kind))
