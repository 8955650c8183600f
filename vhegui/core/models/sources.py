"""What a sky is made of: named sources, and the systematics of the instruments that see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.model import SpectralModel


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
