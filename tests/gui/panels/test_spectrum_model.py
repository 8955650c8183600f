"""Building a model in the spectrum panel: chips, parameters, priors, links, sources. Real runs of the Crab."""

from __future__ import annotations

import numpy as np
import pytest
from panel_on_crab import open_crab, settle, shown
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu

from vhegui.analysis.edits import model as model_edits
from vhegui.analysis.parameter_names import parameter_label
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_model, default_spectrum, formula_of
from vhegui.core.models.spectral.forms import FORMS
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS
from vhegui.gui.model_editor.model_choices import covered, factor_choices, spectrum_choices
from vhegui.gui.model_editor.model_dialogs import EblDialog, FormulaDialog
from vhegui.gui.model_editor.model_line import Request
from vhegui.gui.model_editor.parameter_model import KNOWN, NAME, UNIT, VALUE, ParameterTableModel
from vhegui.gui.model_editor.parameter_units import typed_number
from vhegui.gui.model_editor.prior_dialog import PriorDialog, start_of
from vhegui.gui.model_editor.wording import is_amplitude, parameter_tooltip
from vhegui.gui.panels.spectrum import SpectrumPanel
from vhegui.gui.widgets.text_dialog import TextDialog


@pytest.fixture
def panel(qtbot):
    with shown(SpectrumPanel, qtbot, 520, 900) as panel:
        yield panel


@pytest.fixture
def crab(panel, data, qtbot):
    """A power law fitted to one run."""
    open_crab(panel, data, qtbot, runs=(23523,))
    return panel


def trigger(menu: QMenu, *labels: str) -> None:
    """Choose an entry by its labels, through submenus."""
    for action in menu.actions():
        if action.text() == labels[0]:
            part = action.menu()
            if len(labels) > 1 and isinstance(part, QMenu):
                trigger(part, *labels[1:])
            else:
                action.trigger()
            return
    raise AssertionError(f"{labels[0]!r} is not in {[a.text() for a in menu.actions()]}")


def dialog(panel, kind):
    """The open dialog of a class."""
    (found,) = [each for each in panel.view.findChildren(kind) if each.isVisible()]
    return found


