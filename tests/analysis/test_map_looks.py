"""How a map is drawn: the colour limits that its kind asks for."""

import numpy as np
import pytest
from msgspec import structs

from vhegui.analysis.state import MapLooks


def test_automatic_limits_of_significances_leave_colours_to_the_field():
    flare = np.append(np.full(50, 95.0), np.random.default_rng(0).normal(0.0, 1.0, 950))
    looks = MapLooks(shown="significance")
    assert looks.colour_limits.of(flare) == (-6.0, 6.0)
    assert structs.replace(looks, shown="excess").colour_limits.of(flare)[1] == pytest.approx(
        95.0
    )  # counts: as they are
    asked = structs.replace(looks, limits="percentile", percent=99.9)
    assert asked.colour_limits.of(flare)[1] == pytest.approx(95.0)
    assert structs.replace(looks, limits="fixed", low=-2.0, high=80.0).colour_limits.of(flare) == (-2.0, 80.0)
