"""How much may be asked for: numbers from outside that become the size of an array are compared before it is made.

What a single setting may be stands at its line, in the limits of its type; here is what several numbers make together,
and what files may hold. The largest sizes are generous: what is beyond them fits no memory, or ends no evening.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from vhegui.core.errors import DataError

MOST_NUMBERS = 1 << 27  # 1 GB of float64: one array, of which a step may need some copies
MOST_KEPT = 1 << 29  # 4 GB: of all runs together
MOST_BINS = 1000  # of an energy axis
MOST_BANDS = 500  # of flux points, light curves
MOST_INTERVALS = 10_000  # of time
MOST_REGIONS = 10_000  # exclusions, OFF regions
MOST_CORNERS = 2_000  # of a polygon
MOST_SHAPES = 2_000  # in a DS9 file, of which a second reads some hundreds
MOST_IMAGE_PIXELS = 1 << 25  # of an image in a file, which may be written in far fewer bytes
MOST_ITEMS = 1_000_000  # runs, files: in any other list


def require_image(name: str, shape: Sequence[int]) -> None:
    """Raise DataError for an image of a file, by its name, with more pixels than are read."""
    if math.prod(shape) > MOST_IMAGE_PIXELS:
        sides = " × ".join(f"{side:,}" for side in shape)
        most = MOST_IMAGE_PIXELS // 10**6
        raise DataError(f"{name}: an image of {sides} pixels, and at most {most} million are read; cut it, or rebin it")


def too_many(*sizes: int, most: int = MOST_NUMBERS) -> str:
    """Why an array of this shape is not made, "" where there is room for it.

    >>> too_many(6, 67, 27)
    ''
    >>> too_many(60_000, 40_000)
    '60,000 × 40,000 numbers take 19 GB, more than the 1 GB that are allowed'
    """
    total = math.prod(sizes)
    if total <= most:
        return ""
    shape = " × ".join(f"{size:,}" for size in sizes)
    taken, allowed = total * 8 / 1e9, most * 8 >> 30
    size = f"{taken:,.0f}" if taken >= 1.5 * allowed else f"{taken:,.2f}"  # a little more does not read as the same
    return f"{shape} numbers take {size} GB, more than the {allowed} GB that are allowed"
