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
from vhegui.gui.application import application
from vhegui.gui.window.main_window import MainWindow
from vhegui.gui.session.session import Session
app, folder = application(), Path(tempfile.mkdtemp())
window = MainWindow(Session(), QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat), folder)
window.show()
app.processEvents()
print([name for name in ("scipy", "astropy", "iminuit") if name in sys.modules])
window.close()
"""

SPLASH = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from vhegui.gui.application import application
from vhegui.gui.splash import splash
app = application()
screen = splash()
picture = screen.grab().toImage()
colours = {picture.pixel(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)}
assert screen.isVisible() and len(colours) > 10, len(colours)  # the icon, and letters with soft edges
print([name for name in ("numpy", "pyqtgraph", "msgspec") if name in sys.modules])
"""


def test_core_and_analysis_load_without_qt_or_plots():
    done = subprocess.run([sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_paint_needs_no_scipy_or_astropy():
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    done = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_seen_meanwhile_needs_nothing_that_takes_long_to_load():
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    done = subprocess.run([sys.executable, "-c", SPLASH], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
