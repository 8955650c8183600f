"""Draws from tables."""

from __future__ import annotations

import numpy as np

from vhegui.core.simulation.sampling import draw_cells


def test_cells_are_drawn_as_often_as_they_hold_and_in_the_order_of_the_random_numbers() -> None:
    contents = np.array([[1.0, 0.0, 3.0], [0.0, 2.0, 4.0]])
    found = draw_cells(np.random.default_rng(3), contents, 100_000)
    expected = contents.ravel() / contents.sum()
    counts = np.bincount(found, minlength=6)
    assert np.all(np.abs(counts - 1e5 * expected) <= 4.0 * np.sqrt(1e5 * expected))
    share = np.random.default_rng(3).random(100_000)
    assert np.all(share[found == 0] < 0.1) and np.all(share[found == 5] > 0.6)
    np.testing.assert_array_equal(found[:1000], np.searchsorted(np.cumsum(expected), share[:1000], side="right"))
