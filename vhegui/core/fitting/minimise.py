"""The fit whose numbers are published: iminuit's MIGRAD with the analytic gradient, and the covariance at its minimum.

The live fitter finds the minimum first; MIGRAD starts there, confirms it or goes on (James & Roos 1975, Comput. Phys.
Commun. 10, 343). For cubes Newton's method confirms it, see `newton`, and MIGRAD goes on where that fails. The
covariance is 2 × the inverse of the second derivatives of the statistic, as in HESSE, but from analytic gradients:
HESSE's own finite steps, which differ by some 10⁻⁴ of the error, serve where they fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.background_first import background_first
from vhegui.core.fitting.descent import Minimum, descend
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.judging import judge, no_minimum, singular
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit, no_excess
from vhegui.core.fitting.newton import confirmed
from vhegui.core.fitting.result import FitResult as FitResult
from vhegui.core.fitting.result import invert
from vhegui.core.fitting.starts import Start, all_starts
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array

# MIGRAD stops where it expects W to fall by no more than 0.002 × this: parameters good to 0.2 % of the error at worst.
TOLERANCE = 1e-3
# From the live fit's minimum MIGRAD needs some 40 evaluations; data that say nothing would keep it busy for seconds.
MAX_CALLS = 400
# Starts are followed until no more than ROUGH is to be gained; those that then lie within REACH of the best, and not
# beside a better one, are followed to the end.
ROUGH, REACH, END = 1e-3, 0.5, 1e-11
# With sources on the sky the starts, which differ in the spectra, are told apart in place: a place that is not found
# yet changes how much better one is than another. From there scoring goes until Newton's method can take over.
ROUGH_IN_PLACE, REACH_IN_PLACE, NEAR = 1e-2, 4.0, 1e-5
# One that has not converged counts only if it is lower by this, as in a valley of parameters that do nearly the same.
SLOW = 4.0
# A move of MIGRAD, in errors, that asks for a careful second run.
MOVED = 1e-3


@dataclass(frozen=True, eq=False)
class Cost:
    """The statistic and its gradient as functions of the free parameters divided by `scale`."""

    likelihood: Likelihood
    scale: Array

    def x(self, scaled: Sequence[float] | Array) -> Array:
        """The free parameters."""
        return np.asarray(scaled) * self.scale

    def stat(self, scaled: Sequence[float]) -> float:
        """The statistic with priors."""
        stat = self.likelihood.stat(self.x(scaled))
        return stat if np.isfinite(stat) else 1e30

    def gradient(self, scaled: Sequence[float]) -> Array:
        """Its derivatives by the scaled parameters."""
        return self.likelihood.evaluate(self.x(scaled)).gradient * self.scale


def fit(data: JointData, model: SpectralModel | JointModel) -> FitResult:
    """Best fit of the free parameters of `model`; see `FitResult` for what can be wrong.

    The best of several starts is taken: the model's values and the shapes its formulas know. Weak data have more than
    one minimum, and the one that is published must not depend on what was on screen before.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> result = fit(data_of_spectra([demo_spectrum()]), default_spectrum("power_law"))
    >>> result.message, round(result.model["index"].value, 2)
    ('converged', 2.51)
    """
    likelihood = Likelihood.of(data, model)
    if not likelihood.free:
        return evaluate(data, model, Verdict(Outcome.ALL_FROZEN))
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        first = background_first(likelihood)
        best, calls = _best_of_starts(first.beside(likelihood) if first else likelihood)
        if best is None and first:
            live = no_excess(first.alone, first.minimum)
            return _result(data, live.joint, live.joint_covariance, False, live.verdict, calls + live.n_calls)
        if best is None:
            live = live_fit(data, model)
            return _result(data, live.joint, live.joint_covariance, False, live.verdict, live.n_calls)
        if data.in_fields.any():
            if found := confirmed(likelihood, best):
                covariance = None if found.flaw else found.covariance
                return _judged(likelihood, found.x, covariance, found.flaw, calls + found.calls)
            if flaw := singular(likelihood, best.at.fisher):  # MIGRAD would go about for minutes to find the same
                return _judged(likelihood, best.x, None, flaw, calls)
        return _by_migrad(likelihood, best, calls)


def _by_migrad(likelihood: Likelihood, best: Minimum, calls: int) -> FitResult:
    expected = invert(0.5 * best.at.fisher)
    minuit, cost = minuit_at(likelihood, best.x, np.zeros_like(best.at.fisher) if expected is None else expected)
    _migrad(minuit)
    x = cost.x(np.array(minuit.values))
    flaw = singular(likelihood, likelihood.evaluate(x).fisher)
    of_free = None
    if not flaw:
        of_free, flaw = invert(0.5 * likelihood.hessian(x)), no_minimum(minuit)
        of_free = _by_hesse(minuit, cost) if of_free is None else of_free
    return _judged(likelihood, x, of_free, flaw, calls + minuit.nfcn + minuit.ngrad)


def _judged(likelihood: Likelihood, x: Array, of_free: Array | None, flaw: Verdict | None, calls: int) -> FitResult:
    """The result at x with the covariance of the free parameters, None where there is none; flaw : what is wrong."""
    values, data = likelihood.full(x), likelihood.data
    if of_free is None:
        none, unknown = np.zeros((len(values), len(values))), (0.0,) * len(values)  # not those of an earlier fit
        fitted = likelihood.model.with_values(tuple(values), unknown)
        return _result(data, fitted, none, False, flaw or Verdict(Outcome.NOT_POSITIVE_DEFINITE), calls)
    covariance = likelihood.spread(of_free)
    fitted = likelihood.model.with_values(tuple(values), tuple(np.sqrt(np.diag(covariance))))
    judged = flaw or judge(likelihood, x, of_free)
    return _result(data, fitted, covariance, judged.measured, judged, calls)


def _best_of_starts(likelihood: Likelihood) -> tuple[Minimum | None, int]:
    """The lowest minimum that any start leads to, and the evaluations made; None where none has an excess, or ends. Of
    cubes the lowest place will do, where none ends: who follows tells why, and it is no lack of an excess.
    """
    exploring = likelihood.in_place
    enough, reach = (ROUGH, REACH) if exploring is likelihood else (ROUGH_IN_PLACE, REACH_IN_PLACE)
    rough = [_follow(exploring, start, enough) for start in all_starts(exploring) if start.excess]
    calls = sum(minimum.calls for minimum in rough)
    if not rough or not (likelihood.data.in_fields.any() or any(minimum.converged for minimum in rough)):
        return None, calls
    highest = min(_height(minimum) for minimum in rough) + reach
    ends = []
    for candidate in _apart([minimum for minimum in rough if _height(minimum) < highest]):
        x, at = candidate.x, candidate.at
        if exploring is not likelihood:
            x = exploring.full(x)[list(likelihood.free)]
            at = likelihood.evaluate(x)
        ends.append(descend(likelihood, x, at, tolerance=NEAR if likelihood.data.in_fields.any() else END))
        calls += ends[-1].calls
    return min(ends, key=_height), calls


def _height(minimum: Minimum) -> float:
    """The statistic by which minima are compared."""
    return minimum.at.stat + (0.0 if minimum.converged else SLOW)


def _follow(likelihood: Likelihood, start: Start, tolerance: float) -> Minimum:
    return descend(likelihood, start.x, likelihood.evaluate(start.x), tolerance=tolerance)


def _apart(minima: list[Minimum]) -> list[Minimum]:
    """One of each place where starts have ended: those within a fifth of an error of a lower one are the same."""
    kept: list[Minimum] = []
    for minimum in sorted(minima, key=lambda minimum: minimum.at.stat):
        distances = (minimum.x - other.x for other in kept)
        if all(0.5 * d @ minimum.at.fisher @ d > 0.04 for d in distances):
            kept.append(minimum)
    return kept


def _migrad(minuit: Any) -> None:
    """MIGRAD, quick where it confirms the start (its covariance is not used), carefully where it moves away from it."""
    start = np.array(minuit.values)
    minuit.strategy = 0
    minuit.migrad(ncall=MAX_CALLS)
    if not minuit.valid or np.max(np.abs(np.array(minuit.values) - start)) > MOVED:
        minuit.strategy = 1
        minuit.migrad(ncall=MAX_CALLS)


def _by_hesse(minuit: Any, cost: Cost) -> Array | None:
    """iminuit's own covariance, None when there is no proper minimum."""
    minuit.hesse()
    if minuit.covariance is None or not np.all(np.isfinite(np.array(minuit.covariance))):
        return None
    return np.array(minuit.covariance) * np.outer(cost.scale, cost.scale)


