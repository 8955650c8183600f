"""The energy threshold of a run as a function of the offset."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.responses import Responses
from vhegui.core.safe_range import aeff_threshold
from vhegui.core.typing import Array


def threshold_at(
    responses: Responses, true: EnergyAxis, offset: float, percent: float, radius: float = float("nan")
) -> float:
    """True energy (TeV) where effective area × containment first reaches `percent` of its maximum at `offset` (deg).

    radius : of the source region, deg; NaN (or point-like responses, or no PSF) leaves containment out, as in the
    analysis. NaN outside the field of view and without effective area.
    """
    if responses.aeff is None:
        return float("nan")
    area = responses.aeff.evaluate(true.centres, offset)
    if responses.psf is not None and not responses.aeff.is_pointlike and np.isfinite(radius):
        area = area * responses.psf.containment(true.centres, offset, radius)
    return aeff_threshold(true.centres, area, percent)


def threshold_against_offset(
    responses: Responses, true: EnergyAxis, offsets: Array, percent: float, radius: float = float("nan")
) -> Array:
    """`threshold_at` every one of `offsets`, shape (n,), deg; returns shape (n,), TeV."""
    return np.array([threshold_at(responses, true, float(offset), percent, radius) for offset in offsets])
