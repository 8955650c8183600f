"""The table: a row for every time bin and energy band. No Qt."""

from __future__ import annotations

from typing import Any

import numpy as np

from vhegui.analysis.written_numbers import number
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.typing import AnyArray
from vhegui.gui.figures.flux_plot import utc_offset
from vhegui.gui.figures.tips import band_text
from vhegui.gui.plotting.axes.date_ticks import calendar
from vhegui.gui.widgets.table import Column

FLUX = "cm-2 s-1"


def light_curve_columns(curve: LightCurve) -> list[Column]:
    """All numbers; times in MJD (TT), the date beside them in UTC."""
    bands, times = curve.n_bands, len(curve)
    offset = utc_offset(curve)

    def by_time(values: AnyArray) -> Any:
        return np.repeat(values, bands)

    def by_band(values: AnyArray) -> Any:
        return np.tile(values, times)

    dates = [f"{calendar(mjd - offset):%Y-%m-%d %H:%M:%S}" for mjd in curve.time_min]
    names = [band_text(low, high) for low, high in zip(curve.e_min, curve.e_max, strict=True)]
    runs = [" ".join(each) for each in curve.runs]
    notes = [curve.notes[i][b] for i in range(times) for b in range(bands)]
    flat = {name: getattr(curve, name).ravel() for name in (
        "flux", "flux_errn", "flux_errp", "flux_ul", "is_ul", "eflux",
        "sqrt_ts", "ts", "counts", "background", "excess",
    )}  # fmt: skip
    return [
        Column("date", "Start (UTC)", list(np.repeat(np.array(dates, dtype=object), bands)), tip="UTC"),
        Column("time_min", "From", by_time(curve.time_min), "MJD", _mjd, "MJD, TT"),
        Column("time_max", "To", by_time(curve.time_max), "MJD", _mjd, "MJD, TT"),
        Column("livetime", "Livetime", by_time(curve.livetime), "s", _seconds, "of all runs, without dead time"),
        Column("band", "Band", [names[b] for _ in range(times) for b in range(bands)]),
        Column("e_min", "E min", by_band(curve.e_min), "TeV"),
        Column("e_max", "E max", by_band(curve.e_max), "TeV"),
        Column("flux", "Flux", flat["flux"], FLUX, tip="integral over the band", heading="Flux (cm⁻² s⁻¹)"),
        Column("flux_errn", "Error −", flat["flux_errn"], FLUX, tip="1σ, from the likelihood", heading="Error −"),
        Column("flux_errp", "Error +", flat["flux_errp"], FLUX, tip="1σ, from the likelihood", heading="Error +"),
        Column("flux_ul", "Limit", flat["flux_ul"], FLUX, tip=f"at {curve.sigma_ul:g} σ", heading="Upper limit"),
        Column(
            "is_ul", "Is limit", flat["is_ul"], write=lambda on: "yes" if on else "", tip="TS is below the value set"
        ),
        Column("eflux", "Energy flux", flat["eflux"], "TeV cm-2 s-1", heading="Energy flux (TeV cm⁻² s⁻¹)"),
        Column("sqrt_ts", "√TS", flat["sqrt_ts"], "", _sigma, "significance, negative for a deficit"),
        Column("ts", "TS", flat["ts"], tip="2 Δln L against no signal"),
        Column("counts", "ON", flat["counts"], "", _count, "counts in the source region"),
        Column("background", "α × OFF", flat["background"], tip="expected background"),
        Column("excess", "Excess", flat["excess"], tip="ON − α × OFF"),
        Column("runs", "Runs", list(np.repeat(np.array(runs, dtype=object), bands))),
        Column("note", "Note", notes),
    ]


def _mjd(value: float) -> str:
    return f"{value:.5f}"


def _seconds(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else number(float(value), 3)


def _sigma(value: float) -> str:
    return number(float(value), 3)


def _count(value: float) -> str:
    return f"{value:.0f}"
