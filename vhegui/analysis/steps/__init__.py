"""The pure steps from observations to flux points, one module a stretch of the way.

Given values beside the Analysis: `observations` (run → Observation, the runs that could be read) and
`mask_images` (path → ExclusionMask). Each step calls one function of `core`. To add a step, write it in the module
where it belongs and add it to that module's `STEPS`.
"""

from __future__ import annotations

from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.steps import brushing, explore, fits, light_curve, maps, regions, runs, spectra
from vhegui.analysis.steps.fits import ModelBand
from vhegui.analysis.steps.runs import energy_axis

__all__ = ["OF_OPENED_RUNS", "SHARED_BY_RUNS", "STEPS", "ModelBand", "build_pipeline", "energy_axis"]

# What opening a run gives, whatever the region: computed beside the reading, so that the window need not.
SHARED_BY_RUNS = ("reco_axis", "true_axis")
OF_OPENED_RUNS = ("offset_events", "run_response", "sky_events")

STEPS = (
    *runs.STEPS, *regions.STEPS, *spectra.STEPS, *fits.STEPS, *maps.STEPS, *light_curve.STEPS, *explore.STEPS,
    *brushing.STEPS,
)  # fmt: skip


def build_pipeline() -> Pipeline:
    """A pipeline with all steps of a 1D analysis."""
    return Pipeline(STEPS, per_run_given=("observations", "used_runs"))
