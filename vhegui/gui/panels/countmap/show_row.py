"""The row that says which map is shown, of which energies, how its background is known, what is summed or fitted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from vhegui.analysis import edits
from vhegui.analysis.shown_map import KEYS, MAP_KINDS, MODELS
from vhegui.analysis.sky_settings import SkySettings
from vhegui.analysis.state import Analysis
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.settings import Setting, settings_of
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.gesture_slider import GestureSlider
from vhegui.gui.widgets.setting_control import ChoiceControl, Control, NumberControl, control_for
from vhegui.gui.widgets.slider_scale import SliderScale

OTHER, DEFINE = "other", "define"
RADII = SliderScale(0.02, 2.0, log=True)  # deg
SLIDER, SCROLL = 90, 30  # pixels
BAND_TIP = (
    "Energies of all maps: those of the spectra, or one of your bands. The slider above chooses any others; "
    "“Bands …” sets the edges."
)


class ShowRow(FlowRow):
    """kind_chosen(key of `MAP_KINDS`), band_chosen(number, see `edits.map_bands`), bands_wanted(), method_chosen(key of
    `SKY_METHODS`), changed(name, value) of a setting of `SkySettings`; slide_begun(), slid(name, value),
    slide_committed(name), slide_cancelled() of a slider of one, whose drag is one gesture.
    """

    kind_chosen = Signal(str)
    band_chosen = Signal(int)
    bands_wanted = Signal()
    method_chosen = Signal(str)
    changed = Signal(str, object)
    slide_begun = Signal()
    slid = Signal(str, float)
    slide_committed = Signal(str)
    slide_cancelled = Signal()

    def __init__(self) -> None:
        super().__init__("Map shown")
        self._groups: dict[str, QWidget] = {}
        self.kind = ChoiceControl(_words_with_keys())
        self.kind.setMaxVisibleItems(len(MAP_KINDS))
        self.kind.setMinimumContentsLength(15)
        self.kind.view().setMinimumWidth(self.kind.view().sizeHintForColumn(0) + SCROLL)
        self.band = ChoiceControl({})
        self.method = ChoiceControl({key: method.label for key, method in SKY_METHODS.items()})
        kinds = "<br>".join(f"<b>{kind.label}</b>{_unit(kind.unit)}: {kind.tip}" for kind in MAP_KINDS.values())
        methods = "<br>".join(
            f"<b>{method.label}</b>: {method.tip} {method.assumes}" for method in SKY_METHODS.values()
        )
        self._place("kind", "Show", self.kind, "Map shown", f"{kinds}<br>Keys: as in the list.")
        self._place("band", "Band", self.band, "Energy band of the map", BAND_TIP)
        self._place("method", "Background", self.method, "Background of maps", methods)
        self.shape = self._of_setting("shape", "Of", ChoiceControl)
        assert isinstance(self.shape, ChoiceControl)
        self.shape.setMinimumContentsLength(12)
        self.radius = self._of_setting("radius", "Radius", NumberControl)
        self.radius_slider = self._slider("radius", "Correlation radius, slider", RADII)
        self.sigma = self._of_setting("sigma", "Width", NumberControl)
        self.index = self._of_setting("index", "Index", NumberControl)
        self.kind.edited.connect(self.kind_chosen.emit)
        self.band.edited.connect(self._choose_band)
        self.method.edited.connect(self.method_chosen.emit)

    def show_settings(self, analysis: Analysis) -> None:
        """What is shown, and what it is made with; what it does not depend on is left out (no signal)."""
        kind, sky = analysis.map_looks.shown, analysis.sky
        self.kind.set_value(kind)
        self._show_bands(edits.map_bands(analysis), edits.map_band(analysis))
        self.method.set_value(str(analysis.sky_background.__struct_config__.tag))
        for name, control in self._settings().items():
            control.set_value(getattr(sky, name))  # pyright: ignore[reportArgumentType]
        self.radius_slider.show_value(sky.radius)
        shown = {"kind", "band", *_made_with(kind, sky.shape)}
        for name, group in self._groups.items():
            group.setVisible(name in shown)

    def _show_bands(self, bands: Sequence[tuple[float, float]], chosen: int | None) -> None:
        words = ["All energies", *(f"{low:.3g}–{high:.3g} TeV" for low, high in bands[1:])]
        items = [*((word, number) for number, word in enumerate(words)), ("Bands…", DEFINE)]
        items += [("Other", OTHER)] if chosen is None else []
        if items != [(self.band.itemText(i), self.band.itemData(i)) for i in range(self.band.count())]:
            self.band.clear()
            for word, value in items:
                self.band.addItem(word, value)
        self._band = OTHER if chosen is None else chosen
        self.band.setCurrentIndex(self.band.findData(self._band))

    def _choose_band(self, value: object) -> None:
        self.band.setCurrentIndex(self.band.findData(self._band))  # until the edit is made
        if isinstance(value, int):
            self.band_chosen.emit(value)
        elif value == DEFINE:
            self.bands_wanted.emit()

    def _settings(self) -> dict[str, Control]:
        return {"shape": self.shape, "radius": self.radius, "sigma": self.sigma, "index": self.index}

    def _of_setting(self, name: str, text: str, kind: type) -> Control:
        setting: Setting = next(setting for setting in settings_of(SkySettings) if setting.name == name)
        control = control_for(setting, "")
        assert isinstance(control, kind)
        self._place(name, text, control, setting.label.name, setting.label.tip)
        control.edited.connect(lambda value: self.changed.emit(name, value))
        return control

    def _slider(self, name: str, title: str, scale: SliderScale) -> GestureSlider:
        """A slider beside the number of a setting: the map follows it."""
        slider = GestureSlider(scale=scale)
        slider.setMinimumWidth(SLIDER)
        slider.setAccessibleName(title)
        slider.setToolTip("<p>Drag it, and the map follows; a drag is one step to undo. Esc takes it back.</p>")
        slider.begun.connect(self.slide_begun)
        slider.moved.connect(lambda value: self.slid.emit(name, float(f"{value:.3g}")))
        slider.committed.connect(lambda: self.slide_committed.emit(name))
        slider.cancelled.connect(self.slide_cancelled)
        layout = self._groups[name].layout()
        assert layout is not None
        layout.addWidget(slider)
        return slider

    def _place(self, key: str, text: str, control: Control, name: str, tip: str) -> None:
        """A label with its control, which keep together."""
        group, label = QWidget(), QLabel(text)
        layout = QHBoxLayout(group)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(4)
        label.setBuddy(control)
        control.setAccessibleName(name)
        control.setToolTip(f"<p>{tip}</p>")
        layout.addWidget(label)
        layout.addWidget(control)
        self._groups[key] = group
        self.add(group)


def _words_with_keys() -> dict[str, str]:
    """The key of each map, its name and its unit."""
    return {key: f"{KEYS.get(key, '–')}  {kind.label}{_unit(kind.unit)}" for key, kind in MAP_KINDS.items()}


def _unit(unit: str) -> str:
    return f" ({unit})" if unit else ""


def _made_with(kind: str, shape: str) -> set[str]:
    """The settings that a map depends on."""
    if kind == "counts":
        return set()
    if kind == "exposure":
        return {"index"}
    if kind in MODELS:
        return {"method", *(["radius"] if kind == "residual_significance" else [])}
    if not MAP_KINDS[kind].fitted:
        return {"method", "radius", *(["index"] if kind == "sensitivity" else [])}
    return {"method", "shape", "index", {"radius": "radius", "gaussian": "sigma"}.get(shape, "shape")}
