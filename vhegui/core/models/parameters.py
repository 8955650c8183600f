"""A model as a value: a kind, a name, and parameters that know their error, limits and unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Parameter:
    """One number of a model. `minimum`/`maximum` are infinite where there is no limit; `error` is 0 before a fit."""

    name: str
    value: float
    unit: str = ""
    error: float = 0.0
    minimum: float = -math.inf
    maximum: float = math.inf
    frozen: bool = False


@dataclass(frozen=True)
class SpectralModel:
    """A spectral model: `kind` names its formula in the registry (`vhegui.core.models.spectral`)."""

    kind: str
    parameters: tuple[Parameter, ...]

    def __getitem__(self, name: str) -> Parameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    @property
    def values(self) -> tuple[float, ...]:
        """Parameter values in the order of the formula."""
        return tuple(parameter.value for parameter in self.parameters)

    @property
    def free(self) -> tuple[int, ...]:
        """Positions of the parameters a fit may change."""
        return tuple(i for i, parameter in enumerate(self.parameters) if not parameter.frozen)

    def with_values(self, values: tuple[float, ...], errors: tuple[float, ...] | None = None) -> SpectralModel:
        """The same model with other values (and errors) in parameter order."""
        errors = errors or tuple(parameter.error for parameter in self.parameters)
        changed = (
            replace(parameter, value=float(value), error=float(error))
            for parameter, value, error in zip(self.parameters, values, errors, strict=True)
        )
        return replace(self, parameters=tuple(changed))

    def with_parameter(self, name: str, **changes: float | bool) -> SpectralModel:
        """The same model with one parameter changed."""
        self[name]
        return replace(self, parameters=tuple(replace(p, **changes) if p.name == name else p for p in self.parameters))


@dataclass(frozen=True)
class SourceModel:
    """A named source with a spectrum (a spatial and a temporal part come later)."""

    name: str
    spectral: SpectralModel
