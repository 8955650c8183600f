"""What is done to the regions that are selected, from menus, the map and the list alike; each one step to undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QColorDialog, QInputDialog, QMenu

from vhegui.analysis.edits.any_region import duplicate_regions, label_regions, remove_regions, use_regions_as
from vhegui.analysis.marks import COLORS
from vhegui.analysis.region_refs import RegionRef, Use, listed_regions, region_of, with_group
from vhegui.gui.session.region_choice import apply_and_choose, chosen, chosen_groups, chosen_shapes
from vhegui.gui.session.region_clipboard import copy, cut, paste
from vhegui.gui.session.region_words import several
from vhegui.gui.session.session import Session

COLOURS = ("blue", "orange", "green", "purple", "gold", "sky blue", "grey")  # as `marks.COLORS`
SHIFT = 0.05  # deg, at least, between a region and its duplicate


def select_all(session: Session) -> None:
    """Select every region."""
    session.choose_regions(tuple(region.ref for region in listed_regions(session.analysis)))


def remove(session: Session) -> None:
    """Take the selected regions away, and what is in a group with them."""
    refs = with_group(session.analysis, chosen(session))
    session.choose_regions(())
    if refs:
        session.apply(several("Remove", refs), remove_regions, refs)


def duplicate(session: Session) -> None:
    """The selected regions again, beside themselves; the copies are selected."""
    refs = chosen(session)
    if refs:
        sizes = [r.shape.bounding.radius for r in listed_regions(session.analysis) if r.ref in refs and r.shape]
        shift = max(SHIFT, 0.3 * min(sizes, default=0.0))
        apply_and_choose(session, several("Duplicate", refs), duplicate_regions, refs, shift)


def use_as(session: Session, use: Use) -> None:
    """Have the selected regions for something else; they stay selected."""
    refs = chosen(session)
    if refs:
        apply_and_choose(session, f"{several('Use', refs)} as {_AS[use]}", use_regions_as, refs, use)


def group(session: Session) -> None:
    """Put the selected regions into a group of their own."""
    names = {region.group for region in listed_regions(session.analysis)}
    name = next(f"group {n}" for n in range(1, len(names) + 2) if f"group {n}" not in names)
    _change(session, "Group", group=name)


def ungroup(session: Session) -> None:
    """Take the selected regions, and all that are in a group with them, out of their groups."""
    session.choose_regions(with_group(session.analysis, chosen(session)))
    _change(session, "Ungroup", group="")


def recolour(session: Session, color: str) -> None:
    """Give the selected regions a colour of their own, "" for that of their use."""
    _change(session, "Colour", color=color)


def rename(session: Session, ref: RegionRef, name: str) -> bool:
    """Give a region another name, "" for none of its own; says whether that was possible."""
    return session.apply("Rename region", label_regions, (ref,), name=name.strip())


def ask_name(session: Session) -> None:
    """Ask for another name of the selected region."""
    ref = chosen_shapes(session)[-1]
    known = region_of(session.analysis, ref)
    dialog = QInputDialog(QApplication.activeWindow())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Name the region")
    dialog.setLabelText("Name")
    dialog.setTextValue(known.own if known else "")
    dialog.textValueSelected.connect(lambda name: rename(session, ref, name))
    dialog.open()


def ask_color(session: Session) -> None:
    """Ask for any colour of the selected regions."""
    known = region_of(session.analysis, chosen_shapes(session)[-1])
    color = QColor(known.color if known and known.color.startswith("#") else "white")
    dialog = QColorDialog(color, QApplication.activeWindow())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Colour of the region")
    dialog.colorSelected.connect(lambda found: recolour(session, found.name()))
    dialog.open()


def _change(session: Session, verb: str, **changes: str) -> None:
    refs = chosen_shapes(session)
    if refs:
        session.apply(several(verb, refs), label_regions, refs, **changes)


@dataclass(frozen=True)
class RegionCommand:
    """One thing to do with the selected regions. folder : the menu in the menu · keys : on the map."""

    name: str
    text: str
    run: Callable[[Session], object]
    tip: str
    enabled: Callable[[Session], object] = chosen
    folder: str = ""
    keys: str = ""
    separator: bool = False


_AS: dict[Use, str] = {"source": "ON region", "exclusion": "exclusion", "measure": "measuring region"}
_TIPS: dict[Use, str] = {
    "source": "Count the source in this region: it becomes the ON region.",
    "exclusion": "OFF regions keep out of these regions, and the background of maps is not fitted in them.",
    "measure": "Only measure in these regions: they change no result.",
}
COMMANDS: tuple[RegionCommand, ...] = (
    RegionCommand("cut", "Cut", cut, "Copy the selected regions and take them away.", chosen_shapes, keys="Ctrl+X"),
    RegionCommand("copy", "Copy", copy, "Copy the selected regions as the text of a DS9 file, which DS9 pastes, too.",
                  keys="Ctrl+C"),
    RegionCommand("paste", "Paste", paste, "Add regions from the clipboard: copied here, or text of a DS9 file.",
                  lambda session: True, keys="Ctrl+V"),
    *(
        RegionCommand(f"use-{use}", f"Use as {_AS[use]}", partial(use_as, use=use), tip)
        for use, tip in _TIPS.items()
    ),
    RegionCommand("duplicate", "Duplicate", duplicate, "The same regions once more, a little beside.", separator=True),
    RegionCommand("delete", "Delete", remove, "Take the selected regions away, with their groups.", keys="Del"),
    RegionCommand("select-all", "Select all regions", select_all, "Select every region; Ctrl+click selects one more.",
                  lambda session: listed_regions(session.analysis), keys="Ctrl+A"),
    RegionCommand("name", "Name…", ask_name, "What stands at the region on the map, and in the list of regions.",
                  chosen_shapes, separator=True),
    RegionCommand("color", "Colour of its use", partial(recolour, color=""), "No colour of its own.",
                  chosen_shapes, "Colour"),
    *(
        RegionCommand(f"color-{color}", f"Colour {text}", partial(recolour, color=color),
                      "Darker or lighter as the colours of the map ask.", chosen_shapes, "Colour")
        for color, text in zip(COLORS, COLOURS, strict=True)
    ),
    RegionCommand("color-other", "Another colour…", ask_color, "Any colour, on every map the same.",
                  chosen_shapes, "Colour"),
    RegionCommand("group", "Group", group, "From now on these regions move and go together.",
                  lambda session: len(chosen_shapes(session)) > 1),
    RegionCommand("ungroup", "Ungroup", ungroup, "Each of them moves alone again.",
                  chosen_groups),
)  # fmt: skip


def region_menu(session: Session, menu: QMenu) -> None:
    """Add what can be done with the selected regions to a menu."""
    folders: dict[str, QMenu] = {}
    for command in COMMANDS:
        if not command.enabled(session):
            continue
        if command.separator:
            menu.addSeparator()
        if command.folder and command.folder not in folders:
            folders[command.folder] = menu.addMenu(command.folder)
            folders[command.folder].setToolTipsVisible(True)
        place = folders.get(command.folder, menu)
        text = f"{command.text}\t{command.keys}" if command.keys else command.text
        action = place.addAction(text, partial(command.run, session))
        action.setToolTip(command.tip)
