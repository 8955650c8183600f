"""Regions and what they hold, as files and in results.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vhegui.analysis.edits.file_regions import ROLES, file_regions
from vhegui.analysis.measured_regions import RegionRow
from vhegui.analysis.region_refs import listed_regions
from vhegui.analysis.state import Analysis
from vhegui.core.regions.file_regions import FileRegion
from vhegui.core.regions.fits_regions import not_in_fits
from vhegui.core.regions.line import Line
from vhegui.core.regions.region_files import write_regions

if TYPE_CHECKING:
    from astropy.table import Table

FITS_FILE = "regions.fits"
UNITS = {"ra": "deg", "dec": "deg", "length": "deg", "area": "deg2", "solid_angle": "sr"}


def measured(values: Mapping[str, Any]) -> tuple[RegionRow, ...]:
    """What regions hold: with a background where maps were made, else events alone; nothing where nobody asked."""
    return values.get("region_sums") or values.get("counts_in_regions") or ()


def regions_content(rows: Sequence[RegionRow], analysis: Analysis) -> list[dict[str, Any]]:
    """A mapping for each region, by the names that the analysis has for them."""
    names = {each.ref: each.name for each in listed_regions(analysis)}
    return [_content(row, names[row.region.ref]) for row in rows]


def regions_table(rows: Sequence[RegionRow], analysis: Analysis) -> Table:
    """A row for each region; NaN where something is not known."""
    from astropy.table import Table

    contents = regions_content(rows, analysis)
    return Table({key: [each[key] for each in contents] for key in contents[0]}, units=UNITS)


def write_region_files(analysis: Analysis, folder: Path) -> list[Path]:
    """All regions that are measured for DS9, and those that can be in one as a FITS table (see `not_in_fits`)."""
    regions = measured_in_files(analysis)
    paths = [folder / "regions.reg"]
    if not all(isinstance(each.shape, Line) for each in regions):
        paths.append(folder / FITS_FILE)
    for path in paths:
        write_regions(path, regions)
    return paths


def measured_in_files(analysis: Analysis) -> tuple[FileRegion, ...]:
    """The source region, exclusions that are shapes, and marks, as files have them."""
    return file_regions(each for each in listed_regions(analysis) if each.ref.use != "off")


def left_out_of_files(analysis: Analysis) -> tuple[str, ...]:
    """Which regions are not in the FITS file, in sentences."""
    return not_in_fits(FITS_FILE, measured_in_files(analysis))


def _content(row: RegionRow, name: str) -> dict[str, Any]:
    region, found = row.region, row.found
    return {
        "name": name,
        "role": ROLES[region.ref.use],
        "shape": type(region.shape).__name__.lower(),
        "ra": region.shape.ra,
        "dec": region.shape.dec,
        "length": region.shape.length if isinstance(region.shape, Line) else float("nan"),
        "area": found.area,
        "solid_angle": found.solid_angle,
        "counts": found.counts,
        "background": found.background,
        "excess": found.excess,
        "excess_error": found.error,
        "significance": found.significance,
        "covered": found.covered,
    }
