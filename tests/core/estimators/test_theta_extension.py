"""The width of a simulated source is found, and a point source is seldom taken for a wide one."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.analysis.advice import about_extension
from vhegui.core.estimators.theta_extension import contained, extension, gaussians_of
from vhegui.core.estimators.theta_psf import PsfExpectation
from vhegui.core.estimators.theta_squared import BINS, Inside, ThetaSquared, plot_reach
from vhegui.core.regions.circle import Circle

RADIUS, CENTRES, LEVEL = 0.11, 8, 4.0  # deg, OFF centres, background of a bin
WEIGHTS, WIDTHS = np.array([0.7, 0.3]), np.array([0.045, 0.12])  # of the PSF: a core and a tail
EDGES = np.linspace(0.0, plot_reach(RADIUS), BINS + 1)
ON = Circle(83.63, 22.01, RADIUS)


def seen(events: float, sigma: float, rng: np.random.Generator) -> tuple[ThetaSquared, PsfExpectation]:
    """A θ² plot of a Gaussian source, and what its PSF is."""
    share = np.diff(contained(EDGES, WEIGHTS, WIDTHS, sigma))
    on = rng.poisson(events * share + LEVEL).astype(float)
    off = rng.poisson(LEVEL * CENTRES, BINS).astype(float)
    background, within = off / CENTRES, EDGES[1:] <= RADIUS**2
    inside = Inside(on[within].sum(), off[within].sum(), background[within].sum(), (background[within] / CENTRES).sum())
    steps = np.append(0.0, np.cumsum(on)), np.append(0.0, np.cumsum(off))
    theta = ThetaSquared(
        RADIUS, inside, EDGES, on, off, background, background / CENTRES, np.full(BINS, float(CENTRES)),
        steps[0], steps[1], steps[1] / CENTRES, steps[1] / CENTRES**2,
    )  # fmt: skip
    point = contained(EDGES, WEIGHTS, WIDTHS, 0.0)
    return theta, PsfExpectation(EDGES, point, float(np.interp(RADIUS**2, EDGES, point)), inside.excess)


def test_a_psf_is_a_sum_of_gaussians():
    inside = contained(EDGES, WEIGHTS, WIDTHS, 0.0)
    again = contained(EDGES, *gaussians_of(EDGES, inside), 0.0)
    np.testing.assert_allclose(again, inside, atol=2e-3)


@pytest.mark.parametrize(("sigma", "events"), [(0.06, 2000.0), (0.12, 1000.0)])
def test_the_width_of_a_gaussian_source_is_found_within_its_errors(sigma, events):
    rng = np.random.default_rng(1)
    found = [extension(*seen(events, sigma, rng)) for _ in range(25)]
    pulls = np.array([(each.sigma - sigma) / each.error for each in found])
    assert abs(pulls.mean()) < 0.6 and 0.6 < pulls.std() < 1.5
    point, wide = (float(contained(np.array([RADIUS**2]), WEIGHTS, WIDTHS, each)[0]) for each in (0.0, sigma))
    assert np.mean([each.flux_factor for each in found]) == pytest.approx(point / wide, rel=0.05)
    told = [about_extension(each, ON) for each in found]
    assert all(told) and all("wider than the PSF" in each.text for each in told if each)


@pytest.mark.parametrize("events", [60.0, 600.0, 6000.0])
def test_a_point_source_is_not_taken_for_a_wide_one(events):
    rng = np.random.default_rng(2)
    assert not any(about_extension(extension(*seen(events, 0.0, rng)), ON) for _ in range(40))


def test_nothing_is_said_without_an_excess():
    theta, psf = seen(0.0, 0.0, np.random.default_rng(3))
    assert about_extension(extension(theta, psf), ON) is None


def test_the_radius_that_is_proposed_holds_nearly_as_much_as_of_a_point():
    found = extension(*seen(3000.0, 0.1, np.random.default_rng(5)))
    assert found is not None
    wide = np.array([found.radius**2])
    assert contained(wide, WEIGHTS, WIDTHS, 0.1) / contained(wide, WEIGHTS, WIDTHS, 0.0) > 0.95
