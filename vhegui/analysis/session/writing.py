"""Analysis → the keys and values of a session file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import vhegui
from vhegui.analysis.map_layers import MapLayers
from vhegui.analysis.session.areas import area_content, mark_content
from vhegui.analysis.session.migrations import FORMAT
from vhegui.analysis.session.models import model_content, nuisance_content
from vhegui.analysis.sky_settings import SkySettings
from vhegui.analysis.state import PARTS, Analysis, LightCurveSettings, MaskFile
from vhegui.analysis.studies.settings import Studies
from vhegui.analysis.yaml_files.file import Inline
from vhegui.analysis.yaml_files.paths import relative_path
from vhegui.analysis.yaml_files.settings import written
from vhegui.core.background.field_of_view import FieldOfView

# Parts as they are at the start.
LEFT_OUT = (None, (), LightCurveSettings(), Studies(), MapLayers(), SkySettings(), FieldOfView())


def session_content(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """The keys and values of a session file that is to lie in `folder`: plain text, numbers, lists and mappings."""
    content: dict[str, Any] = {"format": FORMAT, "program": f"vhegui {vhegui.__version__}"}
    for name, part in PARTS.items():
        value = getattr(analysis, name)
        if value not in LEFT_OUT:
            content[part.key] = written(value, part.hint, folder)
        if name == "target":
            content |= _regions_content(analysis, folder)
    content["sources"] = [model_content(each, folder) for each in analysis.sources]
    if analysis.shown:
        content["shown"] = analysis.shown
    if analysis.nuisances:
        content["nuisances"] = [nuisance_content(each) for each in analysis.nuisances]
    return content


def _regions_content(analysis: Analysis, folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = {} if analysis.source is None else {"source": area_content(analysis.source)}
    content["exclusions"] = [
        Inline(mask=relative_path(item.path, folder)) if isinstance(item, MaskFile) else area_content(item)
        for item in analysis.exclusions
    ]
    if analysis.marks:
        content["marks"] = [mark_content(mark) for mark in analysis.marks]
    if analysis.labels:
        content["labels"] = [mark_content(label) for label in analysis.labels]
    return content
