"""What a profile is: its kind and quantity, where it is, and its sizes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from vhegui.analysis.map_profile import PROFILE_KINDS, kind_of
from vhegui.analysis.quantities import sky_position
from vhegui.analysis.state import PARTS
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.estimators.sky.profile_shapes import LineProfile, ProfileShape
from vhegui.core.settings import Setting, methods_of, settings_of
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.setting_control import ChoiceControl, Control, control_for
from vhegui.gui.widgets.typed_field import TypedField

NONE = "No profile"
NARROWEST = 400  # pixels: it would be higher than the plot
KIND_TIP = (
    "<p>Draw a profile on the map with its tool (P), or choose one here; it begins about the source region. "
    + " ".join(f"{kind.label}: {kind.tip}" for kind in PROFILE_KINDS.values())
    + "</p>"
)
PLACES = {"start": ("ra", "dec"), "end": ("ra_end", "dec_end")}


class PlaceField(TypedField):
    """A position; `edited(ra, dec)`, deg."""

    edited = Signal(float, float)

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name, tip)
        self._place: tuple[float, float] | None = None
        on_letters(self, lambda: self.setFixedWidth(self.fontMetrics().horizontalAdvance("000.0000, −00.0000") + 18))

    def set_place(self, place: tuple[float, float]) -> None:
        """Show a position (no signal)."""
        if place != self._place:
            self._place = place
            self.refresh()

    def written(self) -> str:
        return "" if self._place is None else "{:.4f}, {:+.4f}".format(*self._place).replace("-", MINUS)

    def finish(self) -> None:
        if not self.isModified():
            return
        try:
            place = sky_position(self.text().replace(MINUS, "-"))
        except ValueError as error:
            self.complain(str(error))
            return
        self._place = place
        self.restore()
        self.edited.emit(*place)


class ProfileControls(FlowRow):
    """kind_chosen(key, "" for none) · changed(name, value) for a setting · placed({name: angle}) for a position."""

    kind_chosen = Signal(str)
    changed = Signal(str, object)
    placed = Signal(object)

    def __init__(self) -> None:
        super().__init__("Profile")
        self.setMinimumWidth(NARROWEST)
        self.kind = ChoiceControl({"": NONE} | {key: kind.label for key, kind in PROFILE_KINDS.items()})
        self.kind.setAccessibleName("Kind of profile")
        self.kind.setToolTip(KIND_TIP)
        self.kind.edited.connect(self.kind_chosen.emit)
        self.add(self.kind)
        self.places = {key: PlaceField(key, "") for key in PLACES}
        self._labels = {key: QLabel() for key in PLACES}
        self._pairs: dict[str, QWidget] = {}
        for key, field in self.places.items():
            names = PLACES[key]
            field.edited.connect(
                lambda ra, dec, names=names: self.placed.emit(dict(zip(names, (ra, dec), strict=True)))
            )
            self._pairs[key] = _pair(self._labels[key], field)
            self.add(self._pairs[key])
        self._controls: dict[str, dict[str, Control]] = {}
        self._widgets: dict[str, list[QWidget]] = {}
        for key, struct in methods_of(PARTS["sky_profile"].hint).items():
            self._controls[key], self._widgets[key] = {}, []
            for setting in settings_of(struct):
                if setting.label.row:
                    self._add_setting(key, setting)
        self.show_profile(None)

    def sizeHint(self) -> QSize:
        """As high as it is where it is narrowest; what has its layout's word for it would ask for a line a control."""
        return QSize(NARROWEST, self.heightForWidth(NARROWEST))

    def control(self, name: str) -> Control:
        """The control of a setting of the kind that is shown."""
        return self._controls[str(self.kind.currentData())][name]

    def show_profile(self, shape: ProfileShape | None) -> None:
        """Show where it is, and its settings (no signal)."""
        chosen = "" if shape is None else kind_of(shape)
        self.kind.set_value(chosen)
        for key, widgets in self._widgets.items():
            for widget in widgets:
                widget.setVisible(key == chosen)
        line = isinstance(shape, LineProfile)
        for key, field in self.places.items():
            shown = shape is not None and (line or key == "start")
            text = {"start": "From" if line else "Centre", "end": "to"}[key]
            self._pairs[key].setVisible(shown)
            self._labels[key].setText(text)
            field.setAccessibleName(f"Profile {text.lower()}")
            field.setToolTip(f"{text}: right ascension and declination (ICRS), or drag it on the map")
            if shown:
                field.set_place(tuple(getattr(shape, name) for name in PLACES[key]))  # pyright: ignore[reportArgumentType]
        for name, control in self._controls.get(chosen, {}).items():
            control.set_value(getattr(shape, name))

    def _add_setting(self, key: str, setting: Setting) -> None:
        control = control_for(setting, setting.label.row)
        label = QLabel(setting.label.row)
        label.setBuddy(control)
        control.setAccessibleName(setting.label.name)
        control.setToolTip(f"<p>{setting.label.name}. {setting.label.tip}</p>")
        name = setting.name

        def change(value: Any) -> None:
            self.changed.emit(name, value)

        control.edited.connect(change)
        self._controls[key][name] = control
        pair = _pair(label, control)
        self._widgets[key].append(pair)
        self.add(pair)


def _pair(label: QLabel, control: QWidget) -> QWidget:
    """A control with its name, which no line break parts."""
    pair = QWidget()
    layout = QHBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(label)
    layout.addWidget(control)
    return pair
