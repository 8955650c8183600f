"""FITS region tables read, those of other programs too; see `fits_regions`.

Where the columns are on the sky by keywords of their own, pixels are counted from 1; by those of an image, from 0, as
gammapy writes them. Tables with RA and DEC have sizes in deg and angles from west through north.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from vhegui.core import sphere
from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.file_regions import FileRegion, RegionFile, Role
from vhegui.core.regions.fits_regions import NAMES, WORDS
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import Area, MarkShape
from vhegui.core.typing import Array

ToSky = Callable[[Array, Array], tuple[Array, Array]]


def read_fits_regions(path: Path) -> RegionFile:
    """All regions of a file, in ICRS. Raises DataError where it is none."""
    from astropy.io import fits

    with foreign(path, "not a FITS region file"), fits.open(path, memmap=False) as hdus:
        table = next((hdu for hdu in list[Any](hdus) if _is_region(hdu)), None)
        if table is None:
            raise DataError(f"{path.name}: holds no region table (an extension REGION with SHAPE, X, Y, R, ROTANG)")
        parts = _parts(path.name, table)
        words = _words(cast(Any, hdus[NAMES]).data) if NAMES in hdus else {}
    regions, left_out = [], []
    for component, rows in parts.items():
        shape, reason = _together(rows)
        if shape is None:
            left_out.append(f"{path.name}, region {component}, is left out: {reason}")
            continue
        role: Role = "exclusion" if rows[0][1] else "mark"
        regions.append(FileRegion(shape, *words.get(component, (role, "", "", ""))))
    return RegionFile(tuple(regions), tuple(left_out))


def _is_region(hdu: Any) -> bool:
    is_table = str(hdu.header.get("XTENSION", "")).strip() == "BINTABLE"
    return is_table and (hdu.name.endswith("REGION") or str(hdu.header.get("HDUCLAS1", "")).strip() == "REGION")


def _words(rows: Any) -> dict[int, tuple[Role, str, str, str]]:
    """What our own files say about each component: what it is for, its name, colour and group."""
    found: dict[int, tuple[Role, str, str, str]] = {}
    for row in rows:
        role, name, color, group = (str(row[key]).strip() for key in WORDS)
        known = cast(Role, role if role in ("source", "exclusion") else "mark")
        found[int(row["COMPONENT"])] = known, name, color, group
    return found


Part = tuple[MarkShape | str, bool]  # a shape, or why there is none; whether it has a !


def _parts(file: str, table: Any) -> dict[int, list[Part]]:
    """The rows of each component."""
    names = [name.upper() for name in table.columns.names]
    on_sky = "RA" in names
    x_name, y_name = ("RA", "DEC") if on_sky else ("X", "Y")
    if x_name not in names or y_name not in names:
        raise DataError(f"{file}: the region table has no columns X and Y, nor RA and DEC")
    to_sky = None if on_sky else _to_sky(file, table, names.index("X") + 1, names.index("Y") + 1)
    found: dict[int, list[Part]] = {}
    for number, row in enumerate(table.data, 1):
        x, y = (np.atleast_1d(np.asarray(row[name], np.float64)) for name in (x_name, y_name))
        r = np.atleast_1d(np.asarray(row["R"], np.float64)) if "R" in names else np.zeros(0)
        angle = float(np.atleast_1d(row["ROTANG"])[0]) if "ROTANG" in names else 0.0
        shape = str(row["SHAPE"]).strip().upper() if "SHAPE" in names else "POINT"
        component = int(row["COMPONENT"]) if "COMPONENT" in names else number
        excluded, shape = shape.startswith("!"), shape.lstrip("!")
        if to_sky is None and shape != "POLYGON":  # a plane about the region itself
            place = float(x[0]), float(y[0])
            here, x, y = _about(*place), np.zeros(1), np.zeros(1)
        else:
            here = to_sky or (lambda ra, dec: (ra, dec))
        found.setdefault(component, []).append((_shape(shape, x, y, r, angle, here), excluded))
    return found


def _about(ra: float, dec: float) -> ToSky:
    return lambda x, y: sphere.from_tangent(-x, y, ra, dec)


def _to_sky(file: str, table: Any, x: int, y: int) -> ToSky:
    """From X and Y to ICRS, deg."""
    from astropy.io import fits
    from astropy.wcs import WCS

    header, cards, origin = table.header, fits.Header(), 1
    if f"TCTYP{x}" in header:
        for theirs, ours in (("TCTYP", "CTYPE"), ("TCRVL", "CRVAL"), ("TCRPX", "CRPIX"), ("TCDLT", "CDELT")):
            for i, column in enumerate((x, y), 1):
                cards[f"{ours}{i}"] = header[f"{theirs}{column}"]
    elif "CTYPE1" in header:
        kept = ("CTYPE", "CRVAL", "CRPIX", "CDELT", "CUNIT", "CD1_", "CD2_", "PC1_", "PC2_", "LONPOLE", "LATPOLE")
        cards, origin = fits.Header([card for card in header.cards if card.keyword.startswith(kept)]), 0
    else:
        raise DataError(f"{file}: its regions are in pixels, and no keyword (TCTYP, CTYPE) says where on the sky")
    wcs = WCS(cards, naxis=2)
    galactic = str(wcs.wcs.ctype[0]).startswith("GLON")

    def to_sky(column: Array, row: Array) -> tuple[Array, Array]:
        lon, lat = wcs.wcs_pix2world(column, row, origin)
        return sphere.from_galactic(lon, lat) if galactic else (lon, lat)

    return to_sky


def _shape(name: str, x: Array, y: Array, r: Array, angle: float, to_sky: ToSky) -> MarkShape | str:
    """A row as a shape on the sky, or why it is none."""
    if name.endswith("RECTANGLE"):  # by two corners
        name, r = "ROTBOX", np.abs(np.array([x[1] - x[0], y[1] - y[0]]))
        x, y = np.array([x[:2].mean()]), np.array([y[:2].mean()])
    if name == "POLYGON":
        used = np.cumsum(((x != 0.0) | (y != 0.0))[::-1])[::-1] > 0  # zeros fill the row
        ra, dec = to_sky(x[used], y[used])
        corners = dict.fromkeys(zip(ra.tolist(), dec.tolist(), strict=True))
        return Polygon(tuple(corners)) if len(corners) > 2 else "a polygon needs three corners"
    ra, dec = (float(each[0]) for each in to_sky(x[:1], y[:1]))

    def axis(size: float, turn: float) -> tuple[float, float]:
        """Length and position angle (deg) of what reaches `size` far, `turn` deg from the x axis towards y."""
        cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        end = to_sky(x[:1] + size * cosine, y[:1] + size * sine)
        return float(sphere.separation(ra, dec, *end)[0]), float(sphere.position_angle(ra, dec, *end)[0])

    if name == "POINT":
        return Point(ra, dec)
    needed = {"CIRCLE": 1, "ANNULUS": 2, "ELLIPSE": 2, "ELLIPTANNULUS": 4, "BOX": 2, "ROTBOX": 2}.get(name)
    if needed is None:
        return f"a {name.lower()} is no shape that is known here"
    if len(r) < needed or not np.all(r[:needed] > 0.0):
        return f"its sizes (R) are missing or not above 0, and a {name.lower()} needs {needed}"
    if name in ("CIRCLE", "ANNULUS"):
        circles = [Circle(ra, dec, axis(float(each), 90.0)[0]) for each in r[:needed]]
        return circles[0] if name == "CIRCLE" else Annulus(circles[1], circles[0])
    if name in ("BOX", "ROTBOX"):
        turn = angle if name == "ROTBOX" else 0.0
        width, along = axis(0.5 * float(r[0]), turn)
        return Rectangle(ra, dec, 2.0 * width, 2.0 * axis(0.5 * float(r[1]), turn + 90.0)[0], (along + 90.0) % 180.0)
    pairs = [(float(a), float(b)) for a, b in r[:needed].reshape(-1, 2)]
    turned = axis(pairs[0][0], angle)[1] % 180.0
    ellipses = [Ellipse(ra, dec, axis(a, angle)[0], axis(b, angle + 90.0)[0], turned) for a, b in pairs]
    return ellipses[0] if len(ellipses) == 1 else Annulus(ellipses[1], ellipses[0])


def _together(rows: list[Part]) -> tuple[MarkShape | None, str]:
    """The rows of a component as one shape: one alone, or one without another of its kind; or why there is none."""
    for shape, _ in rows:
        if isinstance(shape, str):
            return None, shape
    if len(rows) == 1:
        return cast(Area, rows[0][0]), ""
    (outer, no), (inner, without), *more = rows
    if not more and without and not no:
        if isinstance(outer, Ellipse) and isinstance(inner, Ellipse):
            return Annulus(outer, replace(inner, ra=outer.ra, dec=outer.dec, angle=outer.angle)), ""
        if isinstance(outer, Rectangle) and isinstance(inner, Rectangle):
            return Annulus(outer, replace(inner, ra=outer.ra, dec=outer.dec, angle=outer.angle)), ""
    return None, "it is made of several shapes; only one without a smaller one of its kind is read"
