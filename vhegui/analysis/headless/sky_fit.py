"""Sources fitted to the cubes that a run without a window has read, for all steps that are about a fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.state import Analysis
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.errors import VheguiError


def fit_to_cubes(
    pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any], skies: tuple[RunSky, ...]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Results by the names that they have after a fit of spectra, and why others are missing.

    Spectra or cubes, a fit is joint data and a joint model with a minimum: what comes after it asks for no more. Maps
    are then those of what the fit has left.
    """
    given, found, errors = {**given, "cubes_to_fit": skies}, dict[str, Any](), dict[str, str]()
    try:
        fit = pipeline.pull_now("cubes_fit", analysis, given)
    except VheguiError as error:
        return {}, {"fit_result": str(error)}
    found |= {"joint_model": pipeline.pull("cube_model", analysis, given)}
    found |= {"joint_data": fit.data, "fit_result": fit.result}
    rest = pipeline.pull_now("residual", analysis, given)
    found |= {"residual": rest, "mapped_sky": rest.stacked}
    if analysis.flux_points.automatic or analysis.flux_points.edges:
        found |= _try("flux_points_result", "cube_points", pipeline, analysis, given, errors)
    if not analysis.fit.stack:
        found |= _try("light_curve_result", "cube_fluxes", pipeline, analysis, given, errors)
    if "light_curve_result" in found:
        found |= {"variability": pipeline.pull("variability", analysis, given | found)}
    return found, errors


def _try(
    name: str,
    step: str,
    pipeline: Pipeline,
    analysis: Analysis,
    given: Mapping[str, Any],
    errors: dict[str, str],
) -> dict[str, Any]:
    """The result of a step by another name, or nothing, and why in `errors`."""
    try:
        return {name: pipeline.pull_now(step, analysis, given)}
    except VheguiError as error:
        errors[name] = str(error)
        return {}
