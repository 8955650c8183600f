"""Background rates summed over energy bins once: the same as summing the rate at every place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core.dl3.load import read_responses
from vhegui.core.dl3.open import open_store
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.base import Background
from vhegui.core.irf.energy_profile import integrals
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array

EDGES = np.geomspace(0.6, 30.0, 6)


def summed(background: Background, lon: Array, lat: Array, parts: int = 400) -> Array:
    """The rate at each place summed over energy by the midpoint rule in ln E, shape (m, n_bins)."""
    fine = np.geomspace(EDGES[0], EDGES[-1], parts * (len(EDGES) - 1) + 1)
    energy = np.sqrt(fine[:-1] * fine[1:])
    rate = background.rate(energy[:, None], lon[None, :], lat[None, :])
    part = rate * (energy * np.diff(np.log(fine)))[:, None]
    return part.reshape(len(EDGES) - 1, parts, -1).sum(axis=1).T


@pytest.mark.parametrize("mission", ["H.E.S.S.", "CTAO North", "CTAO South"])
def test_sum_over_energy_is_exact_to_a_thousandth_between_the_nodes_of_real_tables(data: Path, mission: str) -> None:
    if mission == "H.E.S.S.":
        background = open_store(data / "hess-dl3-dr1").load(23523).responses.background
    else:
        (path,) = (data / "cta-caldb").glob(f"*{mission.removeprefix('CTAO ')}*.fits.gz")
        background = read_responses(path)[0].background
    assert background is not None
    lon, lat = np.random.default_rng(0).uniform(-2.0, 2.0, (2, 200))
    expected = summed(background, lon, lat, 100)
    np.testing.assert_allclose(background.in_bins(EDGES).at(lon, lat), expected, rtol=1.5e-3)
    np.testing.assert_allclose(background.in_bins(EDGES).at(lon, lat).sum(axis=0), expected.sum(axis=0), rtol=5e-4)


def test_radial_rates_are_summed_in_the_same_way_and_end_with_the_table() -> None:
    values = np.array([[30.0, 20.0, 6.0], [8.0, 5.0, 1.0], [0.5, 0.3, 0.1]])
    background = Background2D(np.array([0.5, 2.0, 8.0, 40.0]), OffsetAxis.bins([0.0, 0.5, 1.5, 2.5]), values)
    lon, lat = np.array([0.0, 0.3, -1.2, 0.0, 1.8]), np.array([0.0, 0.4, 0.9, -2.4, 1.8])
    rates = background.in_bins(EDGES).at(lon, lat)
    np.testing.assert_allclose(rates, summed(background, lon, lat), rtol=5e-3)
    assert rates[-1].tolist() == [0.0] * 5  # 2.55 deg from the pointing


def test_radial_rates_in_the_way_of_gammapy() -> None:
    """Background2D.evaluate of gammapy 2.1; the sum over a bin is one power law between its edges."""
    values = np.array([[30.0, 20.0, 6.0], [8.0, 5.0, 1.0], [0.5, 0.3, 0.1]])
    axis = OffsetAxis.bins([0.0, 0.5, 1.5, 2.5])
    background = Background2D(np.array([0.5, 2.0, 8.0, 40.0]), axis, values, log_in_position=True)
    offsets, energies = np.array([0.1, 0.6, 1.9, 2.4]), np.array([0.6, 3.0, 39.0])
    expected = [
        [52.698048542, 40.858814547, 12.902854925, 7.615347777],
        [11.531158383, 8.504927307, 1.689366007, 0.787970335],
        [0.131411016, 0.092168518, 0.032796495, 0.021626435],
    ]
    np.testing.assert_allclose(background.rate_at(energies[:, None], offsets[None, :]), expected, rtol=1e-6)
    low, high = np.array(expected[:2])
    index = np.log(high / low) / np.log(3.0 / 0.6)
    sums = low * 0.6 * (5.0 ** (index + 1.0) - 1.0) / (index + 1.0)
    np.testing.assert_allclose(background.in_bins(energies[:2]).at(np.zeros(4), offsets)[:, 0], sums, rtol=1e-6)


@settings(max_examples=30)
@given(
    st.lists(st.floats(-3.0, 3.0), min_size=4, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_bins_add_up_and_empty_bins_of_a_table_expect_nothing(logs: list[float], filled: list[bool]) -> None:
    rate = np.where(filled[: len(logs)], np.exp(logs), 0.0)[:, None]
    table = np.geomspace(0.1, 100.0, len(logs) + 1)
    edges = np.geomspace(0.05, 200.0, 12)
    parts = integrals(table, rate, edges)
    assert parts.sum() == pytest.approx(integrals(table, rate, edges[[0, -1]]).item(), rel=1e-9)
    for low, high, each in zip(table[:-1], table[1:], rate[:, 0], strict=True):
        alone = integrals(table, rate, np.array([low * (1 + 1e-6), high * (1 - 1e-6)])).item()
        assert (alone > 0) == (each > 0)


def test_as_gammapy_sums_a_bin_is_a_single_power_law_between_its_edges() -> None:
    energies, place = np.array([1.0, 2.0, 4.0, 8.0]), np.linspace(-2.0, 2.0, 3)
    values = np.ones((3, 2, 2)) * np.array([8.0, 1.0, 0.5])[:, None, None]
    background = Background3D(energies, place, place, values, log_in_position=True)
    wide = background.in_bins(np.sqrt([2.0, 32.0])).at(np.zeros(1), np.zeros(1)).item()  # between outermost centres
    low, high = np.sqrt([2.0, 32.0])
    index = np.log(0.5 / 8.0) / np.log(high / low)
    assert wide == pytest.approx(8.0 * low * ((high / low) ** (index + 1.0) - 1.0) / (index + 1.0), rel=1e-9)
