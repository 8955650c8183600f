"""Radiation of particles: computed away from the window before a model that needs it is shown."""

from __future__ import annotations

import threading
from dataclasses import replace

from vhegui.analysis import edits
from vhegui.analysis.edits import model as model_edits
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, model_of
from vhegui.core.models.spectral.particles import Particles
from vhegui.gui.session import radiation
from vhegui.gui.session.session import Session

PIONS = Particles("pion_decay", ("CMB",))


def of_particles():
    analysis = edits.new_analysis()
    spectrum = multiplied(model_of(PIONS), model_of(EblAbsorption("dominguez")))
    return model_edits.set_spectrum(analysis, analysis.model, spectrum)


def test_populations_are_found_inside_products_once():
    product = of_particles().model.spectral
    assert radiation.populations([product, model_of(PIONS), default_spectrum("power_law")]) == (PIONS,)


def test_a_model_of_particles_is_shown_after_its_radiation_was_computed_in_another_thread(qtbot, monkeypatch):
    session, threads, shown = Session(), [], []
    monkeypatch.setattr(radiation, "radiation_matrix", lambda form: threads.append(threading.current_thread()))
    try:
        radiation.prepared(session, of_particles(), lambda: shown.append(len(threads)))
        assert not shown
        qtbot.waitUntil(lambda: bool(shown), timeout=5000)
        assert shown == [1] and threads[0] is not threading.main_thread()
    finally:
        session.close()


def test_other_models_are_shown_at_once():
    shown: list[str] = []
    radiation.prepared(None, replace(of_particles(), model=edits.new_analysis().model), lambda: shown.append("now"))  # pyright: ignore
    assert shown == ["now"]
