"""What undo calls the edits of regions. No Qt."""

from __future__ import annotations

import math
from dataclasses import replace

from vhegui.analysis.region_refs import ListedRegion, RegionRef, Use
from vhegui.core import sphere
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import MarkShape

WORDS: dict[Use, str] = {"source": "source", "exclusion": "exclusion", "off": "OFF", "measure": "measuring"}
DRAWN: dict[Use, str] = {
    "source": "Draw source region",
    "exclusion": "Add exclusion region",
    "off": "Draw OFF region",
    "measure": "Add measuring region",
}


def change_label(ref: RegionRef, known: ListedRegion | None, shape: MarkShape) -> str:
    """What was done to a region that is `shape` now."""
    return f"{_verb(known.shape if known else None, shape)} {WORDS[ref.use]} region"


def several(verb: str, refs: tuple[RegionRef, ...]) -> str:
    """What was done to these regions, such as "Remove exclusion region" or "Remove 3 regions"."""
    return f"{verb} {WORDS[refs[0].use]} region" if len(refs) == 1 else f"{verb} {len(refs)} regions"


def _verb(known: MarkShape | None, shape: MarkShape) -> str:
    if known is None:
        return "Draw"
    if type(known) is not type(shape):
        return "Reshape"
    away = float(sphere.separation(known.ra, known.dec, shape.ra, shape.dec))
    if not isinstance(shape, Ellipse | Rectangle):
        same = math.isclose(known.area, shape.area, rel_tol=1e-6) and math.isclose(
            known.bounding.radius, shape.bounding.radius, rel_tol=1e-6
        )
        return "Resize" if not same and away < 1e-9 else "Reshape" if not same else "Move" if away > 1e-6 else "Turn"
    if (known.ra, known.dec) != (shape.ra, shape.dec):
        return "Move"
    return "Turn" if replace(known, angle=shape.angle) == shape else "Resize"  # pyright: ignore[reportCallIssue]
