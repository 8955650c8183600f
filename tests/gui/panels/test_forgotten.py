"""A panel that is closed is forgotten, with its session and all that was read."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from vhegui.gui.panels import PANELS, load_panel
from vhegui.gui.session.session import Session


@pytest.mark.parametrize("entry", PANELS, ids=lambda entry: entry.name)
def test_a_panel_that_is_closed_keeps_nothing_alive(entry, qtbot):
    session = Session()
    panel = load_panel(entry, session)
    session.add_panel(panel)
    panel.widget.show()
    session.pull()
    kept = weakref.ref(panel), weakref.ref(session)
    panel.widget.close()
    panel.widget.deleteLater()
    session.close()
    del panel, session
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def forgotten() -> bool:
        gc.collect()
        return [each() for each in kept] == [None, None]

    qtbot.waitUntil(forgotten)  # if not: a signal of the session that calls a lambda keeps what is in it
