"""What is behind "More": pixels, smoothing, colours, centre, and how coordinates are written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QWidget,
    QWidgetAction,
)

from vhegui.analysis.quantities import quantity
from vhegui.analysis.state import MapLooks, MapSettings
from vhegui.core.settings import settings_of
from vhegui.gui.plotting.axes.stretch import SCALES
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS
from vhegui.gui.widgets.boxes import choice_box, in_row
from vhegui.gui.widgets.value_field import ValueField

LOOKS = ("colormap", "scale", "limits")  # choices about how the map is drawn


class OptionsMenu(QMenu):
    """A popover with a form. `changed(label, part, changes)` edits the map or its looks, the parts `map` and
    `map_looks` of the analysis; the other signals only the view.
    """

    changed = Signal(str, str, object)
    sexagesimal_chosen = Signal(bool)
    centre_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._build()

    def show_settings(self, settings: MapSettings, looks: MapLooks) -> None:
        """Show what the map is made with (no signal)."""
        self.pixel.set_value(settings.pixel)
        self.width_.set_value(settings.width)
        self.height_.set_value(settings.height)
        self.smooth.set_value(settings.smooth)
        self.percent.set_value(looks.percent)
        self.colours.setEnabled(not looks.signed)  # those of values about 0 are given
        with QSignalBlocker(self.inverted):
            self.inverted.setChecked(looks.inverted)
        for combo, value in self._choices.items():
            with QSignalBlocker(combo):
                shown = looks if value in LOOKS else settings
                combo.setCurrentIndex(max(0, combo.findData(getattr(shown, value))))

    def show_levels(self, low: float, high: float) -> None:
        """The values of the first and the last colour as they are now (no signal)."""
        self.low.set_value(low)
        self.high.set_value(high)

    def _build(self) -> None:
        form_widget = QWidget()
        form = QFormLayout(form_widget)
        self.pixel = self._angle("Pixel size", "Side of a pixel: degrees, or with a unit, as 0.02 or 1 arcmin", "pixel")
        self.width_ = self._angle("Width", "From east to west: degrees, or with a unit", "width")
        self.height_ = self._angle("Height", "From south to north; 0: as the width", "height", least=0.0)
        self.smooth = self._angle(
            "Smoothing", "Standard deviation of a Gaussian the image is smoothed with; 0: none", "smooth", least=0.0
        )
        self._choices: dict[QComboBox, str] = {}
        self.extent = self._choice("Extent", "", "extent")
        self.frame_ = self._choice("Frame", "", "frame")
        self.projection = self._choice("Projection", "", "projection")
        self.colours = self._choice(
            "Colours",
            "Colour maps of even steps that colour-blind eyes can read (rainbow is none)",
            "colormap",
            COLOUR_MAPS,
        )
        self.scale = self._choice("Scale", "How values become colours", "scale", SCALES)
        self.inverted = QCheckBox("Inverted")
        self.inverted.setToolTip("From the last colour to the first")
        self.inverted.toggled.connect(lambda on: self._look("Invert colours of the map", {"inverted": on}))
        self.limits = self._choice("Limits", "", "limits")
        self.percent = ValueField(
            "Part of the pixels", "Central part of the pixels between the limits, %", _percent, lambda v: f"{v:g} %"
        )
        self.percent.edited.connect(
            lambda value: self._look("Change colour limits", {"limits": "percentile", "percent": value})
        )
        self.low, self.high = self._limit("Value of the first colour"), self._limit("Value of the last colour")
        self.coordinates = choice_box("Coordinates", "How positions are written")
        self.coordinates.addItems(["h m s, ° ′ ″", "degrees"])
        self.coordinates.currentIndexChanged.connect(lambda index: self.sexagesimal_chosen.emit(index == 0))
        for name, widget in (
            ("Extent", self.extent),
            ("Pixel size", self.pixel),
            ("Width", self.width_),
            ("Height", self.height_),
            ("Frame", self.frame_),
            ("Projection", self.projection),
            ("Smoothing", self.smooth),
            ("Colours", in_row(self.colours, self.inverted)),
            ("Scale", self.scale),
            ("Limits", self.limits),
            ("from, to", in_row(self.low, self.high)),
            ("Percentile", self.percent),
            ("Coordinates", self.coordinates),
            ("Centre", self._centre_buttons()),
        ):
            form.addRow(name, widget)
        action = QWidgetAction(self)
        action.setDefaultWidget(form_widget)
        self.addAction(action)

    def show_sexagesimal(self, on: bool) -> None:
        """How positions are written, here and (by the signal) on the map."""
        self.coordinates.setCurrentIndex(0 if on else 1)

    def _centre_buttons(self) -> QWidget:
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        self.centre_on: dict[str, QPushButton] = {}
        for what, tip in (
            ("target", "Centre the map on the target"),
            ("region", "Centre the map on the source region"),
            ("runs", "Centre the map on the pointing of the first run"),
        ):
            button = QPushButton(what.capitalize())
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _=False, name=what: self.centre_requested.emit(name))
            layout.addWidget(button)
            self.centre_on[what] = button
        return box

    def _angle(self, name: str, tip: str, part: str, least: float = 1e-4) -> ValueField:
        field = ValueField(name, tip, _angle_from(least), lambda value: f"{value:g}°", "0.0000° arcmin")
        field.edited.connect(
            lambda value: self.changed.emit(f"Change {name.lower()} of the map", "map", _with_extent(part, value))
        )
        return field

    def _choice(self, name: str, tip: str, part: str, values: tuple[str, ...] = ()) -> QComboBox:
        """One of the `values`; without them, those that the setting's own line allows, with its words and its tip."""
        known = (*settings_of(MapSettings), *settings_of(MapLooks))
        setting = next(setting for setting in known if setting.name == part)
        words = {value: value for value in values} or {value: setting.word(value) for value in setting.choices}
        combo = choice_box(name, tip or setting.label.tip)
        combo.addItems(list(words.values()))
        for index, value in enumerate(words):
            combo.setItemData(index, value)
        combo.currentIndexChanged.connect(lambda index: self._choose(name, part, combo.itemData(index)))
        self._choices[combo] = part
        return combo

    def _limit(self, name: str) -> ValueField:
        """One of the two limits; as soon as one is typed, both stay."""
        field = ValueField(name, f"{name}; colours beyond stay as at the end", _number, lambda value: f"{value:.4g}")
        field.edited.connect(lambda _: self._fix_limits())
        return field

    def _fix_limits(self) -> None:
        low, high = self.low.value, self.high.value
        if low is not None and high is not None:
            self._look("Change colour limits", {"limits": "fixed", "low": low, "high": high})

    def _look(self, label: str, changes: dict[str, object]) -> None:
        self.changed.emit(label, "map_looks", changes)

    def _choose(self, name: str, part: str, value: str) -> None:
        if (part, value) == ("limits", "fixed"):  # those that are there stay
            self._fix_limits()
            return
        changed = "map_looks" if part in LOOKS else "map"
        self.changed.emit(f"Change {name.lower()} of the map", changed, {part: value})


def _with_extent(part: str, value: float) -> dict[str, object]:
    """A size that is asked for is kept; pixels and smoothing go with any."""
    return {part: value, "extent": "fixed"} if part in ("width", "height") else {part: value}


def _angle_from(least: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = quantity(text, "deg")
        if value < least:
            raise ValueError(f"The least possible value is {least:g}°.")
        return value

    return parse


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("A number is needed, as 0.5 or 1e-12.") from None


def _percent(text: str) -> float:
    value = _number(text.replace("%", ""))
    if not 0.0 < value <= 100.0:
        raise ValueError("The part of the pixels lies between 0 and 100 %.")
    return value
