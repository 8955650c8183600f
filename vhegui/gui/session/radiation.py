"""The radiation of particle populations, computed in the background before a model that needs it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.radiation import populations, prepare_radiation
from vhegui.gui.session.session import Session


def prepared(session: Session, spectra: Iterable[SpectralModel], then: Callable[[Exception | None], object]) -> None:
    """`then(None)` once all radiation is computed, `then(error)` where it cannot be: at once where none is needed,
    else after some seconds in the background."""
    forms = populations(spectra)
    if not forms:
        then(None)
        return
    session.background.submit(
        "particles",
        lambda progress: prepare_radiation(forms, progress),
        lambda result: then(result if isinstance(result, Exception) else None),
    )
