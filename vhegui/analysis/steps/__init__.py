"""The pure steps from observations to flux points, one module a stretch of the way.

Given values beside the Analysis: `observations` (run → Observation, the runs that could be read), `mask_images`
(path → ExclusionMask) and, where some are needed, `off_runs` (run → its off runs), `store` (the open data set) and
`foreign_images` (path → ForeignImage, drawn on the map). Each step calls one function of `core`. To add a step, write
it in the module where it belongs and add it to that module's `STEPS`; what a drag, a progress bar or a run without a
window should know of it are attributes of the step.
"""

from __future__ import annotations

from vhegui.analysis.pipeline import Mistake, Pipeline
from vhegui.analysis.steps import (
    advice,
    backgrounds,
    brushing,
    chosen,
    cube_counts,
    cube_fits,
    explore,
    fits,
    light_curve,
    maps,
    model_maps,
    regions,
    runs,
    sky,
    sky_fit,
    sky_maps,
    sky_profiles,
    sky_regions,
    spectra,
    studies,
)
from vhegui.analysis.steps.fits import ModelBand
from vhegui.analysis.steps.runs import energy_axis

__all__ = ["STEPS", "ModelBand", "build_pipeline", "energy_axis"]

STEPS = (
    *runs.STEPS, *regions.STEPS, *spectra.STEPS, *chosen.STEPS, *fits.STEPS, *cube_fits.STEPS, *cube_counts.STEPS,
    *maps.STEPS, *light_curve.STEPS, *explore.STEPS, *brushing.STEPS, *studies.STEPS, *sky.STEPS, *sky_fit.STEPS,
    *sky_maps.STEPS, *backgrounds.STEPS, *sky_profiles.STEPS, *sky_regions.STEPS, *model_maps.STEPS,
    *advice.STEPS,
)  # fmt: skip


def build_pipeline(mistake: Mistake | None = None) -> Pipeline:
    """A pipeline with all steps of a 1D analysis; `mistake`: see `Pipeline`."""
    return Pipeline(
        STEPS, ("observations", "used_runs"), mistake, defaults={"off_runs": {}, "store": None, "foreign_images": {}}
    )
