"""The model that is on screen, which edits of it start from."""

from __future__ import annotations

from vhegui.analysis.edits.joint import joint_of
from vhegui.core.fitting.joint_model import JointModel
from vhegui.gui.session.session import Session


def joint_on_screen(session: Session) -> JointModel:
    """All sources and systematics in the fit as they are on screen; before the first fit, as they were decided."""
    if session.results.analysis is not session.analysis:
        session.pull()
    results = session.results
    return joint_of(session.analysis, results.current("live_fit") or results.current("cubes_on_screen"))
