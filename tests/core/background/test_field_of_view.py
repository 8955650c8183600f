"""Field-of-view background: norm and tilt of simulated fields, and what is said where there are none."""

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.background.field_of_view import (
    NO_BACKGROUND,
    NO_COUNTS,
    NOTHING_USED,
    ONE_BIN,
    FieldOfView,
    fit_norm_tilt,
)

ENERGY = EnergyAxis.from_bounds(0.5, 20.0, 5).centres
BACKGROUND = 0.4 * (ENERGY**-1.6)[:, None, None] * np.ones((20, 20))
USED = np.ones(BACKGROUND.shape, dtype=bool)
USED[:, 8:12, 8:12] = False  # a source


def fields(n, norm, tilt):
    """Counts of fields with a bright source in the middle."""
    rng = np.random.default_rng(1)
    truth = BACKGROUND * (norm * ENERGY**-tilt)[:, None, None] + 50.0 * ~USED
    return rng.poisson(truth, (n, *truth.shape)).astype(float)


def test_norm_and_tilt_of_simulated_fields_scatter_as_their_errors_say():
    found = [fit_norm_tilt(counts, BACKGROUND, ENERGY, USED, FieldOfView()) for counts in fields(400, 1.3, -0.15)]
    norm = np.array([(fit.norm - 1.3) / fit.norm_error for fit in found])
    tilt = np.array([(fit.tilt + 0.15) / fit.tilt_error for fit in found])
    assert abs(norm.mean()) < 0.15 and norm.std() == pytest.approx(1.0, abs=0.12)
    assert abs(tilt.mean()) < 0.15 and tilt.std() == pytest.approx(1.0, abs=0.12)
    measured = np.corrcoef([fit.norm for fit in found], [fit.tilt for fit in found])[0, 1]
    assert found[0].correlation == pytest.approx(measured, abs=0.1)


def test_the_fitted_background_has_the_counts_outside_the_exclusions():
    counts = fields(1, 0.8, 0.1)[0]
    for settings in (FieldOfView(), FieldOfView(tilt=False), FieldOfView(fit="scale"), FieldOfView(reference=3.0)):
        fit = fit_norm_tilt(counts, BACKGROUND, ENERGY, USED, settings)
        scaled = BACKGROUND * fit.factor(ENERGY)[:, None, None]
        assert scaled[USED].sum() == pytest.approx(counts[USED].sum())


def test_the_reference_energy_changes_the_norm_but_not_the_background():
    counts = fields(1, 1.0, 0.3)[0]
    one, other = (fit_norm_tilt(counts, BACKGROUND, ENERGY, USED, FieldOfView(reference=e)) for e in (1.0, 5.0))
    assert one.tilt == pytest.approx(other.tilt)
    assert one.norm == pytest.approx(other.norm * 5.0**one.tilt)
    assert np.allclose(one.factor(ENERGY), other.factor(ENERGY))


def test_pixels_without_background_take_no_part():
    counts, background = fields(1, 1.1, 0.0)[0], BACKGROUND.copy()
    background[:, :5] = 0.0
    whole = fit_norm_tilt(counts, background, ENERGY, USED, FieldOfView())
    cut = fit_norm_tilt(counts[:, 5:], background[:, 5:], ENERGY, USED[:, 5:], FieldOfView())
    assert whole == cut


@pytest.mark.parametrize(
    ("counts", "background", "used", "problem"),
    [
        (BACKGROUND, BACKGROUND, ~USED & USED, NOTHING_USED),
        (BACKGROUND, 0.0 * BACKGROUND, USED, NO_BACKGROUND),
        (0.0 * BACKGROUND, BACKGROUND, USED, NO_COUNTS),
    ],
)
def test_what_cannot_be_fitted_stays_as_it_is_and_says_why(counts, background, used, problem):
    fit = fit_norm_tilt(counts, background, ENERGY, used, FieldOfView())
    assert (fit.problem, fit.norm, fit.tilt, fit.fitted) == (problem, 1.0, 0.0, False)


def test_counts_in_one_energy_bin_give_a_norm_but_no_tilt():
    counts = np.zeros_like(BACKGROUND)
    counts[2] = 1.0
    fit = fit_norm_tilt(counts, BACKGROUND, ENERGY, USED, FieldOfView())
    assert fit.problem == ONE_BIN and fit.fitted
    assert fit.norm == pytest.approx(USED[2].sum() / BACKGROUND[USED].sum())
    assert fit.tilt == 0.0 and np.isnan(fit.tilt_error)
