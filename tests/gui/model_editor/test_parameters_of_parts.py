"""Places, shapes and changes with time in the table of parameters, beside the spectrum."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis.edits.joint import link_targets
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spatial.registry import KINDS as SHAPES
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.temporal.model import default_change
from vhegui.gui.model_editor.model_line import ModelLine
from vhegui.gui.model_editor.parameter_editor import ParameterEditor
from vhegui.gui.model_editor.parameter_model import UNIT, VALUE
from vhegui.gui.model_editor.part_chips import shape_chip, time_chip
from vhegui.gui.model_editor.part_choices import choice_of, shape_choices, time_choices
from vhegui.gui.model_editor.wording import parameter_tooltip

CRAB = SourceModel(
    "crab",
    default_spectrum("power_law"),
    spatial=default_shape("gaussian", 83.633, 22.014),
    temporal=default_change("exp_decay"),
)
OTHER = SourceModel("other", default_spectrum("power_law"), spatial=default_shape("point", 184.5, -5.8, "galactic"))


@pytest.fixture
def editor(qtbot):
    editor = ParameterEditor()
    qtbot.addWidget(editor)
    editor.resize(700, 500)
    editor.set_model(JointModel((CRAB, OTHER), field_of_view("23523")), preliminary=False)
    return editor


def cell(editor, name: str, column: int) -> str:
    return str(editor.model.index(editor.model.row_of(name), column).data() or "")


def test_every_part_has_a_heading_and_rows_in_words(editor):
    labels = [row.label for row in editor.model.rows]
    assert labels[:4] == ["crab: Power law", "index", "amplitude", "reference"]
    assert labels[4:10] == ["crab: Gaussian", "RA", "Dec", "sigma", "e", "phi"]
    assert labels[-7:-4] == ["other: Point source", "l", "b"]
    assert labels[-4:] == ["Background norm", "23523", "Background tilt", "23523"]


def test_places_have_the_digits_of_a_second_of_arc_and_sizes_other_units(editor):
    assert cell(editor, "lon_0", VALUE) == "83.63300" and "5ʰ34ᵐ31.92ˢ" in _tip(editor, "lon_0")
    assert cell(editor, "other.lat_0", VALUE) == "−5.80000" and "−5°48′00.0″" in _tip(editor, "other.lat_0")
    editor.model.show_unit("deg", "arcmin")
    assert (cell(editor, "sigma", VALUE), cell(editor, "sigma", UNIT)) == ("6.000", "arcmin")
    assert (cell(editor, "lon_0", VALUE), cell(editor, "lon_0", UNIT)) == ("83.63300", "deg")


def _tip(editor, name: str) -> str:
    return str(editor.model.index(editor.model.row_of(name), VALUE).data(Qt.ItemDataRole.ToolTipRole))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("lon_0", "5h34m30s", 83.625), ("lat_0", "+22d00m36s", 22.01), ("sigma", "3 arcmin", 0.05), ("phi", "45", 45.0)],
)
def test_angles_are_typed_in_parts_and_in_other_units(editor, qtbot, name, text, value):
    with qtbot.waitSignal(editor.model.edited) as edited:
        assert editor.model.setData(editor.model.index(editor.model.row_of(name), VALUE), text)
    assert edited.args[:2] == [name, "value"] and edited.args[2] == pytest.approx(value)


def test_sliders_of_places_go_a_little_way(editor):
    editor.select("lon_0")
    assert editor.slider.scale.low == pytest.approx(83.333) and editor.slider.scale.high == pytest.approx(83.933)
    joint = editor.model.model.with_values(editor.model.model.values, [0.003] * len(editor.model.model.names))
    editor.set_model(joint, preliminary=False)
    editor.select("lat_0")
    assert editor.slider.scale.high - editor.slider.scale.low == pytest.approx(0.036)


def test_a_place_is_linked_to_a_place_and_a_size_to_a_size():
    both = JointModel((CRAB, replace(CRAB, name="other")))
    assert link_targets(both, "other.lon_0") == ("lon_0",)
    assert "sigma" in link_targets(both, "other.sigma") and "lat_0" not in link_targets(both, "other.sigma")


@pytest.mark.parametrize("kind", SHAPES)
def test_every_parameter_of_a_shape_is_explained(kind):
    shape = default_shape(kind)
    for parameter in shape.parameters:
        assert parameter.meaning in parameter_tooltip(shape, parameter.name)
        assert shape.formula.label in parameter_tooltip(shape, f"halo.{parameter.name}")


def test_the_chips_say_what_the_parts_are_and_their_menus_lead_to_all_others(qtbot):
    line = ModelLine()
    qtbot.addWidget(line)
    line.resize(700, 40)
    shape, time = shape_chip(line), time_chip(line)
    line.put_after(shape, time)
    shape.show_part(CRAB.spatial)
    time.show_part(None)
    line.show_model(CRAB.spectral)
    line.show()
    assert [chip.text() for chip in (*line.chips, shape, time)] == ["Power law", "Gaussian", "Constant in time"]
    shape.hide()
    line.show_model(default_spectrum("log_parabola"))
    assert time.isVisible() and not shape.isVisible()
    qtbot.waitUntil(lambda: time.x() > line.plus.x() > 0)
    assert [a.data() for a in shape.menu().actions()] == [choice.key for choice in shape_choices()]
    assert {choice.key for choice in shape_choices()} >= set(SHAPES)
    with qtbot.waitSignal(time.requested) as asked:
        next(a for a in time.menu().actions() if a.data() == "exp_decay").trigger()
    assert asked.args == ["exp_decay"] and choice_of(CRAB.temporal, time_choices()[0]).key == "exp_decay"


def test_a_word_instead_of_a_number_gets_a_red_edge_and_a_reason_until_a_number_is_typed(editor, qtbot):
    editor.show()
    said = []
    editor.model.edited.connect(lambda *change: said.append(change))
    place = editor.model.index(editor.model.row_of("index"), VALUE)
    editor.table.edit(place)
    field = editor.table.indexWidget(place)
    QTest.keyClicks(field, "abc")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible() and "border" in field.styleSheet() and "abc" in field.toolTip() and not said
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "2.5")
    assert "border" not in field.styleSheet()
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said))
    assert said[0][:3] == ("index", "value", 2.5)


def test_only_cells_with_a_new_value_or_error_are_painted_again(editor):
    model, changes = editor.model, list[tuple[int, int, int]]()
    model.dataChanged.connect(lambda a, b, *_: changes.append((a.row(), a.column(), b.row())))
    row, place = model.row_of("index"), model.row_of("other.lon_0")
    moved = model.model.with_parameter("index", error=0.3).with_parameter("other.lon_0", value=184.6)
    editor.set_model(moved, preliminary=False)
    assert changes == [(row, VALUE, row), (place, VALUE, place)]
    changes.clear()
    linked = moved.with_parameter("other.index", link="index")
    editor.set_model(linked, preliminary=False)
    changes.clear()
    editor.set_model(linked.with_parameter("index", value=3.1), preliminary=False)  # what is linked follows
    assert [first for first, *_ in changes] == [row, model.row_of("other.index")]
    assert cell(editor, "other.index", VALUE).startswith("3.1")
    changes.clear()
    editor.set_model(model.model, preliminary=True)  # all errors are in italics now
    assert {first for first, *_ in changes} == set(range(model.rowCount()))
