"""How a spectrum is fitted: axes, safe range, containment, fit settings, the model's formula."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.edits.model import with_source
from vhegui.analysis.state import (
    Analysis,
    FitSettings,
    LogAxis,
    SafeRange,
)
from vhegui.core.errors import AnalysisError
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.change import change_kind


def set_model_kind(analysis: Analysis, shown: SourceModel, kind: str) -> Analysis:
    """Describe the source with another formula; what both formulas have is carried over."""
    return with_source(analysis, replace(shown, spectral=change_kind(shown.spectral, kind)))


def follow_fit(analysis: Analysis, follow: bool = True) -> Analysis:
    """Fit whenever the data change, or leave the parameters as typed."""
    return set_fit(analysis, replace(analysis.fit, follow=follow))


def set_fit(analysis: Analysis, fit: FitSettings) -> Analysis:
    """Change fit range or stacking."""
    if fit.low is not None and fit.high is not None and not fit.low < fit.high:
        raise AnalysisError(f"fit range: {fit.low:g} TeV is not below {fit.high:g} TeV")
    return replace(analysis, fit=fit)


def set_axis(analysis: Analysis, axis: str, low: float, high: float, bins: int) -> Analysis:
    """Rebin `axis`, "reco" (reconstructed) or "true" energy: equal logarithmic bins from `low` to `high` (TeV)."""
    if not 0.0 < low < high or bins < 1:
        raise AnalysisError(f"energy axis {low:g} to {high:g} TeV in {bins} bins: give two rising, positive energies")
    return replace(analysis, **{axis: LogAxis(low, high, int(bins))})


def set_safe_range(analysis: Analysis, safe: SafeRange) -> Analysis:
    """Choose which energies can be trusted."""
    if safe.aeff_percent is not None and not 0.0 < safe.aeff_percent <= 100.0:
        raise AnalysisError(f"effective-area threshold {safe.aeff_percent:g} %: give more than 0 and at most 100")
    if safe.low is not None and safe.high is not None and not safe.low < safe.high:
        raise AnalysisError(f"safe range: {safe.low:g} TeV is not below {safe.high:g} TeV")
    return replace(analysis, safe=safe)


def set_containment(analysis: Analysis, correct: bool) -> Analysis:
    """Correct the effective area for the part of the PSF outside the source circle, or not."""
    return replace(analysis, containment=correct)
