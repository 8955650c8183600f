"""Which particle populations a model needs the radiation of, and computing it before the model is evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vhegui.core.models.spectral.composing import parts_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.particles import Particles, radiation_matrix
from vhegui.core.progress import Progress, silent


def populations(spectra: Iterable[SpectralModel]) -> tuple[Particles, ...]:
    """The particle populations in these spectra and in their parts, each once."""
    found: dict[Particles, None] = {}
    for spectral in spectra:
        if isinstance(spectral.form, Particles):
            found[spectral.form] = None
        parts = parts_of(spectral)
        if len(parts) > 1:
            found |= dict.fromkeys(populations(parts))
    return tuple(found)


def prepare_radiation(forms: Sequence[Particles], progress: Progress = silent) -> None:
    """Ask naima for the radiation of these populations now, seconds each, so that their spectra cost nothing later."""
    for number, form in enumerate(forms):
        progress(number / len(forms), f"{form.formula().label}: preparing the radiation, once")
        radiation_matrix(form)
