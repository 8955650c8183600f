"""A window that is closed leaves nothing behind."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from vhegui.analysis.loading.first_view import demo_view
from vhegui.gui.panels import PANELS
from vhegui.gui.session.session import Session


def open_demo(session: Session, folder: Path) -> None:
    """Open it as the window does."""
    session.open_path(folder, then=lambda analysis: demo_view(analysis, session.store.index, folder))


def test_a_window_is_freed_with_its_session_and_all_panels(make_window, rest, demo):
    window = make_window()
    session = window.session
    open_demo(session, demo)
    for entry in PANELS:
        window.shelf.get(entry.name)
    rest(window)
    left = {"window": weakref.ref(window), "session": weakref.ref(session)}
    left |= {name: weakref.ref(panel) for name, panel in window.shelf.there.items()}
    window.close()
    window.deleteLater()
    del window, session
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [name for name, one in left.items() if one() is not None] == []
