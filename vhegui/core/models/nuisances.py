"""Systematics that are fitted along: factors near 1, of the data of an instrument or of one data set.

Each is of a kind in `NUISANCES`, and has a Gaussian prior about "no effect". One of an instrument is shared by all its
data sets, one of a data set is its own; where both are given, both act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.typing import Array

ActsOn = Literal["signal", "energy", "background"]


def _itself(value: float, energy: Array) -> Array | float:
    return value


def _one(value: float, energy: Array) -> Array | float:
    return 1.0


def _tilted(value: float, energy: Array) -> Array:
    return energy**-value


def _tilted_slope(value: float, energy: Array) -> Array:
    return -np.log(energy) * energy**-value


@dataclass(frozen=True)
class NuisanceKind:
    """A way in which an instrument may be wrong. To add one, add an entry to `NUISANCES`.

    kind : its key everywhere · title, label : for people, "effective area" and, where there is little room, "Area"
    acts_on : the expected signal or the expected background, which `factor(value, energy)` multiplies bin by bin
    (energy: centres of the bins, TeV; `slope`: its derivative by the value), or the energy scale, on which the value
    is the factor itself · neutral : the value without effect · minimum, maximum : the prior keeps a value near the
    neutral one, limits keep a fit that strays from dividing by 0 · meaning : what its value is, in
    words.
    """

    kind: str
    title: str
    label: str
    acts_on: ActsOn
    factor: Callable[[float, Array], Array | float] = _itself
    slope: Callable[[float, Array], Array | float] = _one
    neutral: float = 1.0
    minimum: float = 0.05
    maximum: float = 20.0
    meaning: str = ""


ENERGY_SCALE = "factor on the energy scale: the instrument takes a photon of energy E for one of f E"

NUISANCES: dict[str, NuisanceKind] = {
    entry.kind: entry
    for entry in (
        # μ → a μ
        NuisanceKind("area", "effective area", "Area", "signal", meaning="factor on the effective area"),
        # The instrument takes a photon of energy E for one of f E, so that it sees φ(E/f)/f in place of φ(E) (Nigro
        # et al. 2019, A&A 625, A10, on systematics, where f = 1 + z and z ~ Gauss(0, δ)).
        NuisanceKind("energy", "energy scale", "Energy", "energy", meaning=ENERGY_SCALE),
        # α → β α
        NuisanceKind(
            "background", "background", "Background", "background", meaning="factor on the expected background"
        ),
    )
}

# Of the background of a cube, one of each for every data set, without a prior: the data outside the sources tell. As
# gammapy's FoVBackgroundModel: norm (E/E₀)^−tilt, E₀ = 1 TeV.
FIELD_OF_VIEW: dict[str, NuisanceKind] = {
    entry.kind: entry
    for entry in (
        NuisanceKind(
            "norm",
            "background norm",
            "Norm",
            "background",
            minimum=0.0,
            maximum=100.0,
            meaning="factor on the background that the response expects",
        ),
        NuisanceKind(
            "tilt",
            "background tilt",
            "Tilt",
            "background",
            factor=_tilted,
            slope=_tilted_slope,
            neutral=0.0,
            minimum=-10.0,
            maximum=10.0,
            meaning="how much steeper the background falls with energy than the response expects, about 1 TeV",
        ),
    )
}


@dataclass(frozen=True)
class Nuisance:
    """A systematic of some data.

    kind : of `NUISANCES` or `FIELD_OF_VIEW`
    dataset : name of a run or spectrum, or of an instrument for all its data sets
    parameter : the value, with its prior (mean: no effect, sigma δ).
    """

    kind: str
    dataset: str
    parameter: Parameter


def systematic(kind: str, dataset: str, delta: float) -> Nuisance:
    """A systematic of an instrument or data set that is known beforehand to a fraction `delta`.

    >>> systematic("area", "HESS", 0.15).parameter.prior
    Prior(kind='gaussian', a=1.0, b=0.15)
    """
    entry = NUISANCES[kind]
    prior = Prior("gaussian", entry.neutral, float(delta))
    parameter = Parameter(kind, entry.neutral, minimum=entry.minimum, maximum=entry.maximum, prior=prior)
    return Nuisance(kind, dataset, parameter)


def field_of_view(dataset: str, tilt: bool = True) -> tuple[Nuisance, ...]:
    """Norm and, on request, tilt of the background of a cube, both free.

    >>> [nuisance.parameter.value for nuisance in field_of_view("23523")]
    [1.0, 0.0]
    """
    return tuple(
        Nuisance(
            kind,
            dataset,
            Parameter(kind, entry.neutral, minimum=entry.minimum, maximum=entry.maximum, frozen=not (tilt or i == 0)),
        )
        for i, (kind, entry) in enumerate(FIELD_OF_VIEW.items())
    )


def nuisance_kind(kind: str) -> NuisanceKind:
    """The entry of a kind of nuisance; `ConfigError` names those that there are."""
    known = NUISANCES | FIELD_OF_VIEW
    if kind not in known:
        raise ConfigError(f"nuisance {kind!r} is not known; use one of: {', '.join(known)}")
    return known[kind]
