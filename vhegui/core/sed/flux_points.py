"""Flux points (DL5) as a value: norms on a reference spectrum, and what they mean as flux in every usual form."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vhegui.core.errors import AnalysisError
from vhegui.core.typing import Array, BoolArray

SED_TYPES = ("dnde", "e2dnde", "flux", "eflux")
SUFFIXES = ("", "_err", "_errn", "_errp", "_ul")


@dataclass(frozen=True, eq=False)
class FluxPoints:
    """Flux points; arrays (n_bands,) unless said otherwise, NaN where not asked for.

    e_ref, e_min, e_max : TeV, e_ref the logarithmic centre · ref_dnde : the model at e_ref, cm⁻² s⁻¹ TeV⁻¹
    ref_flux, ref_eflux : its integrals over the band, cm⁻² s⁻¹ and TeV cm⁻² s⁻¹
    norm : factor on the model, norm_err from the curvature of the statistic (1 σ)
    norm_errp, norm_errn : distances to where the statistic has risen by n_sigma²
    norm_ul : norm where it has risen by sigma_ul² above the best norm that is possible: above W(0) after a deficit, so
    that no limit is negative (simulated: limits from a negative minimum hold too seldom)
    ts : statistic at norm 0 minus that at the best norm, sqrt_ts : its root with the sign of norm
    stat, stat_null : statistic at norm and at 0 · npred, npred_excess, counts : (n_bands, n_runs), ON expected, signal,
    seen · is_ul : ts below `ul_ts`, to be shown as upper limit · success : False (and NaN) where a number was not found
    stat_scan : statistic at the norms norm_scan (n_scan,), the same for all bands: (n_bands, n_scan)
    norm_profile, stat_profile : (n_bands, n_profile), norms over ±5 σ of each band and the statistic there, to be drawn
    edges : TeV, rising, of all bands that were asked for; those of them without any safe bin are no points.
    """

    e_ref: Array
    e_min: Array
    e_max: Array
    ref_dnde: Array
    ref_flux: Array
    ref_eflux: Array
    norm: Array
    norm_err: Array
    norm_errp: Array
    norm_errn: Array
    norm_ul: Array
    ts: Array
    sqrt_ts: Array
    stat: Array
    stat_null: Array
    npred: Array
    npred_excess: Array
    counts: Array
    is_ul: BoolArray
    success: BoolArray
    norm_scan: Array
    stat_scan: Array
    dataset_names: tuple[str, ...]
    norm_profile: Array
    stat_profile: Array
    n_sigma: float
    sigma_ul: float
    edges: Array

    def reference(self, sed_type: str) -> Array:
        """The reference spectrum as "dnde" (cm⁻² s⁻¹ TeV⁻¹), "e2dnde" (TeV cm⁻² s⁻¹), "flux" (cm⁻² s⁻¹) or "eflux"
        (TeV cm⁻² s⁻¹), (n_bands,).
        """
        known = {
            "dnde": self.ref_dnde,
            "e2dnde": self.e_ref**2 * self.ref_dnde,
            "flux": self.ref_flux,
            "eflux": self.ref_eflux,
        }
        if sed_type not in known:
            raise AnalysisError(f"flux points have no {sed_type!r}; use one of: {', '.join(SED_TYPES)}")
        return known[sed_type]

    def quantity(self, sed_type: str, suffix: str = "") -> Array:
        """The points in the form `sed_type`; `suffix` "_err", "_errn", "_errp" or "_ul" for their errors and limits.

        Within a band the spectrum has the shape of the reference model, so all forms are the norm times a number.
        """
        return getattr(self, f"norm{suffix}") * self.reference(sed_type)

    @property
    def dnde(self) -> Array:
        """dN/dE at e_ref, (n_bands,), cm⁻² s⁻¹ TeV⁻¹."""
        return self.quantity("dnde")

    @property
    def dnde_err(self) -> Array:
        """Symmetric error of `dnde`, (n_bands,)."""
        return self.quantity("dnde", "_err")

    @property
    def dnde_errp(self) -> Array:
        """Error of `dnde` upwards, (n_bands,)."""
        return self.quantity("dnde", "_errp")

    @property
    def dnde_errn(self) -> Array:
        """Error of `dnde` downwards, (n_bands,), positive."""
        return self.quantity("dnde", "_errn")

    @property
    def dnde_ul(self) -> Array:
        """Upper limit of `dnde`, (n_bands,)."""
        return self.quantity("dnde", "_ul")

    @property
    def flux(self) -> Array:
        """Integral flux in the band, (n_bands,), cm⁻² s⁻¹."""
        return self.quantity("flux")

    @property
    def flux_err(self) -> Array:
        """Symmetric error of `flux`, (n_bands,)."""
        return self.quantity("flux", "_err")

    @property
    def ul_confidence(self) -> float:
        """Confidence level of the limits in the field's convention; see `two_sided_confidence`."""
        return two_sided_confidence(self.sigma_ul)


def two_sided_confidence(sigma: float) -> float:
    """Probability of a Gaussian between −sigma and +sigma: 2 → 0.9545. The field's UL_CONF is this number."""
    return math.erf(sigma / math.sqrt(2.0))


def one_sided_confidence(sigma: float) -> float:
    """Probability of a Gaussian below +sigma: 2 → 0.9772, 1.645 → 0.95. How often the truth is below such a limit."""
    return 0.5 * (1.0 + math.erf(sigma / math.sqrt(2.0)))


def sigma_of_confidence(confidence: float, one_sided: bool = False) -> float:
    """Rise in σ for a confidence level in (0, 1): 0.95 → 1.960 two-sided, 1.645 one-sided."""
    if not 0.0 < confidence < 1.0 or (one_sided and confidence < 0.5):
        raise AnalysisError(f"a confidence level of {confidence:g} is not possible; give one between 0.5 and 1")
    low, high = 0.0, 40.0
    function = one_sided_confidence if one_sided else two_sided_confidence
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if function(middle) < confidence else (low, middle)
    return 0.5 * (low + high)
