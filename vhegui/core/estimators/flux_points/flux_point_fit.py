"""Fit of a spectral model to flux points: to one's own, or to published ones whose counts nobody has.

What is made small is the sum of the `flux_point_statistic` over the points, and Gaussian priors. Points are taken as
independent, and as dN/dE at one energy: energy dispersion correlates neighbours, and wide bands are not points. A
direct fit of the counts does neither and is better wherever the counts are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.flux_point_statistic import PointStatistic, point_statistic
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.points import SedPoints
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class FluxPointFit:
    """A model fitted to flux points, with the names of a `FitResult`.

    names, covariance : all parameters in order and their covariance (n_par, n_par), zero rows for those not fitted
    total_stat : −2 ln L over n_points points, χ² where they are all measured · n_free : fitted parameters
    success is False, and `message` says why, when the values should not be used as a measurement.
    """

    model: SpectralModel
    success: bool
    message: str
    total_stat: float
    n_points: int
    names: tuple[str, ...]
    covariance: Array
    n_free: int
    n_calls: int


def fit_flux_points(
    points: SedPoints, model: SpectralModel, method: str = "asymmetric", e_min: float = 0.0, e_max: float = np.inf
) -> FluxPointFit:
    """Best fit of the free parameters of `model` to points between e_min and e_max (TeV).

    method : "symmetric" or "asymmetric" errors, "profile" where there are profiles (asymmetric elsewhere)
    limits always count. Raises AnalysisError where there is nothing to fit.
    """
    statistic = point_statistic(points, method, (points.e_ref >= e_min) & (points.e_ref <= e_max))
    free = model.free
    if len(statistic.energy) < max(len(free), 1):
        raise AnalysisError(
            f"{len(statistic.energy)} points cannot determine {len(free)} parameters; freeze some, or take more points"
        )
    problem = _Problem(statistic, model)
    if not free:
        return _result(problem, model, np.zeros((len(model.parameters),) * 2), True, "all frozen", 1)
    return _minimise(problem, model)


@dataclass(frozen=True, eq=False)
class _Problem:
    """−2 ln L and its gradient as functions of the free parameters; a linked one follows the parameter it names."""

    statistic: PointStatistic
    model: SpectralModel

    def full(self, free: Array) -> Array:
        values = np.array(self.model.values)
        values[list(self.model.free)] = free
        names = [parameter.name for parameter in self.model.parameters]
        for i, parameter in enumerate(self.model.parameters):
            if parameter.link in names:
                values[i] = values[names.index(parameter.link)]
        return values

    def _priors(self, values: Array) -> tuple[float, Array]:
        stat, slope = 0.0, np.zeros(len(values))
        for i, parameter in enumerate(self.model.parameters):
            if parameter.varies and parameter.prior is not None and parameter.prior.kind == "gaussian":
                pull = (values[i] - parameter.prior.a) / parameter.prior.b
                stat, slope[i] = stat + pull**2, 2.0 * pull / parameter.prior.b
        return stat, slope

    def stat(self, free: Sequence[float] | Array) -> float:
        values = self.full(np.asarray(free, dtype=np.float64))
        flux = formula_of(self.model).evaluate(self.statistic.energy, *values)
        total = float(self.statistic.terms(flux)[0].sum()) + self._priors(values)[0]
        return total if np.isfinite(total) else 1e30

    def gradient(self, free: Sequence[float] | Array) -> Array:
        formula, values = formula_of(self.model), self.full(np.asarray(free, dtype=np.float64))
        flux = formula.evaluate(self.statistic.energy, *values)
        rows = formula.gradient(self.statistic.energy, *values)
        slope = rows @ self.statistic.terms(flux)[1] + self._priors(values)[1]
        names = [parameter.name for parameter in self.model.parameters]
        for i, parameter in enumerate(self.model.parameters):
            if parameter.link in names:
                slope[names.index(parameter.link)] += slope[i]
        return slope[list(self.model.free)]


@dataclass(frozen=True, eq=False)
class _Scaled:
    """The problem in parameters divided by their start."""

    problem: _Problem
    scale: Array

    def stat(self, x: Array) -> float:
        return self.problem.stat(np.asarray(x) * self.scale)

    def gradient(self, x: Array) -> Array:
        return self.problem.gradient(np.asarray(x) * self.scale) * self.scale


def _starts(problem: _Problem) -> list[Array]:
    """Free values to start from: the model's and the shapes of its formula, each scaled to the points."""
    model, formula = problem.model, formula_of(problem.model)
    found = []
    for shape in ({}, *formula.starts):
        values = np.array(model.values)
        for i in model.free:
            values[i] = shape.get(model.parameters[i].name, values[i])
        scales = [i for i in formula.amplitudes if i in model.free]
        if scales and len(scales) == len(formula.amplitudes):
            free = problem.full(values[list(model.free)])
            flux = formula.evaluate(problem.statistic.energy, *free)
            values[scales] *= _best_scale(problem.statistic, flux)
        limits = [(p.minimum, p.maximum) for p in model.parameters]
        values = np.clip(values, *np.array(limits).T)
        found.append(values[list(model.free)])
    return found


