"""What happened in a fit, as facts; `str` of a verdict is one sentence, which tables, files and the log quote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """What can happen in a fit, each with its sentence, of the parameters' `names` or `both` of them and a `number`."""

    CONVERGED = "converged"
    DEGENERATE = (
        "converged; {both} can hardly be told apart (correlation {number:.3f}); "
        "freeze one of them, or give it a prior or a narrower one"
    )
    LIVE_AT_LIMIT = "converged; at its limit: {names}"
    NOT_CONVERGED = "not converged after {number:.0f} evaluations"
    NOT_CONVERGED_AT_LIMIT = "not converged after {number:.0f} evaluations; at its limit: {names}"
    CALL_LIMIT = "MIGRAD failed: too many evaluations; try other starting values, limits or fewer free parameters"
    NO_MINIMUM = "MIGRAD failed: no minimum found; try other starting values, limits or fewer free parameters"
    UNCONSTRAINED = "the data do not constrain {names}; freeze it, or choose a simpler model or more data"
    AT_LIMIT = "{names} ended at its limit, errors are not meaningful; widen the limits or freeze it"
    BLIND = "the data say nothing about {names}; freeze it or give it a prior"
    ONLY_TOGETHER = "the data fix {both} only in combination; freeze one of them or give it a prior"
    NOT_POSITIVE_DEFINITE = "the data do not constrain the free parameters; freeze some or add data"
    NO_EXCESS = (
        "no excess over the background: the spectral shape is not constrained and was kept, "
        "only the amplitude was fitted"
    )
    AS_TYPED = "parameters as typed"
    ALL_FROZEN = "nothing to fit: all parameters are frozen"
    WITHOUT_ERRORS = "without errors"


@dataclass(frozen=True)
class Verdict:
    """What happened, to which parameters. number : the correlation of two, or evaluations made.

    >>> str(Verdict(Outcome.AT_LIMIT, ("index",)))
    'index ended at its limit, errors are not meaningful; widen the limits or freeze it'
    """

    outcome: Outcome
    parameters: tuple[str, ...] = ()
    number: float = 0.0

    @property
    def measured(self) -> bool:
        """Whether what was fitted is a measurement."""
        return self.outcome in (Outcome.CONVERGED, Outcome.DEGENERATE)

    def __str__(self) -> str:
        names, both = ", ".join(self.parameters), " and ".join(self.parameters)
        return self.outcome.value.format(names=names, both=both, number=self.number).replace(
            "correlation -", "correlation −"
        )
