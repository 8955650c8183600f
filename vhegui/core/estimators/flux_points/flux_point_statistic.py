"""How well a spectrum fits flux points: −2 ln L of each point as a function of the model's flux there.

Up to a constant, with m the model's dN/dE at e_ref:
  a measured point   ((f − m)/σ)², σ the error on the side of the model (errp for m > f, errn below), or their mean
  a limit            −2 ln Φ((U − m)/σ), σ = U/n: the probability that a flux m is not measured above the limit U of n σ
                     (Sawicki 2012, PASP 124, 1208, section 3); n from UL_CONF, else 2
  a profile          the point's own −2 ln L, interpolated; outside its range continued as the parabola of its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.sed.flux_points import sigma_of_confidence
from vhegui.core.sed.points import SedPoints
from vhegui.core.typing import Array, BoolArray, IntArray

METHODS = ("symmetric", "asymmetric", "profile")
USUAL_SIGMA_UL = 2.0
Stat = Callable[[Array], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class PointStatistic:
    """−2 ln L of each point and its slope, as functions of the model: (n,) cm⁻² s⁻¹ TeV⁻¹ → (n,), (n,)."""

    energy: Array
    terms: Stat


def point_statistic(points: SedPoints, method: str = "asymmetric", chosen: BoolArray | None = None) -> PointStatistic:
    """The statistic of those points that say anything: with a value and errors, a limit, or a profile."""
    if method not in METHODS:
        raise AnalysisError(f"flux points cannot be fitted by {method!r}; use one of: {', '.join(METHODS)}")
    chosen = np.ones(len(points), dtype=bool) if chosen is None else chosen
    profiled = np.full(len(points), method == "profile" and points.has_scan)
    if profiled.any():
        profiled &= np.all(np.isfinite(points.stat_scan) & np.isfinite(points.dnde_scan), axis=1)
    limit = points.is_ul & np.isfinite(points.dnde_ul) & (points.dnde_ul > 0) & ~profiled
    error = 0.5 * (points.dnde_errn + points.dnde_errp)
    valued = np.isfinite(points.dnde) & (error > 0) & ~points.is_ul & ~profiled
    used: IntArray = np.flatnonzero((profiled | limit | valued) & chosen)
    if len(used) == 0:
        raise AnalysisError("no flux point has a value with an error, or a limit, in this energy range")
    parts: list[tuple[BoolArray, Stat]] = []
    if valued[used].any():
        parts.append((valued[used], _measured(points, used[valued[used]], method)))
    if limit[used].any():
        parts.append((limit[used], _limited(points, used[limit[used]])))
    if profiled[used].any():
        parts.append((profiled[used], _profiled(points, used[profiled[used]])))
    return PointStatistic(points.e_ref[used], lambda flux: _join(parts, flux))


def _join(parts: Sequence[tuple[BoolArray, Stat]], flux: Array) -> tuple[Array, Array]:
    stat, slope = np.empty_like(flux), np.empty_like(flux)
    for mask, terms in parts:
        stat[mask], slope[mask] = terms(flux[mask])
    return stat, slope


def _measured(points: SedPoints, index: IntArray, method: str) -> Stat:
    value, low, high = points.dnde[index], points.dnde_errn[index], points.dnde_errp[index]
    if method == "symmetric":
        low = high = 0.5 * (low + high)
    low, high = np.where(low > 0, low, high), np.where(high > 0, high, low)

    def terms(flux: Array) -> tuple[Array, Array]:
        error = np.where(flux > value, high, low)
        pull = (flux - value) / error
        return pull**2, 2.0 * pull / error

    return terms


def _limited(points: SedPoints, index: IntArray) -> Stat:
    from scipy.special import erfcx, log_ndtr

    known = np.isfinite(points.ul_confidence)
    n_sigma = sigma_of_confidence(points.ul_confidence) if known else USUAL_SIGMA_UL
    limit = points.dnde_ul[index]

    def terms(flux: Array) -> tuple[Array, Array]:
        x = n_sigma * (limit - flux) / limit
        with np.errstate(over="ignore"):
            ratio = np.sqrt(2.0 / np.pi) / erfcx(-x / np.sqrt(2.0))  # of the density to Φ, without loss of digits
        return -2.0 * log_ndtr(x), 2.0 * ratio * n_sigma / limit

    return terms


def _profiled(points: SedPoints, index: IntArray) -> Stat:
    """Cubic splines through the profiles, evaluated together: nodes (n, n_scan), coefficients (4, n, n_scan − 1)."""
    from scipy.interpolate import CubicSpline

    order = np.argsort(points.dnde_scan[index], axis=1)
    nodes = np.take_along_axis(points.dnde_scan[index], order, axis=1)
    stat = np.take_along_axis(points.stat_scan[index], order, axis=1)
    stat = stat - np.min(stat, axis=1, keepdims=True)
    coefficients = np.stack([CubicSpline(x, y).c for x, y in zip(nodes, stat, strict=True)], axis=1)
    rows = np.arange(len(index))

    def terms(flux: Array) -> tuple[Array, Array]:
        end = np.clip(flux, nodes[:, 0], nodes[:, -1])
        piece = np.clip(np.sum(nodes <= end[:, None], axis=1) - 1, 0, nodes.shape[1] - 2)
        a, b, c, d = coefficients[:, rows, piece]
        x = end - nodes[rows, piece]
        value, slope = d + x * (c + x * (b + x * a)), c + x * (2.0 * b + 3.0 * x * a)
        curvature, step = np.maximum(2.0 * b + 6.0 * x * a, 0.0), flux - end
        return value + step * (slope + 0.5 * curvature * step), slope + curvature * step

    return terms
