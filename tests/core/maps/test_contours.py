"""Lines of equal value lie where the value is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vhegui.core.maps.contours import contour_lines, contour_pixels
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.sphere import separation


def test_the_contour_of_a_round_source_is_a_closed_circle_on_the_sky() -> None:
    grid = SkyGrid(10.0, 60.0, pixel=0.02, columns=101)
    distance = separation(10.0, 60.0, *grid.coordinates())
    ra, dec = contour_lines(np.exp(-0.5 * (distance / 0.3) ** 2), grid, [np.exp(-0.5)])
    ends = np.isfinite(ra)
    np.testing.assert_allclose(separation(10.0, 60.0, ra[ends], dec[ends]), 0.3, atol=3e-4)
    places = np.round(np.stack([ra[ends], dec[ends]], axis=1), 9)
    assert (np.unique(places, axis=0, return_counts=True)[1] == 2).all()  # every end is one of two lines


def test_no_line_goes_where_nothing_is_known_or_nothing_crosses() -> None:
    image = np.add.outer(np.arange(6.0), np.zeros(6))
    assert len(contour_pixels(image, [2.5])[0]) == 3 * 5
    image[2, 2] = np.nan
    column, _ = contour_pixels(image, [2.5])
    assert len(column) == 3 * 3 and not ((column > 1.0) & (column < 3.0)).any()
    assert len(contour_pixels(image, [99.0])[0]) == 0
    assert len(contour_lines(np.full((3, 3), np.nan), SkyGrid(0.0, 0.0, 1.0, 3), [0.0])[0]) == 0


@pytest.mark.parametrize(("middle", "joined"), [(1.0, True), (0.0, False)])
def test_a_saddle_is_joined_where_its_middle_is_above(middle: float, joined: bool) -> None:
    high = 1.0 + 3.0 * middle
    column, row = contour_pixels(np.array([[high, 0.0], [0.0, high]]), [0.9])
    first = np.hypot(column[:2], row[:2]).min()
    assert len(column) == 6 and (first > 0.3) == joined


@given(arrays(np.float64, (5, 6), elements=st.integers(-4, 4)))
def test_every_line_separates_higher_from_lower_pixels(image: np.ndarray) -> None:
    column, row = (np.delete(each.reshape(-1, 3), 2, axis=1) for each in contour_pixels(image, [0.5]))
    whole = (np.round(column) == column) | (np.round(row) == row)  # ends lie on sides
    assert whole.all()
    for x, y in zip(column.ravel(), row.ravel(), strict=True):
        low = image[int(np.floor(y)), int(np.floor(x))]
        high = image[int(np.ceil(y)), int(np.ceil(x))]
        part = (x - np.floor(x)) + (y - np.floor(y))
        assert low + part * (high - low) == pytest.approx(0.5)


@given(arrays(np.float64, (4, 5), elements=st.integers(-3, 3)), st.lists(st.floats(-4, 4), min_size=1, max_size=3))
def test_levels_together_are_those_one_by_one(image: np.ndarray, levels: list[float]) -> None:
    def lines(*levels: float) -> list[tuple[float, ...]]:
        ends = np.stack([each.reshape(-1, 3)[:, :2] for each in contour_pixels(image, levels)], axis=-1)
        return sorted(tuple(line.ravel()) for line in ends)

    assert lines(*levels) == sorted(line for level in levels for line in lines(level))
