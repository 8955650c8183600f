"""OFF circles of a DS9 region file: those that DS9 calls background.

The `regions` package drops DS9's bare `# background`, so the comments are read here and only the lines that have it are
handed on, with those that set the coordinate system.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from vhegui.core.bounds import MOST_SHAPES
from vhegui.core.errors import DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.regions.circle import Circle

_QUOTED = re.compile(r"\{[^}]*\}|\"[^\"]*\"|'[^']*'")  # texts and tags, which may hold any word
_BACKGROUND = re.compile(r"\bbackground\b(?!\s*=\s*0)")
_SHAPE = re.compile(r"[a-z]+\s*\(", re.IGNORECASE)


def read_background_circles(path: Path | str) -> tuple[Circle, ...]:
    """Circles marked `# background`, in ICRS. Raises DataError for unreadable files, other shapes, and none at all."""
    from regions import CircleSkyRegion, Regions

    path = Path(path)
    name = path.name
    with foreign(path, "not a readable DS9 region file"):
        text = background_lines(path.read_text(encoding="utf-8", errors="replace"))
        require_few(text, name)
        shapes = Regions.parse(text, format="ds9")
    circles = []
    for shape in shapes:
        if not isinstance(shape, CircleSkyRegion):
            raise DataError(f"{name}: {type(shape).__name__} is no OFF region; use circles in sky coordinates")
        circle: Any = shape
        centre = circle.center.icrs
        circles.append(Circle(float(centre.ra.deg), float(centre.dec.deg), float(circle.radius.to_value("deg"))))
    if not circles:
        raise DataError(f"{name}: no region is marked as background; in DS9: Region ▸ Property ▸ Background")
    return tuple(circles)


def require_few(text: str, name: str) -> None:
    """Raise DataError for more shapes than are read in a time that one waits."""
    shapes = sum(1 for line in text.splitlines() for _ in _SHAPE.finditer(line.partition("#")[0]))
    if shapes > MOST_SHAPES:
        raise DataError(
            f"{name}: holds {shapes:,} regions, and at most {MOST_SHAPES:,} are read; join them, or give a mask image"
        )


def background_lines(text: str) -> str:
    """The lines of a DS9 file that set something, and of those with a shape the ones marked as background."""
    kept = []
    for line in text.splitlines():
        code, _, comment = line.partition("#")
        shapes = [part for part in code.split(";") if _SHAPE.search(part)]
        others = [part for part in code.split(";") if not _SHAPE.search(part)]
        marked = bool(_BACKGROUND.search(_QUOTED.sub("", comment))) and not code.strip().startswith("-")
        kept.append(";".join([*others, *(shapes if marked else [])]))
    return "\n".join(part for part in kept if part.strip())
