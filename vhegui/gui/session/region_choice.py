"""Which regions are selected, wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vhegui.analysis.region_refs import RegionRef, listed_regions
from vhegui.analysis.state import Analysis
from vhegui.gui.session.session import Session


def chosen(session: Session) -> tuple[RegionRef, ...]:
    """The regions that are selected and still there."""
    there = {region.ref for region in listed_regions(session.analysis)}
    return tuple(ref for ref in session.chosen_regions if ref in there)


def chosen_shapes(session: Session) -> tuple[RegionRef, ...]:
    """Those of them that may have a name, a colour and a group."""
    there = {region.ref for region in listed_regions(session.analysis) if region.shape is not None}
    return tuple(ref for ref in chosen(session) if ref in there and ref.use != "off")


def chosen_groups(session: Session) -> set[str]:
    """The groups of the regions that are selected."""
    refs = chosen(session)
    return {region.group for region in listed_regions(session.analysis) if region.ref in refs} - {""}


def apply_and_choose(session: Session, label: str, edit: Callable[..., Analysis], *arguments: Any) -> bool:
    """An edit after which the regions that are new in the lists are selected; says whether it was possible."""
    before = listed_regions(session.history.current)
    if not session.apply(label, edit, *arguments):
        return False
    known = {(region.ref.use, region.shape) for region in before}
    new = [region.ref for region in listed_regions(session.analysis) if (region.ref.use, region.shape) not in known]
    session.request_pull()
    session.choose_regions(tuple(new))
    return True
