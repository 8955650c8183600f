"""The background model panel, driven with the mouse and the keyboard on simulated off runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from off_fields import write_off_runs
from panel_on_crab import shown
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.session.reading import analysis_from, session_yaml
from vhegui.core.dl3.open import open_store
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.template import TemplatePanel
from vhegui.gui.theme import DARK


@pytest.fixture(scope="module")
def off_runs(tmp_path_factory) -> Path:
    return write_off_runs(tmp_path_factory.mktemp("data") / "set")


@pytest.fixture
def panel(qtbot):
    with shown(TemplatePanel, qtbot, 1100, 420) as panel:
        yield panel


@pytest.fixture
def ready(panel, off_runs, qtbot):
    """The panel with the data set open, nothing made yet."""
    panel.session.open_path(off_runs)
    qtbot.waitUntil(lambda: panel.view.form.go.isEnabled(), timeout=20_000)
    return panel


@pytest.fixture
def made(ready, qtbot):
    """The panel with a template."""
    make(ready, qtbot)
    return ready


def make(panel, qtbot) -> None:
    before = panel.found
    click(panel.view.form.go)
    qtbot.waitUntil(lambda: panel.found is not before and not panel.session.busy, timeout=20_000)


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def type_into(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def bins(panel) -> list[str]:
    return [each.name for each in panel.found.template.bins]


def test_without_a_data_set_it_says_what_belongs_here(panel):
    assert panel.view.content.empty.isVisible()
    assert not panel.view.form.go.isEnabled()
    assert not panel.view.form.save.isEnabled()


def test_make_shows_the_template_of_the_runs_called_off(made):
    assert made.view.form.found.text() == "5 runs"
    assert bins(made) == ["0°–20°", "20°–40°", "40°–90°"]
    assert made.view.energy.header.names() == bins(made)
    assert made.view.said.text().startswith("5 off runs")
    assert made.view.form.save.isEnabled()
    made.set_theme(DARK)


def test_a_query_chooses_the_runs_and_one_that_fits_none_is_refused(ready, qtbot):
    form = ready.view.form
    type_into(form.query, "zen>80")
    assert form.found.text() == "no run"
    assert "no run fits" in form.query.toolTip()
    assert not form.go.isEnabled()
    type_into(form.query, "zen<20")
    assert form.found.text() == "2 runs"
    make(ready, qtbot)
    assert bins(ready) == ["0°–20°"]
    assert "No off run at zenith angles 20°–40°, 40°–90°" in ready.view.said.text()


def test_zenith_bins_are_typed_and_what_makes_none_is_said(ready, qtbot):
    form = ready.view.form
    type_into(form.zenith, "40, 20")
    assert "rising" in form.zenith.toolTip()
    assert form.settings.zenith_edges == (0.0, 20.0, 40.0, 90.0)
    type_into(form.zenith, "0, 50, 90")
    make(ready, qtbot)
    assert bins(ready) == ["0°–50°", "50°–90°"]


def test_what_is_shown_is_said_to_be_old_when_a_setting_or_an_exclusion_changes(made, qtbot):
    form = made.view.form
    type_into(form.zenith, "0, 90")
    assert "make it again" in made.view.said.text()
    assert not form.save.isEnabled()
    make(made, qtbot)
    assert form.save.isEnabled()
    made.session.apply("Exclude", edits.add_exclusion, Circle(17.0, -43.0, 0.5))
    qtbot.waitUntil(lambda: "make it again" in made.view.said.text(), timeout=20_000)


def test_undo_brings_the_template_before_back_and_the_form_with_it(made, qtbot):
    type_into(made.view.form.zenith, "0, 90")
    make(made, qtbot)
    assert bins(made) == ["0°–90°"]
    made.session.undo()
    qtbot.waitUntil(lambda: len(bins(made)) == 3, timeout=20_000)
    assert made.view.form.zenith.text() == "0, 20, 40, 90"
    assert made.view.form.save.isEnabled()


def test_a_session_file_keeps_what_was_asked(made, tmp_path):
    analysis = made.session.analysis
    again, warnings = analysis_from(yaml.safe_load(session_yaml(analysis, tmp_path)), "session.yaml", tmp_path)
    assert not warnings
    assert again.studies.template == analysis.studies.template is not None


def test_save_writes_a_data_set_with_the_template(made, qtbot, tmp_path, file_answers):
    told = []
    made.session.message.connect(lambda severity, text: told.append((severity, text)))
    file_answers.choose(tmp_path / "out")
    made.view.form.copy.click()
    click(made.view.form.save)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0][0] == "information"
    assert isinstance(open_store(tmp_path / "out").load(3).responses.background, Background2D)


def test_a_folder_that_cannot_be_used_is_said(made, qtbot, off_runs):
    told = []
    made.session.message.connect(lambda severity, text: told.append((severity, text)))
    made.save(off_runs / "inside")
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0][0] == "error"
    assert "never changed" in told[0][1]


def test_every_control_has_a_name_and_says_what_it_does(panel):
    form = panel.view.form
    for control in (form.query, form.zenith, form.go, form.save, form.copy):
        assert control.accessibleName()
        assert control.toolTip()
