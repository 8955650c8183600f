"""The form: groups of parts of the Analysis, side by side where there is room; rows follow from the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QGridLayout, QGroupBox, QScrollArea, QVBoxLayout, QWidget

from vhegui.analysis.state import PARTS, Analysis
from vhegui.core.background.registry import METHODS
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.settings import Setting, Settings, setting_of, settings_of, structs_of
from vhegui.gui.widgets.setting_control import ChoiceControl
from vhegui.gui.widgets.setting_rows import SettingRows, add_row

GROUPS = {
    "OFF regions, events": ("background", "events"),
    "Energy axes": ("reco", "true"),
    "Safe energies, response": ("safe", "containment"),
    "Maps of the sky": ("sky_background", "sky"),
}
METHOD_ROWS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "background": ("Method", METHODS),
    "sky_background": ("Map background", SKY_METHODS),
}
"""Parts that are one of several methods: the name of the row that chooses, and the methods."""


class SettingsView(QScrollArea):
    """Emits `changed(path, value)` for an edit of a setting ("safe.low"), `method_chosen(part, key)` for a method."""

    changed = Signal(str, object)
    method_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._structs: list[tuple[str, type[Settings], SettingRows]] = []
        self._single: dict[str, SettingRows] = {}
        self._methods: dict[str, ChoiceControl] = {}
        form = QWidget()
        self._grid = QGridLayout(form)
        self._grid.setContentsMargins(8, 6, 8, 8)
        self._boxes = [self._group(title, parts) for title, parts in GROUPS.items()]
        self._columns = 0
        self._arrange(len(self._boxes))
        self.setWidget(form)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many groups side by side as there is room for."""
        super().resizeEvent(event)
        widest = max(box.sizeHint().width() for box in self._boxes) + self._grid.horizontalSpacing()
        self._arrange(max(1, min(len(self._boxes), (event.size().width() - 16) // widest)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, box in enumerate(self._boxes):
            self._grid.addWidget(box, index // columns, index % columns, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(index, int(index < columns))
            self._grid.setRowStretch(index, 0)
        self._grid.setRowStretch(len(self._boxes), 1)

    def show_settings(self, analysis: Analysis) -> None:
        """Fill the form; of a background, with the rows of its method."""
        for part, choice in self._methods.items():
            choice.set_value(str(getattr(analysis, part).__struct_config__.tag))
        for part, struct, rows in self._structs:
            settings = getattr(analysis, part)
            chosen = isinstance(settings, struct)
            rows.set_visible(chosen)
            if chosen:
                rows.show_values(structs.asdict(settings))
        for part, rows in self._single.items():
            rows.show_values({part: getattr(analysis, part)})

    def show_row(self, part: str, name: str) -> None:
        """Scroll to the row of a setting and give it the keyboard; one without a row: to where its part begins."""
        of_part = [rows for known, _, rows in self._structs if known == part]
        rows = [each.control(name) for each in (*of_part, *filter(None, (self._single.get(part),)))]
        shown = [control for control in rows if control is not None and control.isVisibleTo(self)]
        control = next(iter(shown), self._methods.get(part))
        if control is not None:
            self.ensureWidgetVisible(control)
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _group(self, title: str, parts: Iterable[str]) -> QGroupBox:
        box = QGroupBox(title)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(6)
        form.setContentsMargins(0, 0, 0, 0)
        QVBoxLayout(box).addLayout(form)
        for part in parts:
            self._add_part(form, part)
        return box

    def _add_part(self, form: QFormLayout, part: str) -> None:
        if part in METHOD_ROWS:
            name, methods = METHOD_ROWS[part]
            choice = self._methods[part] = ChoiceControl({key: method.label for key, method in methods.items()})
            choice.edited.connect(lambda key: self.method_chosen.emit(part, key))
            tip = " ".join(f"{method.label}: {method.tip} {method.assumes}" for method in methods.values())
            add_row(form, name, choice, tip)
        hint = PARTS[part].hint
        for struct in structs_of(hint):
            rows = self._rows(form, part, settings_of(struct), f"{part}.")
            self._structs.append((part, struct, rows))
        if not structs_of(hint):
            self._single[part] = self._rows(form, part, (setting_of(part, part, hint),), "")

    def _rows(self, form: QFormLayout, part: str, settings: Iterable[Setting], prefix: str) -> SettingRows:
        rows = SettingRows(form, settings, part, PARTS[part])
        rows.changed.connect(lambda name, value: self.changed.emit(f"{prefix}{name}", value))
        return rows
