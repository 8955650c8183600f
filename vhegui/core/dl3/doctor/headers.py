"""Mandatory keywords and columns that a table lacks, and values of the wrong kind.

Only what the readers do not note themselves: they note what they need, here is what other programs may need.
"""

from __future__ import annotations

from collections.abc import Iterable

from vhegui.core.dl3.doctor.catalogue import CLASSES, EVENTS, GTI, HDUS, INDEX
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote

CLASS_KEYS = ("HDUCLASS", "HDUDOC", "HDUVERS", "HDUCLAS1")
PLACE_KEYS = ("GEOLON", "GEOLAT", "ALTITUDE")
TIME_KEYS = ("TIMEUNIT", "TIMEREF")
EVENT_KEYS = (
    *CLASS_KEYS, *TIME_KEYS, *PLACE_KEYS, "TSTART", "TSTOP", "ONTIME", "LIVETIME", "OBS_MODE", "ALT_PNT", "AZ_PNT",
    "EQUINOX", "RADECSYS", "ORIGIN", "TELESCOP", "INSTRUME", "CREATOR",
)  # fmt: skip
GTI_KEYS = (*CLASS_KEYS, "MJDREFI", "MJDREFF", "TIMESYS", *TIME_KEYS)
OBS_INDEX_COLUMNS = ("OBS_ID", "RA_PNT", "DEC_PNT", "TSTART", "TSTOP")
HDU_INDEX_COLUMNS = ("OBS_ID", "HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME")
# Keywords that say the same by another name.
_SAME = {"RADECSYS": ("RADESYS",), "ALT_PNT": ("ZEN_PNT",), "MJDREFI": ("MJDREF",), "MJDREFF": ("MJDREF",)}
_SAME |= {"ALTITUDE": ("GEOALT",)}


def event_notes(table: Table) -> list[FormatNote]:
    """Mandatory keywords that an EVENTS table lacks."""
    return [*_missing(table, EVENT_KEYS, EVENTS + ", mandatory keywords"), *_texts(table, (*PLACE_KEYS, "RA_PNT"))]


def gti_notes(table: Table) -> list[FormatNote]:
    """Mandatory keywords that a GTI table lacks."""
    return _missing(table, GTI_KEYS, GTI + ", mandatory keywords", "those of EVENTS hold")


def response_notes(table: Table) -> list[FormatNote]:
    """Mandatory keywords that a response table lacks."""
    return _missing(table, (*CLASS_KEYS, "HDUCLAS2"), CLASSES, "the columns say what it is")


def index_notes(table: Table, kind: str) -> list[FormatNote]:
    """Mandatory columns and keywords that an index table lacks. `kind` : "obs" or "hdu"."""
    columns, rule = (OBS_INDEX_COLUMNS, INDEX) if kind == "obs" else (HDU_INDEX_COLUMNS, HDUS)
    keys = (*CLASS_KEYS, "HDUCLAS2")
    notes = _missing(table, keys, rule + ", mandatory keywords", "the columns say what it is")
    absent = [name for name in columns if not table.has(name)]
    if absent:
        notes.append(_note(table, f"columns missing: {', '.join(absent)}", "read from the event files", rule))
    declared = str(table.header.get("HDUCLAS2") or kind).strip().upper()
    wrong = [f'HDUCLAS2 "{declared}"'] if declared != kind.upper() else []
    wrong += [f'EXTNAME "{table.name}"'] if table.name.upper().startswith("OBS" if kind == "hdu" else "HDU") else []
    if wrong:
        found = f"the index table of {'HDUs' if kind == 'hdu' else 'observations'} says {' and '.join(wrong)}"
        notes.append(_note(table, found, f"its columns make it an {kind}-index", rule))
    return [*notes, *_texts(table, PLACE_KEYS)]


def _missing(table: Table, keys: Iterable[str], rule: str, assumed: str = "not needed here") -> list[FormatNote]:
    header = table.header
    absent = [k for k in keys if not any(_given(header.get(name)) for name in (k, *_SAME.get(k, ())))]
    if not absent:
        return []
    return [_note(table, f"keywords missing: {', '.join(absent)}", assumed, rule)]


def _texts(table: Table, keys: Iterable[str]) -> list[FormatNote]:
    wrong = [key for key in keys if isinstance(table.header.get(key), str) and table.header[key].strip()]
    if not wrong:
        return []
    return [_note(table, f"{', '.join(wrong)}: numbers written as text", "read as numbers", "")]


def _given(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def _note(table: Table, found: str, assumed: str, rule: str) -> FormatNote:
    return FormatNote(table.path.name, table.name, found, assumed, "none on fluxes", rule)
