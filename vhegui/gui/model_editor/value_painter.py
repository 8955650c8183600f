"""Painting a value with its error: `4.79 ± 0.36`, or with the upper error above the lower one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

SMALL = 0.84  # size of errors above each other
Asymmetric = tuple[str, str, str, str] | None


@dataclass(frozen=True, eq=False)
class Piece:
    """Some text; `above` another one (`text` is then below); muted while it is preliminary."""

    text: str
    font: QFont
    muted: bool = False
    above: str = ""

    @property
    def width(self) -> float:
        """Room it needs, pixels."""
        metrics = QFontMetricsF(self.font)
        return max(metrics.horizontalAdvance(self.text), metrics.horizontalAdvance(self.above)) + (
            2 if self.above else 0
        )


def value_pieces(font: QFont, text: str, asymmetric: Asymmetric, early: bool) -> list[Piece]:
    """The parts of a value: number, error (italic while `early`), power of ten."""
    if asymmetric is not None:
        head, up, down, tail = asymmetric
        return [Piece(f"{head} ", font), Piece(down, _small(font), above=up), Piece(tail, font)]
    head, found, rest = text.partition(" ± ")
    if not found:
        return [Piece(head, font)]
    error, bracket, tail = rest.partition(")")
    return [
        Piece(head, font),
        Piece(f" ± {error}", _italic(font) if early else font, early),
        Piece(bracket + tail, font),
    ]


def draw_pieces(painter: QPainter, area: QRectF, pieces: list[Piece], color: QColor, muted: QColor) -> None:
    """One beside the other, at the right end of `area`."""
    x = area.right() - sum(piece.width for piece in pieces)
    for piece in pieces:
        painter.setFont(piece.font)
        painter.setPen(muted if piece.muted else color)
        room = QRectF(x, area.top(), piece.width + 2, area.height())
        if piece.above:
            half, digits = 0.5 * area.height(), QFontMetricsF(piece.font).capHeight()
            for top, text in ((area.top(), piece.above), (area.top() + half, piece.text)):
                painter.drawText(QPointF(x, round(top + 0.5 * (half + digits))), text)
        else:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, piece.text)
        x += piece.width


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(SMALL * font.pointSizeF())
    return smaller


def _italic(font: QFont) -> QFont:
    slanted = QFont(font)
    slanted.setItalic(True)
    return slanted
