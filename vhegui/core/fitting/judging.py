"""What to think of a fit: whether the data say what was asked of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.result import correlation
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.typing import Array

# An index or curvature with an error of this many times its usual size (at least 1) says nothing about the spectrum.
UNCONSTRAINED = 5.0
# Two parameters with a larger correlation are one measurement.
DEGENERATE = 0.98
# MIGRAD comes close to a limit, by this part of an error, but does not touch it.
NEAR = 1e-3
# Smallest eigenvalue of a Hessian of unit diagonal that is not yet rounding.
SINGULAR = 1e-7


def at_limit(likelihood: Likelihood, x: Array, slack: Array | float = 0.0) -> list[str]:
    """Names of free parameters that sit on one of their limits, or within `slack` (n_free,) of it."""
    hit = (x <= likelihood.low + slack) | (x >= likelihood.high - slack)
    return [likelihood.model.names[i] for i, at in zip(likelihood.free, hit, strict=True) if at]


def no_minimum(minuit: Any) -> Verdict | None:
    """Why MIGRAD has not found a minimum; None where it has."""
    if minuit.valid:
        return None
    return Verdict(Outcome.CALL_LIMIT if minuit.fmin.has_reached_call_limit else Outcome.NO_MINIMUM)


def judge(likelihood: Likelihood, x: Array, of_free: Array) -> Verdict:
    """Whether a minimum is a measurement, and why not; `of_free`: covariance of the free parameters."""
    if loose := _unconstrained(likelihood, of_free):
        return Verdict(Outcome.UNCONSTRAINED, tuple(loose))
    if limited := at_limit(likelihood, x, NEAR * np.sqrt(np.diag(of_free))):
        return Verdict(Outcome.AT_LIMIT, tuple(limited))
    return degenerate_pair(likelihood, of_free) or Verdict(Outcome.CONVERGED)


def _unconstrained(likelihood: Likelihood, of_free: Array) -> list[str]:
    """Parameters without unit, indices and the like, with an error far above the size their formula expects."""
    errors = dict(zip(likelihood.free, np.sqrt(np.diag(of_free)).tolist(), strict=True))
    found = []
    for source in likelihood.sources:
        for i, default in enumerate(source.formula.parameters, source.slices["spectral"].start):
            shapes = i in errors and i not in source.amplitudes and default.unit == ""
            if shapes and errors[i] > UNCONSTRAINED * max(1.0, abs(default.value)):
                found.append(likelihood.model.names[i])
    return found


def degenerate_pair(likelihood: Likelihood, of_free: Array) -> Verdict | None:
    """That the two parameters with the largest correlation are one measurement; None when they can be told apart."""
    size = correlation(of_free)
    pairs = np.triu(np.abs(size), 1)
    if not pairs.size or pairs.max() <= DEGENERATE:
        return None
    i, k = np.unravel_index(int(np.argmax(pairs)), pairs.shape)
    names = tuple(likelihood.model.names[likelihood.free[n]] for n in (i, k))
    return Verdict(Outcome.DEGENERATE, names, float(size[i, k]))


def singular(likelihood: Likelihood, fisher: Array) -> Verdict | None:
    """What the data say nothing about, or only in combination, by the expected Hessian; None if there is nothing."""
    names = [likelihood.model.names[i] for i in likelihood.free]
    diagonal = np.diag(fisher)
    blind = tuple(name for name, value in zip(names, diagonal, strict=True) if not value > 0)
    if blind:
        return Verdict(Outcome.BLIND, blind)
    scale = 1.0 / np.sqrt(diagonal)
    values, vectors = np.linalg.eigh(fisher * np.outer(scale, scale))
    if values[0] > SINGULAR:
        return None
    involved = tuple(name for name, part in zip(names, vectors[:, 0], strict=True) if abs(part) > 0.3)
    return Verdict(Outcome.ONLY_TOGETHER, involved)
