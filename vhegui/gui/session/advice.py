"""Advice that belongs to what a panel shows, and what its button does."""

from __future__ import annotations

from collections.abc import Iterable

from vhegui.analysis.advice import Advice
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session


def advice_in(results: Results, steps: Iterable[str]) -> tuple[Advice, ...]:
    """What these steps advise for what is shown now."""
    found = list[Advice]()
    for step in steps:
        value = results.current(step)
        found += [value] if isinstance(value, Advice) else value or ()
    return tuple(found)


def take_advice(session: Session, advice: Advice) -> None:
    """Do what mends it, one step to undo; or show the panel that tells more."""
    if advice.mend is not None:
        session.apply(advice.step or advice.label, advice.mend)
    elif advice.panel:
        session.panel_wanted.emit(advice.panel)
