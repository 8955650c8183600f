"""What simulated repetitions of a fit say: its goodness, and pulls, bias and coverage of its parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import Array, BoolArray

ONE_SIGMA = 0.6826894921370859
# A bias or a wrong width is worth a word when it is this large and this many of its own errors from what it should be.
NOTABLE_BIAS, NOTABLE_WIDTH, CERTAIN = 0.1, 0.1, 3.0


@dataclass(frozen=True, eq=False)
class ToyResult:
    """Fits of n simulated repetitions, m free parameters.

    names, truth : (m,) · values, errors : (n, m) · stat : (n,), statistic at the best fit · converged : (n,)
    rises : (n, m) or None, ±√ΔW from the best fit to the truth, other parameters re-optimised
    observed_stat, ndf : of the fit to the data · statistic : its name · sparse : fraction of the ON counts of the data
    in bins without OFF counts, where W is biased.
    What is said of parameters is of the toys that converged.
    """

    names: tuple[str, ...]
    truth: Array
    values: Array
    errors: Array
    stat: Array
    converged: BoolArray
    rises: Array | None
    observed_stat: float
    ndf: int
    statistic: str
    sparse: float

    @property
    def n(self) -> int:
        """Number of toys."""
        return len(self.stat)

    @property
    def n_good(self) -> int:
        """Toys whose fit converged."""
        return int(self.converged.sum())

    @property
    def p_value(self) -> float:
        """Goodness of fit: the fraction of toys that fit no better than the data; NaN without toys."""
        good = self.stat[self.converged]
        return float(np.mean(good >= self.observed_stat)) if len(good) else float("nan")

    @property
    def p_value_error(self) -> float:
        """Binomial error of `p_value`; where no toy (or every toy) is as bad, that of one toy."""
        return _binomial_error(self.p_value, self.n_good)

    @property
    def pulls(self) -> Array:
        """(fitted − true) / error, (n_good, m)."""
        return (self.values[self.converged] - self.truth) / self.errors[self.converged]

    @property
    def pull_mean(self) -> Array:
        """Mean of the pulls, (m,): bias in units of the error."""
        return np.asarray(self.pulls.mean(axis=0))

    @property
    def pull_mean_error(self) -> Array:
        """Error of `pull_mean`, (m,)."""
        return self.pull_width / np.sqrt(self.n_good)

    @property
    def pull_width(self) -> Array:
        """Standard deviation of the pulls, (m,): above 1 errors are too small."""
        return np.asarray(self.pulls.std(axis=0, ddof=1))

    @property
    def pull_width_error(self) -> Array:
        """Error of `pull_width`, (m,), as of a normal distribution."""
        return self.pull_width / np.sqrt(2.0 * max(self.n_good - 1, 1))

    @property
    def bias(self) -> Array:
        """Mean of fitted − true, (m,), in the parameters' units; `bias_error`: its error."""
        return np.asarray(self.values[self.converged].mean(axis=0) - self.truth)

    @property
    def bias_error(self) -> Array:
        """Error of `bias`, (m,)."""
        return np.asarray(self.values[self.converged].std(axis=0, ddof=1)) / np.sqrt(self.n_good)

    @property
    def coverage(self) -> Array:
        """Fraction of toys with the truth inside value ± error, (m,): 0.683 for errors that are right."""
        return np.asarray(np.mean(np.abs(self.pulls) <= 1.0, axis=0))

    @property
    def coverage_error(self) -> Array:
        """Binomial error of `coverage`, (m,)."""
        return np.array([_binomial_error(float(c), self.n_good) for c in self.coverage])

    @property
    def profile_coverage(self) -> Array | None:
        """Fraction of toys with the truth inside the asymmetric (MINOS) interval, (m,); None if not asked for."""
        if self.rises is None:
            return None
        return np.asarray(np.mean(np.abs(self.rises[self.converged]) <= 1.0, axis=0))

    def sentences(self) -> tuple[str, ...]:
        """What a reader should know: goodness of fit, fits that failed, biases and wrong errors."""
        if self.n_good < 2:
            return (f"{self.n_good} of {self.n} simulated fits converged: the toys say nothing about the errors.",)
        said = [f"Goodness of fit: p = {self.p_value:.3f} ± {self.p_value_error:.3f} from {self.n_good} toys."]
        if "cash" in self.statistic:
            said = [
                "The Cash statistic does not tell how good a fit is: for cubes look at the residuals, "
                "spectra can be fitted with the C statistic or W."
            ]
        if self.n_good < self.n:
            said.append(f"{self.n - self.n_good} of {self.n} simulated fits did not converge and are left out.")
        said += [sentence for i in range(len(self.names)) for sentence in self._about(i)]
        if len(said) == 1:
            said.append("Values and errors of all parameters come out as they should.")
        elif self.statistic == "wstat" and self.sparse > 0.05:
            said.append(
                f"{100 * self.sparse:.0f} % of the ON counts are in bins without OFF counts, where W is biased: stack "
                "the runs, use wider bins or more OFF regions."
            )
        return tuple(said)

    def _about(self, i: int) -> list[str]:
        mean, width = float(self.pull_mean[i]), float(self.pull_width[i])
        said = []
        if abs(mean) > max(NOTABLE_BIAS, CERTAIN * float(self.pull_mean_error[i])):
            side = "high" if mean > 0 else "low"
            said.append(f"{self.names[i]} comes out {abs(mean):.2f} of its error too {side} on average.")
        if abs(width - 1.0) > max(NOTABLE_WIDTH, CERTAIN * float(self.pull_width_error[i])):
            size = "small" if width > 1 else "large"
            cover = f"{100 * self.coverage[i]:.0f} % of the intervals hold the truth instead of 68 %"
            said.append(f"The error of {self.names[i]} is too {size} (pulls {width:.2f} wide): {cover}.")
        return said


def _binomial_error(fraction: float, n: int) -> float:
    if n == 0 or not np.isfinite(fraction):
        return float("nan")
    inside = min(max(fraction, 1.0 / n), 1.0 - 1.0 / n) if n > 1 else 0.5
    return float(np.sqrt(inside * (1.0 - inside) / n))
