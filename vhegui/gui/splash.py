"""What is seen while the window is loaded, which takes a second or two: the program's name, at once.

Nothing of the window is imported here, nor numpy.
"""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

import vhegui
from vhegui.core.resources import resource

SIZE, ICON = QSize(420, 220), QRect(154, 28, 112, 112)  # pixels
DARK, LIGHT = ("#1b1f27", "#e6e9ef"), ("#ffffff", "#1c2430")  # ground and letters


WAIT_MS = 100  # at most, for the desktop to show it


def splash() -> QLabel:
    """It is shown, and painted, when this returns; to be closed when the window is there.

    Not a QSplashScreen, which waits a second where the desktop does not say that it is seen.
    """
    screen = QLabel()
    screen.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
    screen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    screen.setAccessibleName("vhegui is starting")
    screen.setPixmap(_picture())
    screen.adjustSize()
    screen.move(QGuiApplication.primaryScreen().availableGeometry().center() - screen.rect().center())
    screen.show()
    until = QDeadlineTimer(WAIT_MS)
    while not (screen.windowHandle().isExposed() or until.hasExpired()):
        QGuiApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
    screen.repaint()
    QGuiApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
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
