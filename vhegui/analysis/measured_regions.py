"""The regions that are measured on the map: ON, exclusions and marks, with what each of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vhegui.analysis.marks import Mark
from vhegui.analysis.state import MaskFile
from vhegui.core.estimators.sky.region_sums import RegionSum
from vhegui.core.regions.shapes import Area, MarkShape

Role = Literal["source", "exclusion", "mark"]


@dataclass(frozen=True)
class MeasuredRegion:
    """A region of the analysis.

    role : what it is for · position : among the exclusions or marks of the analysis · name : as the user sees it.
    """

    role: Role
    position: int
    name: str
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
    found = [] if source is None else [MeasuredRegion("source", 0, "Source region", source)]
    for i, shape in enumerate(exclusions):
        if not isinstance(shape, MaskFile):
            found.append(MeasuredRegion("exclusion", i, f"Exclusion {i + 1}", shape))
    found += [MeasuredRegion("mark", i, mark.name or f"Region {i + 1}", mark.shape) for i, mark in enumerate(marks)]
    return tuple(found)
