"""Counts with a log-linear expectation: the minimum, its errors, and what counts cannot tell."""

import numpy as np
import pytest

from vhegui.core.statistics.log_linear import fit_log_linear


def test_estimates_scatter_about_the_truth_as_their_errors_say():
    rng = np.random.default_rng(3)
    x = np.linspace(-1.0, 1.0, 12)
    design, truth = np.stack([np.ones(12), x], axis=1), np.array([0.2, -0.4])
    expected = np.full(12, 30.0)
    pulls = []
    for _ in range(400):
        found = fit_log_linear(rng.poisson(expected * np.exp(design @ truth)).astype(float), expected, design)
        assert found.converged
        pulls.append((found.coefficients - truth) / np.sqrt(np.diag(found.covariance)))
    assert np.abs(np.mean(pulls, axis=0)).max() < 0.15
    assert np.std(pulls, axis=0) == pytest.approx(1.0, abs=0.1)


def test_one_factor_makes_expectation_and_counts_equal():
    n, expected = np.array([3.0, 0.0, 8.0]), np.array([1.0, 2.0, 4.0])
    found = fit_log_linear(n, expected, np.ones((3, 1)))
    assert np.exp(found.coefficients[0]) == pytest.approx(11.0 / 7.0)
    assert np.sqrt(found.covariance[0, 0]) == pytest.approx(1.0 / np.sqrt(11.0))


@pytest.mark.parametrize("n", [np.array([5.0, 0.0, 0.0]), np.zeros(3)])
def test_coefficients_that_the_counts_do_not_determine_are_not_converged(n):
    design = np.stack([np.ones(3), np.arange(3.0)], axis=1)
    found = fit_log_linear(n, np.ones(3), design)
    assert not found.converged or found.covariance.max() > 1e4
