"""The light curve as a table (ECSV) that the field's programs read, and as the "light_curve" part of results.json."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.variability import Constancy, Pair, Variability
from vhegui.core.typing import AnyArray

if TYPE_CHECKING:
    from astropy.table import Table

FLUX, EFLUX = "cm-2 s-1", "TeV cm-2 s-1"
ENDINGS = ("", "_err", "_errp", "_errn", "_ul")


def light_curve_table(curve: LightCurve) -> Table:
    """A row a time bin, a value a band, in gammapy's "lightcurve" layout (SED_TYPE flux, times as MJD in TT).

    Counts have one more axis there, that of the data sets: here one for all runs together. gammapy reads time bins that
    follow each other without overlap only; bins of runs taken at the same time by several instruments are not that.
    """
    from astropy.table import Column, Table

    table = Table()
    for name in ("time_min", "time_max"):
        table[name] = Column(getattr(curve, name), description="MJD, TT")
    for name in ("e_ref", "e_min", "e_max"):
        table[name] = Column(np.tile(getattr(curve, name), (len(curve), 1)), unit="TeV")
    for name, unit in (("flux", FLUX), ("eflux", EFLUX)):
        for ending in ENDINGS:
            table[name + ending] = Column(getattr(curve, name + ending), unit=unit)
    for name in ("ts", "sqrt_ts", "stat", "stat_null", "is_ul", "success"):
        table[name] = getattr(curve, name)
    for name in ("counts", "background", "npred", "npred_excess"):
        table[name] = getattr(curve, name)[:, :, None]
    table["livetime"] = Column(curve.livetime, unit="s", description="of all runs")
    table["runs"] = [" ".join(names) for names in curve.runs]
    table["note"] = ["; ".join(dict.fromkeys(filter(None, notes))) for notes in curve.notes]
    _add_shape(table, curve)
    table.meta.update(_meta(curve))  # pyright: ignore[reportOptionalMemberAccess]
    return table


def _add_shape(table: Table, curve: LightCurve) -> None:
    if curve.shape is None:
        return
    for k, name in enumerate(curve.shape.names):
        table[f"shape_{name}"] = curve.shape.values[:, k]
        table[f"shape_{name}_err"] = curve.shape.errors[:, k]


def _meta(curve: LightCurve) -> dict[str, Any]:
    return {
        "SED_TYPE": "flux",
        "TIMESYS": "tt",
        "TIMEUNIT": "d",
        "MJDREFI": 0,
        "MJDREFF": 0.0,
        "UL_CONF": round(math.erf(curve.sigma_ul / math.sqrt(2.0)), 7),
        "n_sigma": curve.n_sigma,
        "n_sigma_ul": curve.sigma_ul,
        "sqrt_ts_threshold_ul": math.sqrt(curve.ul_ts),
    }


def light_curve_content(curve: LightCurve, bands: Sequence[Variability]) -> dict[str, Any]:
    """Plain values: fluxes of every time bin and band (cm-2 s-1), and the variability of every band."""
    return {
        "time_scale": "tt",
        "bands": [
            {"e_min": float(low), "e_max": float(high), **_variability(each)}
            for low, high, each in zip(curve.e_min, curve.e_max, bands, strict=True)
        ],
        "bins": [_bin(curve, i) for i in range(len(curve))],
    }


def _bin(curve: LightCurve, i: int) -> dict[str, Any]:
    values = ("flux", "flux_err", "flux_errp", "flux_errn", "flux_ul", "ts", "sqrt_ts", "counts", "background")
    return {
        "time_min": float(curve.time_min[i]),
        "time_max": float(curve.time_max[i]),
        "livetime": float(curve.livetime[i]),
        "runs": list(curve.runs[i]),
        **{name: _numbers(getattr(curve, name)[i]) for name in values},
        "is_ul": [bool(each) for each in curve.is_ul[i]],
        "notes": list(curve.notes[i]),
    }


def _numbers(row: AnyArray) -> list[float]:
    return [float(value) for value in row]


def _variability(found: Variability) -> dict[str, Any]:
    return {
        "n": found.n,
        "mean_flux": found.mean,
        "constant_chi2": _constancy(found.constant),
        "constant_likelihood": _constancy(found.likelihood),
        "excess_variance": _pair(found.excess_variance),
        "fvar": _pair(found.fvar),
        "fpp": _pair(found.fpp),
        "doubling_time_s": _pair(found.doubling),
        "halving_time_s": _pair(found.halving),
    }


def _constancy(test: Constancy) -> dict[str, Any]:
    return {
        "flux": test.flux,
        "flux_err": test.flux_err,
        "statistic": test.statistic,
        "ndf": test.ndf,
        "p_value": test.p_value,
    }


def _pair(pair: Pair) -> dict[str, float]:
    return {"value": pair[0], "error": pair[1]}
