"""How a spectrum is fitted: the model's formula, and whether the parameters follow the data."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.edits.model import with_source
from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.change import change_kind


def set_model_kind(analysis: Analysis, shown: SourceModel, kind: str) -> Analysis:
    """Describe the source with another formula; what both formulas have is carried over."""
    return with_source(analysis, replace(shown, spectral=change_kind(shown.spectral, kind)))


def follow_fit(analysis: Analysis, follow: bool = True) -> Analysis:
    """Fit whenever the data change, or leave the parameters as typed."""
    return change(analysis, "fit", follow=follow)
