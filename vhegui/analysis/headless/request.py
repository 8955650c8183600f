"""What is asked of a run without a window: read from a configuration of gammapy or a session file, and models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import structs

from vhegui.analysis import edits
from vhegui.analysis.edits.studies import ask_studies
from vhegui.analysis.gammapy_config.config import GammapyConfig, config_from, is_gammapy_config
from vhegui.analysis.gammapy_config.models import Models, read_models, read_sky_models
from vhegui.analysis.outcome import Request
from vhegui.analysis.session.reading import analysis_from
from vhegui.analysis.state import Analysis
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.analysis.yaml_files.file import read_yaml
from vhegui.core.errors import ConfigError
from vhegui.core.models.nuisances import FIELD_OF_VIEW
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.core.spectra.stacking import STACKED


def read_request(config: Path, models: Path | None = None) -> Request:
    """Read a gammapy configuration or a session file, and the models file given or named in it.

    Raises ConfigError or DataError.
    """
    content = read_yaml(config)
    if not content:
        raise ConfigError(f"{config.name}: nothing is in this file; give a gammapy configuration or a vhegui session")
    if is_gammapy_config(content):
        return _from_gammapy(content, config, models)
    analysis, warnings = analysis_from(content, config.name, config.parent)
    if models is not None and (analysis.maps_alone or analysis.fits_cubes):
        found, backgrounds, more = read_sky_models(models)
        analysis = _fitted_to_cubes(replace(analysis, sources=found, shown="", nuisances=backgrounds))
        warnings = (*warnings, *more)
    elif models is not None:
        found, more = read_models(models)
        analysis, warnings = replace(analysis, sources=found, shown=""), (*warnings, *more)
    elif analysis.fits_cubes:
        analysis = _of_data_there(analysis)
    warnings = (*warnings, *_unseen_shapes(analysis, config.name))
    return Request(edits.with_maps(analysis), None, config.name, warnings, inputs=_files(config, models))


def _of_data_there(analysis: Analysis) -> Analysis:
    """Without the backgrounds that a session keeps of cubes which it does not fit now: other runs, or their stack."""
    there = {STACKED} if analysis.fit.stack else {str(run) for run in analysis.dataset.runs}
    kept = (each for each in analysis.nuisances if each.kind not in FIELD_OF_VIEW or each.dataset in there)
    return replace(analysis, nuisances=tuple(kept))


def _unseen_shapes(analysis: Analysis, file: str) -> Iterator[str]:
    """Shapes of sources that spectra do not see; for a point that makes no difference."""
    for source in () if analysis.fits_cubes else analysis.fitted_sources:
        if source.spatial is not None and source.spatial.kind != "point":
            yield NotDone(f"{file}: sources: the shape of '{source.name}' has no effect on a 1D spectrum")


def _from_gammapy(content: dict[str, Any], path: Path, models: Path | None) -> Request:
    config = config_from(content, path.name, path.parent)
    warnings, analysis = config.warnings, config.analysis
    models = models or config.models
    if analysis.maps_alone:
        if models is not None:
            found, backgrounds, more = read_sky_models(models)
            analysis, warnings = _with_models(analysis, found, config, models), (*warnings, *more)
            analysis = _fitted_to_cubes(replace(analysis, nuisances=backgrounds))
        elif config.asks_for_a_fit:
            said = f"{path.name}: no models file is given (--models), so nothing is fitted: no flux points, light curve"
            warnings = (*warnings, NotDone(said))
    elif models is None:
        said = f"{path.name}: no models file is given (--models, or dropped on the window); a power law is fitted"
        warnings = (*warnings, said)
    else:
        found, more = read_models(models)
        analysis, warnings = _with_models(analysis, found, config, models), (*warnings, *more)
    return Request(
        analysis,
        config.selection,
        path.name,
        warnings,
        inputs=_files(path, models),
        workers=config.workers,
        safe_range_given=config.safe_range_given,
    )


def _fitted_to_cubes(analysis: Analysis) -> Analysis:
    """Fitted to cubes, where a source has a place on the sky."""
    if all(source.spatial is None for source in analysis.fitted_sources):
        return analysis
    return edits.change(analysis, "fit", data="cubes")


def _with_models(analysis: Analysis, found: Models, config: GammapyConfig, models: Path) -> Analysis:
    """With the sources of a models file, of which the one of the flux points is shown. Raises ConfigError."""
    if analysis.fit.stack:  # the one data set that there is then
        found = tuple(replace(each, datasets=()) if each.datasets == (STACKED,) else each for each in found)
    names = [each.name for each in found]
    if config.source not in names and analysis.flux_points.edges:
        allowed = ", ".join(f"'{name}'" for name in names)
        raise ConfigError(
            f"{config.name}: flux_points.source: '{config.source}' is not in {models.name}; allowed: {allowed}"
        )
    model = next((each for each in found if each.name == config.source), found[0])
    target = None if analysis.target is None else structs.replace(analysis.target, name=model.name)
    return replace(analysis, sources=found, shown=model.name, target=target)


def _files(*paths: Path | None) -> tuple[Path, ...]:
    return tuple(path for path in paths if path is not None)


def with_studies(request: Request, studies: Mapping[str, Mapping[str, Any]]) -> Request:
    """The request with these studies asked too."""
    return replace(request, analysis=ask_studies(request.analysis, studies))


def with_off_regions(request: Request, path: Path) -> Request:
    """The request with the background circles of a DS9 region file as OFF regions. Raises DataError, AnalysisError."""
    analysis = edits.draw_off_circles(request.analysis, read_background_circles(path))
    warnings = request.warnings
    if analysis.maps_alone:
        warnings = (*warnings, NotDone(f"{path.name}: OFF regions have no effect on maps"))
    return replace(request, analysis=analysis, warnings=warnings, inputs=(*request.inputs, path))
