"""The fit whose numbers are published: iminuit's MIGRAD with the analytic gradient, and the covariance at its minimum.

The live fitter finds the minimum first; MIGRAD starts there, confirms it or goes on (James & Roos 1975, Comput. Phys.
Commun. 10, 343). The covariance is 2 × the inverse of the second derivatives of W, as in HESSE, but these are known
analytically here: HESSE's own finite steps, which differ by some 10⁻⁴ of the error, serve where they fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.live import LiveFit, live_fit
from vhegui.core.fitting.objective import JointObjective
from vhegui.core.fitting.result import FitResult, embed, invert, parameters_at_limit
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.typing import Array

# MIGRAD stops where it expects W to fall by no more than 0.002 × this: parameters good to 0.2 % of the error at worst.
TOLERANCE = 1e-3
# From the live fit's minimum MIGRAD needs some 40 evaluations; data that say nothing would keep it busy for seconds.
MAX_CALLS = 400
# An index or curvature with a larger error than this says nothing about the spectrum.
UNCONSTRAINED = 5.0


@dataclass(frozen=True, eq=False)
class Cost:
    """W and its gradient as functions of the free parameters divided by `scale`."""

    objective: JointObjective
    kind: str
    values: Array
    free: tuple[int, ...]
    scale: Array

    def full(self, x: Sequence[float] | Array) -> Array:
        values = self.values.copy()
        values[list(self.free)] = np.asarray(x) * self.scale
        return values

    def stat(self, x: Sequence[float]) -> float:
        predicted = self.objective.jacobian(self.kind, self.full(x), ())[0]
        stat = float(self.objective.counts.at(predicted).stat.sum())
        return stat if np.isfinite(stat) else 1e30

    def gradient(self, x: Sequence[float]) -> Array:
        return self.objective.evaluate(self.kind, self.full(x), self.free).gradient * self.scale


def fit(objective: JointObjective, model: SpectralModel) -> FitResult:
    """Best fit of the free parameters of `model`; see `FitResult` for what can be wrong.

    The best of several starts is taken: the model's values and the shapes of its kind's registry entry. Weak data have
    more than one minimum, and the one that is published must not depend on what was on screen before.
    """
    if not model.free:
        return evaluate(objective, model, "nothing to fit: all parameters are frozen")
    start = _best_of_starts(objective, model)
    if not start.shape_fitted or not np.any(start.covariance):
        return _result(objective, start.model, start.covariance, False, start.message, start.n_calls)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        minuit, cost = minuit_at(objective, start.model, start.covariance)
        minuit.migrad(ncall=MAX_CALLS)
        calls = start.n_calls + minuit.nfcn + minuit.ngrad
        values = cost.full(np.array(minuit.values))
        covariance = _covariance(minuit, cost, values)
    if covariance is None:
        message = "the data do not constrain all free parameters; freeze some or start from other values"
        return _result(objective, model.with_values(tuple(values)), start.covariance, False, message, calls)
    fitted = model.with_values(tuple(values), tuple(np.sqrt(np.diag(covariance))))
    success, message = _verdict(minuit, fitted)
    return _result(objective, fitted, covariance, success, message, calls)


def _best_of_starts(objective: JointObjective, model: SpectralModel) -> LiveFit:
    fits = [live_fit(objective, start, tolerance=1e-11) for start in (model, *_other_starts(model))]
    sound = [found for found in fits if found.shape_fitted and found.converged] or fits[:1]
    best = min(sound, key=lambda found: found.total_stat)
    return best if best.total_stat < fits[0].total_stat - 1e-6 or not fits[0].converged else fits[0]


def _other_starts(model: SpectralModel) -> list[SpectralModel]:
    free = {model.parameters[i].name for i in model.free}
    starts = []
    for shape in KINDS[model.kind].starts:
        start = model
        for name, value in shape.items():
            if name in free:
                limits = model[name]
                start = start.with_parameter(name, value=min(max(value, limits.minimum), limits.maximum))
        starts.append(start)
    return starts


def _covariance(minuit: Any, cost: Cost, values: Array) -> Array | None:
    """Covariance of all parameters, None when W has no proper minimum here."""
    covariance = invert(0.5 * cost.objective.hessian(cost.kind, values, cost.free))
    if covariance is None:
        minuit.hesse()
        if minuit.covariance is None or not np.all(np.isfinite(np.array(minuit.covariance))):
            return None
        covariance = np.array(minuit.covariance) * np.outer(cost.scale, cost.scale)
    return embed(covariance, cost.free, len(values))


def minuit_at(objective: JointObjective, model: SpectralModel, covariance: Array) -> tuple[Any, Cost]:
    """An iminuit.Minuit at the model's values, parameters in units of their errors, with the model's limits."""
    from iminuit import Minuit

    free = model.free
    values, errors = np.array(model.values)[list(free)], np.sqrt(np.diag(covariance))[list(free)]
    scale = np.where(errors > 0, errors, np.maximum(np.abs(values), 1e-15))
    cost = Cost(objective, model.kind, np.array(model.values), free, scale)
    names = [model.parameters[i].name for i in free]
    stat: Any = cost.stat
    gradient: Any = cost.gradient
    minuit = Minuit(stat, values / scale, grad=gradient, name=names)
    minuit.errordef, minuit.strategy, minuit.tol = 1.0, 1, TOLERANCE
    for name, i, unit in zip(names, free, scale, strict=True):
        parameter = model.parameters[i]
        minuit.limits[name] = (parameter.minimum / unit, parameter.maximum / unit)
        minuit.errors[name] = 1.0
    return minuit, cost


def _verdict(minuit: Any, model: SpectralModel) -> tuple[bool, str]:
    at_limit = parameters_at_limit(model)
    if not minuit.valid:
        reason = "too many evaluations" if minuit.fmin.has_reached_call_limit else "no minimum found"
        return False, f"MIGRAD failed: {reason}; try other starting values, limits or fewer free parameters"
    loose = [p.name for p in model.parameters if not p.frozen and p.unit == "" and p.error > UNCONSTRAINED]
    if loose:
        return False, f"the data do not constrain {', '.join(loose)}; freeze it, or choose a simpler model or more data"
    if at_limit:
        names = ", ".join(at_limit)
        return False, f"{names} ended at its limit, errors are not meaningful; widen the limits or freeze it"
    return True, "converged"


def evaluate(objective: JointObjective, model: SpectralModel, message: str) -> FitResult:
    """The statistic of a model as it is, in the form of a fit; `message` says why nothing was fitted."""
    size = len(model.parameters)
    return _result(objective, model, np.zeros((size, size)), True, message, 1)


def _result(
    objective: JointObjective, model: SpectralModel, covariance: Array, success: bool, message: str, calls: int
) -> FitResult:
    stat = objective.counts.at(objective.predicted(model)).stat
    if not np.all(np.isfinite(stat)):
        raise AnalysisError("the model's prediction is not a finite number; check its parameter values")
    return FitResult(
        model=model,
        success=success,
        message=message,
        total_stat=float(stat.sum()),
        n_bins=objective.n_bins,
        names=tuple(parameter.name for parameter in model.parameters),
        covariance=covariance,
        stat_per_dataset=objective.per_run(stat),
        dataset_names=objective.names,
        n_free=len(model.free),
        n_calls=calls,
    )
