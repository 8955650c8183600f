"""The fit for every frame: Fisher scoring with Levenberg–Marquardt damping and limits, from where the last one ended.

The expected Hessian is positive definite wherever the model says anything, so the steps go down from any start. Far
from the data the amplitude is matched first, see `vhegui.core.fitting.starts`. numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from vhegui.core.fitting.descent import Minimum, descend, expected_step
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.judging import at_limit
from vhegui.core.fitting.likelihood import Evaluation, Likelihood
from vhegui.core.fitting.result import Fitted, invert
from vhegui.core.fitting.starts import best_start, free_amplitudes
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array

AnyModel = TypeVar("AnyModel", SpectralModel, JointModel)


@dataclass(frozen=True, eq=False)
class LiveFit(Fitted):
    """A fit for the moment, and whether it converged.

    shape_fitted is False where there is no excess: only the amplitude was fitted then, for the shape as it stood.
    """

    converged: bool
    verdict: Verdict
    n_calls: int
    shape_fitted: bool = True

    @property
    def message(self) -> str:
        """The verdict in a sentence."""
        return str(self.verdict)


def warm_start(model: AnyModel, previous: LiveFit) -> AnyModel:
    """`model` at the values of an earlier fit of the same formulas: where to start when the data have changed a little.

    Where that fit did not find a shape, or another parameter was frozen, `model` stays as it is.
    """
    known = previous.joint if isinstance(model, JointModel) else previous.model
    usable = _formulas(known) == _formulas(model) and previous.converged and previous.shape_fitted
    pairs = list(zip(model.parameters, known.parameters, strict=True)) if usable else []
    if not pairs or any(new.frozen and new.value != old.value for new, old in pairs):
        return model
    values = (new.value if new.frozen else min(max(old.value, new.minimum), new.maximum) for new, old in pairs)
    return model.with_values(tuple(values))


def _formulas(model: SpectralModel | JointModel) -> tuple[object, ...]:
    joint = JointModel.of(model)
    return (joint.names, *(source.formulas for source in joint.sources))


def live_fit(
    data: JointData,
    model: SpectralModel | JointModel,
    max_iterations: int = 60,
    tolerance: float = 1e-7,
    errors: bool = True,
) -> LiveFit:
    """Fit the free parameters of `model`, starting at its values.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> found = live_fit(data_of_spectra([demo_spectrum()]), default_spectrum("power_law"))
    >>> found.converged, round(found.model["index"].value, 2)
    (True, 2.51)

    Stops when the expected further decrease of the statistic is below `tolerance` (parameters then good to √tolerance
    of their errors). Errors from the exact Hessian; from the expected one where that is not positive definite, and with
    systematics, where the exact one takes 6 ms (measured on five instruments with energy scales: errors differ by up to
    3 %, and the final fit follows at once). None on request.
    """
    likelihood = Likelihood.of(data, model)
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        x = likelihood.clipped(likelihood.start)
        start = likelihood.evaluate(x)
        if not _is_close(likelihood, x, start):
            found = best_start(likelihood)
            if not found.excess and len(likelihood.free) > 1:
                return _amplitude_only(likelihood, found.x)
            x, start = found.x, likelihood.evaluate(found.x)
        minimum = descend(likelihood, x, start, max_iterations, tolerance)
        return finished(likelihood, minimum) if errors else _without_errors(likelihood, minimum)


def as_typed(data: JointData, model: SpectralModel | JointModel) -> LiveFit:
    """The statistic of a model as it stands, in the form of a fit."""
    likelihood = Likelihood.of(data, model)
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        minimum = Minimum(likelihood.start, likelihood.evaluate(likelihood.start), 1, True)
        return replace(_without_errors(likelihood, minimum), verdict=Verdict(Outcome.AS_TYPED))


def _is_close(likelihood: Likelihood, x: Array, start: Evaluation) -> bool:
    """Whether the start is within some five errors of the minimum, as from one frame of a drag to the next."""
    index = likelihood.sole_amplitude
    if not np.isfinite(start.stat) or (index is not None and x[index] <= 0):
        return False
    step, decrease = expected_step(likelihood, x, start, 0.0)
    return decrease < 25.0 and (index is None or abs(step[index]) < 0.5 * x[index])


def finished(likelihood: Likelihood, minimum: Minimum) -> LiveFit:
    """A minimum with errors and a verdict."""
    n = len(likelihood.index_free)
    covariance = _covariance(likelihood, minimum) if likelihood.free else None
    full = np.zeros((n, n)) if covariance is None else likelihood.spread(covariance)
    values = likelihood.full(minimum.x)
    converged = minimum.converged
    limited = tuple(at_limit(likelihood, minimum.x))
    if converged:
        judged = Verdict(Outcome.LIVE_AT_LIMIT if limited else Outcome.CONVERGED, limited)
    else:
        outcome = Outcome.NOT_CONVERGED_AT_LIMIT if limited else Outcome.NOT_CONVERGED
        judged = Verdict(outcome, limited, minimum.calls)
    if likelihood.free and covariance is None:
        converged, judged = False, Verdict(Outcome.NOT_POSITIVE_DEFINITE)
    joint = likelihood.model.with_values(tuple(values), tuple(np.sqrt(np.diag(full))))
    return LiveFit(joint, minimum.at.stat, full, likelihood.prior_stat(values), converged, judged, minimum.calls)


def _covariance(likelihood: Likelihood, minimum: Minimum) -> Array | None:
    """Of the free parameters, from the exact Hessian where that is quick, else from the expected one."""
    exact = invert(0.5 * likelihood.hessian(minimum.x)) if likelihood.is_plain else None
    if exact is None and (minimum.converged or not likelihood.is_plain):
        return invert(0.5 * minimum.at.fisher)
    return exact


def _without_errors(likelihood: Likelihood, minimum: Minimum) -> LiveFit:
    values = likelihood.full(minimum.x)
    return LiveFit(
        likelihood.model.with_values(tuple(values)),
        minimum.at.stat,
        np.zeros((len(values), len(values))),
        likelihood.prior_stat(values),
        minimum.converged,
        Verdict(Outcome.WITHOUT_ERRORS),
        minimum.calls,
    )


def _amplitude_only(likelihood: Likelihood, x: Array) -> LiveFit:
    """Without an excess: the amplitudes (zero, negative, or at their limit) for the shape as it stands."""
    indices = free_amplitudes(likelihood)
    alone = likelihood.with_free([likelihood.free[k] for k in indices], likelihood.full(x))
    return no_excess(alone, Minimum(x[indices], alone.evaluate(x[indices]), 1, False))


def no_excess(alone: Likelihood, at: Minimum) -> LiveFit:
    """What is known without an excess: the amplitudes, and the backgrounds of cubes, for shapes as they stand."""
    return replace(finished(alone, at), verdict=Verdict(Outcome.NO_EXCESS), shape_fitted=False)
