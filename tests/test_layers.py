"""What is loaded when: physics and analysis never load Qt, the window loads nothing slow before it is painted."""

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
import os, sys, tempfile
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QSettings
from vhegui.gui.app import application
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.session.session import Session
app, folder = application(), Path(tempfile.mkdtemp())
window = MainWindow(Session(), QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat), folder)
window.show()
app.processEvents()
print([name for name in ("scipy", "astropy", "iminuit") if name in sys.modules])
window.close()
"""


def test_core_and_analysis_load_without_qt_or_plots():
    done = subprocess.run([sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_paint_needs_no_scipy_or_astropy():
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    done = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
