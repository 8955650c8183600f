"""Commands about the map of the sky."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.analysis.map_profile import kind_of

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def draw_profile(window: MainWindow) -> None:
    """Draw a profile with the mouse, and see it."""
    window.show_panel("profiles")
    window.set_tool("profile")


def profile_kind(window: MainWindow) -> str:
    """The kind of the profile, "" for none."""
    shape = window.session.analysis.sky_profile
    return "" if shape is None else kind_of(shape)
