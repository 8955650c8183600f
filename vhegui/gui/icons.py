"""Line icons from resources/icons, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vhegui.core.resources import resource
from vhegui.gui.theme import Theme

SIZES = (16, 20, 24, 32, 48)


def themed_icon(name: str, theme: Theme) -> QIcon:
    """The icon `name`, drawn in the text colour, and in the accent's text colour where it is checked."""
    svg = resource("icons", f"{name}.svg").read_text()
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(_render(svg, theme.text, size), QIcon.Mode.Normal, QIcon.State.Off)
        icon.addPixmap(_render(svg, theme.accent_text, size), QIcon.Mode.Normal, QIcon.State.On)
        icon.addPixmap(_render(svg, theme.border, size), QIcon.Mode.Disabled, QIcon.State.Off)
    return icon


def program_icon() -> QIcon:
    """The icon of the program itself."""
    svg = resource("icons", "vhegui.svg").read_text()
    icon = QIcon()
    for size in (16, 32, 64, 128, 256):
        icon.addPixmap(_render(svg, "#000", size))
    return icon


def _render(svg: str, color: str, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.replace("#000", color).encode())).render(painter)
    painter.end()
    return pixmap
