"""Radiation of particles: found inside composed models, and computed once before it is needed."""

from __future__ import annotations

import pytest

from vhegui.core.models.spectral import radiation
from vhegui.core.models.spectral.absorption import EblAbsorption
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, model_of
from vhegui.core.models.spectral.particles import Particles

PIONS = Particles("pion_decay", ("CMB",))


def test_populations_are_found_inside_products_once() -> None:
    product = multiplied(model_of(PIONS), model_of(EblAbsorption("dominguez")))
    assert radiation.populations([product, model_of(PIONS), default_spectrum("power_law")]) == (PIONS,)


def test_every_population_is_computed_and_its_turn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Particles] = []
    said: list[tuple[float, str]] = []
    monkeypatch.setattr(radiation, "radiation_matrix", made.append)
    radiation.prepare_radiation((PIONS, Particles()), lambda fraction, text: said.append((fraction, text)))
    assert made == [PIONS, Particles()]
    assert [fraction for fraction, _ in said] == [0.0, 0.5]
    assert PIONS.formula().label in said[0][1]
