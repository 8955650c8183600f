"""Regions and what they hold, as files and in results.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vhegui.analysis.edits.region_files import file_regions
from vhegui.analysis.measured_regions import RegionRow
from vhegui.analysis.state import Analysis
from vhegui.core.regions.line import Line
from vhegui.core.regions.region_files import write_regions

if TYPE_CHECKING:
    from astropy.table import Table

UNITS = {"ra": "deg", "dec": "deg", "length": "deg", "area": "deg2", "solid_angle": "sr"}


def measured(values: Mapping[str, Any]) -> tuple[RegionRow, ...]:
    """What regions hold: with a background where maps were made, else events alone; nothing where nobody asked."""
    return values.get("region_sums") or values.get("counts_in_regions") or ()


def regions_content(rows: Sequence[RegionRow]) -> list[dict[str, Any]]:
    """A mapping for each region."""
    return [_content(row) for row in rows]


def regions_table(rows: Sequence[RegionRow]) -> Table:
    """A row for each region; NaN where something is not known."""
    from astropy.table import Table

    contents = regions_content(rows)
    return Table({key: [each[key] for each in contents] for key in contents[0]}, units=UNITS)


def write_region_files(analysis: Analysis, folder: Path) -> list[Path]:
    """All regions for DS9, and those that can be in one as a FITS table."""
    regions = file_regions(analysis)
    paths = [folder / "regions.reg"]
    if not all(isinstance(each.shape, Line) for each in regions):
        paths.append(folder / "regions.fits")
    for path in paths:
        write_regions(path, regions)
    return paths


def _content(row: RegionRow) -> dict[str, Any]:
    region, found = row.region, row.found
    return {
        "name": region.name,
        "role": region.role,
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
