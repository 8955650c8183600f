"""Analysis → Analysis, for any setting: by its path, checked against what its line says."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec

from vhegui.analysis.state import PARTS, Analysis
from vhegui.core.setting_checks import checked
from vhegui.core.settings import Settings


def put(analysis: Analysis, path: str, value: Any) -> Analysis:
    """Another value of a setting, such as `fit.low` or `containment`, or of a whole part, such as `fit`.

    Raises AnalysisError, in words for the user, for a value that cannot be.
    """
    part, _, setting = path.partition(".")
    if setting:
        return change(analysis, part, **{setting: value})
    if isinstance(value, Settings):
        value = checked(value, PARTS[part].word)
    return dataclasses.replace(analysis, **{part: value})


def change(analysis: Analysis, part: str, **changes: Any) -> Analysis:
    """Other values of some settings of a part: `change(analysis, "fit", low=1.0, stack=True)`. Raises AnalysisError."""
    return put(analysis, part, msgspec.structs.replace(getattr(analysis, part), **changes))
