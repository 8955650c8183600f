"""A source as an instrument sees it whose energy scale is off: it takes photons of energy E for such of f E.

The fit moves f with all other parameters, so such a source is prepared once, like any other, and reads f from the
values it is evaluated for; what is left to the caller is the 1/f by which the bins get narrower.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from vhegui.core.fitting.source import Source
from vhegui.core.typing import Array

# Step in ln E of the derivative by the energy scale: spectra are smooth, 10⁻⁴ leaves an error of 10⁻⁸.
STEP = 1e-4


def energy_scale(positions: tuple[int, ...], values: Array) -> float:
    """f, the product of the values (n_par,) at `positions`; 1 where there are none."""
    return math.prod((float(values[i]) for i in positions), start=1.0)


@dataclass(frozen=True, eq=False)
class Rescaled(Source):
    """φ(E/f) for φ(E). factors : positions of what f is the product of.

    >>> from vhegui.core.fitting.source import prepared
    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> source = prepared(default_model("power_law", "crab"), 0, np.array([0, 1, -1, 2]))
    >>> seen, values = Rescaled.of(source, (3,)), np.array([2.0, 1e-12, 1.0, 1.25])
    >>> bool(seen.evaluate(np.array(2.5), values) == source.evaluate(np.array(2.0), values))
    True
    """

    factors: tuple[int, ...] = ()

    @classmethod
    def of(cls, source: Source, factors: tuple[int, ...]) -> Self:
        """`source` on that scale."""
        return cls(**{field.name: getattr(source, field.name) for field in fields(source)}, factors=factors)

    @property
    def reads(self) -> slice:
        """All values: the factors stand behind those of all sources."""
        return slice(None)

    def evaluate(self, energy: Array, values: Array) -> Array:
        """φ(E/f) at `energy` (TeV, any shape)."""
        return super().evaluate(energy / energy_scale(self.factors, values), values)

    def gradient(self, energy: Array, values: Array) -> Array:
        """Its derivatives by the fitted parameters of the source: (n_fitted, *energy.shape)."""
        return super().gradient(energy / energy_scale(self.factors, values), values)


class ByScale(Rescaled):
    """d/df of φ(E/f)/f for φ(E)."""

    def evaluate(self, energy: Array, values: Array) -> Array:
        """The derivative at `energy` (TeV, any shape)."""
        own, scale = values[self.slices["spectral"]], energy_scale(self.factors, values)
        up, down = scale * np.exp(STEP), scale * np.exp(-STEP)
        change = self.formula.evaluate(energy / up, *own) / up - self.formula.evaluate(energy / down, *own) / down
        return change / (2.0 * STEP * scale)
