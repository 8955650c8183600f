"""A line for each layer over the map: whether it is seen, what it is of, levels, colours; and away with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QColorDialog, QHBoxLayout, QSlider, QToolButton, QWidget

from vhegui.analysis.map_layers import CatalogueFile, Contours, ImageFile
from vhegui.analysis.shown_map import MAP_KINDS
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS
from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.setting_control import ChoiceControl
from vhegui.gui.widgets.typed_field import TypedField

CONTOURED = {key: kind.label for key, kind in MAP_KINDS.items() if key != "rgb"}
MEANING = {"values": "values", "fractions": "% of maximum"}
EXAMPLE = "Give rising numbers, such as 3, 5, 7, 10."


class LevelsField(TypedField):
    """`edited(levels)` when other levels were typed; as per cent where they are parts of the maximum."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__("Contour levels", "Values at which lines are drawn, rising, with commas or blanks between")
        self._levels: tuple[float, ...] = ()
        self._scale = 1.0

    def set_levels(self, levels: tuple[float, ...], percent: bool) -> None:
        """Show levels (no signal)."""
        self._levels, self._scale = levels, 100.0 if percent else 1.0
        self.refresh()

    def written(self) -> str:
        return ", ".join(f"{self._scale * level:.6g}" for level in self._levels)

    def finish(self) -> None:
        if not self.isModified():
            return
        try:
            levels = tuple(float(word) / self._scale for word in re.split(r"[\s,;]+", self.text().strip()) if word)
        except ValueError:
            self.complain(EXAMPLE)
            return
        if not levels or list(levels) != sorted(set(levels)):
            self.complain(EXAMPLE)
            return
        changed, self._levels = levels != self._levels, levels
        self.restore()
        if changed:
            self.edited.emit(levels)


