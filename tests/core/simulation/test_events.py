"""Drawn events follow the response they are drawn from: numbers, energies, directions and times."""

from functools import partial

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Pointing
from vhegui.core.errors import DataError
from vhegui.core.irf.responses import Responses
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.simulation.events import Exposure, draw_background, draw_photons
from vhegui.core.simulation.instrument import Instrument, background_rate
from vhegui.core.simulation.light_curve import LightCurve
from vhegui.core.simulation.morphology import Disk, Gaussian, Point, Shell
from vhegui.core.simulation.responses import array_responses
from vhegui.core.simulation.scene import CRAB
from vhegui.core.sphere import offset_by, separation

ARRAY = Instrument()
POINTING = Pointing(83.633, 22.514, 20.0, 0.0)
GTI = np.array([[1000.0, 1600.0], [1800.0, 2880.0]])
LIVETIME = 1580.0


def exposure(psf_table=False, zenith=20.0):
    return Exposure(POINTING, GTI, LIVETIME, array_responses(ARRAY, zenith, psf_table))


def bright(energy):
    """A hundred Crabs, for numbers that leave little room for chance."""
    return 100.0 * dnde(CRAB.model, energy)


def line(energy, at=1.0, width=0.02):
    """All photons within a few per cent of one energy."""
    return 1e-6 * np.exp(-0.5 * (np.log(energy / at) / width) ** 2)


def expected_photons(look, flux, offset):
    axis = EnergyAxis.from_bounds(0.02, 150.0, 500)
    area = look.responses.aeff.evaluate(axis.centres, offset)
    return float((flux(axis.centres) * area * axis.widths).sum() * 1e4 * LIVETIME)


def test_as_many_photons_are_drawn_as_the_response_predicts():
    look = exposure()
    photons = draw_photons(np.random.default_rng(1), look, bright, Point(CRAB.ra, CRAB.dec))
    expected = expected_photons(look, bright, 0.5)
    assert len(photons) == pytest.approx(expected, abs=4 * np.sqrt(expected))
    assert expected > 20_000


def test_a_crab_gives_six_to_ten_gammas_a_minute():
    assert 6.0 < expected_photons(exposure(), partial(dnde, CRAB.model), 0.5) / (LIVETIME / 60.0) < 10.0


def test_reconstructed_energies_follow_flux_times_area_times_dispersion():
    look = exposure()
    photons = draw_photons(np.random.default_rng(2), look, bright, Point(CRAB.ra, CRAB.dec))
    true, reco = EnergyAxis.from_bounds(0.02, 150.0, 200), EnergyAxis.from_bounds(0.1, 30.0, 8)
    area = look.responses.aeff.evaluate(true.centres, 0.5)
    predicted = (bright(true.centres) * area * true.widths * 1e4 * LIVETIME) @ look.responses.edisp.matrix(
        true, reco, 0.5
    )
    counts, _ = np.histogram(photons.energy, reco.edges)
    chi2 = ((counts - predicted) ** 2 / predicted).sum()
    assert predicted.min() > 3
    assert chi2 < reco.n + 4 * np.sqrt(2 * reco.n)


@pytest.mark.parametrize("psf_table", [False, True])
@pytest.mark.parametrize("offset", [0.0, 0.7, 2.0])
@pytest.mark.parametrize("fraction", [0.3, 0.68, 0.95])
def test_the_psf_holds_the_share_of_photons_it_should(psf_table, offset, fraction):
    look = exposure(psf_table)
    ra, dec = (float(x) for x in offset_by(POINTING.ra, POINTING.dec, 130.0, offset))
    photons = draw_photons(np.random.default_rng(3), look, line, Point(ra, dec))
    radius = look.responses.psf.containment_radius(np.array([1.0]), offset, fraction)[0]
    inside = (separation(photons.ra, photons.dec, ra, dec) < radius).mean()
    assert len(photons) > 3000
    assert inside == pytest.approx(fraction, abs=4 * np.sqrt(fraction * (1 - fraction) / len(photons)) + 0.003)


def test_there_is_a_threshold_in_the_drawn_energies():
    photons = draw_photons(np.random.default_rng(4), exposure(), bright, Point(CRAB.ra, CRAB.dec))
    assert (photons.true_energy < 0.1).mean() < 0.1
    assert 0.12 < np.median(photons.true_energy) < 0.5


def test_an_extended_source_is_thinned_by_the_acceptance():
    look = exposure()
    ra, dec = (float(x) for x in offset_by(POINTING.ra, POINTING.dec, 0.0, 1.8))
    shape = Gaussian(ra, dec, 0.5)
    photons = draw_photons(np.random.default_rng(5), look, line, shape)
    directions = shape.draw(np.random.default_rng(6), 20_000)
    offsets = separation(*directions, POINTING.ra, POINTING.dec)
    expected = np.interp(
        offsets, np.arange(0.0, 4.0, 0.05), [expected_photons(look, line, x) for x in np.arange(0, 4, 0.05)]
    )
    error = np.sqrt(expected.mean() + expected.var() / len(offsets))
    assert len(photons) == pytest.approx(expected.mean(), abs=4 * error)
    # More photons come from the side that is nearer to the pointing.
    assert (photons.dec < dec).mean() > 0.6


