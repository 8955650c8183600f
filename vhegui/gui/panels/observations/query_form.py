"""The conditions of the query as a form in a small window below the line: what is filled in is written as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from vhegui.analysis.runs.form import Form, read_form, write_form
from vhegui.core.errors import AnalysisError
from vhegui.gui.widgets.plain_label import PlainLabel

LINES = {
    "words": ("Object", "crab", "Part of what the run was aimed at; several words must all be in it."),
    "runs": ("Runs", "23523,23526 or 33787-33801", "Run numbers, with commas, and ranges of them."),
    "cone": (
        "Near",
        "crab 2   or   83.63 22.01 2",
        "A source or a position, then the radius in degrees: runs that point nearer than this.\n"
        "Frames: l=184.56 b=-5.78 2, galactic …, fk5 …, fk4 …, ecliptic …, altaz 180 60 10 (azimuth, altitude).",
    ),
}
RANGES = {
    "zen": ("Zenith", "deg", "Zenith angle: from (inclusive) to (exclusive)."),
    "offset": ("Offset", "deg", "Angle between the pointing and the cone's axis, else the target."),
    "livetime": ("Livetime", "min", "Ontime without dead time; other units: s, h."),
    "events": ("Events", "", "Events in the run's list."),
    "tels": ("Telescopes", "", "Number of telescopes that took part: 4 in the first field means 4 or more."),
}
TIME_TIP = (
    "Runs from beginning to end between these times.\n"
    "UTC: 2004-12-04, 2004-12-04T22:00, 2004-12; or an MJD in TT: 53343.92."
)


class QueryForm(QFrame):
    """changed(text) : the query that stands for the form now · closed()."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName("Conditions for runs")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.lines: dict[str, QLineEdit] = {}
        self.ends: dict[str, tuple[QLineEdit, QLineEdit]] = {}
        self._form, self._written = Form(), ""
        self._build()

    def show_query(self, text: str, found: str, anew: bool = False) -> None:
        """Fill the form from a query (`anew`: even from one that it wrote). `found` : how many runs it keeps."""
        self.query.setText(text or "no condition: all runs")
        self.found.setText(found)
        if text == self._written and not anew:  # what is half typed is not to be read back
            return
        try:
            self._form = read_form(text)
        except AnalysisError as error:
            self.found.setText(str(error))
            return
        form = self._form
        for name in LINES:
            _fill(self.lines[name], getattr(form, name))
        for name, ends in self.ends.items():
            for end, value in zip(ends, form.ranges.get(name, ("", "")), strict=True):
                _fill(end, value)
        _fill(self.start, form.start)
        _fill(self.stop, form.stop)
        for box, on in ((self.partly, form.partly), (self.best, form.best), (self.inverted, form.inverted)):
            with QSignalBlocker(box):
                box.setChecked(on)
        self.rest.setText(f"and: {form.rest}" if form.rest else "")
        self.rest.setVisible(bool(form.rest))

    def open_below(self, widget: QWidget) -> None:
        """Show the form under a widget, whole on its screen."""
        self.adjustSize()
        at = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = widget.screen().availableGeometry()
        at.setX(max(screen.left(), min(at.x(), screen.right() - self.width())))
        at.setY(max(screen.top(), min(at.y(), screen.bottom() - self.height())))
        self.move(at)
        self.show()
        self.lines["words"].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: Any) -> None:
        """Enter closes, as Esc does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        super().keyPressEvent(event)

    def _edited(self, *_: object) -> None:
        ranges = {name: (low.text(), high.text()) for name, (low, high) in self.ends.items()}
        self._form = replace(
            self._form,
            **{name: line.text() for name, line in self.lines.items()},
            ranges={name: ends for name, ends in ranges.items() if ends != ("", "")},
            start=self.start.text(),
            stop=self.stop.text(),
            partly=self.partly.isChecked(),
            best=self.best.isChecked(),
            inverted=self.inverted.isChecked(),
        )
        self._written = write_form(self._form)
        self.changed.emit(self._written)

    def _clear(self) -> None:
        self._form, self._written = Form(), " "
        self.changed.emit("")

    # --- widgets ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(5)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, (title, sample, tip) in LINES.items():
            self.lines[name] = self._line(title, tip, sample)
            form.addRow(title, self.lines[name])
        self.start, self.stop = (
            self._line("From", TIME_TIP, "2004-12-04T22:00"),
            self._line("To", TIME_TIP, "2004-12-06"),
        )
        form.addRow("Time", _beside(self.start, PlainLabel("–"), self.stop, self._unit("")))
        self.partly = self._box("also runs partly inside", "Runs that only overlap with the time range are shown too.")
        form.addRow("", self.partly)
        for name, (title, unit, tip) in RANGES.items():
            self.ends[name] = self._line(f"{title} from", tip, "from"), self._line(f"{title} to", tip, "to")
            low, high = self.ends[name]
            form.addRow(title, _beside(low, PlainLabel("–"), high, self._unit(unit)))
        self.best = self._box("best quality only", "Runs whose quality flag is 0.")
        form.addRow("", self.best)
        self.inverted = self._box("all other runs", "The inverse: runs that do not meet all of this.")
        form.addRow("", self.inverted)
        self.rest, self.query, self.found = PlainLabel(), PlainLabel(), PlainLabel()
        self.rest.setToolTip("Conditions that only the line above has: edit them there.")
        for label, name in ((self.rest, "Further conditions"), (self.query, "The query"), (self.found, "Runs found")):
            label.setAccessibleName(name)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.query.setToolTip("What you would type into the line to get the same.")
        self.query.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        clear, close = QPushButton("Clear"), QPushButton("Close")
        clear.clicked.connect(self._clear)
        close.clicked.connect(self.close)
        clear.setToolTip("Take all conditions away: every run is listed")
        close.setToolTip("Close the form; its conditions stay in the line")
        for button in (clear, close):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addLayout(form)
        for widget in (self.rest, self.query, _beside(self.found, clear, close)):
            layout.addWidget(widget)
        self.setFixedWidth(max(380, self.fontMetrics().averageCharWidth() * 56))

    def _unit(self, text: str) -> PlainLabel:
        label = PlainLabel(text)
        label.setFixedWidth(self.fontMetrics().horizontalAdvance("min") + 4)
        return label

    def _line(self, name: str, tip: str, sample: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setToolTip(tip)
        line.setPlaceholderText(sample)
        line.textEdited.connect(self._edited)
        return line

    def _box(self, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setToolTip(tip)
        box.toggled.connect(self._edited)
        return box


def _fill(line: QLineEdit, text: str) -> None:
    if line.text() != text:
        line.setText(text)


def _beside(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(
            widget, 1 if isinstance(widget, QLineEdit) or (isinstance(widget, PlainLabel) and widget.wordWrap()) else 0
        )
    return row
