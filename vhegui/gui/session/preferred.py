"""New analyses as the user prefers them."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from vhegui.analysis import edits
from vhegui.analysis.state import Analysis
from vhegui.gui.session.preferences import Preferences


def begun(analysis: Analysis, preferences: Preferences) -> Analysis:
    """A fresh analysis as the user wants it."""
    looks = structs.replace(analysis.map_looks, colormap=preferences.colormap, scale=preferences.scale)
    analysis = edits.use_method(replace(analysis, map_looks=looks), preferences.method)
    return with_frame(analysis, preferences)


def with_frame(analysis: Analysis, preferences: Preferences) -> Analysis:
    """A new map as the user wants it."""
    return edits.change(analysis, "map", frame=preferences.frame)
