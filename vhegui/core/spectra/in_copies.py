"""Which events lie in copies of a region turned about the pointing, for regions of any shape.

An event at angle φ about the pointing lies in the copy turned by Δ exactly when the event turned back to φ − Δ lies in
the region itself. Only copies whose centre is near enough in angle need to be asked.
"""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.typing import AnyArray, Array, BoolArray


def in_copies(offset: Array, angle: Array, off: OffRegions, angles: AnyArray) -> BoolArray:
    """Whether directions lie in any copy of `off.region` whose centre is at one of `angles` about the pointing.

    offset, angle : shape (n,), deg, about the pointing · angles : shape (m,), deg.

    >>> from vhegui.core.regions.ellipse import Ellipse
    >>> jet = Ellipse(83.63, 22.01, a=0.3, b=0.05, angle=0.0)  # half a degree south of the pointing, along a spoke
    >>> off = OffRegions(83.63, 22.51, jet, 0.5, 180.0, np.array([0.0, 90.0]))
    >>> in_copies(np.full(3, 0.7), np.array([0.0, 90.0, 45.0]), off, off.angles)
    array([ True,  True, False])
    """
    centres = np.sort(np.asarray(angles) % 360.0)
    around = np.concatenate((centres - 360.0, centres, centres + 360.0))
    span, at = _span(off), angle % 360.0
    first, last = np.searchsorted(around, at - span), np.searchsorted(around, at + span, side="right")
    event = np.repeat(np.arange(len(at)), last - first)
    copy = np.arange(len(event)) - np.repeat(np.cumsum(last - first) - last, last - first)
    back = off.on_angle + at[event] - around[copy]
    inside = off.region.contains(*sphere.offset_by(off.pointing_ra, off.pointing_dec, back, offset[event]))
    found = np.zeros(len(at), dtype=np.bool_)
    found[event[inside]] = True
    return found


def _span(off: OffRegions) -> float:
    """Largest angle (deg) about the pointing between the centre of the region and any of its points."""
    sine = np.sin(np.radians(off.radius)) / max(np.sin(np.radians(off.offset)), 1e-300)
    return float(np.degrees(np.arcsin(sine))) if sine < 1.0 and off.offset < 90.0 else 180.0
