"""The simulated array looks like a real one: threshold, acceptance, resolution and PSF where they should be."""

import numpy as np
import pytest

from vhegui.core.simulation.instrument import (
    Instrument,
    background_rate,
    effective_area,
    energy_bias,
    energy_resolution,
    psf_radius,
    safe_energy,
    threshold,
)
from vhegui.core.simulation.responses import ENERGY, MIGRA, OFFSETS, array_responses

ARRAY = Instrument()
ENERGIES = np.geomspace(0.02, 100.0, 300)


@pytest.mark.parametrize("zenith", [0.0, 20.0, 47.0])
def test_a_crab_like_source_is_detected_most_often_near_the_threshold(zenith):
    rate = ENERGIES**-2.39 * effective_area(ARRAY, ENERGIES, 0.5, zenith)
    peak = ENERGIES[np.argmax(rate)]
    assert peak == pytest.approx(threshold(ARRAY, zenith), rel=0.2)


def test_threshold_and_area_grow_with_the_zenith_angle():
    assert threshold(ARRAY, 20.0) == pytest.approx(0.15)
    assert threshold(ARRAY, 60.0) > 3 * threshold(ARRAY, 20.0)
    high = np.array([30.0])
    assert effective_area(ARRAY, high, 0.5, 50.0) > 1.3 * effective_area(ARRAY, high, 0.5, 20.0)
    low = np.array([0.1])
    assert effective_area(ARRAY, low, 0.5, 50.0) < 0.05 * effective_area(ARRAY, low, 0.5, 20.0)


def test_acceptance_falls_with_offset_to_nothing_at_the_edge_of_the_field():
    offsets = np.linspace(0.0, 3.5, 100)
    area = effective_area(ARRAY, np.array(1.0), offsets, 20.0)
    assert np.all(np.diff(area) <= 0)
    assert 0.02 < area[np.searchsorted(offsets, 2.5)] / area[0] < 0.2
    assert np.all(area[offsets >= 3.0] == 0)


def test_resolution_bias_and_psf_improve_with_energy_and_worsen_off_axis():
    for quantity in (energy_resolution, psf_radius):
        assert np.all(np.diff(quantity(ARRAY, ENERGIES, 0.5, 20.0)) <= 0)
        assert np.all(quantity(ARRAY, ENERGIES, 2.0, 20.0) >= quantity(ARRAY, ENERGIES, 0.5, 20.0))
    at = np.array([0.15, 10.0])
    assert psf_radius(ARRAY, at, 0.0, 20.0) == pytest.approx([0.15, 0.056], abs=0.005)
    assert energy_resolution(ARRAY, at, 0.0, 20.0) == pytest.approx([0.19, 0.11], abs=0.005)
    assert energy_bias(ARRAY, at, 0.0, 20.0)[0] > 0.1 > energy_bias(ARRAY, at, 0.0, 20.0)[1]


def test_the_safe_energy_is_where_the_bias_is_a_tenth():
    low = safe_energy(ARRAY, 35.0)
    assert np.expm1(energy_bias(ARRAY, np.array(low), 0.0, 35.0)) == pytest.approx(0.1, rel=1e-6)
    responses = array_responses(ARRAY, 35.0)
    assert responses.aeff is not None
    assert responses.aeff.safe_energy[0] == pytest.approx(low)


@pytest.mark.parametrize("psf_table", [False, True])
def test_the_tables_hold_what_the_formulas_say(psf_table):
    responses = array_responses(ARRAY, 30.0, psf_table)
    assert responses.aeff is not None
    assert responses.psf is not None
    energy = ENERGY.centres[10:80:7]
    assert OFFSETS[1] == 0.75
    area = effective_area(ARRAY, energy, 0.75, 30.0)
    assert responses.aeff.evaluate(energy, 0.75) == pytest.approx(area, rel=1e-6)
    # Between the nodes of the tables, linear interpolation is all there is.
    between = effective_area(ARRAY, energy, 0.5, 30.0)
    assert responses.aeff.evaluate(energy, 0.5) == pytest.approx(between, rel=0.05)
    expected = psf_radius(ARRAY, energy, 0.75, 30.0)
    assert responses.psf.containment_radius(energy, 0.75, 0.68) == pytest.approx(expected, rel=0.005)


def test_the_energy_dispersion_has_the_bias_and_width_of_the_formulas():
    edisp = array_responses(ARRAY, 20.0).edisp
    assert edisp is not None
    energy = float(ENERGY.centres[50])
    edges, density = edisp.migra_density(energy, float(OFFSETS[1]))
    share = density * np.diff(edges)
    assert share.sum() == pytest.approx(1.0)
    assert np.all(edges == MIGRA)
    median = np.interp(0.5, np.concatenate([[0.0], np.cumsum(share)]), np.log(edges))
    assert median == pytest.approx(energy_bias(ARRAY, np.array(energy), 0.5, 20.0), abs=0.01)


def test_the_background_has_a_few_events_a_second_and_a_shrinking_field():
    energy, offset = ENERGIES[:, None], np.linspace(0.0, 3.0, 200)[None, :]
    rate = background_rate(ARRAY, energy, offset, 20.0) * 2.0 * np.pi * np.sin(np.radians(offset))
    total = np.trapezoid(np.trapezoid(rate, np.radians(offset[0]), axis=1), ENERGIES)
    assert 3.0 < total < 6.0
    ratio = background_rate(ARRAY, ENERGIES, 1.5, 20.0) / background_rate(ARRAY, ENERGIES, 0.0, 20.0)
    assert np.all(np.diff(ratio) < 0)
