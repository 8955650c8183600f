"""Which of several responses of one kind in a file is meant.

Files of the standard hold one of each; others hold areas for protons and electrons beside that for gamma rays, with the
same HDUCLAS keywords and only EXTNAME to tell them apart, or several versions (EXTVER).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf.format import IrfFormat, note

OTHER_PARTICLES = re.compile(r"PROTON|ELECTRON|POSITRON|HADRON|HELIUM|ALPHA|IRON|NUCLE|MUON|COSMIC", re.IGNORECASE)
DIFFUSE = re.compile(r"DIFFUSE", re.IGNORECASE)
GAMMAS = re.compile(r"GAMMA(?!_?HADRON)|PHOTON", re.IGNORECASE)


def choose(tables: Sequence[Table], role: str, fmt: IrfFormat | None) -> tuple[Table, tuple[FormatNote, ...]]:
    """One of several tables of a role, and why: for gamma rays, with the standard's name, of the lowest EXTVER, the
    first. Tables that hold the same are no choice at all.
    """
    gammas = [table for table in tables if not _is_for_others(table)]
    if not gammas:
        found = f'the {role} response is called "{tables[0].name}"'
        return tables[0], (note(tables[0], found, "used as that of gamma rays", "wrong, if it is of other particles"),)
    chosen, reason = gammas[0], "the others are for other particles"
    if len(gammas) > 1:
        chosen, reason = _preferred(gammas, fmt)
    if len(tables) == 1 or all(_content(table) == _content(chosen) for table in tables):
        return chosen, ()
    names = ", ".join(_called(table) for table in tables)
    effect = "" if len(gammas) == 1 else "another flux, if another one is meant"
    found, assumed = f"{len(tables)} {role} responses ({names})", f"{_called(chosen)} is used: {reason}"
    return chosen, (note(chosen, found, assumed, effect),)


def _preferred(tables: Sequence[Table], fmt: IrfFormat | None) -> tuple[Table, str]:
    points = [table for table in tables if not DIFFUSE.search(table.name)]
    if len(points) == 1 < len(tables):
        return points[0], "the others are for diffuse emission"
    named = [table for table in points or tables if GAMMAS.search(table.name)]
    if named and len(named) < len(tables):
        return named[0], "it is called that of gamma rays"
    versions = [_version(table) for table in tables]
    standard = [table for table in tables if fmt is not None and table.name.strip().upper() == fmt.extname]
    if standard and len(standard) < len(tables):
        return min(standard, key=_version), "it has the name of the standard"
    if len(set(versions)) > 1:
        return min(tables, key=_version), "it has the lowest EXTVER"
    return tables[0], "it is the first"


def _is_for_others(table: Table) -> bool:
    named = " ".join(str(table.header.get(key) or "") for key in ("EXTNAME", "HDUNAME", "PARTICLE"))
    return bool(OTHER_PARTICLES.search(named)) and not GAMMAS.search(named)


def _version(table: Table) -> int:
    version = table.header.get("EXTVER")
    return version if isinstance(version, int) else 1


def _called(table: Table) -> str:
    return f'"{table.name}"' + (f" {_version(table)}" if _version(table) != 1 else "")


def _content(table: Table) -> bytes:
    """Its data, without the header."""
    raw = table.raw()
    return raw[len(raw) - table.data_size :]
