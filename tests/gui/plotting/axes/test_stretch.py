"""Image scales and the colour bar."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.gui.plotting.axes.stretch import SCALES, colour_bar_ticks, colour_table, quantised, stretch
from vhegui.gui.plotting.colour_maps import COLOUR_MAPS, lookup_table


@pytest.mark.parametrize("scale", SCALES)
def test_a_scale_rises_from_zero_at_the_low_level_to_one_at_the_high(scale):
    t = stretch(np.linspace(2, 12, 100), scale, 2, 12)
    assert (t[0], t[-1]) == (0, 1)
    assert (np.diff(t) > 0).all()


@pytest.mark.parametrize("scale", SCALES)
@given(low=st.floats(-1e3, 1e3), span=st.floats(1e-3, 1e6))
def test_ticks_stand_where_the_scale_puts_their_value(scale, low, span):
    for tick in colour_bar_ticks(scale, low, low + span, 6).ticks:
        assert 0 <= tick.position <= 1


@pytest.mark.parametrize("scale", SCALES)
def test_the_bar_of_a_counts_map_names_whole_counts(scale):
    ticks = colour_bar_ticks(scale, 0, 30, 6, whole=True).ticks
    values = [float(t.label) for t in ticks]
    assert all(v == int(v) for v in values)
    assert 0 in values
    assert stretch(np.array(values), scale, 0, 30) == pytest.approx([t.position for t in ticks])


def test_counts_are_kept_one_by_one_also_in_bytes():
    codes, low, high = quantised(np.array([[0, 255]], np.uint8))
    assert codes.tolist() == [[1, 256]]
    assert (low, high) == (0, 65534)


def test_what_is_not_finite_is_transparent():
    codes, low, high = quantised(np.array([[np.nan, 1.0, np.inf, 3.0]]))
    assert codes[0, 0] == codes[0, 2] == 0
    index = colour_table(low, high, "linear", 1.0, 3.0)[codes]
    assert index.tolist() == [[0, 1, 0, 255]]
    assert lookup_table("inferno")[0, 3] == 0


@pytest.mark.parametrize("image", [np.full((2, 2), np.nan), np.zeros((2, 2)), np.full((2, 2), -1.0)])
def test_flat_and_empty_images_are_no_trouble(image):
    codes, low, high = quantised(image)
    assert np.isfinite([low, high]).all()
    assert colour_table(low, high, "log", 0.0, 1.0)[codes].shape == (2, 2)


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_every_colour_map_has_255_opaque_colours(name):
    assert lookup_table(name).shape == (256, 4)
    assert (lookup_table(name)[1:, 3] == 255).all()
