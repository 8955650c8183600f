"""Where fits start: the amplitude of every trial suits the data, and in a drag it takes few steps to find."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.starts import all_starts, free_amplitudes
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.statistics.wstat import WstatCounts


@dataclass(frozen=True, eq=False)
class Counted(WstatCounts):
    """Counts that say how often their statistic was asked for."""

    def at(self, mu_sig):
        asked.append(len(np.atleast_2d(mu_sig)))
        return super().at(mu_sig)


asked: list[int] = []


def likelihoods(kind: str, n: int = 25):
    """Fits of simulated background with next to no excess, or a little too few counts."""
    data, rng = data_of_spectra([demo_spectrum()]), np.random.default_rng(5)
    off = np.maximum(data.counts.n_off, 3.0)
    background = data.counts.alpha * off
    for trial in range(n):
        on = rng.poisson(background + (0.3 * np.sqrt(background) if trial % 2 else 0.0))
        counts = Counted.of(on, rng.poisson(off), data.counts.alpha)
        yield Likelihood.of(replace(data, counts=counts), default_spectrum(kind))


@pytest.mark.parametrize("kind", ["power_law", "exp_cutoff_power_law", "log_parabola"])
def test_in_a_drag_no_other_amplitude_of_a_start_is_better_and_few_evaluations_find_it(kind):
    for likelihood in likelihoods(kind):
        asked.clear()
        starts = all_starts(likelihood, quick=True)
        assert len(asked) <= 25  # to the precision of the final fit it takes up to a hundred
        amplitudes = free_amplitudes(likelihood)
        for start in (each for each in starts if each.excess):
            others = np.repeat(start.x[None], 61, axis=0)
            others[:, amplitudes] *= np.logspace(-3, 1, 61)[:, None]
            assert start.stat < min(likelihood.stat(x) for x in others) + 1e-3


@pytest.mark.parametrize("kind", ["power_law", "exp_cutoff_power_law"])
def test_starts_of_a_drag_are_those_of_the_final_fit(kind):
    for likelihood in likelihoods(kind, 10):
        pairs = zip(all_starts(likelihood), all_starts(likelihood, quick=True), strict=True)
        for exact, quick in pairs:
            assert quick.excess == exact.excess
            assert quick.stat == pytest.approx(exact.stat, abs=0.01)
