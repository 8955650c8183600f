"""What can be said of a source that is not detected: how bright it may be at most, with the shape as it was given."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.fitting.conditional import crossing
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.verdict import Outcome

# How a fit may end that has found the minimum, and no source in it.
ENDED = (Outcome.CONVERGED, Outcome.NO_EXCESS, Outcome.LIVE_AT_LIMIT, Outcome.UNCONSTRAINED, Outcome.AT_LIMIT)
# What is no fit of the model that was asked for.
NO_FIT = (Outcome.AS_TYPED, Outcome.ALL_FROZEN, Outcome.WITHOUT_ERRORS)
DETECTED = 25.0  # TS of what is called a detection, 5 σ


@dataclass(frozen=True)
class AmplitudeLimit:
    """The amplitude of the first source, alone: `name`, best `value` and `error`, `upper` limit at `n_sigma`, `unit`.

    ts : by how much the best value, 0 or more, is better than 0.
    """

    name: str
    value: float
    error: float
    upper: float
    unit: str
    n_sigma: float
    ts: float

    def __str__(self) -> str:
        return f"no detection (TS {self.ts:.2g}): {self.name} below {self.upper:.3g} {self.unit} ({self.n_sigma:g} σ)"


def amplitude_limit(data: JointData, model: JointModel, n_sigma: float = 2.0) -> AmplitudeLimit | None:
    """The limit on the amplitude of the first source, everything else as in `model`; None where it has no single one.

    Where the statistic has risen by n_sigma² from its minimum among amplitudes of 0 or more (the bounded likelihood of
    Rolke, López & Conrad 2005, NIM A 551, 493), so that it is never negative.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> dim = replace(demo_spectrum(), counts=np.floor(demo_spectrum().background))
    >>> limit = amplitude_limit(data_of_spectra([dim]), JointModel.of(default_spectrum("power_law")))
    >>> limit is not None and limit.value < limit.upper < 1e-12
    True
    """
    likelihood = Likelihood.of(data, model)
    amplitudes = likelihood.sources[0].amplitudes
    if len(amplitudes) != 1 or amplitudes[0] not in likelihood.free:
        return None
    name = likelihood.model.names[amplitudes[0]]
    usual = likelihood.sources[0].formula.parameters[amplitudes[0] - likelihood.sources[0].slices["spectral"].start]
    start = model[name].value or usual.value
    alone = _alone(model.with_parameter(name, value=start, minimum=-np.inf, maximum=np.inf), name)
    best = live_fit(data, alone).joint[name]
    value, error = max(best.value, 0.0), best.error if best.error > 0 else abs(start)
    of_amplitude = Likelihood.of(data, alone)
    if best.value < 0 and data.in_fields.any():  # pressed against pixels without counts, where errors mean nothing
        error = float(np.sqrt(2.0 / of_amplitude.evaluate(np.array([0.0])).fisher[0, 0]))
    stat = of_amplitude.stat

    def height(distance: float) -> float:
        return float(np.sqrt(max(stat(np.array([value + error * distance])) - lowest, 0.0)))

    with np.errstate(all="ignore"):
        lowest = stat(np.array([value]))
        upper = value + error * crossing(height, n_sigma)
        ts = max(float(stat(np.array([0.0])) - lowest), 0.0)
    if not 0 < upper < np.inf:
        return None
    return AmplitudeLimit(name, value, error, float(upper), model[name].unit, n_sigma, ts)


def limit_of_nothing(
    data: JointData, model: JointModel, fitted: FitResult, n_sigma: float = 2.0, most: float = 4.0
) -> AmplitudeLimit | None:
    """The limit where a fit succeeded and found no source, its TS below `most`, or where it did not succeed, and the
    source is not detected with the shape as it was given. None for any other fit.

    model : as it was before the fit, whose shape is taken; other sources and systematics are as `fitted`.
    """
    if fitted.verdict.outcome in NO_FIT:
        return None
    if fitted.success:  # an error bar may hold 0, and the shape be one that fits what is not there
        seen = amplitude_limit(data, fitted.joint, n_sigma)
        if seen is None or seen.ts >= most:
            return None
    first = replace(fitted.joint.sources[0], spectral=model.first)
    found = amplitude_limit(data, replace(fitted.joint, sources=(first, *fitted.joint.sources[1:])), n_sigma)
    return found if found is not None and found.ts < (most if fitted.success else DETECTED) else None


def has_result(fitted: FitResult, limit: AmplitudeLimit | None, most: float = 4.0) -> bool:
    """Whether a fit succeeded, or ended well and found no source: its TS is below `most`, so that the limit is all."""
    ended = fitted.verdict.outcome in ENDED and limit is not None and limit.ts < most
    return fitted.success or ended


def _alone(model: JointModel, name: str) -> JointModel:
    for other in model.parameters:
        if other.name != name and not other.frozen:
            model = model.with_parameter(other.name, frozen=True)
    return model
