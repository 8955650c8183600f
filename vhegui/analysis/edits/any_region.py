"""Edits of regions whatever they are there for, one or several at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from vhegui.analysis.edits.off_regions import add_off_region, change_off_region, drawn_regions, remove_off_region
from vhegui.analysis.edits.regions import (
    add_exclusion,
    add_mark,
    change_exclusion,
    change_mark,
    move_region,
    remove_exclusion,
    remove_marks,
)
from vhegui.analysis.edits.shape_checks import checked_mark
from vhegui.analysis.marks import Mark
from vhegui.analysis.region_labels import label_of, moved_label, with_label
from vhegui.analysis.region_refs import SOURCE, ListedRegion, RegionRef, Use, region_of
from vhegui.analysis.state import Analysis
from vhegui.core import sphere
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.shapes import MarkShape

_WITHOUT_AREA = {"source": "counts nothing", "exclusion": "excludes nothing", "off": "counts nothing"}


def add_region(
    analysis: Analysis, use: Use, shape: MarkShape, name: str = "", color: str = "", group: str = ""
) -> Analysis:
    """One more region; as the source region, instead of the one there is. Raises AnalysisError."""
    if use == "measure":
        return add_mark(analysis, Mark(shape, name, color, group))
    if isinstance(shape, Point | Line):
        raise AnalysisError(f"a {type(shape).__name__.lower()} has no area and {_WITHOUT_AREA[use]}; use it to measure")
    if use == "off":
        if not isinstance(shape, Circle):
            raise AnalysisError("OFF regions that are drawn are circles")
        return add_off_region(analysis, shape)
    ref = SOURCE if use == "source" else RegionRef(use, len(analysis.exclusions))
    known = region_of(analysis, ref)
    if known is not None and known.shape is not None:
        analysis = with_label(analysis, Mark(known.shape))
    changed = move_region(analysis, shape) if use == "source" else add_exclusion(analysis, shape)
    return label_regions(changed, (ref,), name=name, color=color, group=group) if name or color or group else changed


def change_region(analysis: Analysis, ref: RegionRef, shape: Any) -> Analysis:
    """Move or resize a region, or give it another shape. Raises AnalysisError when it is gone."""
    known = region_of(analysis, ref)
    if ref.use == "measure":
        if known is None:
            raise AnalysisError(f"there is no measuring region {ref.position + 1} any more")
        return change_mark(analysis, ref.position, replace(analysis.marks[ref.position], shape=shape))
    if ref.use == "off":
        return change_off_region(analysis, ref.position, shape)
    is_source = ref.use == "source"
    changed = move_region(analysis, shape) if is_source else change_exclusion(analysis, ref.position, shape)
    now = region_of(changed, ref)
    if known is None or known.shape is None or now is None or now.shape is None:
        return changed
    return moved_label(changed, known.shape, now.shape)


def carry_regions(analysis: Analysis, refs: Iterable[RegionRef], held: RegionRef, shape: MarkShape) -> Analysis:
    """Move a region (`held`, to where `shape` is) and others along with it, as far and in the same direction."""
    known = region_of(analysis, held)
    if known is None or known.shape is None:
        raise AnalysisError("this region is not there any more")
    start, end = (known.shape.ra, known.shape.dec), (shape.ra, shape.dec)
    changed = change_region(analysis, held, shape)
    away, angle = float(sphere.separation(*start, *end)), float(sphere.position_angle(*start, *end))
    for ref in refs:
        other = region_of(analysis, ref)
        if ref != held and other is not None and other.shape is not None:
            ra, dec = sphere.offset_by(other.shape.ra, other.shape.dec, angle, away)
            changed = change_region(changed, ref, other.shape.moved(float(ra), float(dec)))
    return changed


def remove_regions(analysis: Analysis, refs: Collection[RegionRef]) -> Analysis:
    """Take regions away."""
    for ref in sorted(refs, reverse=True):  # from the last one on: those before it keep their positions
        known = region_of(analysis, ref)
        if known is not None and known.shape is not None:
            analysis = with_label(analysis, Mark(known.shape))
        if ref.use == "source":
            analysis = move_region(analysis, None)
        elif ref.use == "exclusion":
            analysis = remove_exclusion(analysis, ref.position)
        elif ref.use == "off" and ref.position < len(drawn_regions(analysis)):
            analysis = remove_off_region(analysis, ref.position)
        elif ref.use == "measure":
            analysis = remove_marks(analysis, (ref.position,))
    return analysis


def use_regions_as(analysis: Analysis, refs: Collection[RegionRef], use: Use) -> Analysis:
    """Have regions for something else. Raises AnalysisError where their shape cannot be used so.

    >>> from vhegui.analysis.edits import new_analysis
    >>> analysis = add_region(new_analysis(), "measure", Circle(83.63, 22.01, 0.2))
    >>> analysis = use_regions_as(analysis, [RegionRef("measure")], "exclusion")
    >>> len(analysis.marks), analysis.exclusions[0].radius
    (0, 0.2)
    """
    chosen = _shapes(analysis, [ref for ref in sorted(refs) if ref.use != use])
    if use == "source" and len(chosen) > 1:
        raise AnalysisError("there is one ON region: choose one of these")
    changed = remove_regions(analysis, [region.ref for region in chosen])
    for region in chosen:
        assert region.shape is not None
        changed = add_region(changed, use, region.shape, region.own, region.color, region.group)
    return changed


def duplicate_regions(analysis: Analysis, refs: Collection[RegionRef], shift: float) -> Analysis:
    """The same regions again, `shift` deg to the south and to the west; the source region as one that measures."""
    for region in _shapes(analysis, sorted(refs)):
        assert region.shape is not None
        ra, dec = sphere.from_tangent(-shift, -shift, region.shape.ra, region.shape.dec)
        use: Use = "measure" if region.ref.use == "source" else region.ref.use
        analysis = add_region(analysis, use, region.shape.moved(float(ra), float(dec)), color=region.color)
    return analysis


def label_regions(analysis: Analysis, refs: Collection[RegionRef], **changes: str) -> Analysis:
    """Another `name`, `color` or `group` of regions; drawn OFF regions have none. Raises AnalysisError."""
    for region in _shapes(analysis, refs):
        assert region.shape is not None
        if region.ref.use == "measure":
            position = region.ref.position
            analysis = change_mark(analysis, position, replace(analysis.marks[position], **changes))
        elif region.ref.use != "off":
            label = checked_mark(replace(label_of(analysis, region.shape), **changes))
            analysis = with_label(analysis, replace(label, shape=region.shape))
    return analysis


def _shapes(analysis: Analysis, refs: Iterable[RegionRef]) -> list[ListedRegion]:
    """Those of the regions that are shapes."""
    found = (region_of(analysis, ref) for ref in refs)
    return [region for region in found if region is not None and region.shape is not None]
