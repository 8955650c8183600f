"""A light curve (DL5): what was measured in time bins and energy bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.light_curve.refitted import RefittedShape
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class LightCurve:
    """Fluxes against time; arrays have shape (n_times, n_bands) unless said otherwise, NaN where nothing was measured.

    time_min, time_max : (n_times,), MJD (TT) · livetime : (n_times,), s, summed over the runs
    e_min, e_max, e_ref : (n_bands,), TeV, e_ref the logarithmic centre
    ref_dnde, ref_flux, ref_eflux : what norm 1 means: the model at e_ref (cm⁻² s⁻¹ TeV⁻¹), and its integrals over the
    band (cm⁻² s⁻¹, TeV cm⁻² s⁻¹) · norm, norm_err, norm_errn, norm_errp, norm_ul, ts, sqrt_ts, stat, stat_null : as
    for flux points, see `Norms`; where the shape is fitted again the errors are those at this shape
    counts, background, npred, npred_excess : ON counts, α OFF, ON counts and signal expected at norm
    is_ul : to be shown as an upper limit · success : False where nothing was measured, or not all
    constant_flux, constant_flux_err, constant_stat : (n_bands,), the one flux for all times that fits best, and the
    statistic with it, to be compared with the sum of `stat`
    runs : names of the runs in each time bin · notes : what is to be said of each point, "" for nothing, [time][band]
    norm_scan, stat_scan : norms (n_scan,) and the statistic there (n_times, n_bands, n_scan), None if not asked for
    shape : the spectral shape in every time bin, where it was fitted again.
    """

    time_min: Array
    time_max: Array
    livetime: Array
    e_min: Array
    e_max: Array
    ref_dnde: Array
    ref_flux: Array
    ref_eflux: Array
    norm: Array
    norm_err: Array
    norm_errn: Array
    norm_errp: Array
    norm_ul: Array
    ts: Array
    sqrt_ts: Array
    stat: Array
    stat_null: Array
    counts: Array
    background: Array
    npred: Array
    npred_excess: Array
    is_ul: BoolArray
    success: BoolArray
    constant_flux: Array
    constant_flux_err: Array
    constant_stat: Array
    runs: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    n_sigma: float = 1.0
    sigma_ul: float = 2.0
    ul_ts: float = 4.0
    norm_scan: Array | None = None
    stat_scan: Array | None = None
    shape: RefittedShape | None = None

    def __len__(self) -> int:
        return len(self.time_min)

    @property
    def n_bands(self) -> int:
        """Number of energy bands."""
        return len(self.e_min)

    @property
    def e_ref(self) -> Array:
        """Logarithmic centre of each band, (n_bands,), TeV."""
        return np.sqrt(self.e_min * self.e_max)

    @property
    def time(self) -> Array:
        """Middle of each time bin, (n_times,), MJD (TT)."""
        return 0.5 * (self.time_min + self.time_max)

    @property
    def measured(self) -> BoolArray:
        """Whether a time bin has a flux or a limit in any band, (n_times,)."""
        return np.any(np.isfinite(self.norm) | np.isfinite(self.norm_ul), axis=1)

    @property
    def excess(self) -> Array:
        """ON − α OFF, shape of `counts`."""
        return self.counts - self.background

    @property
    def flux(self) -> Array:
        """Integral flux in the band, cm⁻² s⁻¹; also with `_err`, `_errn`, `_errp` (positive) and `_ul`."""
        return self.norm * self.ref_flux

    @property
    def flux_err(self) -> Array:
        """Symmetric error of `flux`."""
        return self.norm_err * self.ref_flux

    @property
    def flux_errn(self) -> Array:
        """Error of `flux` downwards, positive."""
        return self.norm_errn * self.ref_flux

    @property
    def flux_errp(self) -> Array:
        """Error of `flux` upwards."""
        return self.norm_errp * self.ref_flux

    @property
    def flux_ul(self) -> Array:
        """Upper limit of `flux`."""
        return self.norm_ul * self.ref_flux

    @property
    def eflux(self) -> Array:
        """Energy flux in the band, TeV cm⁻² s⁻¹; also with `_err`, `_errn`, `_errp` and `_ul`."""
        return self.norm * self.ref_eflux

    @property
    def eflux_err(self) -> Array:
        """Symmetric error of `eflux`."""
        return self.norm_err * self.ref_eflux

    @property
    def eflux_errn(self) -> Array:
        """Error of `eflux` downwards, positive."""
        return self.norm_errn * self.ref_eflux

    @property
    def eflux_errp(self) -> Array:
        """Error of `eflux` upwards."""
        return self.norm_errp * self.ref_eflux

    @property
    def eflux_ul(self) -> Array:
        """Upper limit of `eflux`."""
        return self.norm_ul * self.ref_eflux
