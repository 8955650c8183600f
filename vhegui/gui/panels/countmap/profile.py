"""The profile on the map: gestures → edits."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.core.estimators.sky.profile_shapes import ProfileShape
from vhegui.gui.plotting.sky.profile_item import ProfileItem
from vhegui.gui.session.session import Session

LABELS = {
    "draw": "Draw profile",
    "middle": "Move profile",
    "width": "Change width of profile",
    "inner": "Change radius of profile",
    "outer": "Change radius of profile",
}


def connect_profile(item: ProfileItem, session: Session) -> None:
    """A drag is one step to undo."""

    def commit(shape: ProfileShape, held: str) -> None:
        session.preview(edits.set_profile, shape)
        session.commit_gesture(LABELS.get(held, "Turn profile"))

    item.begun.connect(session.begin_gesture)
    item.previewed.connect(lambda shape: session.preview(edits.set_profile, shape))
    item.committed.connect(commit)
    item.cancelled.connect(session.cancel_gesture)
