"""DS9 region files with all there is: written so that DS9 draws them, and read again without loss.

A `-` before a shape says that it is excluded. Names are texts, groups are tags, and the source region has the tag
"source region".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_commands import WITHOUT_AREA, Shape, cut, read_shapes
from vhegui.core.regions.ds9_shapes import LeftOut, area_of, mark_of
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.file_regions import FileRegion, RegionFile, Role
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import MarkShape

SOURCE = "source region"
_TEXT = re.compile(r"\btext\s*=\s*(?:\{([^}]*)\}|\"([^\"]*)\"|'([^']*)')")
_TAG = re.compile(r"\btag\s*=\s*\{([^}]*)\}")
_COLOR = re.compile(r"\bcolor\s*=\s*(#[0-9a-fA-F]{6}|\w+)")


def ds9_text(regions: Iterable[FileRegion]) -> str:
    """The text of a region file.

    >>> print(ds9_text([FileRegion(Circle(83.63, 22.01, 0.11), "exclusion", "Crab", "#ff8800", "nebulae")]), end="")
    # Region file format: DS9 version 4.1
    icrs
    -circle(83.63,22.01,396") # color=#ff8800 text={Crab} tag={nebulae}
    """
    lines = ["# Region file format: DS9 version 4.1", "icrs"]
    for region in regions:
        said = [f"color={region.color}"] if region.color else []
        said += [f"text={{{_braced(region.name)}}}"] if region.name else []
        said += [f"tag={{{SOURCE}}}"] if region.role == "source" else []
        said += [f"tag={{{_braced(region.group)}}}"] if region.group else []
        sign = "-" if region.role == "exclusion" else ""
        lines.append(sign + _command(region.shape) + (f" # {' '.join(said)}" if said else ""))
    return "\n".join(lines) + "\n"


def ds9_regions(text: str, file: str) -> RegionFile:
    """All regions of the text of a file. Raises DataError, naming file and line, where it is none."""
    found: list[FileRegion] = []
    left_out: list[str] = []
    for shape in read_shapes(text, file):
        place = f"{file}, line {shape.line}: '{cut(shape.text)}'"
        if shape.name in WITHOUT_AREA and shape.name not in ("point", "line"):
            left_out.append(f"{place} is left out: a {shape.name} measures nothing")
            continue
        try:
            found.append(_region(shape))
        except LeftOut as reason:
            left_out.append(f"{place} is left out: {reason}")
        except ValueError as reason:
            raise DataError(f"{place}: {reason}") from reason
    return RegionFile(tuple(found), tuple(left_out))


def _region(shape: Shape) -> FileRegion:
    tags = _TAG.findall(shape.comment)
    text, color = _TEXT.search(shape.comment), _COLOR.search(_TAG.sub("", _TEXT.sub("", shape.comment)))
    role = "exclusion" if shape.excluded else "source" if SOURCE in tags else "mark"
    return FileRegion(
        mark_of(shape) if shape.name in ("point", "line") else area_of(shape),
        cast(Role, role),
        name=next((part for part in text.groups() if part), "") if text else "",
        color=color[1] if color else "",
        group=next((tag for tag in tags if tag != SOURCE), ""),
    )


def _command(shape: MarkShape) -> str:
    if isinstance(shape, Point):
        return f"point({_place(shape.ra, shape.dec)})"
    if isinstance(shape, Line):
        return f"line({_place(*shape.start)},{_place(*shape.stop)})"
    if isinstance(shape, Polygon):
        return f"polygon({','.join(_place(*corner) for corner in shape.vertices)})"
    parts = (shape.inner, shape.outer) if isinstance(shape, Annulus) else (shape,)
    sizes = [f'{_number(3600.0 * size, 6)}"' for part in parts for size in _sizes(part)]
    outer = parts[-1]
    numbers = [_place(outer.ra, outer.dec), *sizes]
    if isinstance(outer, Circle):
        return f"{'annulus' if len(parts) == 2 else 'circle'}({','.join(numbers)})"
    angle = outer.angle if isinstance(outer, Rectangle) else outer.angle - 90.0
    return f"{'box' if isinstance(outer, Rectangle) else 'ellipse'}({','.join(numbers)},{_number(angle % 180.0)})"


def _sizes(shape: Circle | Ellipse | Rectangle) -> tuple[float, ...]:
    """As DS9 has them: those of boxes and ellipses in the tangent plane, deg."""
    if isinstance(shape, Circle):
        return (shape.radius,)
    if isinstance(shape, Ellipse):
        return _in_plane(shape.a), _in_plane(shape.b)
    return 2.0 * _in_plane(0.5 * shape.width), 2.0 * _in_plane(0.5 * shape.height)


def _in_plane(angle: float) -> float:
    return float(np.degrees(np.tan(np.radians(angle))))


def _place(ra: float, dec: float) -> str:
    return f"{_number(ra)},{_number(dec)}"


def _number(value: float, digits: int = 10) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _braced(text: str) -> str:
    """A text that may stand in braces."""
    return re.sub(r"[{}\n]", " ", text)
