"""Exclusions of a DS9 region file: every shape with an area is read exactly; what is left out is named with its line.

Shapes joined by || are each excluded. A `-` (or include=0) says that a shape is excluded: so
it is where all shapes of the file have it, and it cannot be known what is meant where only some have.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.regions.ds9_commands import WITHOUT_AREA, cut, read_shapes
from vhegui.core.regions.ds9_shapes import LeftOut, area_of
from vhegui.core.regions.shapes import Area


@dataclass(frozen=True)
class Ds9Exclusions:
    """What a file excludes, and sentences about the rest: shapes that should have been used, and those without area."""

    regions: tuple[Area, ...]
    left_out: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()


def read_exclusion_regions(path: Path | str) -> Ds9Exclusions:
    """All exclusions of a DS9 region file, in ICRS.

    Raises DataError, naming the line, for whatever is no DS9 region, lacks a number, or has an impossible size; and for
    a file of which nothing can be used.
    """
    path = Path(path)
    with foreign(path, "not a readable DS9 region file"):
        return exclusions_of(path.read_text(encoding="utf-8", errors="replace"), path.name)


def exclusions_of(text: str, file: str) -> Ds9Exclusions:
    """The same for the text of a file.

    >>> found = exclusions_of("icrs; box(83.63,22.01,1,0.5,0)\\npanda(83,22,0,90,1,0.1,0.3,1)", "stars.reg")
    >>> len(found.regions)
    1
    >>> found.left_out
    ("stars.reg, line 2: 'panda(83,22,0,90,1,0.1,0.3,1)' is left out: a panda cannot be excluded; use a mask image",)
    """
    shapes = read_shapes(text, file)
    with_area = [shape for shape in shapes if shape.name not in WITHOUT_AREA]
    some_excluded = len({shape.excluded for shape in with_area}) > 1
    regions: list[Area] = []
    left_out: list[str] = []
    annotations: list[str] = []
    for shape in shapes:
        place = f"{file}, line {shape.line}: '{cut(shape.text)}'"
        if shape.name in WITHOUT_AREA:
            annotations.append(f"{place} has no area and excludes nothing")
            continue
        if some_excluded and shape.excluded:
            left_out.append(f"{place} is left out: other shapes of the file are not marked as excluded (-)")
            continue
        try:
            regions.append(area_of(shape))
        except LeftOut as reason:
            left_out.append(f"{place} is left out: {reason}")
        except ValueError as reason:
            raise DataError(f"{place}: {reason}") from reason
    if left_out and not regions:
        raise DataError("; ".join(left_out[:3]))
    return Ds9Exclusions(tuple(regions), tuple(left_out), tuple(annotations))
