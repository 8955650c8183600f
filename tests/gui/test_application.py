"""The application: files that the desktop hands over."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from vhegui.gui.application import application

app, asked = application(), []
app.asked_to_open.connect(asked.append)
QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile("/data/crab.vhegui.yaml")))
assert asked == ["/data/crab.vhegui.yaml"], asked
"""


def test_a_file_that_is_double_clicked_on_macos_is_opened():
    """In a process of its own: there is one application in each."""
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)
