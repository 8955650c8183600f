"""Asking more about a result than the fit says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from vhegui.analysis.state import Analysis
from vhegui.analysis.studies.settings import (
    BackgroundsAsked,
    CandidateSearch,
    Comparison,
    Contours,
    NextSourceAsked,
    Profiles,
    ScanRequest,
    SourceTestsAsked,
    TemplateAsked,
    Toys,
)
from vhegui.core.setting_checks import checked

USUAL = {
    "profiles": Profiles(),
    "contours": Contours(),
    "toys": Toys(),
    "comparison": Comparison(),
    "optimisation": ScanRequest(),
    "template": TemplateAsked(),
    "backgrounds": BackgroundsAsked(),
    "candidates": CandidateSearch(),
    "source_tests": SourceTestsAsked(),
    "next_source": NextSourceAsked(),
}


def ask_study(analysis: Analysis, name: str, asked: Any) -> Analysis:
    """Ask one study with its settings."""
    return replace(analysis, studies=msgspec.structs.replace(analysis.studies, **{name: asked}))


def ask_studies(analysis: Analysis, wanted: Mapping[str, Mapping[str, Any]]) -> Analysis:
    """Ask several, those that are asked already as they are, others in the usual way; values : settings to change.

    Raises AnalysisError for a value that cannot be.
    """
    for name, changes in wanted.items():
        asked = getattr(analysis.studies, name) or USUAL[name]
        analysis = ask_study(analysis, name, checked(msgspec.structs.replace(asked, **changes), name))
    return analysis
