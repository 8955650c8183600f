"""What actions do on the map: layers, the second map, profiles, saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vhegui.analysis import edits
from vhegui.analysis.map_profile import kind_of

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def show_layers(window: MainWindow) -> None:
    """The list of what lies over the map."""
    _view(window).layers.show()
    _view(window).layers.raise_()


def open_image(window: MainWindow) -> None:
    """Ask for an image of the sky."""
    _view(window).layers.open_image()


def open_catalogue(window: MainWindow) -> None:
    """Ask for a table of sources."""
    _view(window).layers.open_catalogue()


def save_map(window: MainWindow) -> None:
    """Write the map that is shown as a FITS image."""
    _view(window).save_image()


def toggle_contours(window: MainWindow) -> None:
    """Contours of the significance over whatever is shown, or none."""
    window.session.apply("Contours of the significance", edits.toggle_contours, "significance")


def has_contours(window: MainWindow) -> bool:
    """Whether there are some."""
    return any(each.of == "significance" for each in window.session.analysis.map_layers.contours)


def take_turns(window: MainWindow, turns: str) -> None:
    """The second map by "swipe" or "blink", or no longer."""
    session = window.session
    session.apply(f"{turns.capitalize()} between two maps", edits.take_turns, turns, session.history.past)


def hidden_layers(window: MainWindow) -> list[str]:
    """The layers of the map that are not seen."""
    return window.panels["countmap"].widget.controls.layers_menu.hidden  # type: ignore[attr-defined]


def draw_profile(window: MainWindow) -> None:
    """Draw a profile with the mouse, and see it."""
    window.show_panel("profiles")
    window.set_tool("profile")


def profile_kind(window: MainWindow) -> str:
    """The kind of the profile, "" for none."""
    shape = window.session.analysis.sky_profile
    return "" if shape is None else kind_of(shape)


def _view(window: MainWindow) -> Any:
    window.show_panel("countmap")
    return window.panels["countmap"].widget
