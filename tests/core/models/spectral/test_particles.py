"""Particle populations: against naima where it is installed, and behind it with a module that stands in for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from vhegui.core.errors import ConfigError
from vhegui.core.models.spectral.particles import Particles, radiation_matrix

ENERGY = np.geomspace(0.03, 100.0, 40)
VALUES = (1e46, 10.0, 2.5, 50.0, 1.0, 1.0)


@pytest.mark.parametrize("form", [Particles(), Particles(seeds=("CMB", "FIR")), Particles("pion_decay")])
def test_the_spectrum_is_naimas(form: Particles) -> None:
    naima = pytest.importorskip("naima.models")
    from astropy import units as u

    population = naima.ExponentialCutoffPowerLaw(1e46 / u.TeV, 10 * u.TeV, 2.3, 40 * u.TeV, 1.0)
    top = 1e4 * u.TeV
    if form.process == "pion_decay":
        radiator = naima.PionDecay(population, Epmin=1.3 * u.GeV, Epmax=top, nEpd=200)
    else:
        radiator = naima.InverseCompton(population, list(form.seeds), Eemin=1 * u.GeV, Eemax=top, nEed=300)
    theirs = radiator.flux(ENERGY * u.TeV, distance=2 * u.kpc).to_value("cm-2 s-1 TeV-1")
    ours = form.formula().evaluate(ENERGY, 1e46, 10.0, 2.3, 40.0, 1.0, 2.0)
    np.testing.assert_allclose(ours[ENERGY < 40], theirs[ENERGY < 40], rtol=2e-3)
    np.testing.assert_allclose(ours, theirs, rtol=1e-2)


class _StandIn:
    """Radiates one photon of a tenth of its energy for each particle and second, at 1 kpc."""

    made: int = 0

    def __init__(self, population: Any, seed_photon_fields: Any = ()) -> None:
        self.particle_distribution, self.Eemin, self.Eemax = population, None, None
        _StandIn.made += 1

    def flux(self, energy: Any, distance: Any) -> Any:
        particle = 10.0 * energy
        inside = (particle >= self.Eemin) & (particle < self.Eemax)
        return np.where(inside, self.particle_distribution(particle).to_value("TeV-1"), 0.0) / (particle.unit * _AREA)


_AREA: Any = None


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from astropy import units as u

    module = ModuleType("naima.models")
    monkeypatch.setattr(module, "InverseCompton", _StandIn, raising=False)
    monkeypatch.setitem(sys.modules, "naima", ModuleType("naima"))
    monkeypatch.setitem(sys.modules, "naima.models", module)
    monkeypatch.setattr(sys.modules[__name__], "_AREA", u.cm**2 * u.s)
    _StandIn.made = 0
    radiation_matrix.cache_clear()
    yield
    radiation_matrix.cache_clear()


@pytest.mark.usefixtures("stand_in")
def test_the_population_is_seen_through_the_matrix_which_is_made_once() -> None:
    formula = Particles().formula()
    _, matrix = radiation_matrix(Particles())
    assert np.all(np.count_nonzero(matrix, axis=1) == 1)
    flux = formula.evaluate(ENERGY, *VALUES)
    formula.evaluate(2.0 * ENERGY, *VALUES)
    assert _StandIn.made == 1
    expected = 1e46 * ENERGY**-2.5 * np.exp(-10.0 * ENERGY / 50.0)
    np.testing.assert_allclose(flux[ENERGY < 10], expected[ENERGY < 10], rtol=0.05)


@pytest.mark.usefixtures("stand_in")
def test_the_amplitude_and_the_distance_scale_the_spectrum() -> None:
    formula = Particles().formula()
    flux = formula.evaluate(ENERGY, *VALUES)
    np.testing.assert_allclose(formula.evaluate(ENERGY, 3e46, *VALUES[1:]), 3.0 * flux, rtol=1e-12)
    np.testing.assert_allclose(formula.evaluate(ENERGY, *VALUES[:5], 2.0), flux / 4.0, rtol=1e-12)
    gradient = formula.gradient(ENERGY, *VALUES)
    np.testing.assert_allclose(gradient[0] * 1e46, flux, rtol=1e-6)
    assert formula.amplitudes == (0,) and not formula.is_norm
    assert [p.name for p in formula.parameters if p.varies] == ["amplitude", "index", "cutoff"]


@pytest.mark.usefixtures("stand_in")
def test_absurd_values_give_numbers() -> None:
    formula = Particles().formula()
    for values in ((0.0, *VALUES[1:]), (1e46, 10.0, 60.0, 0.0, 3.0, 1.0), (-1e46, *VALUES[1:])):
        assert np.all(np.isfinite(formula.evaluate(ENERGY, *values)))


def test_without_naima_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "naima", None)
    monkeypatch.delitem(sys.modules, "naima.models", raising=False)
    radiation_matrix.cache_clear()
    formula = Particles(seeds=("FIR",)).formula()
    assert len(formula.parameters) == len(VALUES)
    with pytest.raises(ConfigError, match=r"vhegui\[particles\]"):
        formula.evaluate(ENERGY, *VALUES)


def test_unknown_processes_and_seeds_are_refused_with_what_there_is() -> None:
    with pytest.raises(ConfigError, match="inverse_compton or pion_decay"):
        Particles("synchrotron")
    with pytest.raises(ConfigError, match="CMB, FIR, NIR"):
        Particles(seeds=("UV",))
    assert hash(Particles()) == hash(Particles("inverse_compton", ("CMB",)))
