"""What is known of a parameter beforehand, as an addition to the statistic: −2 ln of the prior over its maximum.

Gaussian (mean a, sigma b): ((x − a)/b)². Uniform between a and b: nothing inside, and a and b are limits. Log-uniform,
density ∝ 1/x between a and b: 2 ln(x/a), and a and b are limits. So a prior adds 0 at best, whatever its kind: a fit
with a prior is never "better" than the same fit without, as 2 ln x alone would make an amplitude of 10⁻¹¹ by 50.
(gammapy 2.1 adds 2 ln x + 2 ln ln(b/a), a constant more or less, for the log-uniform one.)
"""

from __future__ import annotations

import math

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter, Prior

KINDS = ("gaussian", "uniform", "log_uniform")


def prior_terms(prior: Prior, value: float) -> tuple[float, float, float]:
    """−2 ln of the prior over its maximum at `value`, its first and its second derivative."""
    if prior.kind == "gaussian":
        pull = (value - prior.a) / prior.b
        return pull * pull, 2.0 * pull / prior.b, 2.0 / prior.b**2
    if prior.kind == "log_uniform":
        if value <= 0:
            return math.inf, 0.0, 0.0
        return 2.0 * math.log(value / prior.a), 2.0 / value, -2.0 / value**2
    return 0.0, 0.0, 0.0


def allowed_range(parameter: Parameter) -> tuple[float, float]:
    """Limits of a parameter, narrowed by its prior."""
    low, high, prior = parameter.minimum, parameter.maximum, parameter.prior
    if prior is None or prior.kind == "gaussian":
        return low, high
    return max(low, prior.a), min(high, prior.b)


def check_prior(parameter: Parameter, name: str) -> None:
    """`ConfigError` for a prior that is no distribution."""
    prior = parameter.prior
    if prior is None:
        return
    if prior.kind not in KINDS:
        raise ConfigError(f"{name}: prior {prior.kind!r} is not known; use one of: {', '.join(KINDS)}")
    if prior.kind == "gaussian":
        if not prior.b > 0:
            raise ConfigError(f"{name}: a Gaussian prior needs a sigma above 0, not {prior.b:g}")
    elif not prior.a < prior.b:
        raise ConfigError(f"{name}: the prior's low end, {prior.a:g}, must be below its high end, {prior.b:g}")
    elif prior.kind == "log_uniform" and not prior.a > 0:
        raise ConfigError(f"{name}: a log-uniform prior must start above 0, not at {prior.a:g}")
