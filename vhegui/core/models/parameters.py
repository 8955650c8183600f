"""The numbers of models: each with its unit, error, limits, prior and link.

>>> Parameter("index", 2.3, error=0.1).varies
True
>>> Parameter("index", 2.3, link="halo.index").varies
False
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True)
class Prior:
    """What is known of a parameter beforehand: kind "gaussian" (a mean, b sigma), "uniform" or "log_uniform" (a low,
    b high).
    """

    kind: str
    a: float
    b: float


@dataclass(frozen=True)
class Parameter:
    """One number of a model. `minimum`/`maximum` are infinite where there is no limit; `error` is 0 before a fit.

    link : name of the parameter whose value this one shares, "" for none; of another model as "model.parameter".
    meaning : what it is, in words; the formula it belongs to says it, and it makes no difference between two values.
    """

    name: str
    value: float
    unit: str = ""
    error: float = 0.0
    minimum: float = -math.inf
    maximum: float = math.inf
    frozen: bool = False
    prior: Prior | None = None
    link: str = ""
    meaning: str = field(default="", compare=False, repr=False)

    @property
    def varies(self) -> bool:
        """Whether a fit changes it by itself: neither frozen nor linked."""
        return not self.frozen and not self.link


@dataclass(frozen=True)
class Parameterised:
    """A formula with values for its parameters: what spectra, shapes and changes with time have in common.

    kind : names the formula in its registry · parameters : in the order of the formula.
    """

    kind: str
    parameters: tuple[Parameter, ...]

    def __getitem__(self, name: str) -> Parameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    @property
    def values(self) -> tuple[float, ...]:
        """Parameter values in order."""
        return tuple(parameter.value for parameter in self.parameters)

    def with_values(self, values: Iterable[float]) -> Self:
        """The same formula with other values, in order."""
        pairs = zip(self.parameters, values, strict=True)
        return self.with_parameters(replace(p, value=float(value)) for p, value in pairs)

    def with_parameters(self, parameters: Iterable[Parameter], /) -> Self:
        """The same formula with these parameters, in order."""
        return replace(self, parameters=tuple(parameters))
