"""The scan of radius and threshold, and what the best of many choices is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.reflected import place_packed
from vhegui.core.estimators.optimise import Scan, scan_choices, thresholds
from vhegui.core.estimators.trials import (
    after_trials,
    chance,
    effective_trials,
    toy_chance,
    toy_maxima,
    toy_run,
)
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs
from vhegui.core.spectra.region_counts import offset_events
from vhegui.core.statistics import li_ma_significance

POINTING = (83.6, 22.5)
AXIS = EnergyAxis(np.geomspace(0.1, 10.0, 5))
NOWHERE = Discs(np.zeros(0), np.zeros(0), np.zeros(0))


def nothing_excluded(ra, dec):
    return np.zeros(len(ra), bool)


def test_counts_above_a_threshold_are_those_of_the_safe_bins_above_it(simulate):
    rng = np.random.default_rng(1)
    model = default_spectrum("power_law")
    runs = [simulate(model, rng), simulate(model, rng)]
    flux = flux_in_bins(model, runs[0].true.edges)
    energies = thresholds(runs)
    scan = scan_choices(np.array([0.1]), [runs], energies, 10.0, flux)
    for column, energy in enumerate(energies):
        used = (runs[0].reco.edges[:-1] >= energy * 0.999) & (runs[0].reco.edges[1:] <= 10.001)
        assert scan.n_on[0, column] == sum(run.counts[used].sum() for run in runs)
        assert scan.background[0, column] == pytest.approx(sum(run.background[used].sum() for run in runs))
        signal = sum(((flux * run.exposure) @ run.edisp)[used].sum() for run in runs)
        assert scan.predicted[0, column] == pytest.approx(signal)


def scan_of(n_on, n_off, predicted) -> Scan:
    n_on, n_off = np.atleast_2d(n_on).astype(float), np.atleast_2d(n_off).astype(float)
    threshold = np.arange(1.0, n_on.shape[1] + 1)
    return Scan(
        np.array([0.1]), threshold, n_on, n_off, 0.1 * n_off, 0.01 * n_off, np.atleast_2d(np.asarray(predicted))
    )


def test_the_expected_significance_does_not_look_at_the_on_counts():
    quiet, lucky = scan_of([5, 5], [100, 50], [80.0, 60.0]), scan_of([5, 90], [100, 50], [80.0, 60.0])
    np.testing.assert_array_equal(quiet.expected_significance(0.1), lucky.expected_significance(0.1))
    assert quiet.best("expected", 0.1) == lucky.best("expected", 0.1)
    assert lucky.best("significance") == (0, 1)


def test_the_expected_significance_of_nothing_is_zero_and_grows_with_the_source():
    scan = scan_of([5], [100], [80.0])
    assert scan.expected_significance(0.0)[0, 0] == pytest.approx(0.0, abs=1e-6)
    assert np.diff([scan.expected_significance(x)[0, 0] for x in (0.01, 0.05, 0.2, 1.0)]).min() > 0
    assert scan.expected_significance(0.5)[0, 0] == pytest.approx(float(li_ma_significance(50.0, 100.0, 0.1)))


def test_the_smallest_relative_error_is_best_and_needs_an_excess():
    scan = scan_of([110, 60, 4], [100, 40, 60], [1.0, 1.0, 1.0])
    assert np.isnan(scan.relative_error[0, 2])
    assert scan.relative_error[0, 0] == pytest.approx(np.sqrt(110 + 1) / 100)
    assert scan.best("error") == (0, 0)


def test_choices_with_too_few_off_counts_are_not_looked_at():
    scan = scan_of([9, 40], [3, 40], [1.0, 1.0])
    assert np.isnan(scan.significance[0, 0])
    assert scan.choices == 1
    assert scan_of([9], [0], [1.0]).best("significance") is None


@given(st.floats(0.0, 60.0), st.floats(1.0, 1e4))
def test_trials_never_make_a_result_more_significant(sigma, trials):
    assert after_trials(sigma, trials) <= sigma + 1e-6


def test_one_trial_changes_nothing_and_many_cost_what_the_formula_says():
    assert after_trials(5.0, 1.0) == pytest.approx(5.0)
    post = -np.expm1(100.0 * np.log1p(-chance(4.0)))
    assert chance(after_trials(4.0, 100.0)) == pytest.approx(float(post), rel=1e-9)
    # Bonferroni is the same for small p: 5 sigma and 336 trials leave 3.73 sigma.
    assert chance(after_trials(5.0, 336.0)) == pytest.approx(336.0 * float(chance(5.0)), rel=1e-3)
    assert 40.0 < after_trials(41.0, 300.0) < 41.0


def test_the_best_of_independent_choices_needs_as_many_trials_as_there_are():
    maxima = np.random.default_rng(2).normal(size=(4000, 50)).max(axis=1)
    assert effective_trials(maxima) == pytest.approx(50.0, rel=0.15)
    assert np.isnan(effective_trials(maxima[:50]))


def test_toys_say_how_often_or_give_an_upper_bound():
    maxima = np.array([1.0, 2.0, 3.0, 4.0])
    assert toy_chance(maxima, 2.5) == (0.5, 0.25)
    assert toy_chance(maxima, 9.0) == (0.25, 0.0)


def sky(n: int, rng: np.random.Generator, hot: int = 0):
    """A flat sky, with `hot` more events on the source."""
    offset = np.degrees(np.arccos(1.0 - rng.random(n) * (1.0 - np.cos(np.radians(1.0)))))
    ra, dec = sphere.offset_by(*POINTING, rng.uniform(0, 360, n), offset)
    ra, dec = np.append(ra, np.full(hot, 83.6)), np.append(dec, np.full(hot, 22.0))
    return offset_events(ra, dec, 10 ** rng.uniform(-1, 1, n + hot), POINTING, AXIS)


def toys(events, count: int, radii=(0.08, 0.1, 0.14)):
    source = Circle(83.6, 22.0, 0.28)
    regions = [place_packed(Circle(83.6, 22.0, radius), POINTING, NOWHERE) for radius in radii]
    run = toy_run(events, POINTING, source, nothing_excluded, NOWHERE, regions, np.ones((len(radii), AXIS.n), bool))
    return run, toy_maxima([run], AXIS.edges, AXIS.edges[:-1], count, np.random.default_rng(7))


def test_skies_without_a_source_have_as_many_events_as_the_sky_around_it():
    rng = np.random.default_rng(4)
    flat, _ = toys(sky(20_000, rng), 0)
    ring = sky(20_000, np.random.default_rng(4))
    inside = np.abs(ring.offset - 0.5) < 0.14
    assert flat.weight.sum() == pytest.approx(inside.sum(), rel=0.05)
    assert flat.weight.min() > 1.0


def test_the_source_itself_does_not_get_into_the_toys():
    with_source, _ = toys(sky(20_000, np.random.default_rng(4), hot=500), 0)
    without, _ = toys(sky(20_000, np.random.default_rng(4)), 0)
    assert len(with_source.events.offset) == len(without.events.offset)


def test_a_single_choice_on_empty_skies_behaves_as_one_trial():
    source = Circle(83.6, 22.0, 0.28)
    region = place_packed(Circle(83.6, 22.0, 0.1), POINTING, NOWHERE)
    run = toy_run(sky(20_000, np.random.default_rng(4)), POINTING, source, nothing_excluded, NOWHERE, [region],
                  np.ones((1, AXIS.n), bool))  # fmt: skip
    maxima = toy_maxima([run], AXIS.edges, AXIS.edges[:1], 600, np.random.default_rng(7))
    assert abs(maxima.mean()) < 4 / np.sqrt(600)
    assert maxima.std() == pytest.approx(1.0, abs=0.12)


def test_the_best_of_a_scan_has_more_trials_than_one_and_fewer_than_choices():
    _, maxima = toys(sky(20_000, np.random.default_rng(4)), 600)
    assert 1.5 < effective_trials(maxima) < 12.0
    assert maxima.mean() > 0.3


def test_a_scan_of_toys_can_be_stopped():
    class Stop(Exception):
        pass

    def stop(fraction, text):
        raise Stop

    run, _ = toys(sky(2000, np.random.default_rng(1)), 0)
    with pytest.raises(Stop):
        toy_maxima([run], AXIS.edges, AXIS.edges[:-1], 10, np.random.default_rng(1), stop)
