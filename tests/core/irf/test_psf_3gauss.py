"""Containment radii of sums of Gaussians are the inverse of their containment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss

EDGES = np.geomspace(0.1, 10.0, 4)
OFFSETS = OffsetAxis.nodes([0.0, 1.0])
widths = st.floats(0.005, 1.0)


def psf(sigma: tuple[float, float, float], amplitude: tuple[float, float, float]) -> Psf3Gauss:
    shape = (3, 2, 3)
    values = [np.broadcast_to(np.array(x)[:, None, None], shape).copy() for x in (sigma, amplitude)]
    return Psf3Gauss(EDGES, OFFSETS, *values)


@given(st.tuples(widths, widths, widths), st.floats(1e-6, 1.0), st.floats(0.0, 1.0), st.floats(0.001, 0.9999))
def test_the_radius_of_a_fraction_contains_that_fraction(
    sigma: tuple[float, float, float], second: float, third: float, fraction: float
) -> None:
    found = psf(sigma, (1.0, second, third))
    energy = np.array([0.2, 1.0, 5.0])
    radius = found.containment_radius(energy, 0.5, fraction)
    np.testing.assert_allclose(found.containment(energy, 0.5, radius), fraction, rtol=1e-9)


def test_an_empty_response_has_no_radius() -> None:
    assert np.isnan(psf((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)).containment_radius(np.array([1.0]), 0.0, 0.68)).all()


def test_a_single_gaussian_has_the_radius_of_the_formula() -> None:
    radius = psf((0.05, 0.0, 0.0), (1.0, 0.0, 0.0)).containment_radius(np.array([1.0]), 0.0, 0.68)
    assert radius[0] == pytest.approx(0.05 * np.sqrt(-2 * np.log(0.32)), rel=1e-12)


def test_containment_of_many_energies_and_radii_is_that_of_each_pair() -> None:
    rng = np.random.default_rng(2)
    psf = Psf3Gauss(
        np.geomspace(0.1, 100.0, 5),
        OffsetAxis.nodes([0.0, 1.0]),
        rng.uniform(0.02, 0.2, (3, 2, 4)),
        rng.uniform(0.1, 1.0, (3, 2, 4)),
    )
    energy, radius = np.array([0.3, 2.0, 40.0]), np.array([0.0, 0.05, 0.1, 0.4])
    pairs = np.array([[float(psf.containment(np.array(e), 0.4, r)) for r in radius] for e in energy])
    np.testing.assert_allclose(psf.containment(energy[:, None], 0.4, radius), pairs, rtol=1e-14)
    np.testing.assert_allclose(psf.containment(energy, 0.4, radius[:, None]), pairs.T, rtol=1e-14)
    np.testing.assert_allclose(psf.containment(energy[:, None], 0.4, radius[None, :]), pairs, rtol=1e-14)
