"""A model in which no source is there: what only the backgrounds explain."""

from __future__ import annotations

from dataclasses import replace

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import formula_of


def without_sources(model: JointModel) -> JointModel | None:
    """The model with all amplitudes at 0 and nothing of the sources fitted; None where a spectrum has no amplitude.

    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> nothing = without_sources(JointModel.of(default_spectrum("power_law")))
    >>> nothing.values, nothing.free
    ((2.0, 0.0, 1.0), ())
    """
    if not all(formula_of(source.spectral).amplitudes for source in model.sources):
        return None
    return replace(model, sources=tuple(map(_nothing_of, model.sources)))


def _nothing_of(source: SourceModel) -> SourceModel:
    amplitudes = formula_of(source.spectral).amplitudes
    return source.with_parameters(
        replace(p, value=0.0, minimum=min(p.minimum, 0.0), frozen=True, link="", prior=None)
        if i in amplitudes
        else replace(p, frozen=True, link="", prior=None)
        for i, p in enumerate(source.parameters)
    )
