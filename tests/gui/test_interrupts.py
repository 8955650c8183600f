"""Ctrl+C in the terminal reaches a window that rests."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from vhegui.gui.interrupts import Interrupts


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot interrupt itself")
def test_an_interrupt_is_heard_though_no_timer_runs(qtbot):
    before, heard = signal.getsignal(signal.SIGINT), []
    interrupts = Interrupts(lambda: heard.append(True))
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    interrupts.stop()
    assert signal.getsignal(signal.SIGINT) is before
