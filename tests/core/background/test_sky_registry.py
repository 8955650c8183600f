"""Every background method of maps: what the registry promises."""

import numpy as np
import pytest

from vhegui.core.background.sky_method import SkyRun
from vhegui.core.background.sky_registry import SKY_METHODS, SkyBackgroundSettings, sky_background
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.settings import methods_of, settings_of

GRID = SkyGrid(83.63, 22.01, pixel=0.05, columns=70)
ENERGY = np.array([0.7, 2.0, 6.0])


def run_with(norm):
    """A run whose response is wrong by a norm, with a bright source in the middle that is excluded."""
    row, column = np.mgrid[:70, :70] - 34.5
    distance = np.hypot(row, column) * GRID.pixel
    shape = np.where(distance < 1.7, np.exp(-0.5 * (distance / 1.2) ** 2), 0.0)
    background = np.array([4.0, 2.0, 1.0])[:, None, None] * shape
    counts = np.random.default_rng(0).poisson(norm * background + 30.0 * (distance < 0.15)).astype(float)
    used = np.ones(background.shape, dtype=bool)
    used[:, :, :5] = used[0, :8] = False
    return SkyRun(counts, background, used & (background > 0), ENERGY, distance > 0.3, GRID)


@pytest.mark.parametrize("key", sorted(SKY_METHODS.keys() - {"response"}))  # which finds nothing out
def test_every_method_finds_the_background_under_the_source(key):
    run = run_with(1.3)
    found = sky_background(SKY_METHODS[key].settings(), run)
    assert found.expected.shape == run.counts.shape and not found.expected[~run.used].any()
    near = ~run.allowed
    truth = 1.3 * np.where(run.used, run.background, 0.0)[:, near].sum(axis=1)
    assert found.expected[:, near].sum(axis=1) == pytest.approx(truth, rel=0.06)
    wild = SkyRun(np.where(run.used, run.counts, 1e6), run.background, run.used, ENERGY, run.allowed, GRID)
    assert np.array_equal(sky_background(SKY_METHODS[key].settings(), wild).expected, found.expected)


@pytest.mark.parametrize("key", SKY_METHODS)
def test_every_method_and_setting_has_its_words(key):
    method = SKY_METHODS[key]
    assert method.label and method.tip.endswith(".") and method.assumes.endswith(".")
    names = {setting.name for setting in settings_of(method.settings)}
    assert set(method.gammapy.values()) <= names
    for setting in settings_of(method.settings):
        assert setting.label.name and setting.label.row and setting.label.tip.endswith(".")


def test_settings_of_all_methods_are_one_choice():
    assert set(methods_of(SkyBackgroundSettings)) == set(SKY_METHODS)
