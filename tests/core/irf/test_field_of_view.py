"""From the sky to the field of view and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.irf.field_of_view import field_of_view_position, from_field_of_view

angles, alignments = st.floats(-20.0, 20.0), st.sampled_from(["RADEC", "ALTAZ"])


@given(angles, angles, st.floats(0, 360), st.floats(-85, 85), alignments, st.booleans(), angles)
def test_the_way_back_ends_where_the_way_began(lon, lat, ra, dec, alignment, mirrored, up) -> None:
    there = from_field_of_view(np.array([lon]), np.array([lat]), (ra, dec), alignment, mirrored, up)
    back = field_of_view_position(*there, (ra, dec), alignment, mirrored, up)
    assert [float(each[0]) for each in back] == pytest.approx([lon, lat], abs=1e-7)
