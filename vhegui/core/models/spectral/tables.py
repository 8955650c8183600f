"""Forms that are a table of energies: a template spectrum or factor, and a factor with a free norm at every node."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import NORM, Function, GammapyName, SpectralKind
from vhegui.core.typing import Array

TINY = float(np.finfo(np.float64).tiny)


def _check_nodes(energy: tuple[float, ...], what: str) -> None:
    if len(energy) < 2 or energy[0] <= 0.0 or any(not a < b for a, b in itertools.pairwise(energy)):
        raise ConfigError(f"{what}: two or more energies above 0 are needed, in rising order")


@dataclass(frozen=True)
class Template:
    """A table: `energy` (TeV, rising) and `values` there, joined by power laws and continued by the outermost two.

    values : dN/dE (cm⁻² s⁻¹ TeV⁻¹), or factors if `is_norm`; what is below the smallest float counts as 0.
    """

    energy: tuple[float, ...] = (0.1, 1.0, 10.0, 100.0)
    values: tuple[float, ...] = (1e-9, 1e-11, 1e-13, 1e-15)
    is_norm: bool = False

    def __post_init__(self) -> None:
        _check_nodes(self.energy, "template")
        if len(self.values) != len(self.energy):
            raise ConfigError(f"template: {len(self.energy)} energies but {len(self.values)} values")
        if not all(0.0 <= value < np.inf for value in self.values):
            raise ConfigError("template: every value must be a number, 0 or more")

    def formula(self) -> SpectralKind:
        """norm × table."""
        return self._formula

    @cached_property
    def _formula(self) -> SpectralKind:
        nodes, levels = np.log(self.energy), np.log(np.maximum(self.values, TINY))
        slopes = np.diff(levels) / np.diff(nodes)

        def shape(energy: Array) -> Array:
            x = np.log(energy)
            i = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(slopes) - 1)
            value = np.exp(np.minimum(levels[i] + slopes[i] * (x - nodes[i]), 700.0))
            return np.where(value > TINY, value, 0.0)

        return SpectralKind(
            "template_norm" if self.is_norm else "template",
            "Table of factors" if self.is_norm else "Table",
            f"N × a table of {len(self.energy)} energies from {self.energy[0]:g} to {self.energy[-1]:g} TeV\nN norm",
            (Parameter("norm", 1.0, meaning=NORM),),
            lambda energy, norm: norm * shape(energy),
            lambda energy, norm: shape(energy)[None],
            (0,),
            is_norm=self.is_norm,
            breaks=lambda norm: self.energy,
            gammapy=GammapyName("TemplateSpectralModel", "template"),
        )


@dataclass(frozen=True)
class PiecewiseNorm:
    """A factor given by a norm at each of the `energy` nodes (TeV, rising), constant outside.

    interpolation : "log" joins the norms by power laws (they must be above 0), "lin" by straight lines.
    """

    energy: tuple[float, ...] = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
    interpolation: str = "log"

    def __post_init__(self) -> None:
        _check_nodes(self.energy, "piecewise norms")
        if self.interpolation not in ("log", "lin"):
            raise ConfigError(f"piecewise norms: interpolation {self.interpolation!r} is not known; use log or lin")

    def formula(self) -> SpectralKind:
        """The interpolation, with the parameters norm_0, norm_1, … at the nodes."""
        return self._formula

    @cached_property
    def _formula(self) -> SpectralKind:
        log = self.interpolation == "log"
        minimum = 0.0 if log else -np.inf
        return SpectralKind(
            "piecewise_norm",
            "Factors at energies",
            f"a factor norm_0 … norm_{len(self.energy) - 1} at each of {len(self.energy)} energies from "
            f"{self.energy[0]:g} to {self.energy[-1]:g} TeV, {'power laws' if log else 'straight lines'} in between",
            tuple(
                Parameter(f"norm_{i}", 1.0, minimum=minimum, meaning=f"factor at {energy:g} TeV")
                for i, energy in enumerate(self.energy)
            ),
            _through_logarithms(np.array(self.energy)) if log else _straight(np.array(self.energy)),
            _slopes_of_logarithms(np.array(self.energy)) if log else _slopes_of_straight(np.array(self.energy)),
            tuple(range(len(self.energy))),
            is_norm=True,
            breaks=lambda *norms: self.energy,
            gammapy=GammapyName("PiecewiseNormSpectralModel", "piecewise-norm"),
        )


def _weights(nodes: Array, x: Array) -> Array:
    """How much each node contributes at x, in linear interpolation, constant outside: (n_nodes, *x.shape)."""
    x = np.clip(x, nodes[0], nodes[-1])
    i = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    part = (x - nodes[i]) / (nodes[i + 1] - nodes[i])
    at = np.arange(len(nodes)).reshape(-1, *(1,) * np.ndim(x))
    return np.where(at == i, 1.0 - part, 0.0) + np.where(at == i + 1, part, 0.0)


def _logarithms(norms: tuple[float, ...]) -> Array:
    return np.log(np.maximum(np.array(norms, dtype=np.float64), TINY))


def _through_logarithms(energy: Array) -> Function:
    nodes = np.log(energy)
    return lambda e, *norms: np.exp(np.interp(np.log(e), nodes, _logarithms(norms)))


def _slopes_of_logarithms(energy: Array) -> Function:
    nodes = np.log(energy)

    def gradient(e: Array, *norms: float) -> Array:
        weights = _weights(nodes, np.log(e))
        logarithms = _logarithms(norms)
        value = np.exp(np.tensordot(logarithms, weights, axes=1))
        return weights * value * np.exp(-logarithms).reshape(-1, *(1,) * np.ndim(e))

    return gradient


def _straight(energy: Array) -> Function:
    return lambda e, *norms: np.interp(e, energy, norms)


def _slopes_of_straight(energy: Array) -> Function:
    return lambda e, *norms: _weights(energy, np.asarray(e))
