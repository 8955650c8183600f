"""Which steps a run without a window computes: by what is fitted, mapped and asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from vhegui.analysis.outcome import Outcome
from vhegui.analysis.pipeline import Pipeline, Step
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import sky

OF_ANY_FIT = (
    *("fit_result", "flux_points_result", "light_curve_result", "variability", "amplitude_limit", "minos_errors"),
    *("fit_band", "profiles", "contours", "toys", "comparison", "source_tests", "summed_counts", "predicted_counts"),
)
"""Steps about a fit, whether of spectra or of cubes."""
ON_MAPS: Mapping[str, Callable[[Analysis], Any]] = MappingProxyType(
    {
        "profile_of_map": lambda analysis: analysis.sky_profile,
        "candidates": lambda analysis: analysis.studies.candidates,
        "region_sums": lambda analysis: analysis.marks or None,
        "next_source": lambda analysis: None,  # looked for before, where the request says so
    }
)
"""Steps about maps, with what asks for them."""
GROUPS = ("summed_groups", "predicted_groups")
OF_CURVE = ("light_curve_result", "variability")
OF_SKY = tuple(step.name for step in sky.STEPS)


def is_wanted(step: Step, outcome: Outcome, values: Mapping[str, Any]) -> bool:
    """Whether a run computes this step, by what was asked and what has been computed already."""
    analysis, runs = outcome.analysis, outcome.runs.observations
    if step.name in OF_SKY:
        return analysis.makes_cubes
    if step.name in ON_MAPS:
        return analysis.makes_cubes and ON_MAPS[step.name](analysis) is not None
    if step.name == "counts_in_regions":
        return bool(analysis.marks and runs) and not analysis.makes_cubes
    if analysis.maps_alone and not (analysis.fits_cubes and step.name in OF_ANY_FIT):
        return False
    if step.name in GROUPS and analysis.fits_cubes:
        return False
    if step.name in OF_CURVE:
        apart = bool(analysis.dataset.path) and not analysis.fit.stack
        return apart if analysis.fits_cubes else bool(runs)
    if step.of_runs and not runs:
        return False
    if step.on_request:
        return getattr(analysis.studies, step.name) is not None
    if step.name == "minos_errors":
        return outcome.request.minos
    return step.name != "flux_points_result" or _wants_points(analysis)


def not_studied(outcome: Outcome, pipeline: Pipeline) -> list[str]:
    """What is asked about a fit, or about runs, where there are none."""
    analysis = outcome.analysis
    studies = (name for name in analysis.studies.__struct_fields__ if name not in ON_MAPS)
    asked = [name for name in studies if getattr(analysis.studies, name) is not None]
    if not analysis.maps_alone:
        of_runs = [*(name for name in asked if pipeline.steps[name].of_runs), *(("marks",) if analysis.marks else ())]
        return [] if outcome.runs.observations else [f"{name}: not done, because there are no runs" for name in of_runs]
    if analysis.fits_cubes:
        return [f"{name}: not done for cubes" for name in asked if name not in OF_ANY_FIT]
    return [f"{name}: not done, because no model is fitted to maps" for name in asked]


def _wants_points(analysis: Analysis) -> bool:
    return analysis.flux_points.automatic or bool(analysis.flux_points.edges)
