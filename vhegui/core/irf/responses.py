"""The response functions of one run together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vhegui.core.irf.base import Background, EffectiveArea, EnergyDispersion, Psf, RadMax


@dataclass(frozen=True, eq=False)
class Responses:
    """The instrument response functions of one run; None where the data set has none.

    rad_max : the directional cut that a point-like effective area contains, from its table or its header key.
    """

    aeff: EffectiveArea | None = None
    edisp: EnergyDispersion | None = None
    psf: Psf | None = None
    background: Background | None = None
    rad_max: RadMax | None = None

    def __iter__(self) -> Iterator[Any]:
        """Those that are there."""
        return (irf for irf in (self.aeff, self.edisp, self.psf, self.background, self.rad_max) if irf is not None)
