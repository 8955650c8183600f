"""Regions on the clipboard, as the text of a DS9 file: DS9 pastes what is copied here, and is pasted from here."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from vhegui.analysis.edits.any_region import remove_regions
from vhegui.analysis.edits.file_regions import add_file_regions, file_regions
from vhegui.analysis.region_refs import RegionRef, listed_regions
from vhegui.core.errors import VheguiError
from vhegui.core.regions.ds9_regions import ds9_regions, ds9_text
from vhegui.gui.session.region_choice import apply_and_choose, chosen
from vhegui.gui.session.region_words import several
from vhegui.gui.session.session import Session


def copy(session: Session) -> tuple[RegionRef, ...]:
    """Copy the selected regions; which they were."""
    refs = tuple(sorted(chosen(session)))
    regions = [region for region in listed_regions(session.analysis) if region.ref in refs]
    QApplication.clipboard().setText(ds9_text(file_regions(regions)))
    return refs


def cut(session: Session) -> None:
    """Copy the selected regions and take them away."""
    refs = copy(session)
    session.choose_regions(())
    session.apply(several("Cut", refs), remove_regions, refs)


def paste(session: Session) -> None:
    """Add the regions of the clipboard, a little beside where they are there already; they are selected."""
    try:
        found = ds9_regions(QApplication.clipboard().text(), "Clipboard")
    except VheguiError as error:
        session.message.emit("warning", str(error))
        return
    if not found.regions:
        session.message.emit("warning", "There are no regions on the clipboard: copy some here, or in DS9 as text")
        return
    for sentence in found.left_out:
        session.message.emit("warning", sentence)
    count = len(found.regions)
    label = "Paste region" if count == 1 else f"Paste {count} regions"
    apply_and_choose(session, label, add_file_regions, found.regions, "", True)
