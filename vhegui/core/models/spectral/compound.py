"""Sums and products of spectral models: a model of several parts, with all their parameters side by side."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import GammapyName, SpectralKind
from vhegui.core.models.spectral.model import Form
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS
from vhegui.core.typing import Array

KIND = "compound"
GAMMAPY = GammapyName("CompoundSpectralModel", "compound")
SIGNS = {"sum": " + ", "product": " × "}


@dataclass(frozen=True)
class Part:
    """One part of a compound: its kind, and its form where it has one."""

    kind: str
    form: Form | None = None

    def formula(self) -> SpectralKind:
        """The formula of the part by itself. Raises ConfigError for an unknown kind."""
        if self.form is not None:
            return self.form.formula()
        entry = KINDS.get(self.kind) or NORM_KINDS.get(self.kind)
        if entry is None:
            raise ConfigError(f"spectral model {self.kind!r} is not known as a part of another")
        return entry


@dataclass(frozen=True)
class Compound:
    """The "sum" of spectra (or of factors), or the "product" of factors and at most one spectrum."""

    operation: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if self.operation not in SIGNS:
            raise ConfigError(f"compound model: {self.operation!r} is not known; use sum or product")
        if len(self.parts) < 2:
            raise ConfigError("compound model: two or more parts are needed")

    def formula(self) -> SpectralKind:
        """The parts' formulas put together; a name that came before gets a number: "index[2]"."""
        return self._formula

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where the parameters of each part are among all."""
        ends = np.cumsum([0, *(len(part.formula().parameters) for part in self.parts)])
        return tuple(slice(int(a), int(b)) for a, b in itertools.pairwise(ends))

    @cached_property
    def _formula(self) -> SpectralKind:
        kinds = tuple(part.formula() for part in self.parts)
        spectra = sum(not kind.is_norm for kind in kinds)
        if self.operation == "product" and spectra > 1:
            raise ConfigError("a product can have one spectrum only; the other parts must be factors")
        if self.operation == "sum" and spectra not in (0, len(kinds)):
            raise ConfigError("a sum cannot have spectra and factors side by side")
        parameters = numbered([parameter for kind in kinds for parameter in kind.parameters])
        function, gradient = (_sum, _sum_gradient) if self.operation == "sum" else (_product, _product_gradient)
        return SpectralKind(
            KIND,
            SIGNS[self.operation].join(_in_brackets(kind.label) for kind in kinds),
            "\n".join(f"{i + 1}: {kind.formula}" for i, kind in enumerate(kinds)),
            parameters,
            lambda energy, *values: function(kinds, self.slices, energy, values),
            lambda energy, *values: gradient(kinds, self.slices, energy, values),
            self._amplitudes(kinds),
            is_norm=spectra == 0,
            breaks=lambda *values: tuple(
                energy for kind, at in zip(kinds, self.slices, strict=True) for energy in kind.breaks(*values[at])
            ),
            slopes=self._slopes(kinds, parameters),
            gammapy=GAMMAPY,
        )

    def _amplitudes(self, kinds: tuple[SpectralKind, ...]) -> tuple[int, ...]:
        """Of a sum: of all parts, if all have one; of a product: of its spectrum, else of the first factor with one."""
        shifted = [tuple(at.start + i for i in kind.amplitudes) for kind, at in zip(kinds, self.slices, strict=True)]
        if self.operation == "sum":
            return tuple(i for each in shifted for i in each) if all(shifted) else ()
        order = sorted(range(len(kinds)), key=lambda i: kinds[i].is_norm)
        return next((shifted[i] for i in order if shifted[i]), ())

    def _slopes(self, kinds: tuple[SpectralKind, ...], parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
        """Of a product: those of its spectrum."""
        for kind, at in zip(kinds, self.slices, strict=True):
            if self.operation == "product" and not kind.is_norm:
                names = dict(zip(kind.names, (p.name for p in parameters[at]), strict=True))
                return tuple(names[name] for name in kind.slopes)
        return ()


def numbered(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """The parameters with names that are all different: the second "index" becomes "index[2]"."""
    seen: dict[str, int] = {}
    result = []
    for parameter in parameters:
        base = parameter.name.partition("[")[0]
        seen[base] = seen.get(base, 0) + 1
        result.append(replace(parameter, name=base if seen[base] == 1 else f"{base}[{seen[base]}]"))
    return tuple(result)


def _in_brackets(label: str) -> str:
    return f"({label})" if any(sign in label for sign in SIGNS.values()) else label


Kinds = tuple[SpectralKind, ...]
Slices = tuple[slice, ...]


def _sum(kinds: Kinds, slices: Slices, energy: Array, values: tuple[float, ...]) -> Array:
    terms = [kind.evaluate(energy, *values[at]) for kind, at in zip(kinds, slices, strict=True)]
    return sum(terms[1:], start=terms[0])


def _sum_gradient(kinds: Kinds, slices: Slices, energy: Array, values: tuple[float, ...]) -> Array:
    return np.concatenate([kind.gradient(energy, *values[at]) for kind, at in zip(kinds, slices, strict=True)])


def _product(kinds: Kinds, slices: Slices, energy: Array, values: tuple[float, ...]) -> Array:
    return math.prod(
        (kind.evaluate(energy, *values[at]) for kind, at in zip(kinds, slices, strict=True)),
        start=np.ones(np.shape(energy)),
    )


def _product_gradient(kinds: Kinds, slices: Slices, energy: Array, values: tuple[float, ...]) -> Array:
    factors = [kind.evaluate(energy, *values[at]) for kind, at in zip(kinds, slices, strict=True)]
    rows = []
    for i, (kind, at) in enumerate(zip(kinds, slices, strict=True)):
        if kind.parameters:
            others = math.prod(factors[:i] + factors[i + 1 :], start=np.ones(np.shape(energy)))
            rows.append(kind.gradient(energy, *values[at]) * others)
    return np.concatenate(rows) if rows else np.empty((0, *np.shape(energy)))
