"""The row that says which map is shown, and for maps of the excess how the background is known and what is summed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from vhegui.analysis.shown_map import MAP_KINDS
from vhegui.analysis.sky_settings import SkySettings
from vhegui.core.background.sky_registry import SKY_METHODS, SkyBackgroundSettings
from vhegui.core.settings import settings_of
from vhegui.gui.widgets.setting_control import ChoiceControl, NumberControl


class ShowRow(QWidget):
    """kind_chosen(key of `MAP_KINDS`), method_chosen(key of `SKY_METHODS`), radius_chosen(deg)."""

    kind_chosen = Signal(str)
    method_chosen = Signal(str)
    radius_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.kind = ChoiceControl({key: kind.label for key, kind in MAP_KINDS.items()})
        self.method = ChoiceControl({key: method.label for key, method in SKY_METHODS.items()})
        setting = next(setting for setting in settings_of(SkySettings) if setting.name == "radius")
        self.radius = NumberControl(setting, optional=False)
        self._made_with: list[QWidget] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 2)
        layout.setSpacing(4)
        kinds = " ".join(f"{kind.label}: {kind.tip}" for kind in MAP_KINDS.values())
        methods = " ".join(f"{method.label}: {method.tip} {method.assumes}" for method in SKY_METHODS.values())
        for text, control, name, tip in (
            ("Show", self.kind, "Map shown", f"{kinds} Keys 1 to {len(MAP_KINDS)}."),
            ("Background", self.method, "Background of maps", methods),
            ("Radius", self.radius, setting.label.name, setting.label.tip),
        ):
            label = QLabel(text)
            label.setBuddy(control)
            control.setAccessibleName(name)
            control.setToolTip(f"<p>{tip}</p>")
            layout.addWidget(label)
            layout.addWidget(control)
            self._made_with += [label, control] if control is not self.kind else []
        layout.addStretch(1)
        self.kind.edited.connect(self.kind_chosen.emit)
        self.method.edited.connect(self.method_chosen.emit)
        self.radius.edited.connect(self.radius_chosen.emit)

    def show_settings(self, kind: str, method: SkyBackgroundSettings, radius: float) -> None:
        """What is shown, and what it is made with; counts are made with neither (no signal)."""
        self.kind.set_value(kind)
        self.method.set_value(str(method.__struct_config__.tag))
        self.radius.set_value(radius)
        for widget in self._made_with:
            widget.setVisible(kind != "counts")
