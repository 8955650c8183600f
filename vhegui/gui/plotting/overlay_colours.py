"""Colours of what is drawn on top of an image: they must stand out from the colour map, not from the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from vhegui.gui.plotting.colour_maps import colour_of_nothing


@dataclass(frozen=True, slots=True)
class OverlayColours:
    """Overlay colours as #rrggbb; `halo` lies under lines and letters."""

    source: str
    off: str
    rejected: str
    exclusion: str
    measure: str
    model: str
    grid: str
    marker: str
    halo: str

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        color = QColor(getattr(self, role))
        color.setAlphaF(alpha)
        return color


ON_DARK = OverlayColours(
    source="#7fe3ff",
    off="#ffffff",
    rejected="#b0b4bb",
    exclusion="#ffb3d9",
    measure="#b9f6a0",
    model="#ffb454",
    grid="#d9dde5",
    marker="#ffffff",
    halo="#000000",
)
ON_LIGHT = OverlayColours(
    source="#005a94",
    off="#1b212b",
    rejected="#737c8a",
    exclusion="#8f1f68",
    measure="#2f5d00",
    model="#9a3b00",
    grid="#5f6b7c",
    marker="#1b212b",
    halo="#ffffff",
)


def overlay_colours_for(colour_map: str) -> OverlayColours:
    """Dark colours on maps whose empty sky is light."""
    return ON_LIGHT if sum(colour_of_nothing(colour_map)) > 3 * 127 else ON_DARK
