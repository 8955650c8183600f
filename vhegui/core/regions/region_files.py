"""Region files of both formats, told apart by what is in them (reading) and by the ending of the name (writing)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vhegui.core.files.foreign import foreign
from vhegui.core.regions.ds9_regions import ds9_regions, ds9_text
from vhegui.core.regions.file_regions import FileRegion, RegionFile
from vhegui.core.regions.fits_regions import write_fits_regions
from vhegui.core.regions.fits_regions_reading import read_fits_regions

FITS_ENDINGS = (".fits", ".fit", ".fits.gz")


def read_regions(path: Path) -> RegionFile:
    """All regions of a DS9 or FITS region file, in ICRS. Raises DataError where it is neither."""
    with foreign(path, "not a readable region file"):
        beginning = path.read_bytes()[:9]
        if beginning.startswith((b"SIMPLE  =", b"\x1f\x8b")):
            return read_fits_regions(path)
        return ds9_regions(path.read_text(encoding="utf-8", errors="replace"), path.name)


def write_regions(path: Path, regions: Sequence[FileRegion]) -> tuple[str, ...]:
    """Write a FITS region table where the name ends so, else a DS9 file; what cannot be in it is named in sentences."""
    if path.name.lower().endswith(FITS_ENDINGS):
        return write_fits_regions(path, regions)
    path.write_text(ds9_text(regions), encoding="utf-8")
    return ()
