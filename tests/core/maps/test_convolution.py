"""Sums over neighbourhoods against scipy's convolution; kernels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.maps.convolution import convolve, disc_sums
from vhegui.core.maps.kernels import cut_to, disc, gaussian, radial, ring


def by_scipy(image, kernel):
    from scipy.ndimage import convolve as direct

    return direct(image, kernel.astype(float), mode="constant")


@given(radius=st.floats(0.0, 9.0), rows=st.integers(1, 14), columns=st.integers(1, 14), seed=st.integers(0, 99))
def test_disc_sums_are_exact_for_counts(radius, rows, columns, seed):
    counts = np.random.default_rng(seed).poisson(1.0, (rows, columns)).astype(float)
    assert np.array_equal(disc_sums(counts, radius), by_scipy(counts, disc(radius)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32])
def test_planes_of_a_cube_are_summed_apart(dtype):
    cube = np.random.default_rng(0).poisson(2.0, (3, 12, 17)).astype(dtype)
    sums = disc_sums(cube, 2.5)
    assert sums.dtype == np.float64
    assert all(np.array_equal(sums[k], disc_sums(cube[k], 2.5)) for k in range(3))


@given(half=st.integers(0, 6), rows=st.integers(1, 12), columns=st.integers(1, 12), seed=st.integers(0, 99))
def test_the_fourier_transform_convolves(half, rows, columns, seed):
    rng = np.random.default_rng(seed)
    image, kernel = rng.random((rows, columns)), rng.random((2 * half + 1, 2 * half + 1))
    assert np.allclose(convolve(image, kernel), by_scipy(image, kernel))


def test_each_plane_may_have_a_kernel_of_its_own():
    rng = np.random.default_rng(0)
    cube, kernels = rng.random((2, 9, 8)), rng.random((2, 5, 5))
    assert np.allclose(convolve(cube, kernels), [by_scipy(*pair) for pair in zip(cube, kernels, strict=True)])


@pytest.mark.parametrize("kernel", [disc(4.3), ring(2.0, 6.0), gaussian(2.2), radial(lambda r: 1.0 / (1.0 + r), 5.0)])
def test_kernels_are_symmetric(kernel):
    assert kernel.shape[0] == kernel.shape[1] and kernel.shape[0] % 2 == 1
    assert all(np.allclose(kernel, other) for other in (kernel[::-1], kernel[:, ::-1], kernel.T))


def test_a_gaussian_is_normalised_and_as_wide_as_it_says():
    kernel, sigma = gaussian(3.0), 3.0
    step = np.arange(len(kernel)) - len(kernel) // 2
    assert kernel.sum() == pytest.approx(1.0)
    variance = float((kernel.sum(axis=0) * step**2).sum())
    assert variance == pytest.approx(sigma**2 + 1.0 / 12.0, rel=0.01)  # that of the pixel adds


def test_kernels_are_cut_about_their_middle():
    kernel = gaussian(2.0)
    assert np.array_equal(cut_to(kernel, 2), kernel[6:-6, 6:-6])
    assert cut_to(kernel, 50) is kernel
