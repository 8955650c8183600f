"""A model as a value: a kind, a name, and parameters that know their error, limits, prior, link and unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from vhegui.core.models.kinds import SpectralKind


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

    @property
    def varies(self) -> bool:
        """Whether a fit changes it by itself: neither frozen nor linked."""
        return not self.frozen and not self.link


class Form(Protocol):
    """What makes a formula of a kind that is more than its parameters: the parts of a sum, the nodes of a table, a
    typed expression, a table of absorption. A frozen, hashable dataclass; see `vhegui.core.models.spectral.formula_of`.
    """

    def formula(self) -> SpectralKind:
        """The formula with its parameters, in order."""
        ...


@dataclass(frozen=True)
class SpectralModel:
    """A spectral model: `kind` names its formula in the registry (`vhegui.core.models.spectral`).

    form : what the formula is made of besides parameters, None for the simple kinds. The parameters of the parts of a
    compound are all in `parameters`, one part after the other; a name that came before gets a number: "index[2]".
    """

    kind: str
    parameters: tuple[Parameter, ...]
    form: Form | None = None

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
        return tuple(i for i, parameter in enumerate(self.parameters) if parameter.varies)

    def with_values(self, values: tuple[float, ...], errors: tuple[float, ...] | None = None) -> SpectralModel:
        """The same model with other values (and errors) in parameter order."""
        errors = errors or tuple(parameter.error for parameter in self.parameters)
        changed = (
            replace(parameter, value=float(value), error=float(error))
            for parameter, value, error in zip(self.parameters, values, errors, strict=True)
        )
        return replace(self, parameters=tuple(changed))

    def with_parameter(self, name: str, **changes: Any) -> SpectralModel:
        """The same model with one parameter changed."""
        self[name]
        return replace(self, parameters=tuple(replace(p, **changes) if p.name == name else p for p in self.parameters))


@dataclass(frozen=True)
class SourceModel:
    """A named source with a spectrum (a spatial and a temporal part come later).

    datasets : names of runs, spectra or instruments that see it; empty: all.
    """

    name: str
    spectral: SpectralModel
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nuisance:
    """A systematic of an instrument that is fitted along, with a Gaussian prior about "no effect".

    kind : "area" (factor on the effective area), "energy" (factor on the energy scale) or "background" (factor on the
    expected background) · instrument : the data sets it belongs to, by instrument · parameter : the factor, with its
    prior (mean 1, sigma δ).
    """

    kind: str
    instrument: str
    parameter: Parameter
