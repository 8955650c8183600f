"""What lies over the map, as a list: contours, images, catalogues, and the second map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vhegui.analysis import edits
from vhegui.analysis.map_layers import MapLayers
from vhegui.analysis.shown_map import MAP_KINDS
from vhegui.analysis.state import Analysis
from vhegui.core.settings import settings_of
from vhegui.gui.file_questions import ask_open
from vhegui.gui.numbers.refused_keys import say_refused
from vhegui.gui.panels.countmap.layer_lines import CatalogueLine, ContourLine, ImageLine, LayerLine
from vhegui.gui.widgets.setting_control import ChoiceControl

IMAGES = "Images of the sky (*.fits *.fits.gz *.fit *.fts);;All files (*)"
CATALOGUES = "Tables of sources (*.fits *.fits.gz *.fit *.ecsv *.csv *.vot *.votable *.xml);;All files (*)"
GROUPS: dict[str, tuple[str, type[LayerLine], str, str]] = {
    "contours": ("Contours", ContourLine, "Add contours", "Lines of equal value of any of the maps"),
    "images": (
        "Images",
        ImageLine,
        "Open image…",
        "A FITS image of the sky, in any projection and frame",
    ),
    "catalogues": (
        "Catalogues",
        CatalogueLine,
        "Open catalogue…",
        "Any table with RA and Dec: FITS, ECSV, CSV, VOTable",
    ),
}


class LayersDialog(QDialog):
    """edited(label, edit), with `edit` a function Analysis → Analysis; begun(), previewed(edit) …, committed(label)
    while a slider is dragged.
    """

    edited = Signal(str, object)
    begun = Signal()
    previewed = Signal(object)
    committed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Layers of the map")
        self.lines: dict[str, list[LayerLine]] = {group: [] for group in GROUPS}
        self._rows: dict[str, QVBoxLayout] = {}
        layout = QVBoxLayout(self)
        add: dict[str, Callable[[], None]] = {
            "contours": lambda: self.edited.emit("Add contours", partial(edits.add_contours, of="significance")),
            "images": self.open_image,
            "catalogues": self.open_catalogue,
        }
        self.buttons: dict[str, QPushButton] = {}
        for group, (title, _, text, tip) in GROUPS.items():
            box = QGroupBox(title)
            rows = self._rows[group] = QVBoxLayout(box)
            button = self.buttons[group] = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(add[group])
            last = QHBoxLayout()
            last.addWidget(button)
            last.addStretch(1)
            rows.addLayout(last)
            layout.addWidget(box)
        layout.addWidget(self._second_map())
        layout.addStretch(1)
        self.resize(560, 380)

    def show_layers(self, layers: MapLayers, problems: Mapping[str, str]) -> None:
        """The layers as they are; why some of their files could not be read, by path."""
        for group, (_, kind, *_) in GROUPS.items():
            shown, lines = getattr(layers, group), self.lines[group]
            while len(lines) < len(shown):
                line = self._line(group, kind, len(lines))
                lines.append(line)
                self._rows[group].insertWidget(len(lines) - 1, line)
            while len(lines) > len(shown):
                lines.pop().deleteLater()
            for line, layer in zip(lines, shown, strict=True):
                line.show_layer(layer)
                line.say_problem(problems.get(getattr(layer, "path", ""), ""))
        self.second.set_value(layers.second)
        self.turns.set_value(layers.turns)
        self.interval.blockSignals(True)
        self.interval.setValue(layers.interval)
        self.interval.blockSignals(False)

    def open_image(self) -> None:
        """Ask for a FITS image."""
        ask_open(self, "Image over the map", IMAGES, lambda path: self._add("Add image", edits.add_image, path))

    def open_catalogue(self) -> None:
        """Ask for a table of sources."""
        ask_open(
            self, "Catalogue on the map", CATALOGUES, lambda path: self._add("Add catalogue", edits.add_catalogue, path)
        )

    def _add(self, label: str, edit: Callable[..., Analysis], path: Path) -> None:
        self.edited.emit(label, partial(edit, path=str(path)))

    def _line(self, group: str, kind: type[LayerLine], number: int) -> LayerLine:
        line = kind()
        line.changed.connect(lambda changes: self._change(group, number, changes))
        line.removed.connect(
            lambda: self.edited.emit("Remove layer", partial(edits.remove_layer, group=group, number=number))
        )
        if isinstance(line, ImageLine):
            line.begun.connect(self.begun)
            line.previewed.connect(
                lambda changes: self.previewed.emit(partial(edits.change_layer, group=group, number=number, **changes))
            )
            line.committed.connect(lambda: self.committed.emit("Change opacity"))
        return line

    def _change(self, group: str, number: int, changes: dict[str, Any]) -> None:
        if group == "contours" and "of" in changes:
            self.edited.emit("Choose map of contours", partial(edits.contours_of, number=number, of=changes["of"]))
            return
        name = next(iter(changes))
        label = {"visible": "Show or hide layer", "levels": "Change contour levels", "colour": "Change colour"}
        edit = partial(edits.change_layer, group=group, number=number, **changes)
        self.edited.emit(label.get(name, "Change layer"), edit)

    def _second_map(self) -> QWidget:
        settings = {setting.name: setting for setting in settings_of(MapLayers)}
        self.second = ChoiceControl({key: kind.label for key, kind in MAP_KINDS.items()})
        turns = settings["turns"]
        self.turns = ChoiceControl({choice: turns.word(choice) for choice in turns.choices})
        self.interval = QDoubleSpinBox()
        say_refused(self.interval)
        self.interval.setRange(0.2, 10.0)
        self.interval.setSingleStep(0.1)
        self.interval.setSuffix(" s")
        self.interval.setKeyboardTracking(False)
        box = QGroupBox("Second map")
        row = QHBoxLayout(box)
        for control, name in ((self.turns, "turns"), (self.second, "second"), (self.interval, "interval")):
            label = settings[name].label
            control.setAccessibleName(label.name)
            control.setToolTip(label.tip)
            row.addWidget(control)
        row.insertWidget(2, QLabel("every"))
        row.addStretch(1)
        self.second.edited.connect(lambda key: self._edit_second("Choose second map", second=key))
        self.turns.edited.connect(lambda word: self._edit_second("Show second map", turns=word))
        self.interval.valueChanged.connect(lambda value: self._edit_second("Change interval", interval=value))
        return box

    def _edit_second(self, label: str, **changes: Any) -> None:
        self.edited.emit(label, partial(edits.change, part="map_layers", **changes))