def _best_scale(statistic: PointStatistic, flux: Array) -> float:
    """Factor on `flux` of the least statistic, to a per cent: tried over thirty decades, then refined."""
    if not np.all(np.isfinite(flux)) or not np.any(flux != 0):
        return 1.0
    centre, width = 0.0, 15.0
    for _ in range(6):
        grid = centre + width * np.linspace(-1.0, 1.0, 61)
        with np.errstate(over="ignore", invalid="ignore"):
            stat = np.array([np.sum(statistic.terms(10.0**power * flux)[0]) for power in grid])
        centre, width = float(grid[np.nanargmin(stat)]), width / 15.0
    return float(10.0**centre)


def _minimise(problem: _Problem, model: SpectralModel) -> FluxPointFit:
    from iminuit import Minuit

    best: Any = None
    calls = 0
    for start in _starts(problem):
        scale = np.where(start != 0, np.abs(start), 1.0)
        cost: Any = _Scaled(problem, scale)
        minuit = Minuit(cost.stat, start / scale, grad=cost.gradient)
        minuit.errordef, minuit.tol, minuit.strategy = 1.0, 1e-3, 1
        parameters = [model.parameters[i] for i in model.free]
        minuit.limits = [(p.minimum / s, p.maximum / s) for p, s in zip(parameters, scale, strict=True)]
        minuit.migrad(ncall=2000)
        calls += minuit.nfcn + minuit.ngrad
        if best is None or (minuit.fval or np.inf) < best[0].fval - 1e-6:
            best = (minuit, scale)
    minuit, scale = best
    values = np.array(minuit.values) * scale
    covariance = _covariance(problem, values, scale)
    if covariance is None:
        nothing = np.zeros((len(model.parameters),) * 2)
        message = "the flux points do not constrain all free parameters; freeze some or start from other values"
        return _result(problem, _with_free(problem, values), nothing, False, message, calls)
    full = np.zeros((len(model.parameters),) * 2)
    full[np.ix_(model.free, model.free)] = covariance
    fitted = _with_free(problem, values).with_values(tuple(problem.full(values)), tuple(np.sqrt(np.diag(full))))
    message = "converged" if minuit.valid else "the minimiser did not converge"
    return _result(problem, fitted, full, bool(minuit.valid), message, calls)


def _with_free(problem: _Problem, values: Array) -> SpectralModel:
    return problem.model.with_values(tuple(float(value) for value in problem.full(values)))


def _covariance(problem: _Problem, values: Array, scale: Array) -> Array | None:
    """2 × the inverse of the second derivatives, by central differences of the analytic gradient."""
    rows = []
    for i in range(len(values)):
        step = np.zeros(len(values))
        step[i] = 1e-4 * max(abs(values[i]), 1e-3 * scale[i])
        rows.append((problem.gradient(values + step) - problem.gradient(values - step)) / (2.0 * step[i]))
    hessian = np.array(rows)
    unit = 1.0 / np.sqrt(np.abs(np.diag(hessian)) + 1e-300)  # parameters differ by many powers of ten
    scaled = 0.5 * (hessian + hessian.T) * np.outer(unit, unit)
    if not np.all(np.isfinite(scaled)) or np.min(np.linalg.eigvalsh(scaled)) <= 1e-10:
        return None
    return 2.0 * np.linalg.inv(scaled) * np.outer(unit, unit)


def _result(
    problem: _Problem, model: SpectralModel, covariance: Array, success: bool, message: str, calls: int
) -> FluxPointFit:
    return FluxPointFit(
        model=model,
        success=success,
        message=message,
        total_stat=problem.stat(np.array(model.values)[list(model.free)]),
        n_points=len(problem.statistic.energy),
        names=tuple(parameter.name for parameter in model.parameters),
        covariance=covariance,
        n_free=len(model.free),
        n_calls=calls,
    )
