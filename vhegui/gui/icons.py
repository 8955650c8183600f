"""Line icons from resources/icons, in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vhegui.core.resources import resource
from vhegui.gui.theme import Theme

SIZES = (16, 20, 24, 32, 48)


@lru_cache(maxsize=128)
def themed_icon(name: str, theme: Theme) -> QIcon:
    """The icon `name`, drawn in the text colour, and in the accent's text colour where it is checked."""
    svg = resource("icons", f"{name}.svg").read_text()
    icon = QIcon()
    for color, mode, state in (
        (theme.text, QIcon.Mode.Normal, QIcon.State.Off),
        (theme.accent_text, QIcon.Mode.Normal, QIcon.State.On),
        (theme.border, QIcon.Mode.Disabled, QIcon.State.Off),
    ):
        drawing = _in_color(svg, color)
        for size in SIZES:
            icon.addPixmap(_pixmap(drawing, size), mode, state)
    return icon


def program_icon() -> QIcon:
    """The icon of the program itself."""
    drawing = _in_color(resource("icons", "vhegui.svg").read_text(), "#000")
    icon = QIcon()
    for size in (16, 32, 64, 128, 256):
        icon.addPixmap(_pixmap(drawing, size))
    return icon


def _in_color(svg: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg.replace("#000", color).encode()))


def _pixmap(drawing: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter)
    painter.end()
    return pixmap
