"""Sets of points and curves on the SED that come and go: published spectra, compared models, the rough estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.flux_points.quick_estimate import QuickEstimate
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.sed.points import SedPoints
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.figures.sed_units import SedUnit
from vhegui.gui.plotting.curve_items import LimitsItem, PointsItem


@dataclass(frozen=True, eq=False)
class DrawnPoints:
    """Points in the unit of the plot; energies in TeV. All (n,)."""

    e_ref: Array
    e_min: Array
    e_max: Array
    value: Array
    below: Array
    above: Array
    limit: Array
    is_limit: BoolArray

    @property
    def heights(self) -> Array:
        """What a range has to hold: error bars, most of their lower parts, room for arrows."""
        value = np.where(self.is_limit, self.limit, self.value + np.nan_to_num(self.above))
        low = np.where(self.is_limit, self.limit / 2.5, self.value - 0.7 * np.nan_to_num(self.below))
        return np.concatenate([value, low])

    def show(self, points: PointsItem, limits: LimitsItem | None, scale: float) -> None:
        """Give them to items of a plot whose energies are `scale` × TeV."""
        measured = np.isfinite(self.value) & ~self.is_limit
        limit = self.is_limit & np.isfinite(self.limit)
        half = scale * np.nan_to_num(np.array([self.e_ref - self.e_min, self.e_max - self.e_ref]))
        energy, errors = scale * self.e_ref, np.array([self.below, self.above])
        points.set_data(energy[measured], self.value[measured], half[:, measured], errors[:, measured])
        if limits is not None:
            limits.set_data(energy[limit], self.limit[limit], half[:, limit])


def own_points(points: FluxPoints, unit: SedUnit) -> DrawnPoints:
    """Our own flux points; the symmetric error where there is no other."""
    scale = unit.of_own(points)
    below, above = (
        np.where(np.isfinite(error), error, points.norm_err) for error in (points.norm_errn, points.norm_errp)
    )
    value = np.where(points.success, points.norm, np.nan)
    return DrawnPoints(
        points.e_ref, points.e_min, points.e_max,
        scale * value, scale * below, scale * above, scale * points.norm_ul, points.is_ul,
    )  # fmt: skip


def published_points(points: SedPoints, unit: SedUnit) -> DrawnPoints:
    """Somebody's points."""
    scale = unit.of_dnde(points.e_ref, points.e_min, points.e_max)
    return DrawnPoints(
        points.e_ref, points.e_min, points.e_max, scale * points.dnde,
        scale * points.dnde_errn, scale * points.dnde_errp, scale * points.dnde_ul, points.is_ul,
    )  # fmt: skip


def rough_points(rough: QuickEstimate, unit: SedUnit) -> DrawnPoints:
    """The estimate N E₁E₂ / ((E₂ − E₁) A T CF)."""
    scale = unit.of_dnde(rough.e_ref, rough.e_min, rough.e_max) / rough.e_ref**2
    error = scale * rough.e2dnde_err
    nothing = np.full(len(rough.e_ref), np.nan)
    value = scale * rough.e2dnde
    return DrawnPoints(rough.e_ref, rough.e_min, rough.e_max, value, error, error, nothing, np.isnan(value))