def ok(asking) -> None:
    QTest.mouseClick(asking.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def type_over(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def cell(panel, name: str, column: int):
    model = panel.view.parameters.model
    return model.index(model.row_of(name), column)


def test_the_menus_lead_to_every_kind_of_the_registry():
    assert covered() == {*KINDS, *NORM_KINDS, *FORMS}


def test_every_choice_has_its_formula_as_tooltip():
    for groups in (spectrum_choices(), factor_choices()):
        assert all(choice.tip for some in groups.values() for choice in some)


def test_absorption_is_added_with_the_redshift_typed_and_is_one_undo_step(crab, qtbot):
    before = crab.session.analysis
    trigger(crab.view.model_line.plus.menu(), "× EBL absorption", "Domínguez 2011…")
    asking = dialog(crab, EblDialog)
    type_over(asking.field, "0.116")
    ok(asking)
    settle(crab, qtbot)
    assert [chip.text() for chip in crab.view.model_line.chips] == ["Power law", "EBL Domínguez 2011 (z = 0.116)"]
    assert crab.session.results.current("fit_result").n_free == 2
    crab.session.undo()
    assert crab.session.analysis == before


def test_a_redshift_that_the_table_does_not_reach_cannot_be_entered(crab):
    trigger(crab.view.model_line.plus.menu(), "× EBL absorption", "Franceschini 2008…")
    asking = dialog(crab, EblDialog)
    type_over(asking.field, "7")
    assert "at most 2" in asking.note.text()
    assert not asking.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    asking.reject()


def test_a_component_is_added_and_taken_away_by_its_chip(crab, qtbot):
    fitted = crab.session.results.current("fit_result").total_stat
    trigger(crab.view.model_line.plus.menu(), "+ Component", "Curved", "Log-parabola")
    crab.session.pull()
    line = crab.view.model_line
    assert line.text() == "Power law + Log-parabola"
    assert "amplitude₂" in [crab.view.parameters.model.index(row, NAME).data() for row in range(7)]
    trigger(line.chips[1].menu(), "Remove this component")
    settle(crab, qtbot)
    assert line.text() == "Power law"
    assert crab.session.results.current("fit_result").total_stat == pytest.approx(fitted, abs=1e-3)


def test_the_last_part_cannot_be_taken_away(crab):
    actions = {action.text(): action for action in crab.view.model_line.chips[0].menu().actions()}
    assert not actions["Remove this component"].isEnabled()


def test_a_chip_changes_the_kind_of_its_part_only(crab, qtbot):
    crab.session.apply("", lambda a: model_edits.set_spectrum(a, a.model, absorbed()))
    settle(crab, qtbot)
    trigger(crab.view.model_line.chips[0].menu(), "Cutoffs", "Power law with exponential cutoff")
    settle(crab, qtbot)
    assert crab.view.model_line.text().startswith("Exponential cutoff × EBL")


def absorbed():
    return multiplied(default_spectrum("power_law"), default_spectrum("ebl_absorption"))


def test_a_formula_is_typed_with_its_errors_named_at_once_by_their_column(crab, qtbot):
    trigger(crab.view.model_line.chips[0].menu(), "Typed formula…")
    asking = dialog(crab, FormulaDialog)
    type_over(asking.field, "N*E**(-g")
    assert "column" in asking.note.text()
    assert not asking.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    type_over(asking.field, "N*E**(-g); N=1e-11 [cm-2 s-1 TeV-1], g=2.5")
    assert "Parameters: N" in asking.note.text()
    power_law = crab.session.results.current("fit_result")
    ok(asking)
    settle(crab, qtbot)
    typed = crab.session.results.current("fit_result")
    assert typed.total_stat == pytest.approx(power_law.total_stat, abs=1e-3)
    assert typed.model["g"].value == pytest.approx(power_law.model["index"].value, abs=1e-3)


def test_settings_of_a_formula_begin_with_its_present_values(crab, qtbot):
    crab.view.model_line.requested.emit(Request("exchange", "formula"))
    asking = dialog(crab, FormulaDialog)
    type_over(asking.field, "N*E**(-g); N=1e-11, g=2.5 frozen")
    ok(asking)
    settle(crab, qtbot)
    trigger(crab.view.model_line.chips[0].menu(), "Settings…")
    text = dialog(crab, FormulaDialog).field.text()
    assert "g=2.5 frozen" in text
    assert f"N={crab.session.results.get('live_fit').model['N'].value!r}" in text


def test_a_table_of_a_file_becomes_a_template(crab, tmp_path, qtbot):
    energy = np.geomspace(0.1, 100.0, 40)
    path = tmp_path / "crab.csv"
    path.write_text("energy,dnde\n" + "\n".join(f"{e},{4e-11 * e**-2.6}" for e in energy))
    compose = crab.model.compose
    compose.read_table("template", path, lambda part: compose.put(Request("exchange", "template"), part))
    settle(crab, qtbot)
    assert crab.session.results.current("fit_result").model["norm"].value == pytest.approx(1.0, abs=0.3)


def test_a_file_that_is_no_table_is_explained(crab, tmp_path, qtbot):
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with qtbot.waitSignal(crab.session.message) as said:
        crab.model.compose.read_table("template", tmp_path / "bad.csv", lambda part: None)
    assert "energy" in said.args[1]


def test_particles_without_naima_are_explained_and_change_nothing(crab, qtbot, monkeypatch):
    from vhegui.core.errors import ConfigError
    from vhegui.core.models.spectral import radiation

    def missing(form):
        raise ConfigError("populations of particles need the package naima")

    monkeypatch.setattr(radiation, "radiation_matrix", missing)
    before = crab.session.history
    with qtbot.waitSignal(crab.session.message) as said:
        crab.view.model_line.requested.emit(Request("exchange", "particles:pion_decay:CMB"))
    assert "naima" in said.args[1]
    assert crab.session.history is before


def test_a_prior_is_given_through_the_menu_and_shown_in_its_column(crab, qtbot):
    menu = crab.view.parameters.menu_of(KNOWN, cell(crab, "index", KNOWN).row())
    trigger(menu, "Gaussian prior…")
    asking = dialog(crab, PriorDialog)
    type_over(asking.a, "2.0")
    type_over(asking.b, "0.01")
    ok(asking)
    settle(crab, qtbot)
    assert cell(crab, "index", KNOWN).data() == "N(2, 0.01)"
    assert crab.session.results.current("fit_result").model["index"].value == pytest.approx(2.0, abs=0.05)
    assert crab.session.history.undo_label == "Prior of index"


def test_a_prior_that_is_no_distribution_cannot_be_entered(crab):
    asking = crab.view.parameters.menus.ask_prior(crab.session.analysis.model.spectral["index"], "gaussian")
    type_over(asking.b, "0")
    assert "sigma above 0" in asking.note.text()
    assert not asking.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    asking.reject()


def test_f2_opens_the_menu_of_prior_and_link(crab):
    table = crab.view.parameters.table
    table.setFocus()
    table.setCurrentIndex(cell(crab, "index", KNOWN))
    QTest.keyClick(table, Qt.Key.Key_F2)
    menu = crab.view.parameters.menu
    assert menu is not None and "No prior" in [action.text() for action in menu.actions()]
    menu.close()


def test_a_unit_is_chosen_and_typing_follows_it(crab):
    menu = crab.view.parameters.menu_of(UNIT, cell(crab, "reference", UNIT).row())
    trigger(menu, "GeV")
    assert cell(crab, "reference", UNIT).data() == "GeV"
    assert cell(crab, "reference", VALUE).data() == "1000"
    assert crab.session.history.undo_label != "Unit"
    assert typed_number("500", "value", "TeV", "GeV") == 0.5
    assert typed_number("500 GeV", "value", "TeV", "GeV") == 0.5
    assert typed_number("2 TeV", "value", "TeV", "GeV") == 2.0


@pytest.fixture
def two(crab, qtbot):
    """Two sources, one systematic."""

    def edit(analysis):
        halo = default_model("power_law", "halo")
        halo = type(halo)("halo", halo.spectral.with_parameter("amplitude", value=1e-13, frozen=True))
        return model_edits.set_nuisance(model_edits.add_source(analysis, halo), "area", "HESS", 0.15)

    crab.session.apply("", edit)
    settle(crab, qtbot)
    return crab


def test_parameters_of_other_sources_and_systematics_stand_under_headings(two):
    model = two.view.parameters.model
    labels = [model.index(row, NAME).data() for row in range(model.rowCount())]
    assert labels == [
        "source: Power law", "index", "amplitude", "reference",
        "halo: Power law", "index", "amplitude", "reference",
        "Systematics: effective area", "HESS",
    ]  # fmt: skip
    assert cell(two, "HESS.area", KNOWN).data().endswith("σ")
    assert model.index(0, NAME).flags() == Qt.ItemFlag.ItemIsEnabled


def test_a_parameter_of_another_source_is_typed_and_the_shown_one_stays(two, qtbot):
    shown = two.session.results.get("live_fit").model.values
    table = two.view.parameters.table
    table.setCurrentIndex(cell(two, "halo.index", VALUE))
    table.edit(cell(two, "halo.index", VALUE))
    QTest.keyClicks(table.indexWidget(cell(two, "halo.index", VALUE)), "3.1")
    QTest.keyClick(table.indexWidget(cell(two, "halo.index", VALUE)), Qt.Key.Key_Return)
    QApplication.processEvents()
    two.session.pull()
    assert two.session.analysis.others[0].spectral["index"].value == 3.1
    assert two.session.results.get("live_fit").model.values == pytest.approx(shown, rel=1e-12)
    assert two.session.history.undo_label == "Set halo.index"


def test_a_link_is_chosen_and_shown_as_equal(two, qtbot):
    menu = two.view.parameters.menu_of(KNOWN, cell(two, "halo.index", KNOWN).row())
    trigger(menu, "Link to", "index")
    settle(two, qtbot)
    assert cell(two, "halo.index", KNOWN).data() == "= index"
    linked, root = (float(cell(two, name, VALUE).data().split(" ")[0]) for name in ("halo.index", "index"))
    assert linked == pytest.approx(root, abs=0.006)
    two.view.parameters.select("halo.index")
    assert not two.view.parameters.slider.isEnabled()


def test_another_source_is_shown_renamed_and_removed(two, qtbot):
    row = two.view.controls
    row.sources.setCurrentText("halo")
    row.sources.activated.emit(row.sources.currentIndex())
    settle(two, qtbot)
    assert two.session.analysis.model.name == "halo"
    row.rename.trigger()
    asking = dialog(two, TextDialog)
    type_over(asking.field, "source")
    assert "already" in asking.note.text()
    type_over(asking.field, "wind")
    ok(asking)
    assert two.session.analysis.model.name == "wind"
    row.remove.trigger()
    settle(two, qtbot)
    assert (two.session.analysis.model.name, two.session.analysis.others) == ("source", ())
    two.session.undo()
    assert two.session.analysis.model.name == "wind"


def test_a_source_is_added_by_its_name(crab, qtbot):
    crab.view.controls.add.trigger()
    asking = dialog(crab, TextDialog)
    assert asking.field.text() == "source 2"
    type_over(asking.field, "halo")
    ok(asking)
    assert [source.name for source in crab.session.analysis.others] == ["halo"]


def test_a_drag_of_a_systematic_is_one_undo_step(two, qtbot):
    two.view.parameters.select("HESS.area")
    slider, before = two.view.parameters.slider, two.session.analysis
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not two.session.gesture, timeout=3000)
    assert two.session.analysis.nuisances[0].parameter.value > 1.0
    assert two.session.history.undo_label == "Set HESS.area"
    two.session.undo()
    assert two.session.analysis == before


def test_asymmetric_errors_are_written_apart_only_where_they_differ():
    model = ParameterTableModel()
    source = default_model("power_law", "source")
    joint = JointModel((source,)).with_values((2.5, 4e-11, 1.0), (0.2, 2e-12, 0.0))
    errors = {"index": AsymmetricError(0.18, 0.25, True), "amplitude": AsymmetricError(2e-12, 2.01e-12, True)}
    model.set_model(joint, False, errors)
    assert model.asymmetric_text(0) == ("2.50", "+0.25", "−0.18", "")
    assert model.asymmetric_text(1) is None
    model.set_model(joint, True, errors)
    assert model.asymmetric_text(0) is None


def test_a_parameter_of_a_compound_knows_its_part():
    from vhegui.core.models.spectral.composing import added

    model = added(default_spectrum("power_law"), default_spectrum("log_parabola"))
    assert parameter_label("amplitude[2]") == "amplitude₂"
    assert "Part 2: Log-parabola" in parameter_tooltip(model, "amplitude[2]")
    assert "Part 1: Power law" in parameter_tooltip(model, "halo.amplitude")


@pytest.mark.parametrize("kind", [*KINDS, *NORM_KINDS])
def test_every_parameter_is_explained_by_its_formula(kind):
    model = default_spectrum(kind)
    for parameter in model.parameters:
        head, _, formula = parameter_tooltip(model, parameter.name).partition("\n\n")
        assert head == f"{parameter_label(parameter.name)}: {parameter.meaning}"
        assert formula.startswith(formula_of(model).label)


def test_amplitudes_of_all_parts_are_known_to_a_factor():
    model = multiplied(default_spectrum("constant"), default_spectrum("power_law_norm"))
    assert [is_amplitude(model, name) for name in ("const", "norm", "tilt", "reference")] == [True, True, False, False]
    assert not is_amplitude(None, "hess.area")


def test_a_parameter_at_its_limit_is_said_in_words(crab, qtbot):
    spectral = crab.session.analysis.model.spectral.with_parameter("index", value=2.0, maximum=2.1)
    crab.session.apply("", lambda a: model_edits.set_spectrum(a, a.model, spectral))
    settle(crab, qtbot)
    assert "limit" in crab.view.problem.text()
    assert crab.view.problem.isVisible()


def test_prior_dialogs_begin_about_the_value():
    parameter = default_spectrum("power_law")["index"]
    assert Prior("gaussian", 2.0, 0.2) == Prior("gaussian", *start_of(parameter, "gaussian"))
    assert start_of(parameter, "log_uniform") == (0.2, 20.0)


def test_a_click_on_a_heading_selects_nothing(two):
    table = two.view.parameters.table
    two.view.parameters.select("index")
    at = table.visualRect(two.view.parameters.model.index(0, NAME)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    assert two.view.parameters.selected_name in ("index", "")
