"""Sources that nobody has named: what is left of the sky is searched after each fit, without a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vhegui.analysis.edits.source_list import add_next
from vhegui.analysis.headless.reading import Say
from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.next_source import NextSource
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.errors import VheguiError
from vhegui.core.fitting.result import FitResult
from vhegui.core.progress import Progress

NO_CUBES = "--find-sources: spectra know no directions; only what is fitted to cubes leaves a sky to be searched"


def find_sources(
    pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any], most: int, progress: Progress, say: Say
) -> tuple[Analysis, tuple[str, ...]]:
    """Add the highest peak of what the fit has left to the model and fit all again, until nothing is left above the
    threshold or `most` sources are found: the analysis with them, and what could not be done.
    """
    if not analysis.fits_cubes:
        return analysis, (NotDone(NO_CUBES),)
    for count in range(most):
        progress(0.6, f"Looking for source {count + 1} of at most {most}")
        try:
            fitted: FitResult = pipeline.pull_now("fit_result", analysis, given)
            found: NextSource = pipeline.pull_now("next_source", analysis, given)
            if found.found is None:
                say(f"no source is left above {found.threshold:g} σ: the highest peak has {found.highest:.1f} σ")
                break
            analysis = add_next(analysis, fitted.joint, found)
        except VheguiError as error:
            return analysis, (f"--find-sources: {error}",)
        name = analysis.sources[-1].name
        say(f"{name} is added at RA {found.found.ra:.4f}°, Dec {found.found.dec:.4f}° with √TS {found.highest:.1f}")
    return analysis, ()
