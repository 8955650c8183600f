"""What a change with time is: a factor on the spectrum, its parameters, its integrals. `registry` has the formulas.

Times are MJD (TT), intervals and time scales days. A factor is 1 where the spectrum is that of the model; what a data
set expects is multiplied by the mean over its good time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.typing import Array

Factor = Callable[..., Array]
Y2000 = 51544.000742870366  # 2000-01-01 00:00:00 UTC as MJD (TT)


@dataclass(frozen=True, eq=False)
class TemporalKind:
    """A factor and all there is to know about it: `kind` is its key everywhere, `formula` plain text for people,
    `parameters` its defaults in order, each with its meaning.

    factor(time, *values) : at times (any shape, MJD TT)
    integral(start, stop, *values) : over intervals (any shape), days
    most(start, stop, *values) : nothing in the interval is above it; need not be reached
    gammapy : what it is called there
    step(i, span) : what parameter i may be moved by for a derivative, where it is not a part of its value; span : how
    far from the reference time, days.
    """

    kind: str
    label: str
    formula: str
    parameters: tuple[Parameter, ...]
    factor: Factor
    integral: Factor
    most: Factor
    gammapy: GammapyName | None = None
    step: Callable[[int, float], float] | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameter names in order."""
        return tuple(parameter.name for parameter in self.parameters)


def reference(value: float = Y2000, meaning: str = "reference time, MJD (TT)") -> Parameter:
    """A point in time."""
    return Parameter("t_ref", value, "d", frozen=True, meaning=meaning)


def scale(name: str, meaning: str) -> Parameter:
    """A length of time, 1 d."""
    return Parameter(name, 1.0, "d", minimum=1e-9, frozen=True, meaning=meaning)
