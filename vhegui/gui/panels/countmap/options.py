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
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS
from vhegui.gui.widgets.value_field import ValueField


class OptionsMenu(QMenu):
    """A popover with a form. `changed(label, part, changes)` edits the map or its looks, the parts `map` and
    `map_looks` of the analysis; the other signals only the view.
    """

    changed = Signal(str, str, object)
    sexagesimal_chosen = Signal(bool)
    grid_chosen = Signal(bool)
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
        for combo, value in self._choices.items():
            with QSignalBlocker(combo):
                shown = looks if value == "colormap" else settings
                combo.setCurrentIndex(max(0, combo.findData(getattr(shown, value))))

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
            "Colours", "Colour maps of even steps that colour-blind eyes can read", "colormap", COLOUR_MAPS
        )
        self.coordinates = _combo("Coordinates", "How positions are written", ("h m s, ° ′ ″", "degrees"))
        self.coordinates.currentIndexChanged.connect(lambda index: self.sexagesimal_chosen.emit(index == 0))
        self.grid = QCheckBox("Show")
        self.grid.setAccessibleName("Coordinate grid")
        self.grid.setChecked(True)
        self.grid.toggled.connect(self.grid_chosen)
        for name, widget in (
            ("Extent", self.extent),
            ("Pixel size", self.pixel),
            ("Width", self.width_),
            ("Height", self.height_),
            ("Frame", self.frame_),
            ("Projection", self.projection),
            ("Smoothing", self.smooth),
            ("Colours", self.colours),
            ("Coordinates", self.coordinates),
            ("Grid", self.grid),
            ("Centre", self._centre_buttons()),
        ):
            form.addRow(name, widget)
        action = QWidgetAction(self)
        action.setDefaultWidget(form_widget)
        self.addAction(action)

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
        combo = _combo(name, tip or setting.label.tip, tuple(words.values()))
        for index, value in enumerate(words):
            combo.setItemData(index, value)
        combo.currentIndexChanged.connect(lambda index: self._choose(name, part, combo.itemData(index)))
        self._choices[combo] = part
        return combo

    def _choose(self, name: str, part: str, value: str) -> None:
        changed = "map_looks" if part == "colormap" else "map"
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


def _combo(name: str, tip: str, items: tuple[str, ...]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.addItems(list(items))
    return combo
