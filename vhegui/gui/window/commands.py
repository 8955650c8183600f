"""What actions do, where it is more than one call: the fit, OFF regions, dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.analysis import edits
from vhegui.analysis.edits import joint as joint_edits
from vhegui.core.background.drawn import copied
from vhegui.core.background.registry import METHODS
from vhegui.core.progress import Progress
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.gui.file_questions import ask_open
from vhegui.gui.session.fit_commands import choose_data
from vhegui.gui.window.dialogs.help import AboutDialog, ShortcutSheet
from vhegui.gui.window.reading import read_in_background

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def toggle_follow(window: MainWindow) -> None:
    """Fit while data change, or leave the model as typed."""
    session = window.session
    if not session.analysis.fit.follow:
        session.apply("Fit while data change", edits.follow_fit)
    else:
        joint = joint_edits.joint_of(session.history.current, session.now("live_fit"))
        session.apply("Hold the model", joint_edits.hold_joint, joint)


def toggle_cubes(window: MainWindow) -> None:
    """Fit cubes of the map, or spectra of the ON region."""
    choose_data(window.session, "spectra" if window.session.analysis.fits_cubes else "cubes")


def toggle_stack(window: MainWindow) -> None:
    """Stacked or joint fit."""
    fit = window.session.analysis.fit
    label = "Fit runs jointly" if fit.stack else "Stack runs"
    window.session.apply(label, edits.put, "fit.stack", not fit.stack)


def set_method(window: MainWindow, method: str) -> None:
    """Have OFF regions by another method."""
    window.session.apply(
        f"Use {METHODS[method].label.lower()} regions", edits.use_method, method, window.session.history.past
    )


def draw_placed(window: MainWindow, per_run: bool) -> None:
    """Start drawing OFF regions from those that are placed now."""
    regions = copied(window.session.now("off_regions") or {}, per_run)
    if regions:
        window.session.apply("Draw OFF regions as placed", edits.draw_off_regions, regions)
    else:
        window.show_message("warning", "No run has an OFF region yet: choose runs and draw a source region first")


def open_off_regions(window: MainWindow) -> None:
    """Ask for a DS9 region file and take its background circles as OFF regions."""
    kinds = "DS9 regions (*.reg);;All files (*)"
    ask_open(window, "OFF regions", kinds, partial(take_off_regions, window), beside_opened=True)


def take_off_regions(window: MainWindow, path: Path) -> None:
    """The background circles of a DS9 region file as OFF regions."""

    def read(progress: Progress) -> Callable[[], object]:
        progress(0.0, f"Reading {path.name}")
        circles = read_background_circles(path)
        return partial(window.session.apply, f"OFF regions of {path.name}", edits.draw_off_circles, circles)

    read_in_background(window, read, f"{path.name} could not be read")


def has_gammapy_conventions(window: MainWindow) -> bool:
    """Whether both conventions of gammapy are on."""
    background, events = window.session.analysis.background, window.session.analysis.events
    return getattr(background, "placement", "gammapy") == "gammapy" and events.keep_outside_gti


def toggle_gammapy_conventions(window: MainWindow) -> None:
    """The conventions of gammapy, or our own again."""
    on = not has_gammapy_conventions(window)
    window.session.apply("Use gammapy's conventions" if on else "Use own conventions", edits.gammapy_conventions, on)


def show_palette(window: MainWindow) -> None:
    """Find anything by typing."""
    from vhegui.gui.window.palette.dialog import Palette

    Palette(window).open()


def show_preferences(window: MainWindow, name: str = "") -> None:
    """What the user prefers, and all keys; `name` : the preference to open it at."""
    from vhegui.gui.window.preferences.dialog import PreferencesDialog

    dialog = PreferencesDialog(window)
    dialog.open()
    if name:
        dialog.focus(name)


def show_manual(window: MainWindow, title: str = "", heading: str = "") -> None:
    """The manual, at a page and a heading of it."""
    from vhegui.gui.window.dialogs.manual import Manual, pages

    Manual(window).open_at(title or pages()[0].title, heading)


def show_shortcuts(window: MainWindow) -> None:
    """All shortcuts on one sheet."""
    ShortcutSheet(window).open()


def show_about(window: MainWindow) -> None:
    """Version, licence, data terms."""
    AboutDialog(window).open()
