"""Region files in and out: DS9's and FITS tables, opened for one use or another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from vhegui.analysis import edits
from vhegui.analysis.edits.file_regions import add_file_regions, file_regions
from vhegui.analysis.region_refs import Use, listed_regions
from vhegui.core.errors import VheguiError
from vhegui.core.progress import Progress
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.core.regions.file_regions import RegionFile
from vhegui.gui.file_questions import ask_open, ask_save
from vhegui.gui.session.region_choice import apply_and_choose
from vhegui.gui.window.reading import read_in_background

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

OPEN_FILTER = "Region files (*.reg *.fits *.fits.gz *.fit);;All files (*)"
SAVE_FILTER = "DS9 regions (*.reg);;FITS region table (*.fits)"
CHOICES: dict[Use | Literal[""], tuple[str, str]] = {
    "exclusion": ("Exclusions", "OFF regions keep out of them"),
    "measure": ("Measuring regions", "they change no result"),
    "source": ("ON region", "the source is counted in it"),
    "": ("As the file says", "those marked with a minus are exclusions, the others measure"),
}


def open_regions(window: MainWindow) -> None:
    """Ask for a region file, then what its regions are for."""
    ask_open(window, "Open regions", OPEN_FILTER, partial(take_regions, window), beside_opened=True)


def take_regions(window: MainWindow, path: Path, off: bool = False) -> None:
    """Read a region file in the background, then ask what its regions are for.

    off : unless it marks circles as background, which are the OFF regions then.
    """
    from vhegui.core.regions.region_files import read_regions

    def read(progress: Progress) -> Callable[[], object]:
        progress(0.0, f"Reading {path.name}")
        circles = _background(path) if off else ()
        if circles:
            return partial(window.session.apply, f"OFF regions of {path.name}", edits.draw_off_circles, circles)
        return partial(_use, window, path, read_regions(path))

    read_in_background(window, read, f"{path.name} could not be read", f"regions of {path}")


def _background(path: Path) -> tuple[Circle, ...]:
    """The circles that a DS9 file marks as background."""
    try:
        return read_background_circles(path)
    except VheguiError:
        return ()


def _use(window: MainWindow, path: Path, file: RegionFile) -> None:
    if file.left_out:
        first, *others = file.left_out
        window.show_message("warning", f"{first}, and {len(others)} more" if others else first)

    def add(use: Use | Literal[""]) -> None:
        apply_and_choose(window.session, f"Regions of {path.name}", add_file_regions, file.regions, use)

    if file.regions:
        ask_use(window, path.name, len(file.regions), add)
    elif not file.left_out:
        window.show_message("warning", f"{path.name} holds no regions")


def ask_use(window: MainWindow, name: str, count: int, answered: Callable[[Use | Literal[""]], object]) -> None:
    """Ask what the regions of a file are for, without waiting; nothing is answered where they are for nothing."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Open regions")
    box.setText(f"{name} holds {count} regions." if count != 1 else f"{name} holds one region.")
    offered: dict[Use | Literal[""], tuple[str, str]] = {
        use: words for use, words in CHOICES.items() if use != "source" or count == 1
    }
    box.setInformativeText("Use as\n" + "\n".join(f"• {text}: {tip}" for text, tip in offered.values()))
    buttons: dict[QAbstractButton, Use | Literal[""]] = {}
    for use, (text, _) in offered.items():
        buttons[box.addButton(text, QMessageBox.ButtonRole.AcceptRole)] = use
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.buttonClicked.connect(lambda button: answered(buttons[button]) if button in buttons else None)
    box.open()


def save_regions(window: MainWindow) -> None:
    """Ask for a file and write all regions to it."""
    ask_save(window, "Save regions", "regions.reg", SAVE_FILTER, partial(write_all, window))


def write_all(window: MainWindow, path: Path) -> None:
    """Write all regions; a message says which could not be, or why none was."""
    from vhegui.core.regions.region_files import write_regions

    regions = file_regions(listed_regions(window.session.analysis))
    try:
        left_out = write_regions(path, regions)
    except VheguiError as error:
        window.show_message("error", str(error))
        return
    for sentence in left_out:
        window.show_message("warning", sentence)
    if not left_out:
        count = "One region" if len(regions) == 1 else f"{len(regions)} regions"
        window.show_message("success", f"{count} written to {path.name}")