class ColourButton(QToolButton):
    """`chosen(colour)`: "#rrggbb"; it shows the one that was chosen, or says that it chooses itself."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Colour of the layer")
        self.setToolTip("Colour; without one, a colour that stands out from the map")
        self._colour = ""
        self.clicked.connect(self._ask)

    def set_colour(self, colour: str) -> None:
        """Show a colour, "" for none."""
        self._colour = colour if QColor.isValidColorName(colour) else ""
        self.setText("" if self._colour else "auto")
        self.setStyleSheet(f"background: {self._colour}; min-width: 2em;" if self._colour else "")

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._colour or "#00e5ff"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Colour of the layer")
        dialog.colorSelected.connect(lambda colour: self.chosen.emit(colour.name()))
        dialog.open()


class LayerLine(QWidget):
    """changed(settings, by name) of the layer; removed(). Base of the three kinds."""

    changed = Signal(object)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.eye, self.away = QCheckBox(), QToolButton()
        self.eye.setToolTip("Seen on the map")
        self.eye.setAccessibleName("Layer seen")
        self.eye.clicked.connect(lambda on: self.changed.emit({"visible": bool(on)}))
        self.away.setText("✕")
        self.away.setAccessibleName("Remove the layer")
        self.away.setToolTip("Remove the layer")
        self.away.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.eye, *self._widgets(), self.away):
            layout.addWidget(widget, 1 if isinstance(widget, ElidedLabel | LevelsField) else 0)

    def _widgets(self) -> tuple[QWidget, ...]:
        """What stands between the eye and the cross."""
        raise NotImplementedError

    def show_layer(self, layer: Any) -> None:
        """The layer as it is (no signal)."""
        self.eye.setChecked(layer.visible)

    def say_problem(self, reason: str) -> None:
        """Why the file of the layer could not be read, "" where it was."""

    def _choice(self, words: Mapping[str, str], name: str, setting: str) -> ChoiceControl:
        control = ChoiceControl(words)
        control.setAccessibleName(name)
        control.setToolTip(name)
        control.edited.connect(lambda value: self.changed.emit({setting: value}))
        return control

    def _levels(self) -> tuple[LevelsField, ChoiceControl]:
        levels, meaning = LevelsField(), ChoiceControl(MEANING)
        meaning.setAccessibleName("What the levels are")
        meaning.setToolTip("Levels are values of the map, in σ where it has those, or parts of its maximum")
        levels.edited.connect(lambda values: self.changed.emit({"levels": values}))
        meaning.edited.connect(lambda word: self.changed.emit({"fractions": word == "fractions"}))
        return levels, meaning

    def _colour(self) -> ColourButton:
        button = ColourButton()
        button.chosen.connect(lambda colour: self.changed.emit({"colour": colour}))
        return button


class ContourLine(LayerLine):
    """Contours of a map."""

    def _widgets(self) -> tuple[QWidget, ...]:
        self.of = self._choice(CONTOURED, "Map of the contours", "of")
        self.levels, self.meaning = self._levels()
        self.colour = self._colour()
        return self.of, self.levels, self.meaning, self.colour

    def show_layer(self, layer: Contours) -> None:
        super().show_layer(layer)
        self.of.set_value(layer.of)
        self.levels.set_levels(layer.levels, layer.fractions)
        self.meaning.set_value("fractions" if layer.fractions else "values")
        unit = MAP_KINDS[layer.of].unit or "counts"
        self.meaning.setItemText(0, unit)
        self.colour.set_colour(layer.colour)


class FileLine(LayerLine):
    """A layer from a file, called by its name; a file that could not be read says so."""

    def _file(self) -> ElidedLabel:
        self.name = ElidedLabel("File of the layer")
        self.name.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return self.name

    def show_layer(self, layer: Any) -> None:
        super().show_layer(layer)
        self._path = layer.path
        self.say_problem("")

    def say_problem(self, reason: str) -> None:
        self.name.setText(f"{Path(self._path).name}{' (not read)' if reason else ''}")
        self.name.setToolTip(tooltip(reason or self._path))


class ImageLine(FileLine):
    """An image from a file. begun(), previewed(settings) …, committed() while the slider of its opacity is dragged."""

    begun = Signal()
    previewed = Signal(object)
    committed = Signal()

    def _widgets(self) -> tuple[QWidget, ...]:
        name = self._file()
        self.drawn = self._choice({"image": "Image", "contours": "Contours"}, "How the image is drawn", "drawn")
        self.colours = self._choice({name: name for name in COLOUR_MAPS}, "Colours of the image", "colours")
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setFixedWidth(90)
        self.opacity.setAccessibleName("Opacity of the image")
        self.opacity.setToolTip("Opacity: to the left, the map shows through")
        self.opacity.sliderPressed.connect(self.begun)
        self.opacity.sliderReleased.connect(self.committed)
        self.opacity.valueChanged.connect(self._fade)
        self.levels, self.meaning = self._levels()
        self.colour = self._colour()
        return name, self.drawn, self.colours, self.opacity, self.levels, self.meaning, self.colour

    def show_layer(self, layer: ImageFile) -> None:
        super().show_layer(layer)
        self.drawn.set_value(layer.drawn)
        self.colours.set_value(layer.colours)
        with QSignalBlocker(self.opacity):
            self.opacity.setValue(round(100 * layer.opacity))
        self.levels.set_levels(layer.levels, layer.fractions)
        self.meaning.set_value("fractions" if layer.fractions else "values")
        self.colour.set_colour(layer.colour)
        for widget in (self.colours, self.opacity):
            widget.setVisible(layer.drawn == "image")
        for widget in (self.levels, self.meaning, self.colour):
            widget.setVisible(layer.drawn == "contours")

    def _fade(self, value: int) -> None:
        signal = self.previewed if self.opacity.isSliderDown() else self.changed
        signal.emit({"opacity": value / 100})


class CatalogueLine(FileLine):
    """Sources from a table."""

    def _widgets(self) -> tuple[QWidget, ...]:
        self.colour = self._colour()
        return self._file(), self.colour

    def show_layer(self, layer: CatalogueFile) -> None:
        super().show_layer(layer)
        self.colour.set_colour(layer.colour)
