"""Hardness: the ratio of the fluxes of two bands against time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class HardnessRatio:
    """Flux of the hard band over that of the soft band, and its error, shape (n_times,).

    soft, hard : positions of the bands · NaN where the soft flux is not positive.
    """

    soft: int
    hard: int
    ratio: Array
    error: Array


def hardness_ratio(curve: LightCurve, soft: int, hard: int) -> HardnessRatio:
    """Errors are propagated linearly: good where the soft flux is some three times its error, too small below.

    The bands have no events in common, so their errors are taken as independent.
    """
    low, high = curve.flux[:, soft], curve.flux[:, hard]
    known = np.isfinite(low) & np.isfinite(high) & (low > 0)
    safe = np.where(known, low, 1.0)
    ratio = high / safe
    error = np.hypot(curve.flux_err[:, hard], ratio * curve.flux_err[:, soft]) / safe
    return HardnessRatio(soft, hard, np.where(known, ratio, np.nan), np.where(known, error, np.nan))
