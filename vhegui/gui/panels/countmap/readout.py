"""The line under the map: where the mouse is, in every way of saying it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vhegui.analysis.state import Target
from vhegui.analysis.written_numbers import MINUS, integer
from vhegui.core import sphere
from vhegui.core.maps.counts import CountsMap
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.widgets.on_letters import on_letters

GAP = "   ·   "
TIP = (
    "Under the mouse: right ascension and declination (ICRS), unsmoothed counts in that pixel, angular distance from "
    "the target, the position in degrees, galactic coordinates"
)
IDLE = "Point at the map to read coordinates and counts"


def position_parts(ra: float, dec: float, counts: CountsMap | None, target: Target | None) -> list[str]:
    """What can be said about a direction (deg), the most wanted first."""
    parts = [f"{hms(ra, 0.1)} {dms(dec, 1.0)}"]
    if counts is not None and math.isfinite(value := counts.at(ra, dec)):
        parts.append(f"{integer(value)} {'count' if value == 1 else 'counts'}")
    if target is not None:
        parts.append(f"{float(sphere.separation(ra, dec, target.ra, target.dec)):.3f}° from {target.name}")
    lon, lat = (float(x) for x in sphere.to_galactic(ra, dec))
    parts.append(f"{ra:.4f}°, {dec:+.4f}°".replace("-", MINUS))
    parts.append(f"l {lon:.3f}°, b {lat:+.3f}°".replace("-", MINUS))
    return parts


class Readout(QWidget):
    """As many of the parts as there is room for; all of them in the tooltip. Painted directly: it changes with
    every mouse move, and a label would lay its parents out again each time."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = [IDLE]
        self._note = self._hint = ""
        self.setAccessibleName("Position under the mouse")
        self.setToolTip(TIP)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        on_letters(self, lambda: self.setFixedHeight(self.fontMetrics().height() + 6))

    def show_parts(self, parts: list[str]) -> None:
        """Say something else; an empty list says what the line is for."""
        self._parts = parts or [IDLE]
        self.setAccessibleDescription(self.text())
        self.update()

    def show_note(self, note: str) -> None:
        """What lies under the mouse, said first."""
        self._note = note.split("\n")[0]
        self.setAccessibleDescription(self.text())
        self.update()

    def show_hint(self, hint: str) -> None:
        """What to know or do; it never covers the map."""
        if hint != self._hint:
            self._hint = hint
            self.setAccessibleDescription(self.text())
            self.setToolTip(f"{hint}\n\n{TIP}" if hint else TIP)
            self.update()

    @property
    def hint(self) -> str:
        """The hint there is, "" for none."""
        return self._hint

    def text(self) -> str:
        """Everything the line says, room or not."""
        return GAP.join(self._said())

    def _said(self) -> list[str]:
        hint = " ".join(self._hint.split("\n"))
        if self._parts == [IDLE]:
            return [each for each in (self._note, hint) if each] or [IDLE]
        return [each for each in (self._parts[0], self._note, hint, *self._parts[1:]) if each]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics, room = QPainter(self), self.fontMetrics(), self.width() - 12
        said = self._said()
        while len(said) > 1 and metrics.horizontalAdvance(GAP.join(said)) > room:
            said = said[:-1]
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = metrics.elidedText(GAP.join(said), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect().adjusted(6, 0, -6, 0), Qt.AlignmentFlag.AlignVCenter, text)
