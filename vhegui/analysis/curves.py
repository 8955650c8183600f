"""Curves that are looked at beside the model: compared models, a fit of flux points. Never part of an analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.models.spectral.evaluate import dnde, formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array

POINTS = 120


@dataclass(frozen=True, eq=False)
class SpectrumCurve:
    """A curve with its name: `energy` (n,), TeV; `dnde` (n,), cm⁻² s⁻¹ TeV⁻¹."""

    label: str
    energy: Array
    dnde: Array


def curve_of(model: SpectralModel, span: tuple[float, float], label: str = "") -> SpectrumCurve:
    """A model between two energies (TeV), named by its formula unless another label is given."""
    energy = np.geomspace(*span, POINTS)
    return SpectrumCurve(label or formula_of(model).label, energy, dnde(model, energy))
