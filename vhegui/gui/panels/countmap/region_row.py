"""The row that types regions: which region, its centre and radius, add and remove."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from vhegui.analysis.edits import DEFAULT_RADIUS, as_circle, as_ellipse
from vhegui.analysis.quantities import declination, quantity, right_ascension
from vhegui.analysis.state import MaskFile
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.shapes import Area
from vhegui.gui.panels.countmap.regions import SOURCE, off_key
from vhegui.gui.panels.countmap.runs_field import RunsField
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.text.format import MINUS
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

SHOWN_DIGITS = 4
TO_ELLIPSE = "Make the region an ellipse of the same area"
TO_CIRCLE = "Make the region a circle of the same area"
NARROW_ELLIPSE = 880  # pixels, as `NARROW`
ROOM_FOR_SHAPE = 520  # below it, the menu of a region is where a circle is made an ellipse
AXIS_FIELDS = (("Longer side or semi-axis", "", 3), ("Other side or semi-axis", "", 3), ("Angle", "", 1))
_AXES: dict[type, tuple[tuple[str, str, str], ...]] = {
    Ellipse: (
        ("a", "a", "Semi-axis a of the ellipse, which the angle belongs to: degrees"),
        ("b", "b", "Semi-axis b of the ellipse, across the axis a: degrees"),
        ("angle", "PA", "Position angle of the axis a, from north through east: degrees"),
    ),
    Rectangle: (
        ("height", "h", "Height of the rectangle, whole, along its angle: degrees"),
        ("width", "w", "Width of the rectangle, whole, across its height: degrees"),
        ("angle", "PA", "Position angle of the height, from north through east: degrees"),
    ),
}
NARROW = 640  # pixels: below it buttons are written short


class RegionRow(QWidget):
    """Shows the chosen region and lets it be typed. Emits the region's key and what it is now."""

    typed = Signal(int, object)
    runs_typed = Signal(int, object)
    removed = Signal(int)
    chosen = Signal(int)
    exclusion_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._source: Circle | Ellipse | None = None
        self._exclusions: tuple[Area | MaskFile, ...] = ()
        self._off: tuple[DrawnRegion, ...] = ()
        self._names: list[str] = []
        self._build()
        self.set_sexagesimal(True)

    def show_regions(
        self,
        source: Circle | Ellipse | None,
        exclusions: tuple[Area | MaskFile, ...],
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
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Write buttons short where the numbers need the room."""
        circle = self.a.isHidden()
        narrow = self.width() < (NARROW if circle else NARROW_ELLIPSE)
        self.shape.setVisible(self._has_shape and (not circle or self.width() >= ROOM_FOR_SHAPE))
        for button, short, long in ((self.remove, "✕", "Remove"), (self.add, "+", "+ Exclusion")):
            button.setText(short if narrow else long)
            button.setMaximumWidth(24 if narrow else 200)

    def _region(self) -> Area | MaskFile | None:
        if self.key < SOURCE:
            return self._off[off_key(self.key)].circle
        return self._source if self.key == SOURCE else self._exclusions[self.key]

    def _fill(self) -> None:
        region = self._region()
        place = None if isinstance(region, MaskFile) else region
        self.ra.set_value(place.ra if place else None)
        self.dec.set_value(place.dec if place else None)
        self.radius.set_value(place.radius if isinstance(place, Circle) else None)
        for field in (self.ra, self.dec):
            field.setEnabled(not isinstance(region, MaskFile))
        self.radius.setEnabled(region is None or isinstance(region, Circle))
        self._has_shape = isinstance(place, Circle | Ellipse) and self.key >= SOURCE
        self._fill_axes(place if isinstance(place, Ellipse | Rectangle) else None)
        self.remove.setEnabled(region is not None)
        self.runs.setVisible(self.key < SOURCE)
        if self.key < SOURCE:
            self.runs.set_runs(self._off[off_key(self.key)].runs)

    def _fill_axes(self, shape: Ellipse | Rectangle | None) -> None:
        """The numbers of an ellipse or a rectangle in place of a radius, and a radius in place of them."""
        is_ellipse = isinstance(shape, Ellipse)
        self.shape.setText("Circle" if is_ellipse else "Ellipse")
        self.shape.setToolTip(TO_CIRCLE if is_ellipse else TO_ELLIPSE)
        axes = _AXES[Ellipse if shape is None else type(shape)]
        for field, label, (name, letter, tip) in zip(self._axis_fields, self._axis_labels, axes, strict=True):
            field.set_value(getattr(shape, name) if shape else None)
            field.set_tip(tip)
            label.setText(letter)
        for widget in (*self._axis_fields, *self._axis_labels):
            widget.setVisible(shape is not None)
        for widget in self._of_circle:
            widget.setVisible(shape is None)
        self._fit_buttons()

    def _edited(self) -> None:
        """A field was edited: a region as soon as it has a centre."""
        if self.ra.value is None or self.dec.value is None:
            return
        region, place = self._region(), (self.ra.value, self.dec.value)
        if isinstance(region, Ellipse | Rectangle):
            typed = zip((name for name, *_ in _AXES[type(region)]), self._axis_fields, strict=True)
            sizes = {name: field.value for name, field in typed if field.value is not None}
            self.typed.emit(self.key, replace(region.moved(*place), **sizes))
        elif isinstance(region, Annulus | Polygon):
            self.typed.emit(self.key, region.moved(*place))
        else:
            radius = self.radius.value if self.radius.value is not None else DEFAULT_RADIUS
            self.typed.emit(self.key, Circle(*place, radius))

    def _change_shape(self) -> None:
        region = self._region()
        if isinstance(region, Circle | Ellipse):
            self.typed.emit(self.key, as_circle(region) if isinstance(region, Ellipse) else as_ellipse(region))

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
        self.radius = _angle_field("Radius", "Radius of the region: degrees, or with a unit, as 0.11 or 6.6 arcmin")
        self.a, self.b, self.angle = (_angle_field(*each) for each in AXIS_FIELDS)
        self.shape = _button("Ellipse", TO_ELLIPSE)
        self.shape.setMaximumWidth(64)
        self.shape.setAccessibleName("Change the shape of the region")
        self.runs = RunsField()
        self.runs.hide()
        self.remove = _button("Remove", "Remove this region (Delete, when it is selected on the map)")
        self.add = _button(
            "+ Exclusion", "Add an exclusion region in the middle of the view: OFF regions keep out of it"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        self.setMinimumWidth(430)
        layout.setSpacing(3)
        layout.addWidget(self.which)
        fields = {"RA": self.ra, "Dec": self.dec, "r": self.radius, "a": self.a, "b": self.b, "PA": self.angle}
        labels = {text: PlainLabel(text) for text in fields}
        for text, field in fields.items():
            labels[text].setBuddy(field)
            layout.addWidget(labels[text])
            layout.addWidget(field)
            field.edited.connect(self._edited)
        self._of_circle = (labels["r"], self.radius)
        self._axis_fields = (self.a, self.b, self.angle)
        self._axis_labels = (labels["a"], labels["b"], labels["PA"])
        layout.addWidget(self.shape)
        self._has_shape = False
        self._fill_axes(None)
        layout.addWidget(self.runs)
        layout.addWidget(self.remove)
        layout.addStretch(1)
        layout.addWidget(self.add)
        self.which.currentIndexChanged.connect(self._choose)
        self.runs.edited.connect(lambda runs: self.runs_typed.emit(self.key, runs))
        self.shape.clicked.connect(self._change_shape)
        self.remove.clicked.connect(lambda: self.removed.emit(self.key))
        self.add.clicked.connect(self.exclusion_wanted)


def _name(position: int, item: Area | MaskFile) -> str:
    if isinstance(item, MaskFile):
        return f"Mask {PurePath(item.path).name}"
    kind = "" if isinstance(item, Circle | Ellipse) else f" ({type(item).__name__.lower()})"
    return f"Exclusion {position + 1}{kind}"


def _angle_field(name: str, tip: str, digits: int = 3) -> ValueField:
    def write(value: float) -> str:
        return f"{value:.{digits}f}°"

    return ValueField(name, tip, lambda text: quantity(text, "deg"), write, write(0.0))


def _signed_degrees(value: float) -> str:
    return f"{value:+.{SHOWN_DIGITS}f}°".replace("-", MINUS)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (")[0].split(":")[0])
    button.setAutoDefault(False)
    return button
