"""The radiation of particle populations, computed in the background before a model that needs it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vhegui.analysis.state import Analysis
from vhegui.core.models.spectral.composing import parts_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.particles import Particles, radiation_matrix
from vhegui.core.progress import Progress
from vhegui.gui.session.session import Session


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


def prepared(session: Session, analysis: Analysis, show: Callable[[], None]) -> None:
    """`show` once all radiation is computed: at once where there is none, else after some seconds in the background.

    Without naima it is shown all the same: the steps that need it say what is missing.
    """
    forms = populations(source.spectral for source in (analysis.model, *analysis.others))
    if not forms:
        show()
        return

    def work(progress: Progress) -> object:
        for number, form in enumerate(forms):
            progress(number / len(forms), "Preparing the radiation of particles, once")
            radiation_matrix(form)
        return None

    session.background.submit("particles", work, lambda _: show())
