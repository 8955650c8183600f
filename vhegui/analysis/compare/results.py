"""A against B in numbers: parameters, counts, fluxes.

Both analyses mostly use the same events, so their errors are not independent and must not be added in quadrature: the
difference then seems less significant than it is. What can be said without more knowledge is the difference in units of
the error of A, and that is what is given here. (Where B uses part of A's data and is analysed alike, the variance of
the difference is σ_B² − σ_A²: Hausman 1978, Econometrica 46, 1251.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.counts import CountsRow
from vhegui.core.models.spectral.flux import energy_flux, energy_flux_error, integral_flux, integral_flux_error
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.typing import Array, BoolArray

NAN = float("nan")
ABOVE = (1.0, 10.0)  # TeV, the range of the fluxes that are compared


@dataclass(frozen=True)
class Compared:
    """A number in A and in B, NaN where one of them does not have it.

    a_error, b_error : 1 σ, 0 where it was not fitted or has none · tip : what the number is.
    """

    name: str
    unit: str
    a: float
    a_error: float
    b: float
    b_error: float
    tip: str = ""

    @property
    def difference(self) -> float:
        """B − A."""
        return self.b - self.a

    @property
    def in_errors(self) -> float:
        """The difference in units of the error of A (of B where A has none); NaN without error. See the module."""
        error = self.a_error if self.a_error > 0 else self.b_error
        return self.difference / error if error > 0 else NAN


def compared_counts(a: CountsRow | None, b: CountsRow | None) -> tuple[Compared, ...]:
    """The totals of the counts tables."""

    def row(name: str, key: str, tip: str, error: str = "", unit: str = "", scale: float = 1.0) -> Compared:
        values = [getattr(each, key) * scale if each is not None else NAN for each in (a, b)]
        errors = [getattr(each, error) if each is not None and error else 0.0 for each in (a, b)]
        return Compared(name, unit, values[0], errors[0], values[1], errors[1], tip)

    return (
        row("ON counts", "counts", "Events in the source region, safe energies, all runs"),
        row("OFF counts", "counts_off", "Events in the OFF regions, safe energies, all runs"),
        row("α × OFF", "background", "Background expected in the source region"),
        row("Excess", "excess", "ON − α × OFF, with √(ON + α² × OFF)", "excess_error"),
        row("√TS", "sqrt_ts", "Significance of the excess, Li & Ma (1983), equation 17"),
        row("Livetime", "livetime", "Observation time without dead time", unit="h", scale=1.0 / 3600.0),
    )


def compared_parameters(
    a: tuple[SpectralModel, Array] | None, b: tuple[SpectralModel, Array] | None
) -> tuple[Compared, ...]:
    """Parameters by name, then the fluxes from 1 to 10 TeV, which do not depend on how a formula is written.

    a, b : model with errors, and covariance of its parameters (n_par, n_par).
    """
    found: dict[str, list[tuple[float, float]]] = {}
    units: dict[str, str] = {}
    for position, fitted in enumerate((a, b)):
        for parameter in fitted[0].parameters if fitted else ():
            pair = found.setdefault(parameter.name, [(NAN, 0.0), (NAN, 0.0)])
            pair[position] = parameter.value, parameter.error if parameter.varies else 0.0
            units[parameter.name] = parameter.unit
    rows = [Compared(name.rstrip("_"), units[name], *pair[0], *pair[1]) for name, pair in found.items()]
    fluxes = [_fluxes(fitted) for fitted in (a, b)]
    for i, (name, unit, tip) in enumerate(_FLUXES):
        rows.append(Compared(name, unit, *fluxes[0][i], *fluxes[1][i], tip))
    return tuple(rows)


_FLUXES = (
    ("Flux 1–10 TeV", "cm-2 s-1", "Integral of the fitted dN/dE; its error from the covariance of the parameters"),
    ("Energy flux 1–10 TeV", "TeV cm-2 s-1", "Integral of E dN/dE; its error from the covariance of the parameters"),
)


def _fluxes(fitted: tuple[SpectralModel, Array] | None) -> tuple[tuple[float, float], tuple[float, float]]:
    if fitted is None:
        return (NAN, 0.0), (NAN, 0.0)
    model, covariance = fitted
    return (
        (integral_flux(model, *ABOVE), integral_flux_error(model, covariance, *ABOVE)),
        (energy_flux(model, *ABOVE), energy_flux_error(model, covariance, *ABOVE)),
    )


@dataclass(frozen=True, eq=False)
class FluxRatio:
    """Flux points of B over those of A, band by band; shape (n,).

    e_ref, e_min, e_max : TeV · ratio : B / A · a_error, b_error : relative errors of A and B, 1 σ, to be drawn side by
    side: not to be added, see the module · measured : both are points, not limits.
    """

    e_ref: Array
    e_min: Array
    e_max: Array
    ratio: Array
    a_error: Array
    b_error: Array
    measured: BoolArray


def flux_ratio(a: FluxPoints | None, b: FluxPoints | None) -> FluxRatio | None:
    """Ratio in the bands that both have (edges that agree to 1 %); None where there is none."""
    if a is None or b is None:
        return None
    low = np.abs(a.e_min[:, None] / b.e_min[None, :] - 1.0) < 0.01
    first, second = np.nonzero(low & (np.abs(a.e_max[:, None] / b.e_max[None, :] - 1.0) < 0.01))
    if not len(first):
        return None
    flux_a, flux_b = a.dnde[first], b.dnde[second]
    # Bands that agree have one centre to 1 %; both fluxes are taken there.
    measured = ~a.is_ul[first] & ~b.is_ul[second] & (flux_a > 0) & (flux_b > 0)

    def over(error: Array, flux: Array) -> Array:
        return np.divide(error, flux, out=np.full_like(flux, np.nan), where=flux > 0)

    ratio = np.divide(flux_b, flux_a, out=np.full_like(flux_a, np.nan), where=flux_a > 0)
    return FluxRatio(
        e_ref=a.e_ref[first],
        e_min=a.e_min[first],
        e_max=a.e_max[first],
        ratio=ratio,
        a_error=over(a.dnde_err[first], flux_a),
        b_error=over(b.dnde_err[second], flux_b),
        measured=measured,
    )
