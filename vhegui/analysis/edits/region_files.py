"""Regions of an analysis as a file has them, and those of a file as regions of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from types import MappingProxyType

from vhegui.analysis.edits.regions import add_mark, move_region
from vhegui.analysis.marks import COLORS, Mark, is_color
from vhegui.analysis.state import Analysis, MaskFile
from vhegui.core.regions.file_regions import FileRegion, source_of

# The palette as files have it, whose programs know no light and dark.
PALETTE = dict(zip(COLORS, ("#0072b2", "#c24a00", "#00785a", "#a8327d", "#8a6d00", "#3a8fc4", "#444c5a"), strict=True))
DS9_COLORS = MappingProxyType(
    {
        "red": "#ff0000", "green": "#00ff00", "blue": "#0000ff", "cyan": "#00ffff", "magenta": "#ff00ff",
        "yellow": "#ffff00", "orange": "#ffa500", "white": "#ffffff", "black": "#000000",
    }
)  # fmt: skip


def file_regions(analysis: Analysis) -> tuple[FileRegion, ...]:
    """The source region, exclusions that are shapes, and marks, as they are written into a region file."""
    found = [] if analysis.source is None else [FileRegion(analysis.source, "source", analysis.model.name)]
    found += [FileRegion(each, "exclusion") for each in analysis.exclusions if not isinstance(each, MaskFile)]
    for mark in analysis.marks:
        found.append(FileRegion(mark.shape, "mark", mark.name, PALETTE.get(mark.color, mark.color), mark.group))
    return tuple(found)


def add_marks_of(analysis: Analysis, regions: Iterable[FileRegion]) -> Analysis:
    """Measure in all regions of a file, whatever they are for there. Raises AnalysisError."""
    return reduce(add_mark, (_mark(each) for each in regions), analysis)


def take_source(analysis: Analysis, regions: Sequence[FileRegion], file: str) -> Analysis:
    """Make the source region that of a file. Raises DataError where it has none or several, and AnalysisError."""
    return move_region(analysis, source_of(regions, file))


def _mark(region: FileRegion) -> Mark:
    color = DS9_COLORS.get(region.color, region.color)
    return Mark(region.shape, region.name, color if is_color(color) else "", region.group)
