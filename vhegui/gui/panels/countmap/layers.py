"""Which layers of the map are seen: a menu that stays open while they are switched."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QVBoxLayout, QWidget, QWidgetAction

LAYERS = {
    "off": ("OFF regions", "Where the background is measured"),
    "names": ("Names", "Names beside the target and the sources of the catalogue"),
    "pointings": ("Pointings", "Where the telescopes looked"),
    "target": ("Target", "What is aimed at"),
    "model": ("Sources", "Sources of the model: places, widths, position errors of the fit; drag them (N puts one)"),
    "grid": ("Grid", "Lines of equal coordinates"),
    "catalogue": ("Catalogue", "Known TeV sources in the field"),
    "scale": ("Scale bar", "A length on the sky"),
    "compass": ("Compass", "North and east (ICRS)"),
    "psf": (
        "PSF",
        "Holds 68 % of the events of a point source at 1 TeV, or at the nearest energy of the map",
    ),
}
HIDDEN = ("catalogue",)  # at first


class LayersMenu(QMenu):
    """switched(layer, shown) when the user switches one of `LAYERS`; more_wanted() for those that are not on it."""

    switched = Signal(str, bool)
    more_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        form = QWidget()
        layout = QVBoxLayout(form)
        layout.setContentsMargins(10, 8, 14, 8)
        self.boxes: dict[str, QCheckBox] = {}
        for name, (text, tip) in LAYERS.items():
            box = self.boxes[name] = QCheckBox(text)
            box.setToolTip(tip)
            box.setChecked(name not in HIDDEN)
            box.toggled.connect(lambda on, name=name: self.switched.emit(name, on))
            layout.addWidget(box)
        more = QPushButton("Contours, images, catalogues…")
        more.setToolTip("All that can lie over the map, from its own maps and from files; a second map (key L)")
        more.clicked.connect(self.close)
        more.clicked.connect(self.more_wanted)
        layout.addWidget(more)
        action = QWidgetAction(self)
        action.setDefaultWidget(form)
        self.addAction(action)

    @property
    def hidden(self) -> list[str]:
        """The layers that are not seen."""
        return [name for name, box in self.boxes.items() if not box.isChecked()]

    def show_hidden(self, names: Iterable[str]) -> None:
        """Hide these layers and no others; says so for those that change."""
        names = set(names)
        for name, box in self.boxes.items():
            if box.isChecked() == (name in names):
                with QSignalBlocker(box):
                    box.setChecked(name not in names)
                self.switched.emit(name, name not in names)
