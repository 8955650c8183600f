"""All regions of an analysis in one list: what each is there for, its name, its shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from vhegui.analysis.region_labels import label_of
from vhegui.analysis.state import Analysis, MaskFile
from vhegui.core.background.drawn import Drawn
from vhegui.core.regions.shapes import MarkShape

Use = Literal["source", "exclusion", "off", "measure"]
USES: dict[Use, str] = {"source": "ON", "exclusion": "Exclusion", "off": "OFF", "measure": "Measure"}


@dataclass(frozen=True, order=True)
class RegionRef:
    """Which region: what it is there for, and its position among those."""

    use: Use
    position: int = 0


SOURCE = RegionRef("source")


@dataclass(frozen=True)
class ListedRegion:
    """A region as lists and maps show it.

    name : its `own`, or one that says which it is
    shape : None for a mask image · runs : that an OFF region is for; none: all.
    """

    ref: RegionRef
    name: str
    shape: MarkShape | None
    color: str = ""
    group: str = ""
    runs: tuple[int, ...] = ()
    own: str = ""


def listed_regions(analysis: Analysis) -> tuple[ListedRegion, ...]:
    """The source region, exclusions, regions that measure, drawn OFF regions.

    >>> from vhegui.analysis import edits
    >>> from vhegui.core.regions.circle import Circle
    >>> from vhegui.core.regions.point import Point
    >>> from vhegui.analysis.marks import Mark
    >>> analysis = edits.move_region(edits.new_analysis(), Circle(83.63, 22.01, 0.1))
    >>> analysis = edits.add_mark(analysis, Mark(Point(83.6, 22.0)))
    >>> [(region.ref.use, region.name) for region in listed_regions(analysis)]
    [('source', 'Source'), ('measure', 'Point 1')]
    """
    found = [] if analysis.source is None else [_labelled(analysis, SOURCE, "Source", analysis.source)]
    for i, item in enumerate(analysis.exclusions):
        ref = RegionRef("exclusion", i)
        if isinstance(item, MaskFile):
            found.append(ListedRegion(ref, f"Mask {PurePath(item.path).name}", None))
        else:
            found.append(_labelled(analysis, ref, f"Exclusion {i + 1}", item))
    for i, mark in enumerate(analysis.marks):
        name = mark.name or f"{type(mark.shape).__name__} {i + 1}"
        found.append(ListedRegion(RegionRef("measure", i), name, mark.shape, mark.color, mark.group, own=mark.name))
    drawn = analysis.background.regions if isinstance(analysis.background, Drawn) else ()
    for i, region in enumerate(drawn):
        found.append(ListedRegion(RegionRef("off", i), f"OFF {i + 1}", region.circle, runs=region.runs))
    return tuple(found)


def _labelled(analysis: Analysis, ref: RegionRef, name: str, shape: MarkShape) -> ListedRegion:
    label = label_of(analysis, shape)
    return ListedRegion(ref, label.name or name, shape, label.color, label.group, own=label.name)


def region_of(analysis: Analysis, ref: RegionRef) -> ListedRegion | None:
    """The region that is meant, None where it is gone."""
    return next((region for region in listed_regions(analysis) if region.ref == ref), None)


def with_group(analysis: Analysis, refs: Iterable[RegionRef]) -> tuple[RegionRef, ...]:
    """These regions, and all that are in a group with one of them."""
    chosen, regions = set(refs), listed_regions(analysis)
    groups = {region.group for region in regions if region.ref in chosen} - {""}
    return tuple(region.ref for region in regions if region.ref in chosen or region.group in groups)
