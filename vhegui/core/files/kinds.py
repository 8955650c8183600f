"""What a file is that holds no DL3 data: products that people keep beside it, named as what they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table

FLUXES = ("dnde", "e2dnde", "flux", "eflux", "norm", "ref_dnde")
PLACES = (("ra", "dec"), ("raj2000", "dej2000"), ("raj2000", "dec"), ("glon", "glat"), ("_raj2000", "_dej2000"))
TEXT_BYTES = 20_000
SKY_IMAGE, SKY_CUBE, CATALOGUE = "a map of the sky", "a cube of maps", "a catalogue of sources"
FLUX_POINTS = "a table of flux points (open it in the spectrum panel)"
REGIONS = "a table of regions of the sky"
OGIP_RESPONSE = 'a response of an OGIP spectrum (name it in the spectrum, and use "vhegui fit")'
MAP_DATASET = 'a map data set (make maps of it with "vhegui map", fit it with "vhegui fit")'


def other_kind(path: Path) -> str:
    """What a file holds instead of events, index tables or responses, as a phrase; "" where nobody can tell."""
    try:
        file = FitsFile(path)
    except DataError:
        return _kind_of_text(path)
    try:
        names = {table.name.upper() for table in file if not table.is_table}
        if "COUNTS" in names and names & {"EXPOSURE", "BACKGROUND", "ACCEPTANCE"}:
            return MAP_DATASET
        return next((kind for table in file if (kind := _kind_of_table(table))), "")
    except DataError:
        return ""


def is_map_dataset(path: Path) -> bool:
    """Whether a file holds cubes in the peer's form of a map data set."""
    return path.is_file() and other_kind(path) == MAP_DATASET


def _kind_of_table(table: Table) -> str:
    header = table.header
    declared = {str(header.get(key) or "").strip().upper() for key in ("HDUCLAS1", "HDUCLAS2", "EXTNAME")}
    if "HEALPIX" in str(header.get("PIXTYPE") or "").upper() or "NSIDE" in header:
        return "a HEALPix map"
    if not table.is_table:
        axes = [str(header.get(f"CTYPE{i}") or "").upper() for i in (1, 2)]
        is_sky = all(axis.startswith(("RA", "DEC", "GLON", "GLAT")) for axis in axes)
        return (SKY_CUBE if "NAXIS3" in header else SKY_IMAGE) if is_sky else ""
    if "SPECTRUM" in declared and (table.has("CHANNEL") or table.has("COUNTS") or table.has("RATE")):
        return 'an OGIP spectrum (fit it with "vhegui fit")'
    if "SPECRESP" in declared or "EBOUNDS" in declared or table.has("F_CHAN"):
        return OGIP_RESPONSE
    if "LIGHTCURVE" in declared:
        return "a light curve"
    if any(each.endswith("REGION") for each in declared) and table.has("SHAPE"):
        return REGIONS
    return _kind_of_columns([name.lower() for name in table.columns])


def _kind_of_columns(columns: Iterable[str]) -> str:
    """By names of columns, in lower case."""
    names = set(columns)
    has_flux = any(name in names for name in FLUXES)
    if has_flux and names & {"time_min", "time_max", "time_start", "time"}:
        return "a light curve"
    if {"flux_edges", "counts", "livetime"} <= names or (has_flux and names & {"e_ref", "e_min", "energy"}):
        return FLUX_POINTS
    if any(set(pair) <= names for pair in PLACES) and not names & {"time", "event_id"}:
        return CATALOGUE
    return ""


def _kind_of_text(path: Path) -> str:
    """Of a file that is no FITS: ECSV and other tables by the names in their head."""
    try:
        with path.open(encoding="utf-8") as file:
            lines = file.read(TEXT_BYTES).splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    is_ecsv = bool(lines) and lines[0].startswith("# %ECSV")
    head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    kind = _kind_of_columns(head.lower().replace(",", " ").replace('"', "").split())
    if is_ecsv:
        return kind or "a table in ECSV"
    return kind if kind else "a text file" if lines else ""
