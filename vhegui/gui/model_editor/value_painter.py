"""Painting a value with its error: `4.79 ± 0.36`, or with the upper error above the lower one; and a long unit."""

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
            _one_above_the_other(painter, room, piece.above, piece.text)
        else:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, piece.text)
        x += piece.width


def in_two_lines(text: str) -> tuple[str, str]:
    """A text parted at that blank which leaves the shorter lines.

    >>> in_two_lines("cm⁻² s⁻¹ TeV⁻¹")
    ('cm⁻² s⁻¹', 'TeV⁻¹')
    """
    words = text.split(" ")
    parts = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words) + 1)]
    return min(parts, key=lambda lines: max(map(len, lines)))


def draw_unit(painter: QPainter, area: QRectF, text: str) -> None:
    """In one line, or in two where that is too long."""
    if painter.fontMetrics().horizontalAdvance(text) <= area.width():
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
    else:
        _one_above_the_other(painter, area, *in_two_lines(text))


def _one_above_the_other(painter: QPainter, area: QRectF, above: str, below: str) -> None:
    half, letters = 0.5 * area.height(), QFontMetricsF(painter.font()).capHeight()
    for top, text in ((area.top(), above), (area.top() + half, below)):
        painter.drawText(QPointF(area.left(), round(top + 0.5 * (half + letters))), text)


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(SMALL * font.pointSizeF())
    return smaller


def _italic(font: QFont) -> QFont:
    slanted = QFont(font)
    slanted.setItalic(True)
    return slanted
