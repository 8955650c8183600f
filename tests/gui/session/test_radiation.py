"""Radiation of particles: computed away from the window before a model that needs it is shown."""

from __future__ import annotations

import threading

import pytest

from vhegui.core.models.spectral import radiation as computing
from vhegui.core.models.spectral.evaluate import default_spectrum, model_of
from vhegui.core.models.spectral.particles import Particles
from vhegui.gui.session import radiation
from vhegui.gui.session.session import Session

PIONS = model_of(Particles("pion_decay", ("CMB",)))


@pytest.fixture
def session():
    session = Session()
    yield session
    session.close()


def test_a_model_of_particles_is_shown_after_its_radiation_was_computed_in_another_thread(session, qtbot, monkeypatch):
    threads: list[threading.Thread] = []
    shown: list[int] = []
    monkeypatch.setattr(computing, "radiation_matrix", lambda form: threads.append(threading.current_thread()))
    radiation.prepared(session, [PIONS], lambda problem: shown.append(len(threads)))
    assert not shown
    qtbot.waitUntil(lambda: bool(shown), timeout=5000)
    assert shown == [1] and threads[0] is not threading.main_thread()


def test_what_is_missing_is_handed_on(session, qtbot, monkeypatch):
    def fail(form: Particles) -> None:
        raise ImportError("naima")

    problems: list[Exception | None] = []
    monkeypatch.setattr(computing, "radiation_matrix", fail)
    radiation.prepared(session, [PIONS], problems.append)
    qtbot.waitUntil(lambda: bool(problems), timeout=5000)
    assert isinstance(problems[0], ImportError)


def test_other_models_are_shown_at_once(session):
    shown: list[Exception | None] = []
    radiation.prepared(session, [default_spectrum("power_law")], shown.append)
    assert shown == [None]
