"""The columns of the counts table and of the flux-point table, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from vhegui.core.estimators.counts import CountsRow
from vhegui.core.estimators.flux_points import FluxPoints
from vhegui.core.models.flux import TEV_TO_ERG
from vhegui.gui.widgets.format import integer, number
from vhegui.gui.widgets.result_table import Column

FLUX = "cm-2 s-1 TeV-1"


def _sigma(value: float) -> str:
    return number(value, 3) if abs(value) < 10 else number(value, 4)


def _minutes(seconds: float) -> str:
    return number(seconds / 60.0, 3)


def _yes(flag: bool) -> str:
    return "limit" if flag else ""


COUNTS_COLUMNS = (
    Column("obs_id", "Run", tip="Run number, or the sum of all runs", write=str, text=True),
    Column("counts", "ON", tip="Events in the source region, safe energies", write=integer),
    Column("counts_off", "OFF", tip="Events in all OFF regions, safe energies", write=integer),
    Column("n_off_regions", "Regions", tip="Number of OFF regions (total: summed over runs)", write=integer),
    Column("alpha", "α", tip="Exposure of ON relative to OFF: 1 / number of OFF regions; total: Σ α OFF / Σ OFF"),
    Column("background", "α × OFF", tip="Background expected in the source region"),
    Column("excess", "Excess", tip="ON − α × OFF"),
    Column("excess_error", "± ", tip="Error of the excess, √(ON + α² OFF)"),
    Column("sqrt_ts", "σ", tip="Significance after Li & Ma (1983), equation 17, with the sign of the excess", write=_sigma),
    Column("livetime", "Livetime (min)", "s", "Observation time without dead time", _minutes),
    Column("ontime", "Ontime (min)", "s", "Good time, dead time included", _minutes),
    Column("energy_min", "E min (TeV)", "TeV", "Lower end of the safe energies"),
    Column("energy_max", "E max (TeV)", "TeV", "Upper end of the safe energies"),
)

POINT_COLUMNS = (
    Column("e_ref", "E (TeV)", "TeV", "Logarithmic centre of the band"),
    Column("e_min", "E min", "TeV", "Lower edge of the band, TeV"),
    Column("e_max", "E max", "TeV", "Upper edge of the band, TeV"),
    Column("e2dnde", "E² dN/dE", "erg cm-2 s-1", "Energy flux at E, erg cm⁻² s⁻¹"),
    Column("e2dnde_errn", "−", "erg cm-2 s-1", "1σ error downwards: where wstat has risen by 1", lambda v: number(v, 2)),
    Column("e2dnde_errp", "+", "erg cm-2 s-1", "1σ error upwards: where wstat has risen by 1", lambda v: number(v, 2)),
    Column("sqrt_ts", "√TS", tip="Square root of the test statistic against no signal, with the sign of the flux", write=_sigma),
    Column("is_ul", "Shown as", tip="“limit” where TS is below the threshold for upper limits", write=_yes, text=True),
    Column("e2dnde_ul", "Limit", "erg cm-2 s-1", "Upper limit of E² dN/dE, erg cm⁻² s⁻¹"),
    Column("dnde", "dN/dE", FLUX, "Differential flux at E, cm⁻² s⁻¹ TeV⁻¹"),
    Column("dnde_err", "± ", FLUX, "Symmetric error of dN/dE", lambda v: number(v, 2)),
    Column("counts", "ON", tip="Events in the source region in this band", write=integer),
    Column("npred_excess", "Signal", tip="Signal counts expected for this flux"),
)


def counts_rows(rows: Sequence[CountsRow], total: CountsRow) -> list[tuple[Any, ...]]:
    """The runs, then the total."""
    return [astuple(row) for row in (*rows, total)]


def point_rows(points: FluxPoints) -> list[tuple[Any, ...]]:
    """One row a band."""
    e2 = points.e_ref**2 * TEV_TO_ERG
    columns = (
        points.e_ref, points.e_min, points.e_max,
        e2 * points.dnde, e2 * points.dnde_errn, e2 * points.dnde_errp,
        points.sqrt_ts, points.is_ul, e2 * points.dnde_ul, points.dnde, points.dnde_err,
        points.counts.sum(axis=1), points.npred_excess.sum(axis=1),
    )  # fmt: skip
    return [tuple(_python(value) for value in row) for row in zip(*columns, strict=True)]


def _python(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


