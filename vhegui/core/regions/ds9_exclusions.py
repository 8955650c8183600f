"""Exclusions of a DS9 region file: circles and ellipses. Anything else is refused, never left out.

The `regions` package passes over what it does not know, and reads what it should not, so both are looked for here.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_background import require_few
from vhegui.core.regions.ellipse import Ellipse

LARGEST = 90.0  # deg, of a radius or a semi-axis
_ELLIPSE = re.compile(r"\bellipse\s*\(([^)]*)\)", re.IGNORECASE)
_UNREAD = re.compile(r"skipping|cannot parse", re.IGNORECASE)


def read_exclusion_regions(path: Path | str) -> tuple[Circle | Ellipse, ...]:
    """Circles and ellipses of a DS9 region file, in ICRS.

    Raises DataError for unreadable files, for whatever is no circle or ellipse on the sky, and for impossible sizes.
    """
    path = Path(path)
    with foreign(path, "not a readable DS9 region file"):
        text = path.read_text(encoding="utf-8", errors="replace")
        require_few(text, path.name)
        return tuple(_exclusion(shape, path.name) for shape in _shapes(text, path.name))


def _shapes(text: str, name: str) -> list[Any]:
    """The shapes of a file as the `regions` package reads them, if it reads all of them."""
    from regions import Regions

    for line in text.splitlines():
        code = line.partition("#")[0]
        if "||" in code:
            raise DataError(f"{name}: '{code.strip()}' joins shapes by ||; write each shape in a line of its own")
        for found in _ELLIPSE.finditer(code):
            if len(re.split(r"[,\s]+", found[1].strip())) < 5:
                raise DataError(f"{name}: '{found[0]}' needs five numbers: centre, two semi-axes and angle")
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            shapes = list(Regions.parse(text, format="ds9"))
    except Exception as error:  # the parser raises many kinds
        raise DataError(f"{name}: not a readable DS9 region file ({error})") from error
    for warning in told:
        if _UNREAD.search(str(warning.message)):
            raise DataError(f"{name}: not all of it can be read ({warning.message}); correct it or take it out")
    return shapes


def _exclusion(shape: Any, name: str) -> Circle | Ellipse:
    from regions import CircleSkyRegion, EllipseSkyRegion

    if not isinstance(shape, (CircleSkyRegion, EllipseSkyRegion)):
        raise DataError(
            f"{name}: {type(shape).__name__} is no exclusion shape; use circles and ellipses in sky coordinates, "
            "or a mask image"
        )
    found = _circle(shape) if isinstance(shape, CircleSkyRegion) else _ellipse(shape)
    sizes = (found.radius,) if isinstance(found, Circle) else (found.a, found.b)
    if not all(0.0 < size < LARGEST for size in sizes):
        raise DataError(f"{name}: a region of {', '.join(f'{size:g}' for size in sizes)} deg is not possible")
    return found


def _circle(shape: Any) -> Circle:
    centre = shape.center.icrs
    return Circle(float(centre.ra.deg), float(centre.dec.deg), float(shape.radius.to_value("deg")))


def _ellipse(shape: Any) -> Ellipse:
    """An ellipse of the file: its sizes are lengths in the tangent plane, its angle is that of the width from the
    file's own west through its north.
    """
    from astropy import units

    centre = shape.center.icrs
    north = shape.center.directional_offset_by(0.0 * units.deg, 1e-3 * units.deg)
    turn = float(centre.position_angle(north.icrs).deg)
    a, b = (np.degrees(np.arctan(0.5 * size.to_value("rad"))) for size in (shape.width, shape.height))
    angle = (float(shape.angle.to_value("deg")) + 90.0 + turn) % 180.0
    return Ellipse(float(centre.ra.deg), float(centre.dec.deg), float(a), float(b), angle)
