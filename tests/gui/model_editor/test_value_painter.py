"""Values with errors above each other."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from vhegui.gui.model_editor.value_painter import draw_pieces, value_pieces


def test_the_upper_error_does_not_touch_the_lower_one(qapp):
    image = QImage(60, 23, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    font = QFont(qapp.font())
    pieces = value_pieces(font, "", ("", "+0.58", "−0.44", ""), early=False)
    painter = QPainter(image)
    draw_pieces(painter, QRectF(0, 0, 60, 23), pieces, QColor("black"), QColor("grey"))
    painter.end()
    inked = [y for y in range(23) if any(image.pixelColor(x, y).lightness() < 128 for x in range(60))]
    gaps = [after - before for before, after in pairwise(inked) if after > before + 1]
    assert gaps and max(gaps) > 2 and inked[0] > 0 and inked[-1] < 22
