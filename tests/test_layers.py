"""What is loaded when: physics and analysis never load Qt, the window nothing heavy before it is painted."""

import os
import subprocess
import sys

import pytest

LOAD_ALL = """
import importlib, pkgutil, sys
import vhegui.analysis, vhegui.core
for package in (vhegui.core, vhegui.analysis):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print([name for name in ("PySide6", "pyqtgraph", "matplotlib") if name in sys.modules])
"""

FIRST_PAINT = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEvent, QObject, QTimer
from vhegui.gui import app
from vhegui.gui.application import application
from vhegui.gui.window.main_window import MainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow) and not watched.furnished:
            program.removeEventFilter(self)
            print(*sys.modules)
            QTimer.singleShot(0, watched.leave)
        return False

program, watch = application(), Watch()
program.installEventFilter(watch)
app.main()
"""
HEAVY = (
    "numpy", "pyqtgraph", "scipy", "astropy", "iminuit", "yaml", "vhegui.core.fitting", "vhegui.core.estimators",
    "vhegui.core.models", "vhegui.analysis.state", "vhegui.analysis.steps", "vhegui.gui.plotting",
    "vhegui.gui.session.session", "vhegui.gui.panels.", "vhegui.gui.window.opening", "vhegui.gui.window.recovery",
)  # fmt: skip
MOST_MODULES = 320  # some 270 are read, a third of them Python's own


def test_core_and_analysis_load_without_qt_or_plots():
    done = subprocess.run([sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_frame_of_the_window_is_painted_before_anything_heavy_is_read(tmp_path):
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    own = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("CONFIG", "DATA", "CACHE")}
    command = [sys.executable, "-c", FIRST_PAINT]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **own})
    read = done.stdout.split()
    assert "vhegui.gui.window.main_window" in read
    assert [name for name in read if name.startswith(HEAVY)] == []
    assert len(read) < MOST_MODULES
