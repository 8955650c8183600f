"""What was put into the demo comes out again, by likelihood with nothing but the written responses."""

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.simulation.instrument import background_rate
from vhegui.core.simulation.run import simulate_run
from vhegui.core.simulation.scene import BLAZAR, CRAB, demo_plan
from vhegui.core.sphere import separation

PLAN = demo_plan(2004)
TRUE, RECO = EnergyAxis.from_bounds(0.05, 120.0, 60), EnergyAxis.from_bounds(0.3, 30.0, 8)
RADIUS = 0.12


def counts_and_response(planned, source):
    """Counts in a circle on the source, exposure × dispersion, and the background known from its formula."""
    run = simulate_run(PLAN, planned)
    aeff, edisp, psf = run.responses.aeff, run.responses.edisp, run.responses.psf
    assert aeff is not None
    assert edisp is not None
    assert psf is not None
    offset = float(separation(source.ra, source.dec, planned.ra, planned.dec))
    inside = separation(run.events.ra, run.events.dec, source.ra, source.dec) < RADIUS
    counts, _ = np.histogram(run.events.energy[inside], RECO.edges)
    exposure = aeff.evaluate(TRUE.centres, offset) * psf.containment(TRUE.centres, offset, RADIUS) * 1e4 * run.livetime
    response = (exposure * TRUE.widths)[:, None] * edisp.matrix(TRUE, RECO, offset)
    fine = RECO.edges[:-1, None] * (RECO.edges[1] / RECO.edges[0]) ** np.linspace(0, 1, 21)
    rate = np.trapezoid(background_rate(PLAN.instrument, fine, offset, planned.zenith), fine, axis=1)
    return counts, response, rate * np.pi * np.radians(RADIUS) ** 2 * run.ontime


def test_the_crab_like_spectrum_is_recovered():
    from iminuit import Minuit

    runs = [counts_and_response(PLAN.run(number), CRAB) for number in (1001, 1002, 1003, 1004)]

    def cash(index, amplitude, lambda_):
        model = CRAB.model.with_values((index, amplitude * 1e-11, 1.0, lambda_, 1.0))
        flux = dnde(model, TRUE.centres)
        return sum(2.0 * (mu - n * np.log(mu)).sum() for n, r, b in runs for mu in [flux @ r + b])

    fit = Minuit(cash, index=2.0, amplitude=3.0, lambda_=0.1)
    fit.migrad()
    truth = np.array([2.39, 3.8, 1 / 14.3])
    pull = np.array(fit.values) - truth
    assert fit.valid
    assert pull @ np.linalg.solve(np.array(fit.covariance), pull) < 14  # 3 σ for three parameters
    assert fit.errors["index"] < 0.15
    assert sum(n.sum() for n, _, _ in runs) > 400


@pytest.mark.parametrize("number", [1011, 1012, 1013, 1014, 1015, 1016])
def test_the_blazar_has_the_flux_factor_that_was_planned(number):
    planned = PLAN.run(number)
    counts, response, background = counts_and_response(planned, BLAZAR)
    expected = (
        planned.flux_factors[BLAZAR.name] * (dnde(BLAZAR.model, TRUE.centres) @ response).sum() + background.sum()
    )
    assert counts.sum() == pytest.approx(expected, abs=3.5 * np.sqrt(expected))


def test_an_off_run_has_nothing_but_background_anywhere():
    run = simulate_run(PLAN, PLAN.run(1025))
    x, y = run.events.ra - run.pointing.ra, run.events.dec - run.pointing.dec
    counts, _, _ = np.histogram2d(x * np.cos(np.radians(run.pointing.dec)), y, bins=np.linspace(-1.0, 1.0, 11))
    # Quarter turns leave a radially symmetric field as it is.
    for turns in (1, 2, 3):
        chi2 = ((counts - np.rot90(counts, turns)) ** 2 / np.maximum(counts + np.rot90(counts, turns), 1)).sum()
        assert chi2 < 2 * counts.size
    assert counts.max() < counts.mean() + 6 * np.sqrt(counts.mean())
