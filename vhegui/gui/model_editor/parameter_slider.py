"""The slider of the selected parameter, about its value."""

from __future__ import annotations

from vhegui.core.models.parameters import Parameter
from vhegui.gui.widgets.gesture_slider import GestureSlider
from vhegui.gui.widgets.slider_scale import SliderScale


class ParameterSlider(GestureSlider):
    """As far as six errors, or a factor, to either side of the value."""

    def show_parameter(self, parameter: Parameter, renewed: bool, amplitude: bool = False, reach: float = 0.0) -> None:
        """Put the handle where the value is; a new range only when `renewed` or the value has left it.

        amplitude : whether it is the factor of a spectrum · reach : to either side of the value where that says
        nothing of it, as of an angle; 0 : it does.
        """
        if self.active:
            return
        if renewed or self.scale is None or not self.scale.covers(parameter.value):
            self.scale = SliderScale.about(parameter, amplitude, reach)
        self.show_value(parameter.value)
