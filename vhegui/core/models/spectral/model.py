"""A spectral model as a value: a kind and its parameters, in the order of the formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, Self

from vhegui.core.models.parameters import Parameterised

if TYPE_CHECKING:
    from vhegui.core.models.spectral.registry import SpectralKind


class Form(Protocol):
    """What makes a formula of a kind that is more than its parameters: the parts of a sum, the nodes of a table, a
    typed expression, a table of absorption. A frozen, hashable dataclass; see `formula_of` in `evaluate`.
    """

    def formula(self) -> SpectralKind:
        """The formula with its parameters, in order."""
        ...


@dataclass(frozen=True)
class SpectralModel(Parameterised):
    """A spectral model: `kind` names its formula in the registry (`vhegui.core.models.spectral.evaluate`).

    form : what the formula is made of besides parameters, None for the simple kinds. The parameters of the parts of a
    compound are all in `parameters`, one part after the other; a name that came before gets a number: "index[2]".

    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> crab = default_spectrum("power_law").with_values((2.63, 3.45e-11, 1.0))  # index, amplitude, reference
    >>> crab["index"].value, crab["amplitude"].unit, crab.free  # the reference energy is frozen
    (2.63, 'cm-2 s-1 TeV-1', (0, 1))
    """

    form: Form | None = None

    @property
    def free(self) -> tuple[int, ...]:
        """Positions of the parameters a fit may change."""
        return tuple(i for i, parameter in enumerate(self.parameters) if parameter.varies)

    def with_values(self, values: Iterable[float], errors: Iterable[float] | None = None) -> Self:
        """The same model with other values (and errors) in parameter order."""
        if errors is None:
            return super().with_values(values)
        triples = zip(self.parameters, values, errors, strict=True)
        return self.with_parameters(replace(p, value=float(value), error=float(error)) for p, value, error in triples)

    def with_parameter(self, name: str, **changes: Any) -> Self:
        """The same model with one parameter changed."""
        self[name]
        return self.with_parameters(replace(p, **changes) if p.name == name else p for p in self.parameters)
