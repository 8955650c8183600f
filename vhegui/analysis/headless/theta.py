"""The θ² plot of a run without a window: a look at what was counted, of which no other result is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.state import Analysis
from vhegui.core.errors import VheguiError
from vhegui.core.regions.circle import Circle

STEPS = ("theta_fit", "theta_expected_fit")


def theta_of(pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any]) -> dict[str, Any]:
    """Step → result about a circle that spectra are taken from; nothing of what could not be computed."""
    found: dict[str, Any] = {}
    if isinstance(analysis.source, Circle) and not analysis.fits_cubes and given["observations"]:
        for step in STEPS:
            try:
                found[step] = pipeline.pull_now(step, analysis, given)
            except VheguiError:
                continue
    return found
