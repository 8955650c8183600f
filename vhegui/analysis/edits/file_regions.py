"""Regions of files and of the clipboard ↔ regions of an analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from vhegui.analysis.edits.any_region import add_region
from vhegui.analysis.marks import COLORS, is_color
from vhegui.analysis.region_refs import ListedRegion, Use, listed_regions
from vhegui.analysis.state import Analysis
from vhegui.core import sphere
from vhegui.core.regions.file_regions import FileRegion, Role
from vhegui.core.regions.shapes import MarkShape

ROLES: dict[Use, Role] = {"source": "source", "exclusion": "exclusion", "measure": "mark", "off": "mark"}
_USES: dict[Role, Use] = {"source": "measure", "exclusion": "exclusion", "mark": "measure"}
# The palette as files have it, whose programs know no light and dark.
PALETTE = dict(zip(COLORS, ("#0072b2", "#c24a00", "#00785a", "#a8327d", "#8a6d00", "#3a8fc4", "#444c5a"), strict=True))
DS9_COLORS = {
    "red": "#ff0000", "green": "#00ff00", "blue": "#0000ff", "cyan": "#00ffff", "magenta": "#ff00ff",
    "yellow": "#ffff00", "orange": "#ffa500", "white": "#ffffff", "black": "#000000",
}  # fmt: skip
_OURS = DS9_COLORS | {text: name for name, text in PALETTE.items()}
LEAST_SHIFT = 0.05  # deg


def file_regions(regions: Iterable[ListedRegion]) -> tuple[FileRegion, ...]:
    """Those that are shapes, as files have them."""
    return tuple(
        FileRegion(each.shape, ROLES[each.ref.use], each.own, PALETTE.get(each.color, each.color), each.group)
        for each in regions
        if each.shape is not None
    )


def add_file_regions(
    analysis: Analysis, regions: Sequence[FileRegion], use: Use | Literal[""] = "", beside: bool = False
) -> Analysis:
    """Add regions for one use, or ("") as each of them says; the source region of a file then only measures.

    beside : those that are there already are put a little beside themselves. Raises AnalysisError.

    >>> from vhegui.analysis.edits import new_analysis
    >>> from vhegui.core.regions.circle import Circle
    >>> circle = FileRegion(Circle(83.63, 22.01, 0.1), "exclusion", "Crab")
    >>> analysis = add_file_regions(add_file_regions(new_analysis(), [circle]), [circle], beside=True)
    >>> [(each.name, each.shape.dec) for each in listed_regions(analysis)]
    [('Crab', 22.01), ('Crab', 21.95999...)]
    """
    there = {region.shape for region in listed_regions(analysis)}
    again = beside and any(region.shape in there for region in regions)
    for region in regions:
        shape = _beside(region.shape) if again else region.shape
        color = _OURS.get(region.color, region.color)
        analysis = add_region(
            analysis, use or _USES[region.role], shape, region.name, color if is_color(color) else "", region.group
        )
    return analysis


def _beside(shape: MarkShape) -> MarkShape:
    """The shape to the south and to the west of itself."""
    shift = max(LEAST_SHIFT, 0.3 * shape.bounding.radius)
    ra, dec = sphere.from_tangent(-shift, -shift, shape.ra, shape.dec)
    return shape.moved(float(ra), float(dec))
