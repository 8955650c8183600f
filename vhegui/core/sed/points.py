"""Points of a spectrum, whoever measured it: differential fluxes with errors and limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class SedPoints:
    """Points of a spectrum; arrays (n,), energies in TeV, fluxes as dN/dE at e_ref in cm⁻² s⁻¹ TeV⁻¹, NaN: not known.

    dnde_errn, dnde_errp : 1 σ downwards and upwards, both positive; equal where only one error was given
    dnde_ul : upper limit, of two-sided confidence `ul_confidence` (NaN: not said) · is_ul : to be shown as a limit
    dnde_scan, stat_scan : likelihood profiles, (n, n_scan), −2 ln L up to a constant a point; no columns: none
    name : what it is · citation : where it was published, "" if not said · is_curve : they are places on a curve.
    """

    e_ref: Array
    e_min: Array
    e_max: Array
    dnde: Array
    dnde_errn: Array
    dnde_errp: Array
    dnde_ul: Array
    is_ul: BoolArray
    ul_confidence: float
    dnde_scan: Array
    stat_scan: Array
    name: str
    citation: str = ""
    is_curve: bool = False

    def __len__(self) -> int:
        return len(self.e_ref)

    @property
    def has_scan(self) -> bool:
        """Whether there are likelihood profiles."""
        return self.stat_scan.shape[1] > 0

    @property
    def energy_range(self) -> tuple[float, float]:
        """Lowest and highest energy of any point, TeV."""
        low = np.where(np.isfinite(self.e_min), self.e_min, self.e_ref)
        high = np.where(np.isfinite(self.e_max), self.e_max, self.e_ref)
        return float(np.min(low)), float(np.max(high))


def sed_points(points: FluxPoints, name: str = "flux points") -> SedPoints:
    """Our own flux points in the form of published ones, with their profiles over ±5 σ."""
    return SedPoints(
        e_ref=points.e_ref,
        e_min=points.e_min,
        e_max=points.e_max,
        dnde=points.dnde,
        dnde_errn=np.where(np.isfinite(points.dnde_errn), points.dnde_errn, points.dnde_err),
        dnde_errp=np.where(np.isfinite(points.dnde_errp), points.dnde_errp, points.dnde_err),
        dnde_ul=points.dnde_ul,
        is_ul=points.is_ul,
        ul_confidence=points.ul_confidence,
        dnde_scan=points.norm_profile * points.ref_dnde[:, None],
        stat_scan=points.stat_profile,
        name=name,
    )
