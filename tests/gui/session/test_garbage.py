"""Garbage is collected where and when the window can afford it."""

from __future__ import annotations

import gc
import weakref

import pytest

from vhegui.gui.session.garbage import GarbageCollector


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp):
    was = gc.isenabled()
    collecting = GarbageCollector(lambda: False)
    yield collecting
    collecting.stop()
    (gc.enable if was else gc.disable)()


def test_what_was_there_is_not_looked_through_until_it_stops(collector):
    early, late = Ring(), Ring()
    gone_early, gone_late = weakref.ref(early), weakref.ref(late)
    del late
    gc.collect()
    assert gone_late() is None
    collector.keep()
    del early
    gc.collect()
    assert gone_early() is not None
    collector.stop()
    gc.collect()
    assert gone_early() is None
