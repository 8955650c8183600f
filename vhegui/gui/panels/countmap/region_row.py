"""The row that types regions: which region, its centre and radius, add and remove."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from vhegui.analysis.edits import DEFAULT_RADIUS
from vhegui.analysis.state import MaskFile
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.countmap.regions import SOURCE, off_key
from vhegui.gui.panels.countmap.runs_field import RunsField
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.text.format import MINUS
from vhegui.gui.text.parse import declination, quantity, right_ascension
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

SHOWN_DIGITS = 4
NARROW = 640  # pixels: below it buttons are written short


class RegionRow(QWidget):
    """Shows the chosen region and lets it be typed. Emits the region's key and its new circle."""

    typed = Signal(int, object)
    runs_typed = Signal(int, object)
    removed = Signal(int)
    chosen = Signal(int)
    exclusion_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._source: Circle | None = None
        self._exclusions: tuple[Circle | MaskFile, ...] = ()
        self._off: tuple[DrawnRegion, ...] = ()
        self._names: list[str] = []
        self._build()
        self.set_sexagesimal(True)

    def show_regions(
        self,
        source: Circle | None,
        exclusions: tuple[Circle | MaskFile, ...],
        off: tuple[DrawnRegion, ...] = (),
    ) -> None:
        """The regions there are now; the choice stays where it can."""
        self._source, self._exclusions, self._off = source, exclusions, off
        names = ["Source", *(_name(i, item) for i, item in enumerate(exclusions))]
        names += [f"OFF {i + 1}" for i in range(len(off))]
        if names != self._names:
            position = min(max(self.which.currentIndex(), 0), len(names) - 1)
            self.which.blockSignals(True)
            self.which.clear()
            self.which.addItems(names)
            self.which.setCurrentIndex(position)
            self.which.blockSignals(False)
            self._names = names
        self._fill()

    def choose(self, key: int) -> None:
        """Show another region, as when it is clicked on the map."""
        place = key + 1 if key >= SOURCE else 1 + len(self._exclusions) + off_key(key)
        if place < len(self._names):
            self.which.setCurrentIndex(place)

    @property
    def key(self) -> int:
        """The region whose numbers are shown."""
        place = self.which.currentIndex() - 1
        return place if place < len(self._exclusions) else off_key(place - len(self._exclusions))

    def set_sexagesimal(self, sexagesimal: bool) -> None:
        """Write positions in hours/degrees, minutes, seconds, or in decimal degrees."""
        self.ra.set_writer((lambda v: hms(v, 0.1)) if sexagesimal else (lambda v: f"{v:.{SHOWN_DIGITS}f}°"))
        self.dec.set_writer((lambda v: dms(v, 0.1)) if sexagesimal else _signed_degrees)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        for button, short, long in ((self.remove, "✕", "Remove"), (self.add, "+", "+ Exclusion")):
            button.setText(short if narrow else long)
            button.setMaximumWidth(24 if narrow else 200)

    def _region(self) -> Circle | MaskFile | None:
        if self.key < SOURCE:
            return self._off[off_key(self.key)].circle
        return self._source if self.key == SOURCE else self._exclusions[self.key]

    def _fill(self) -> None:
        region = self._region()
        circle = region if isinstance(region, Circle) else None
        self.ra.set_value(circle.ra if circle else None)
        self.dec.set_value(circle.dec if circle else None)
        self.radius.set_value(circle.radius if circle else None)
        for field in (self.ra, self.dec, self.radius):
            field.setEnabled(not isinstance(region, MaskFile))
        self.remove.setEnabled(region is not None)
        self.runs.setVisible(self.key < SOURCE)
        if self.key < SOURCE:
            self.runs.set_runs(self._off[off_key(self.key)].runs)

    def _edited(self) -> None:
        """A field was edited: a region as soon as it has a centre."""
        if self.ra.value is not None and self.dec.value is not None:
            radius = self.radius.value if self.radius.value is not None else DEFAULT_RADIUS
            self.typed.emit(self.key, Circle(self.ra.value, self.dec.value, radius))

    def _choose(self) -> None:
        self._fill()
        self.chosen.emit(self.key)

    def _build(self) -> None:
        self.which = QComboBox()
        self.which.setAccessibleName("Region")
        self.which.setToolTip("The region whose numbers are shown; a click on a region of the map chooses it, too")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.which.addItems(["Source"])
        self._names = ["Source"]
        self.ra = ValueField(
            "Right ascension of the centre",
            "Right ascension of the centre (ICRS): degrees or hours, as 83.633 or 05h34m31.9s",
            right_ascension,
            str,
            "00ʰ00ᵐ00.0ˢ",
        )
        self.dec = ValueField(
            "Declination of the centre",
            "Declination of the centre (ICRS): degrees, or degrees, minutes, seconds, as 22.014 or +22d00m52s",
            declination,
            str,
            "+00°00′00.0″",
        )
        self.radius = ValueField(
            "Radius",
            "Radius of the region: degrees, or with a unit, as 0.11 or 6.6 arcmin",
            lambda text: quantity(text, "deg"),
            lambda value: f"{value:.3f}°",
            "0.000°",
        )
        self.runs = RunsField()
        self.runs.hide()
        self.remove = _button("Remove", "Remove this region (Delete, when it is selected on the map)")
        self.add = _button(
            "+ Exclusion", "Add an exclusion region in the middle of the view: OFF regions keep out of it"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        self.setMinimumWidth(470)
        layout.setSpacing(3)
        layout.addWidget(self.which)
        for text, field in (("RA", self.ra), ("Dec", self.dec), ("r", self.radius)):
            label = PlainLabel(text)
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field)
            field.edited.connect(self._edited)
        layout.addWidget(self.runs)
        layout.addWidget(self.remove)
        layout.addStretch(1)
        layout.addWidget(self.add)
        self.which.currentIndexChanged.connect(self._choose)
        self.runs.edited.connect(lambda runs: self.runs_typed.emit(self.key, runs))
        self.remove.clicked.connect(lambda: self.removed.emit(self.key))
        self.add.clicked.connect(self.exclusion_wanted)


def _name(position: int, item: Circle | MaskFile) -> str:
    if isinstance(item, MaskFile):
        return f"Mask {PurePath(item.path).name}"
    return f"Exclusion {position + 1}"


def _signed_degrees(value: float) -> str:
    return f"{value:+.{SHOWN_DIGITS}f}°".replace("-", MINUS)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (")[0].split(":")[0])
    button.setAutoDefault(False)
    return button
