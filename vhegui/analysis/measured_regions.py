"""The regions that are measured on the map: ON, exclusions and marks, with what each of them holds."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.analysis.marks import Mark
from vhegui.analysis.region_refs import SOURCE, RegionRef
from vhegui.analysis.state import MaskFile
from vhegui.core.estimators.sky.region_sums import RegionSum
from vhegui.core.regions.shapes import Area, MarkShape


@dataclass(frozen=True)
class MeasuredRegion:
    """A region of the analysis; what it is called changes nothing that is measured, see `listed_regions`."""

    ref: RegionRef
    shape: MarkShape


@dataclass(frozen=True)
class RegionRow:
    """A region and what it holds."""

    region: MeasuredRegion
    found: RegionSum


def measured_regions(
    source: Area | None, exclusions: tuple[Area | MaskFile, ...], marks: tuple[Mark, ...]
) -> tuple[MeasuredRegion, ...]:
    """All regions of an analysis that are shapes, in this order. (Mask images are not measured.)"""
    found = [] if source is None else [MeasuredRegion(SOURCE, source)]
    for i, shape in enumerate(exclusions):
        if not isinstance(shape, MaskFile):
            found.append(MeasuredRegion(RegionRef("exclusion", i), shape))
    found += [MeasuredRegion(RegionRef("measure", i), mark.shape) for i, mark in enumerate(marks)]
    return tuple(found)
