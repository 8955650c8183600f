"""Resident memory: of this process now and at most, and of a window that opens many data sets one after the other."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def megabytes() -> float:
    """Resident memory of this process now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


def forget_peak() -> None:
    """Let `peak_megabytes` begin anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_megabytes() -> float:
    """The most resident memory since `forget_peak`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def megabytes_after(folders: Sequence[Path]) -> list[float]:
    """Resident memory after each of these data sets was opened in one window and everything was computed."""
    from PySide6.QtCore import QSettings

    from vhegui.analysis.loading.first_view import aim_at_runs
    from vhegui.gui.screenshot import settle
    from vhegui.gui.session.session import Session
    from vhegui.gui.window.main_window import MainWindow
    from vhegui.gui.window.opening import open_any

    sizes = []
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Session(), settings, Path(folder))
        window.show()
        settle(window)
        for path in folders:
            open_any(window, path)
            settle(window)
            if not window.session.loaded.observations:
                index = window.session.store.index  # several fields: nothing is chosen by itself
                window.session.apply("Select runs", aim_at_runs, index, [int(run) for run in index.obs_id])
                settle(window)
            gc.collect()
            sizes.append(megabytes())
        window.leave()
        window.deleteLater()
    return sizes
