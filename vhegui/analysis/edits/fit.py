"""How a model is fitted: to what, its formula, and whether the parameters follow the data."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.edits.model import place_of, with_source
from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.change import change_kind


def set_model_kind(analysis: Analysis, shown: SourceModel, kind: str) -> Analysis:
    """Describe the source with another formula; what both formulas have is carried over."""
    return with_source(analysis, replace(shown, spectral=change_kind(shown.spectral, kind)))


def follow_fit(analysis: Analysis, follow: bool = True) -> Analysis:
    """Fit whenever the data change, or leave the parameters as typed."""
    return change(analysis, "fit", follow=follow)


def fit_to_cubes(analysis: Analysis) -> Analysis:
    """Fit cubes of the map: sources that have no place on the sky yet are points in the middle of the ON region, at the
    target where there is none. Raises AnalysisError where nothing says where that is.
    """
    sources = tuple(_placed(source, analysis) if source.spatial is None else source for source in analysis.sources)
    return change(replace(analysis, sources=sources), "fit", data="cubes")


def fit_to_spectra(analysis: Analysis) -> Analysis:
    """Fit spectra of the ON region; the places and shapes of sources stay for another fit to cubes."""
    return change(analysis, "fit", data="spectra")


def sources_without_place(analysis: Analysis) -> tuple[str, ...]:
    """Names of sources that `fit_to_cubes` makes points."""
    return tuple(source.name for source in analysis.sources if source.spatial is None)


def _placed(source: SourceModel, analysis: Analysis) -> SourceModel:
    """A point that is fitted, unless nothing of its spectrum is."""
    point = default_shape("point", *place_of(analysis, source.name))
    if all(parameter.frozen for parameter in source.spectral.parameters):
        point = point.with_parameters(replace(parameter, frozen=True) for parameter in point.parameters)
    return replace(source, spatial=point)
