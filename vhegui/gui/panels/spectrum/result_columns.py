"""The counts table and the flux-point table as columns: what they are, how they are computed, how they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from vhegui.core.estimators.counts import CountsRow
from vhegui.core.estimators.flux_points import FluxPoints
from vhegui.core.models.flux import TEV_TO_ERG
from vhegui.gui.widgets.format import integer, number
from vhegui.gui.widgets.table import Column

FLUX, ENERGY_FLUX = "cm-2 s-1 TeV-1", "erg cm-2 s-1"
Write = Callable[[Any], str]


def counts_columns(rows: Sequence[CountsRow], total: CountsRow) -> list[Column]:
    """The runs, then the total."""
    everything = (*rows, total)

    def column(key: str, heading: str, tip: str, write: Write = number, unit: str = "", attribute: str = "") -> Column:
        values = [getattr(row, attribute or key) for row in everything]
        return Column(key, heading, values, unit, write, tip, heading)

    return [
        column("obs_id", "Run", "Run number, or the sum of all runs", str, attribute="name"),
        column("counts", "ON", "Events in the source region, safe energies", integer),
        column("counts_off", "OFF", "Events in all OFF regions, safe energies", integer),
        column("n_off_regions", "Regions", "Number of OFF regions (total: summed over runs)", integer),
        column("alpha", "α", "Exposure of ON relative to OFF: 1 / number of OFF regions; total: Σ α OFF / Σ OFF"),
        column("background", "α × OFF", "Background expected in the source region"),
        column("excess", "Excess", "ON − α × OFF"),
        column("excess_error", "±", "Error of the excess, √(ON + α² OFF)"),
        column("sqrt_ts", "σ", "Significance after Li & Ma (1983), equation 17, with the sign of the excess", _sigma),
        column("livetime", "Live (min)", "Observation time without dead time; s in files", _minutes, "s"),
        column("ontime", "On (min)", "Good time, dead time included; s in files", _minutes, "s"),
        column("energy_min", "E min (TeV)", "Lower end of the safe energies", unit="TeV"),
        column("energy_max", "E max (TeV)", "Upper end of the safe energies", unit="TeV"),
    ]


def point_columns(points: FluxPoints) -> list[Column]:
    """One row a band."""
    e2 = points.e_ref**2 * TEV_TO_ERG

    def column(key: str, heading: str, values: Any, tip: str, unit: str = "", write: Write = number) -> Column:
        return Column(key, heading, values, unit, write, tip, heading)

    return [
        column("e_ref", "E (TeV)", points.e_ref, "Logarithmic centre of the band", "TeV"),
        column("e_min", "E min", points.e_min, "Lower edge of the band, TeV", "TeV"),
        column("e_max", "E max", points.e_max, "Upper edge of the band, TeV", "TeV"),
        column("e2dnde", "E² dN/dE", e2 * points.dnde, "Energy flux at E, erg cm⁻² s⁻¹", ENERGY_FLUX),
        column(
            "e2dnde_errn", "− err", e2 * points.dnde_errn, "1σ downwards: wstat has risen by 1", ENERGY_FLUX, _error
        ),
        column("e2dnde_errp", "+ err", e2 * points.dnde_errp, "1σ upwards: wstat has risen by 1", ENERGY_FLUX, _error),
        column("sqrt_ts", "√TS", points.sqrt_ts, "√TS against no signal, with the sign of the flux", write=_sigma),
        column("is_ul", "Shown as", points.is_ul, "Limit where TS is below the threshold for limits", write=_shown_as),
        column("e2dnde_ul", "Limit", e2 * points.dnde_ul, "Upper limit of E² dN/dE, erg cm⁻² s⁻¹", ENERGY_FLUX),
        column("dnde", "dN/dE", points.dnde, "Differential flux at E, cm⁻² s⁻¹ TeV⁻¹", FLUX),
        column("dnde_err", "±", points.dnde_err, "Symmetric error of dN/dE, cm⁻² s⁻¹ TeV⁻¹", FLUX, _error),
        column("counts", "ON", points.counts.sum(axis=1), "Events in the source region in this band", write=integer),
        column("npred_excess", "Signal", points.npred_excess.sum(axis=1), "Signal counts expected for this flux"),
    ]


def _sigma(value: float) -> str:
    return number(value, 3) if abs(value) < 10 else number(value, 4)


def _minutes(seconds: float) -> str:
    return number(seconds / 60.0, 3)


def _error(value: float) -> str:
    return number(value, 2)


def _shown_as(limit: bool) -> str:
    return "limit" if limit else "point"
