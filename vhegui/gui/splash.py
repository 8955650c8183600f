"""What is seen while the window is loaded, which takes a second or two: the program's name, at once.

Nothing of the window is imported here, nor numpy.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSplashScreen

import vhegui
from vhegui.core.resources import resource

SIZE, ICON = QSize(420, 220), QRect(154, 28, 112, 112)  # pixels
DARK, LIGHT = ("#1b1f27", "#e6e9ef"), ("#ffffff", "#1c2430")  # ground and letters


def splash() -> QSplashScreen:
    """It is shown, and painted, when this returns; `finish` closes it when the window is there."""
    screen = QSplashScreen(_picture())
    screen.setAccessibleName("vhegui is starting")
    screen.show()
    QGuiApplication.processEvents()
    return screen


def _picture() -> QPixmap:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    ground, letters = DARK if dark else LIGHT
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(SIZE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(ground))
    painter = QPainter(picture)
    QSvgRenderer(str(resource("icons", "vhegui.svg"))).render(painter, ICON)
    painter.setPen(QColor(letters))
    for text, top, pixels, weight in (
        (f"vhegui {vhegui.__version__}", 148, 22, QFont.Weight.DemiBold),
        ("very-high-energy gamma-ray data", 180, 13, QFont.Weight.Normal),
    ):
        font = QFont(painter.font())
        font.setPixelSize(pixels)
        font.setWeight(weight)
        painter.setFont(font)
        painter.drawText(QRect(0, top, SIZE.width(), 30), Qt.AlignmentFlag.AlignHCenter, text)
    painter.end()
    return picture
