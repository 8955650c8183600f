"""An energy range: two typed fields and a slider with two handles between them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.analysis.written_numbers import number
from vhegui.gui.widgets.log_range_slider import LogRangeSlider
from vhegui.gui.widgets.value_field import ValueField


class EnergyRange(QWidget):
    """low < high in TeV; `previewed(low, high)` while dragging, `changed(low, high)` when done or typed."""

    previewed = Signal(float, float)
    changed = Signal(float, float)
    cancelled = Signal()

    def __init__(self, name: str = "Energy range", minimum: float = 0.01, maximum: float = 100.0) -> None:
        super().__init__()
        self.slider = LogRangeSlider(name, f"{name}: drag an end, or the bar between", minimum, maximum)
        self.low = self._field(f"{name}: from", "Lowest energy, for example 500 GeV")
        self.high = self._field(f"{name}: to", "Highest energy, for example 40 TeV")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.low)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.high)
        self.setAccessibleName(name)
        self.setFocusProxy(self.low)
        self.slider.previewed.connect(self._preview)
        self.slider.changed.connect(self._slid)
        self.slider.cancelled.connect(self._cancelled)
        self.low.edited.connect(self._typed)
        self.high.edited.connect(self._typed)
        self.set_range(minimum, maximum)

    @property
    def range(self) -> tuple[float, float]:
        """Low and high in TeV."""
        return self.low.value or 0.0, self.high.value or 0.0

    def set_range(self, low: float, high: float) -> None:
        """Show another range (no signal). Values beyond the slider's ends are kept in the fields."""
        self.low.set_value(low)
        self.high.set_value(high)
        self.slider.set_range(low, high)

    def _field(self, name: str, tip: str) -> ValueField:
        return ValueField(name, tip, _positive_energy, lambda value: f"{number(value)} TeV", "0.0000 TeV")

    def _preview(self, low: float, high: float) -> None:
        self.low.set_value(low)
        self.high.set_value(high)
        self.previewed.emit(low, high)

    def _slid(self, low: float, high: float) -> None:
        self._preview(low, high)
        self.changed.emit(low, high)

    def _cancelled(self) -> None:
        self.low.set_value(self.slider.range[0])
        self.high.set_value(self.slider.range[1])
        self.cancelled.emit()

    def _typed(self, _: float) -> None:
        low, high = sorted(self.range)
        self.set_range(low, high)
        self.changed.emit(low, high)


def _positive_energy(text: str) -> float:
    value = quantity(text, "TeV")
    if value <= 0:
        raise ValueError("An energy is larger than 0. Type for example 0.5 TeV or 500 GeV.")
    return value
