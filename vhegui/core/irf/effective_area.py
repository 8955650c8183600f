"""Effective area against true energy and offset (AEFF_2D)."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class EffectiveArea2D:
    """Effective area table.

    energy_edges : shape (n_energy + 1,), TeV · area : shape (n_offset, n_energy), m²
    pointlike : a directional cut is part of the area · radius_cut : deg, that cut when it is one number (RAD_MAX)
    threshold_low, threshold_high : TeV, LO_THRES and HI_THRES; NaN where absent.
    """

    energy_edges: Array
    offset_axis: OffsetAxis
    area: Array
    pointlike: bool = False
    radius_cut: float = float("nan")
    threshold_low: float = float("nan")
    threshold_high: float = float("nan")
