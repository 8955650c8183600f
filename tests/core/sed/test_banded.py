"""Curves integrated in bands: exact for power laws, and the field's convention for single points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.models.spectral.evaluate import default_spectrum, dnde
from vhegui.core.models.spectral.flux import energy_flux, integral_flux
from vhegui.core.sed.banded import in_bands, per_dnde


@given(st.floats(0.5, 5.0), st.floats(0.1, 2.0), st.floats(1.05, 20.0))
def test_a_power_law_is_integrated_exactly_wherever_the_band_lies(index, low, ratio):
    model = default_spectrum("power_law").with_parameter("index", value=index)
    energy = np.geomspace(0.1, 50.0, 7)
    high = min(low * ratio, 50.0)
    for form, exact in (("flux", integral_flux), ("eflux", energy_flux)):
        found = in_bands(energy, dnde(model, energy), np.array([low]), np.array([high]), form)
        assert found[0] == pytest.approx(exact(model, low, high), rel=1e-9, abs=0)


def test_neighbouring_bands_add_up():
    energy = np.geomspace(0.1, 50.0, 60)
    model = default_spectrum("log_parabola")
    edges = np.geomspace(0.2, 40.0, 9)
    parts = in_bands(energy, dnde(model, energy), edges[:-1], edges[1:], "flux")
    whole = in_bands(energy, dnde(model, energy), edges[:1], edges[-1:], "flux")
    assert parts.sum() == pytest.approx(whole[0], rel=1e-12, abs=0)
    # power laws between points 0.105 apart in ln E of a curve with β = 1: 2 β 0.105² / 12 = 0.18 % too low
    assert whole[0] == pytest.approx(integral_flux(model, 0.2, 40.0), rel=2e-3, abs=0)


def test_bands_beyond_the_curve_are_not_known():
    energy = np.array([1.0, 10.0])
    found = in_bands(energy, energy**-2, np.array([0.5, 2.0, 8.0]), np.array([2.0, 3.0, 11.0]), "flux")
    assert np.isnan(found[[0, 2]]).all()
    assert found[1] == pytest.approx(1 / 2 - 1 / 3)
    assert np.isnan(in_bands(np.empty(0), np.empty(0), np.array([1.0]), np.array([2.0]), "flux")).all()


def test_a_single_point_stands_for_a_power_law_of_index_two():
    low, high = np.array([1.0]), np.array([4.0])
    assert per_dnde(np.array([2.0]), low, high, "flux")[0] == pytest.approx(4.0 * (1 - 1 / 4))
    assert per_dnde(np.array([2.0]), low, high, "eflux")[0] == pytest.approx(4.0 * np.log(4.0))
