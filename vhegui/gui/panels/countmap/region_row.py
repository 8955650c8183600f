"""The row that types regions: which region, its centre and radius, add and remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from vhegui.analysis.defaults import DEFAULT_RADIUS
from vhegui.analysis.edits import as_circle, as_ellipse
from vhegui.analysis.quantities import declination, quantity, right_ascension
from vhegui.analysis.region_refs import SOURCE, ListedRegion, RegionRef
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.rectangle import Rectangle
from vhegui.gui.panels.countmap.runs_field import RunsField
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.scale import scaled
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

SHOWN_DIGITS = 4
NO_SOURCE = ListedRegion(SOURCE, "Source", None)  # where one may be typed
TO_ELLIPSE = "Make the region an ellipse of the same area"
TO_CIRCLE = "Make the region a circle of the same area"
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


class RegionRow(QWidget):
    """Shows the chosen region and lets it be typed. Emits which it is and what it is now."""

    typed = Signal(object, object)
    runs_typed = Signal(object, object)
    removed = Signal(object)
    chosen = Signal(object)
    exclusion_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._regions: tuple[ListedRegion, ...] = (NO_SOURCE,)
        self._names: list[str] = []
        self._build()
        self.set_sexagesimal(True)

    def show_regions(self, regions: Sequence[ListedRegion]) -> None:
        """The regions there are now, and a place to type a source region; the choice stays where it can."""
        there = any(region.ref == SOURCE for region in regions)
        self._regions = tuple(regions) if there else (NO_SOURCE, *regions)
        names = [_name(region) for region in self._regions]
        if names != self._names:
            position = min(max(self.which.currentIndex(), 0), len(names) - 1)
            self.which.blockSignals(True)
            self.which.clear()
            self.which.addItems(names)
            self.which.setCurrentIndex(position)
            self.which.blockSignals(False)
            self._names = names
        self._fill()

    def choose(self, ref: RegionRef) -> None:
        """Show another region, as when it is clicked on the map (no signal)."""
        place = next((i for i, region in enumerate(self._regions) if region.ref == ref), None)
        if place is not None and place != self.which.currentIndex():
            self.which.blockSignals(True)
            self.which.setCurrentIndex(place)
            self.which.blockSignals(False)
            self._fill()

    @property
    def ref(self) -> RegionRef:
        """The region whose numbers are shown."""
        return self._region.ref

    def restore(self) -> None:
        """What was typed is not possible: show what is there."""
        for field in (self.ra, self.dec, self.radius, *self._axis_fields):
            field.restore()
        self._fill()

    def set_sexagesimal(self, sexagesimal: bool) -> None:
        """Write positions in hours/degrees, minutes, seconds, or in decimal degrees."""
        self.ra.set_writer((lambda v: hms(v, 0.1)) if sexagesimal else (lambda v: f"{v:.{SHOWN_DIGITS}f}°"))
        self.dec.set_writer((lambda v: dms(v, 0.1)) if sexagesimal else _signed_degrees)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as much as there is room for. The first to go are long words on buttons; then the button that changes
        the shape, which the menu of a region does, too; "RA" and "Dec", as positions are written like nothing else;
        of a shape with many sizes its centre, which the map moves; and the button that removes, as the Delete key does.
        """
        names, fields = [label for label, _ in self._of_centre], [field for _, field in self._of_centre]
        centre: list[QWidget] = [] if self.a.isHidden() else [*fields]
        steps: list[list[QWidget]] = [[], [], [self.shape], [*names], centre, [self.remove]]
        hidden: list[QWidget] = [] if self._has_shape else [self.shape]
        for step, more in enumerate(steps):
            hidden += more
            for button, short, long in ((self.remove, "✕", "Remove"), (self.add, "+", "+ Exclusion")):
                button.setText(short if step else long)
                button.setMaximumWidth(scaled(24 if step else 200))
            if self._least_width(hidden) <= self.width():
                break
        for widget in (self.shape, *names, *fields, self.remove):
            widget.setVisible(widget not in hidden)
        self._layout.invalidate()
        self._layout.activate()

    def _least_width(self, without: list[QWidget]) -> int:
        """Pixels that all which is shown needs, `without` some."""
        mine = (self.shape, self.remove, *(widget for pair in self._of_centre for widget in pair))
        others = [item for item in self._parts if item not in mine and not item.isHidden()]
        shown = [*others, *(item for item in mine if item not in without)]
        margins = self._layout.contentsMargins()
        return margins.left() + margins.right() + sum(_least(item) + self._layout.spacing() for item in shown)

    @property
    def _region(self) -> ListedRegion:
        return self._regions[min(max(self.which.currentIndex(), 0), len(self._regions) - 1)]

    def _fill(self) -> None:
        region = self._region
        place = region.shape
        is_mask = place is None and region is not NO_SOURCE
        self.ra.set_value(place.ra if place else None)
        self.dec.set_value(place.dec if place else None)
        self.radius.set_value(place.radius if isinstance(place, Circle) else None)
        for field in (self.ra, self.dec):
            field.setEnabled(not is_mask)
        self.radius.setEnabled(region is NO_SOURCE or isinstance(place, Circle))
        self._has_shape = isinstance(place, Circle | Ellipse) and region.ref.use != "off"
        self._fill_axes(place if isinstance(place, Ellipse | Rectangle) else None)
        self.remove.setEnabled(region is not NO_SOURCE)
        self.runs.setVisible(region.ref.use == "off")
        self.runs.set_runs(region.runs)

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
        self._fit()

    def _edited(self) -> None:
        """A field was edited: a region as soon as it has a centre."""
        if self.ra.value is None or self.dec.value is None:
            return
        shape, place = self._region.shape, (self.ra.value, self.dec.value)
        if isinstance(shape, Ellipse | Rectangle):
            typed = zip((name for name, *_ in _AXES[type(shape)]), self._axis_fields, strict=True)
            sizes = {name: field.value for name, field in typed if field.value is not None}
            self.typed.emit(self.ref, replace(shape.moved(*place), **sizes))
        elif shape is None or isinstance(shape, Circle):
            radius = self.radius.value if self.radius.value is not None else DEFAULT_RADIUS
            self.typed.emit(self.ref, Circle(*place, radius))
        else:
            self.typed.emit(self.ref, shape.moved(*place))

    def _change_shape(self) -> None:
        shape = self._region.shape
        if isinstance(shape, Circle | Ellipse):
            self.typed.emit(self.ref, as_circle(shape) if isinstance(shape, Ellipse) else as_ellipse(shape))

    def _choose(self) -> None:
        self._fill()
        self.chosen.emit(self.ref)

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
        on_letters(self.shape, lambda: self.shape.setMaximumWidth(scaled(70)))
        self.shape.setAccessibleName("Change the shape of the region")
        self.runs = RunsField()
        self.runs.hide()
        self.remove = _button("Remove", "Remove this region (Delete, when it is selected on the map)")
        self.add = _button(
            "+ Exclusion", "Add an exclusion region in the middle of the view: OFF regions keep out of it"
        )
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        on_letters(self, lambda: self.setMinimumWidth(scaled(420)))
        layout.setSpacing(3)
        layout.addWidget(self.which)
        fields = {"RA": self.ra, "Dec": self.dec, "r": self.radius, "a": self.a, "b": self.b, "PA": self.angle}
        labels = {text: PlainLabel(text) for text in fields}
        for text, field in fields.items():
            labels[text].setBuddy(field)
            layout.addWidget(labels[text])
            layout.addWidget(field)
            field.edited.connect(self._edited)
        self._of_centre = ((labels["RA"], self.ra), (labels["Dec"], self.dec))
        self._of_circle = (labels["r"], self.radius)
        self._axis_fields = (self.a, self.b, self.angle)
        self._axis_labels = (labels["a"], labels["b"], labels["PA"])
        layout.addWidget(self.shape)
        layout.addWidget(self.runs)
        layout.addWidget(self.remove)
        layout.addStretch(1)
        layout.addWidget(self.add)
        self._parts = (self.which, *labels.values(), *fields.values(), self.shape, self.runs, self.remove, self.add)
        self._has_shape = False
        self._fill_axes(None)
        self.which.currentIndexChanged.connect(self._choose)
        self.runs.edited.connect(lambda runs: self.runs_typed.emit(self.ref, runs))
        self.shape.clicked.connect(self._change_shape)
        self.remove.clicked.connect(lambda: self.removed.emit(self.ref))
        self.add.clicked.connect(self.exclusion_wanted)


def _name(region: ListedRegion) -> str:
    shape = region.shape
    plain = shape is None or isinstance(shape, Circle | Ellipse) or region.ref.use == "measure"
    return region.name if plain else f"{region.name} ({type(shape).__name__.lower()})"


def _least(widget: QWidget) -> int:
    """Pixels that a widget needs."""
    return min(max(widget.minimumWidth(), widget.minimumSizeHint().width()), widget.maximumWidth())


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
