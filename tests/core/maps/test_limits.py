"""Colour limits: zscale as astropy has it, the rest as their names say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vhegui.core.maps.limits import Limits, zscale


@pytest.mark.parametrize("seed", range(4))
def test_zscale_is_that_of_astropy(seed):
    from astropy.visualization import ZScaleInterval

    rng = np.random.default_rng(seed)
    image = rng.normal(10, 2, (150, 170)) if seed % 2 else rng.poisson(3.0, (150, 170)).astype(float)
    image[70:80, 70:80] += 100 * seed
    assert zscale(image.ravel()) == pytest.approx(ZScaleInterval().get_limits(image), rel=1e-9)


@given(
    values=arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6) | st.just(np.nan)),
    how=st.sampled_from(["automatic", "minmax", "percentile", "zscale"]),
)
@settings(deadline=None)
def test_limits_rise_and_lie_among_the_values(values, how):
    low, high = Limits(how, percent=90.0).of(values)
    assert low < high
    finite = values[np.isfinite(values)]
    if finite.size and np.ptp(finite) > 1e-6:
        assert finite.min() - 1e-6 <= low <= finite.max() + 1e-6


def test_counts_begin_at_nothing_and_typed_limits_are_kept():
    counts = np.array([[0, 3], [9, 1]])
    assert Limits().of(counts) == (0.0, 9.0)
    assert Limits("fixed", low=2.0, high=4.0).of(counts) == (2.0, 4.0)
