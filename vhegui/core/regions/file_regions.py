"""Regions as files have them: a shape, what it is for, its name, colour and group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vhegui.core.errors import DataError
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.shapes import Area, MarkShape

Role = Literal["source", "exclusion", "mark"]


@dataclass(frozen=True)
class FileRegion:
    """A region of a file.

    role : the source region, an exclusion, or one that only measures · color : #rrggbb, or a name, which not every
    program may know; "" for none · group : "" for none.
    """

    shape: MarkShape
    role: Role = "mark"
    name: str = ""
    color: str = ""
    group: str = ""


@dataclass(frozen=True)
class RegionFile:
    """The regions of a file, and sentences about what of it is left out."""

    regions: tuple[FileRegion, ...]
    left_out: tuple[str, ...] = ()


def source_of(regions: Sequence[FileRegion], file: str) -> Area:
    """The source region of a file: the one that says it is, or the only one with an area that is not excluded.

    Raises DataError where there is none, or more than one.
    """
    named = [each for each in regions if each.role == "source"]
    found = [each.shape for each in named or regions if each.role != "exclusion"]
    areas = [shape for shape in found if not isinstance(shape, Point | Line)]
    if len(areas) == 1:
        return areas[0]
    if not areas:
        raise DataError(f"{file}: no region of it can be the source region; it needs one with an area, not excluded")
    raise DataError(f"{file}: {len(areas)} regions could be the source region; leave one in the file")
