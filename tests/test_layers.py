"""Physics and analysis never load Qt: checked by loading all of them."""

import subprocess
import sys

LOAD_ALL = """
import importlib, pkgutil, sys
import vhegui.analysis, vhegui.core
for package in (vhegui.core, vhegui.analysis):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print([name for name in ("PySide6", "pyqtgraph", "matplotlib") if name in sys.modules])
"""


def test_core_and_analysis_load_without_qt_or_plots():
    done = subprocess.run([sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
