"""FITS region tables (ASC-FITS-REGION, Rots & McDowell), as CIAO, DS9 and gammapy have them.

Written in the tangent plane about the middle of all regions. Where that is, is said twice: in the keywords of the
columns (TCTYP, …), where pixels are counted from 1, and in those of an image (CTYPE, …), which gammapy reads and counts
from 0; so both find the same places. Rows with the same COMPONENT belong together, a ! says "without". What the
format has no place for (names, colours, groups, what regions are for) stands in a table of its own behind it. A line is
no shape of the format.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core import sphere
from vhegui.core.errors import DataError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.file_regions import FileRegion
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.shapes import MarkShape

PIXEL = 0.01  # deg, of the plane
NAMES = "REGION_NAMES"
WORDS = ("ROLE", "NAME", "COLOR", "GROUP")
Row = tuple[str, list[float], list[float], list[float], float]  # shape, x, y, r, angle


def write_fits_regions(path: Path, regions: Sequence[FileRegion]) -> tuple[str, ...]:
    """Write a region file; what cannot be in one is named in sentences. Raises DataError where nothing is left."""
    from astropy.io import fits

    kept = [each for each in regions if not isinstance(each.shape, Line)]
    if not kept:
        raise DataError(f"{path.name}: no region can be written as a row of a FITS region table")
    middle = sphere.unit_vectors(*np.array([(each.shape.ra, each.shape.dec) for each in kept]).T).mean(axis=0)
    ra, dec = (round(float(angle), 6) for angle in sphere.lon_lat(middle))
    rows = [(i, row) for i, each in enumerate(kept, 1) for row in _rows(each, _InPlane(ra, dec))]
    table = fits.BinTableHDU.from_columns(_columns(rows, ra, dec), name="REGION")
    table.header.update(_keywords(ra, dec))
    words = zip(*((each.role, each.name, each.color, each.group) for each in kept), strict=True)
    names = [fits.Column("COMPONENT", "J", array=np.arange(1, len(kept) + 1))]
    names += [_text(key, values) for key, values in zip(WORDS, words, strict=True)]
    named = fits.BinTableHDU.from_columns(names, name=NAMES)
    fits.HDUList([fits.PrimaryHDU(), table, named]).writeto(path, overwrite=True)
    return not_in_fits(path.name, regions)


def not_in_fits(file: str, regions: Sequence[FileRegion]) -> tuple[str, ...]:
    """Which regions a FITS region file of that name cannot hold, in sentences."""
    names = (f" '{each.name}'" if each.name else "" for each in regions if isinstance(each.shape, Line))
    return tuple(f"{file}: the line{name} is left out: FITS region tables have none" for name in names)


class _InPlane:
    """The tangent plane about a place (deg), x to the west and y to the north in pixels, 0 at the place."""

    def __init__(self, ra: float, dec: float) -> None:
        self._centre = ra, dec

    def at(self, ra: float, dec: float) -> tuple[float, float]:
        """Where a direction (deg) is."""
        x, y = sphere.to_tangent(ra, dec, *self._centre)
        return -float(x) / PIXEL, float(y) / PIXEL

    def axis(self, shape: MarkShape, size: float, angle: float) -> tuple[float, float]:
        """Length (pixels) and direction (deg, from x towards y) of what reaches from the centre of a shape `size` deg
        far at a position angle (deg).
        """
        x, y = self.at(shape.ra, shape.dec)
        end_x, end_y = self.at(*(float(each) for each in sphere.offset_by(shape.ra, shape.dec, angle, size)))
        return float(np.hypot(end_x - x, end_y - y)), float(np.degrees(np.arctan2(end_y - y, end_x - x)))


def _rows(region: FileRegion, plane: _InPlane) -> list[Row]:
    shape = region.shape
    if isinstance(shape, Annulus) and not isinstance(shape.outer, Circle):
        return [_row(shape.outer, plane), _without(_row(shape.inner, plane))]
    row = _row(shape, plane)
    return [_without(row) if region.role == "exclusion" else row]


def _without(row: Row) -> Row:
    return f"!{row[0]}", *row[1:]


def _row(shape: MarkShape, plane: _InPlane) -> Row:
    if isinstance(shape, Polygon):
        x, y = zip(*(plane.at(*corner) for corner in shape.vertices), strict=True)
        return "POLYGON", list(x), list(y), [], 0.0
    x, y = ([each] for each in plane.at(shape.ra, shape.dec))
    if isinstance(shape, Point | Line):
        return "POINT", x, y, [], 0.0
    if isinstance(shape, Circle):
        return "CIRCLE", x, y, [plane.axis(shape, shape.radius, 0.0)[0]], 0.0
    if isinstance(shape, Annulus):
        sizes = (each.bounding.radius for each in (shape.inner, shape.outer))
        return "ANNULUS", x, y, [plane.axis(shape, size, 0.0)[0] for size in sizes], 0.0
    if isinstance(shape, Ellipse):
        (a, angle), (b, _) = plane.axis(shape, shape.a, shape.angle), plane.axis(shape, shape.b, shape.angle + 90.0)
        return "ELLIPSE", x, y, [a, b], angle % 360.0
    width, angle = plane.axis(shape, 0.5 * shape.width, shape.angle - 90.0)
    height, _ = plane.axis(shape, 0.5 * shape.height, shape.angle)
    return "ROTBOX", x, y, [2.0 * width, 2.0 * height], angle % 360.0


def _columns(rows: list[tuple[int, Row]], ra: float, dec: float) -> list[Any]:
    from astropy.io import fits

    corners = max(len(x) for _, (_, x, *_) in rows)
    padded = [[[*each, *[each[0]] * (corners - len(each))] for each in (x, y)] for _, (_, x, y, *_) in rows]
    sizes = [[*r, 0.0, 0.0][:2] for _, (_, _, _, r, _) in rows]
    xy = np.array(padded).reshape(len(rows), 2, corners)
    axes = [("X", "RA---TAN", ra, -PIXEL), ("Y", "DEC--TAN", dec, PIXEL)]
    places = [
        fits.Column(
            name,
            f"{corners}D",
            unit="pixel",
            array=xy[:, i] if corners > 1 else xy[:, i, 0],
            coord_type=kind,
            coord_unit="deg",
            coord_ref_point=0.0,
            coord_ref_value=value,
            coord_inc=step,
        )
        for i, (name, kind, value, step) in enumerate(axes)
    ]
    return [
        fits.Column("SHAPE", "16A", array=np.array([name for _, (name, *_) in rows])),
        *places,
        fits.Column("R", "2D", unit="pixel", array=np.array(sizes)),
        fits.Column("ROTANG", "D", unit="deg", array=np.array([angle for _, (*_, angle) in rows])),
        fits.Column("COMPONENT", "J", array=np.array([component for component, _ in rows])),
    ]


def _keywords(ra: float, dec: float) -> dict[str, Any]:
    """What the format asks for, and the plane as that of an image whose first pixel is 0."""
    image = {"CTYPE": ("RA---TAN", "DEC--TAN"), "CRVAL": (ra, dec), "CRPIX": (1.0, 1.0), "CDELT": (-PIXEL, PIXEL)}
    image["CUNIT"] = ("deg", "deg")
    return {
        "HDUCLASS": "ASC",
        "HDUCLAS1": "REGION",
        "HDUCLAS2": "STANDARD",
        "HDUVERS": "1.2.0",
        "HDUDOC": "ASC-FITS-REGION-1.2: Rots, McDowell: FITS REGION Binary Table Design",
        "CONTENT": "REGION",
        "MTYPE1": "pos",
        "MFORM1": "X,Y",
        "RADESYS": "ICRS",
        "WCSSHAPE": "(1000, 1000)",
    } | {f"{key}{i}": value for key, values in image.items() for i, value in enumerate(values, 1)}


def _text(name: str, values: Sequence[str]) -> Any:
    from astropy.io import fits

    plain = [value.encode("ascii", "replace").decode() for value in values]
    return fits.Column(name, f"{max(1, *map(len, plain))}A", array=np.array(plain))