def minuit_at(likelihood: Likelihood, x: Array, covariance: Array) -> tuple[Any, Cost]:
    """An iminuit.Minuit at the free parameters `x`, in units of their errors by `covariance`, with their limits."""
    from iminuit import Minuit

    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.where(errors > 0, errors, np.maximum(np.abs(x), 1e-15))
    cost = Cost(likelihood, scale)
    names = [likelihood.model.names[i] for i in likelihood.free]
    stat: Any = cost.stat
    gradient: Any = cost.gradient
    minuit = Minuit(stat, x / scale, grad=gradient, name=names)
    minuit.errordef, minuit.strategy, minuit.tol = 1.0, 1, TOLERANCE
    limits = zip(names, likelihood.low / scale, likelihood.high / scale, strict=True)
    for name, low, high in limits:
        minuit.limits[name] = (low, high)
        minuit.errors[name] = 1.0
    return minuit, cost


def evaluate(data: JointData, model: SpectralModel | JointModel, why: Verdict) -> FitResult:
    """The statistic of a model as it is, in the form of a fit; `why` nothing was fitted."""
    joint = JointModel.of(model)
    size = len(joint.parameters)
    return _result(data, joint, np.zeros((size, size)), True, why, 1)


def _result(
    data: JointData, joint: JointModel, covariance: Array, success: bool, judged: Verdict, calls: int
) -> FitResult:
    likelihood = Likelihood.of(data, joint, free=())  # no derivative is asked
    values = likelihood.values
    stat = likelihood.counts(values).stat_at(likelihood.predicted(values))
    if not np.all(np.isfinite(stat)):
        raise AnalysisError("the model's prediction is not a finite number; check its parameter values")
    prior = likelihood.prior_stat(values)
    return FitResult(
        joint=joint,
        total_stat=float(stat.sum()) + prior,
        joint_covariance=covariance,
        prior_stat=prior,
        success=success,
        verdict=judged,
        n_bins=int(data.n_fitted.sum()),
        stat_per_dataset=data.per_run(stat),
        dataset_names=data.names,
        n_free=len(joint.free),
        n_calls=calls,
        data_key=data.key,
    )