@pytest.mark.parametrize(
    ("shape", "largest", "mean_square"),
    [
        (Disk(10.0, 80.0, 0.4), 0.4, 0.4**2 / 2),
        (Shell(10.0, -60.0, 0.3, 0.1), 0.4, 2 / 3 * 3 / 5 * (0.4**5 - 0.3**5) / (0.4**3 - 0.3**3)),
        (Gaussian(359.9, 0.0, 0.2), 1.2, 2 * 0.2**2),
    ],
)
def test_shapes_have_their_size_anywhere_on_the_sky(shape, largest, mean_square):
    distance = separation(*shape.draw(np.random.default_rng(7), 20_000), shape.ra, shape.dec)
    assert distance.max() <= largest + 1e-9
    assert (distance**2).mean() == pytest.approx(mean_square, rel=0.03)


def test_times_are_good_times_and_follow_the_light_curve():
    rng = np.random.default_rng(8)
    curve = LightCurve((0.0, 600.0, 1880.0), (1.0, 1.0, 5.0))
    time = curve.draw(rng, GTI, 20_000)
    assert np.all(((time >= 1000) & (time <= 1600)) | ((time >= 1800) & (time <= 2880)))
    second = np.interp([800.0, 1880.0], curve.times, curve.factors).mean() * 1080
    assert (time > 1700).mean() == pytest.approx(second / (second + 600), abs=0.015)
    assert curve.mean(GTI) == pytest.approx((second + 600) / 1680)


def test_a_flare_brings_photons_in_proportion():
    look, point = exposure(), Point(CRAB.ra, CRAB.dec)
    photons = draw_photons(
        np.random.default_rng(9), look, partial(dnde, CRAB.model), point, LightCurve((0.0,), (20.0,))
    )
    expected = 20 * expected_photons(look, partial(dnde, CRAB.model), 0.5)
    assert len(photons) == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_background_follows_its_rate_in_energy_and_offset():
    rate = partial(background_rate, ARRAY, zenith=20.0)
    events = draw_background(np.random.default_rng(10), exposure(), rate, ARRAY.field_radius)
    offset = separation(events.ra, events.dec, POINTING.ra, POINTING.dec)
    energy, grid = np.geomspace(0.02, 150.0, 800)[:, None], np.linspace(0.0, 3.0, 400)[None, :]
    density = rate(energy, grid) * 2 * np.pi * np.sin(np.radians(grid)) * np.radians(1.0) * 1680.0
    total = np.trapezoid(np.trapezoid(density, grid[0], axis=1), energy[:, 0])
    assert len(events) == pytest.approx(total, abs=4 * np.sqrt(total))
    inner = np.trapezoid(np.trapezoid(np.where(grid < 1.0, density, 0.0), grid[0], axis=1), energy[:, 0])
    assert (offset < 1.0).sum() == pytest.approx(inner, abs=4 * np.sqrt(inner) + 0.01 * inner)
    hard = np.trapezoid(np.trapezoid(density, grid[0], axis=1)[energy[:, 0] > 1], energy[energy > 1])
    assert (events.energy > 1.0).sum() == pytest.approx(hard, abs=4 * np.sqrt(hard) + 0.01 * hard)
    assert np.isnan(events.true_energy).all()


def test_the_same_seed_draws_the_same_events():
    first, second = (
        draw_photons(np.random.default_rng(11), exposure(), bright, Gaussian(83.6, 22.0, 0.1)) for _ in "ab"
    )
    assert np.array_equal(first.energy, second.energy)
    assert np.array_equal(first.ra, second.ra)
    assert np.array_equal(first.time, second.time)


def test_a_run_without_psf_cannot_be_simulated_and_says_so():
    full = exposure().responses
    look = Exposure(POINTING, GTI, LIVETIME, Responses(full.aeff, full.edisp, None))
    with pytest.raises(DataError, match="PSF"):
        draw_photons(np.random.default_rng(0), look, bright, Point(83.6, 22.0))


def test_a_real_response_can_be_simulated_too(data):
    from vhegui.core.dl3.load import read_responses

    path = data / "hess-dl3-dr1" / "data" / "hess_dl3_dr1_obs_id_023523.fits.gz"
    look = Exposure(Pointing(83.633, 21.514), GTI, LIVETIME, read_responses(path)[0])
    photons = draw_photons(np.random.default_rng(12), look, bright, Point(CRAB.ra, CRAB.dec))
    expected = expected_photons(look, bright, 0.5)
    assert len(photons) == pytest.approx(expected, abs=4 * np.sqrt(expected) + 0.005 * expected)
    assert look.responses.psf is not None
    inside = separation(photons.ra, photons.dec, CRAB.ra, CRAB.dec) < 0.11
    share = look.responses.psf.containment(photons.true_energy, 0.5, 0.11).mean()
    assert inside.mean() == pytest.approx(share, abs=0.02)
    # What was observed: 512 gammas above background within 0.11 deg in 105 min of livetime (four runs).
    assert inside.sum() / 100 / (LIVETIME / 60) == pytest.approx(512 / 105.2, rel=0.15)
