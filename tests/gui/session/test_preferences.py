"""Preferences: remembered, reset, refused where they cannot be; their choices are those of what they choose."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QSettings

from vhegui.core.background.registry import METHODS
from vhegui.core.errors import AnalysisError
from vhegui.core.settings import settings_of
from vhegui.gui.figures.flux_units import FLUX_UNITS
from vhegui.gui.figures.sed_units import AXIS_UNITS, SED_UNITS
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS
from vhegui.gui.session.preferences import GROUPS, Colours, Preferences, PreferenceStore, default_of
from vhegui.gui.session.session import Session


@pytest.fixture
def settings(tmp_path, qapp) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def kept(settings: QSettings) -> Preferences:
    """As the next start reads them."""
    settings.sync()
    store = PreferenceStore()
    store.keep_in(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    return store.value


def test_every_preference_is_remembered_and_reset(settings):
    store = PreferenceStore()
    store.keep_in(settings)
    others = {"autosave": 5.0, "radius": 0.2, "size": 1.3}
    for setting in settings_of(Preferences):
        default = setting.default
        other = not default if isinstance(default, bool | str) else type(default)(1.5 * default)
        value = others.get(setting.name, next((each for each in setting.choices if each != default), other))
        store.put(setting.name, value)
        assert getattr(kept(settings), setting.name) == value
        store.reset(setting.name)
    assert kept(settings) == Preferences()


def test_what_cannot_be_is_refused_and_what_is_broken_in_the_file_is_as_at_first(settings):
    store = PreferenceStore()
    with pytest.raises(AnalysisError, match="Radius of a new source region"):
        store.put("radius", 50.0)
    settings.setValue("preferences/autosave", "soon")
    settings.setValue("theme", "pink")
    assert kept(settings) == Preferences()


def test_choices_are_those_of_what_they_choose():
    assert default_of("sed_unit").choices == tuple(unit.key for unit in SED_UNITS)
    assert default_of("energy_unit").choices == AXIS_UNITS
    assert default_of("flux_unit").choices == tuple(unit.key for unit in FLUX_UNITS)
    assert set(get_args(Colours)) <= set(COLOUR_MAPS) and set(default_of("method").choices) <= set(METHODS)
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(Preferences.__struct_fields__)


def test_a_fresh_analysis_begins_as_preferred(settings):
    store = PreferenceStore()
    store.keep_in(settings)
    for name, value in (("method", "wobble"), ("colormap", "viridis"), ("scale", "log"), ("frame", "galactic")):
        store.put(name, value)
    session = Session()
    session.keep_settings(settings)
    analysis = session.analysis
    assert analysis.background.method == "wobble" and analysis.map.frame == "galactic"
    assert (analysis.map_looks.colormap, analysis.map_looks.scale) == ("viridis", "log")
    assert session.history.undo_label is None
    session.close()
