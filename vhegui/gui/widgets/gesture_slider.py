"""A slider in values: a drag, or a burst of keys, is one gesture."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QSlider, QWidget

from vhegui.gui.scale import scaled
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.slider_scale import SliderScale

STEPS = 2000
HEIGHT = 20  # pixels: of the handle, and a little about it
QUIET_MS = 600  # keys and wheel: the gesture ends when nothing more comes


class GestureSlider(QSlider):
    """A slider in values, not in steps. A drag, or a burst of keys, is one gesture.

    begun(), moved(value), committed(), cancelled()
    """

    begun = Signal()
    moved = Signal(float)
    committed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None, scale: SliderScale | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 20)
        self.setSingleStep(STEPS // 200)
        on_letters(self, lambda: self.setMinimumHeight(scaled(HEIGHT)))
        self.scale = scale
        self.active = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.finish)
        self.sliderPressed.connect(self.finish)  # a burst of keys is over when the mouse takes hold
        self.sliderReleased.connect(self.finish)
        self.valueChanged.connect(self._moved)

    def show_value(self, value: float) -> None:
        """Put the handle where a value is (no signal), unless it is being moved."""
        if self.active or self.scale is None:
            return
        self.blockSignals(True)
        self.setValue(round(STEPS * self.scale.fraction(value)))
        self.blockSignals(False)

    def finish(self) -> None:
        """End the gesture, if one is on."""
        self._quiet.stop()
        if self.active:
            self.active = False
            self.committed.emit()

    def _moved(self, step: int) -> None:
        if self.scale is None:
            return
        if not self.active:
            self.active = True
            self.begun.emit()
        self.moved.emit(self.scale.value(step / STEPS))
        if not self.isSliderDown():
            self._quiet.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No more keys will come: what they did counts, before another gesture begins."""
        super().focusOutEvent(event)
        if not self.isSliderDown():
            self.finish()

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden in a drag, as by another workspace, it does not hear of the release: what was dragged counts."""
        super().hideEvent(event)
        self.setSliderDown(False)
        self.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.active:
            self._quiet.stop()
            self.active = False
            self.blockSignals(True)
            self.setSliderDown(False)
            self.blockSignals(False)
            self.cancelled.emit()
            return
        super().keyPressEvent(event)
