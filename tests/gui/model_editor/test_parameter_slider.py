"""The slider of a parameter: one drag, one edit."""

from vhegui.core.models.parameters import Parameter
from vhegui.gui.model_editor.parameter_slider import ParameterSlider


def test_a_slider_that_is_hidden_while_it_is_held_ends_its_drag(qtbot):
    slider, said = ParameterSlider(), []
    qtbot.addWidget(slider)
    slider.begun.connect(lambda: said.append("begun"))
    slider.committed.connect(lambda: said.append("committed"))
    slider.show_parameter(Parameter("index", 2.0), renewed=True)
    slider.show()
    slider.setSliderDown(True)
    slider.setValue(slider.value() + 10)
    slider.hide()  # another workspace: the release goes elsewhere
    assert said == ["begun", "committed"]
    assert not slider.isSliderDown()
