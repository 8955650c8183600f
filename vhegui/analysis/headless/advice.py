"""What a run without a window advises beside its results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vhegui.analysis.advice import Advice
from vhegui.analysis.pipeline import NotReady, Pipeline
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps.advice import ADVICE
from vhegui.core.errors import VheguiError


def advice_on(pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any]) -> Iterator[str]:
    """Sentences; nothing about what could not be computed, which is said elsewhere."""
    for step in ADVICE:
        try:
            found = pipeline.pull_now(step, analysis, given)
        except (NotReady, VheguiError):
            continue
        for each in (found,) if isinstance(found, Advice) else found or ():
            yield f"be careful: {each.text}"
