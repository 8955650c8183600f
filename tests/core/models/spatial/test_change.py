"""A source in another shape is where it was, and as large."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.models.spatial.change import change_shape, mean_square
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spatial.registry import KINDS

SIZED = [kind for kind in KINDS if np.isfinite(mean_square(default_shape(kind)))]


@given(st.sampled_from(SIZED), st.sampled_from(SIZED), st.floats(0.02, 2.0))
def test_the_mean_square_radius_stays(old, new, factor):
    shape = default_shape(old, 83.6, 22.0)
    large = shape.with_values(
        p.value * factor if p.unit == "deg" and p.name not in ("lon_0", "lat_0", "phi") else p.value
        for p in shape.parameters
    )
    changed = change_shape(large, new, (0.0, 0.0))
    assert changed.centre == (83.6, 22.0)
    assert mean_square(changed) == pytest.approx(mean_square(large), rel=2e-3)


def test_a_galactic_source_that_had_no_centre_is_placed_in_its_frame():
    shape = default_shape("constant", frame="galactic")
    assert change_shape(shape, "disk", (83.633, 22.014)).centre == pytest.approx((83.633, 22.014))


def test_a_shell_by_its_outer_radius_is_the_same_shell():
    shell = default_shape("shell", 83.6, 22.0).with_values((83.6, 22.0, 0.3, 0.2))
    by_outer = change_shape(shell, "shell_by_outer", (0.0, 0.0))
    assert by_outer.values[2:] == pytest.approx((0.5, 0.4))
    assert change_shape(by_outer, "shell", (0.0, 0.0)).values == pytest.approx(shell.values)
