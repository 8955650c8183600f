"""Regions that only measure: what is counted in them changes nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vhegui.core.regions.shapes import MarkShape

COLORS = tuple(f"series{i}" for i in range(7))
"""Colours of the palette, which are darker or lighter as the look of the window asks."""


@dataclass(frozen=True)
class Mark:
    """A shape on the sky that is measured.

    name : "" for none · color : one of `COLORS`, or #rrggbb; "" for the one that marks have
    group : marks of the same group are moved, coloured and removed together; "" for none.
    """

    shape: MarkShape
    name: str = ""
    color: str = ""
    group: str = ""


def is_color(text: str) -> bool:
    """Whether a mark can have this colour.

    >>> is_color("series2"), is_color("#ff8800"), is_color("mauve")
    (True, True, False)
    """
    return text in ("", *COLORS) or re.fullmatch("#[0-9a-fA-F]{6}", text) is not None
