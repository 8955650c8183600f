"""The analysis on screen as a script and as a notebook, from the menu."""

from __future__ import annotations

import json

import pytest

from vhegui.analysis.edits import change


@pytest.fixture
def window(make_window, rest):
    window = make_window()
    window.session.apply("Choose spectra", lambda analysis: change(analysis, "dataset", spectra=("/data/pha_1.fits",)))
    rest(window)
    return window


def test_script_and_notebook_are_written_where_the_dialog_says_or_it_is_said_why_not(window, tmp_path, file_answers):
    for name, chosen in (("export-script", "mine"), ("export-notebook", "mine.ipynb")):
        file_answers.choose(tmp_path / chosen)
        window.actions_by_name[name].trigger()
        assert "Written" in window.messages.text
    assert '"/data/pha_1.fits"' in (tmp_path / "mine.py").read_text()  # the ending is added
    assert json.loads((tmp_path / "mine.ipynb").read_text())["nbformat"] == 4
    (tmp_path / "folder.py").mkdir()
    file_answers.choose(tmp_path / "folder.py")
    window.actions_by_name["export-script"].trigger()
    assert "folder.py could not be written" in window.messages.text
