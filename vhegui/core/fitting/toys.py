"""Simulated repetitions of a fit: how good it is, and whether its errors are what they say.

Each toy draws ON and OFF counts from what the fitted model and its best background expect in every bin, and is fitted
like the data, starting at the truth. In a bin without OFF counts the best background is often zero, so that toys see a
little less of the bias of W in sparse bins than a repetition of the observation would.

A parameter with a Gaussian prior was measured beforehand: that measurement, the mean of the prior, is repeated as well.
"""

from __future__ import annotations

from time import monotonic
from typing import TypeVar

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.conditional import Valley
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import LiveFit, live_fit
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.progress import Progress
from vhegui.core.statistics.sparse import sparse_fraction
from vhegui.core.typing import Array

AnyModel = TypeVar("AnyModel", SpectralModel, JointModel)

# Parameters of a toy are good to √TOLERANCE of their errors.
TOLERANCE = 1e-6
# Progress is reported no more often than this (s).
INTERVAL = 0.05


def mean_counts(data: JointData, model: SpectralModel | JointModel) -> tuple[Array, Array]:
    """Expected ON and OFF counts (n_bins,) for a model, at the background that suits the data best."""
    likelihood = Likelihood.of(data, model)
    terms = likelihood.counts(likelihood.values).at(likelihood.predicted(likelihood.values))
    if not np.all(np.isfinite(terms.mu_on)):
        raise AnalysisError("the model predicts no finite counts; nothing can be simulated from it")
    return np.maximum(terms.mu_on, 0.0), np.maximum(terms.mu_bkg, 0.0)


def simulate_priors(model: AnyModel, rng: np.random.Generator) -> AnyModel:
    """The model with every Gaussian prior's mean drawn anew about the parameter's value."""
    for parameter in model.parameters:
        prior = parameter.prior
        if prior is not None and prior.kind == "gaussian" and parameter.varies:
            mean = float(rng.normal(parameter.value, prior.b))
            model = model.with_parameter(parameter.name, prior=Prior("gaussian", mean, prior.b))
    return model


def toys(
    data: JointData,
    result: FitResult,
    n: int,
    rng: np.random.Generator,
    progress: Progress | None = None,
    profiles: bool = False,
) -> ToyResult:
    """Simulate and refit `n` repetitions of a fit.

    profiles : also find, for every parameter, how far the statistic rises from the minimum to the truth with the others
    re-optimised: coverage of MINOS intervals, for some two and a half times the time.
    `progress(fraction, phrase)` is called at most twenty times a second; what it raises stops the simulation.
    `AnalysisError` for a fit without success or without free parameters.
    """
    truth = result.joint
    free = truth.free
    if not result.success or not free:
        raise AnalysisError(f"only a good fit can be repeated ({result.message}); fit first, with a free parameter")
    mean_on, mean_off = mean_counts(data, truth)
    values, errors, rises = (np.full((n, len(free)), np.nan) for _ in range(3))
    stat, converged, last = np.full(n, np.nan), np.zeros(n, dtype=bool), -np.inf
    for k in range(n):
        if progress is not None and monotonic() - last >= INTERVAL:
            last = monotonic()
            progress(k / n, f"Toy {k} of {n}")
        model = simulate_priors(truth, rng)
        toy = data.with_counts(rng.poisson(mean_on).astype(float), rng.poisson(mean_off).astype(float))
        found = live_fit(toy, model, tolerance=TOLERANCE)
        converged[k] = found.converged and found.shape_fitted
        stat[k] = found.total_stat
        values[k] = [found.joint.values[i] for i in free]
        errors[k] = np.sqrt(np.diag(found.joint_covariance))[list(free)]
        if profiles and converged[k]:
            rises[k] = rise_to(toy, found, truth)
    if progress is not None:
        progress(1.0, f"Toy {n} of {n}")
    counts = data.counts
    return ToyResult(
        names=tuple(truth.names[i] for i in free),
        truth=np.array([truth.values[i] for i in free]),
        values=values,
        errors=errors,
        stat=stat,
        converged=converged,
        rises=rises if profiles else None,
        observed_stat=result.total_stat,
        ndf=result.ndf,
        statistic=data.statistic,
        sparse=sparse_fraction(counts.n_on, counts.n_off),
    )


def rise_to(data: JointData, found: LiveFit | FitResult, truth: JointModel) -> Array:
    """How far the statistic rises from the minimum to the true value of each free parameter, the others re-optimised.

    (n_free,), with the sign of fitted − true on the root of it: ±√ΔW, a pull that needs no error.
    """
    rises = []
    for i in truth.free:
        name, true = truth.names[i], truth.values[i]
        if not found.joint_covariance[i, i] > 0:
            rises.append(np.nan)
            continue
        stat, _ = Valley.of(data, found, [name]).at(np.array([true]))
        rises.append(np.sign(found.joint.values[i] - true) * np.sqrt(max(stat - found.total_stat, 0.0)))
    return np.array(rises)
