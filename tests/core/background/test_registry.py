"""Every background method of the registry: it places OFF regions that keep the rules, and says what it is."""

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.background.method import Excluded, OnRegion, RunField
from vhegui.core.background.registry import METHODS, place_off_regions
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.setting_checks import checked

SOURCE = Circle(83.63, 22.01, 0.11)
BLOCKER = Circle(83.63, 23.0, 0.2)
RUN = RunField(23523, (83.63, 22.51), 2.5)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_off_regions_keep_away_from_on_and_from_exclusions(method):
    excluded = Excluded((BLOCKER,), excluded_discs([BLOCKER]))
    off = place_off_regions(method.settings(), OnRegion(SOURCE, SOURCE.radius), RUN, excluded)
    for circle in (SOURCE, BLOCKER):
        distance = sphere.separation(circle.ra, circle.dec, *off.centres)
        assert np.all(distance > SOURCE.radius + circle.radius - 1e-6)
    assert all(candidate.reason for candidate in off.rejected)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_says_in_words_what_it_does_and_takes_for_granted(method):
    assert METHODS[method.key] is method
    assert method.label[0].isupper()
    for text in (method.tip, method.assumes):
        assert text[0].isupper() and text.endswith(".")


@pytest.mark.parametrize(("method", "values"), [("reflected", {"min_distance": -1.0}), ("wobble", {"n_regions": 0})])
def test_settings_that_are_not_possible_are_refused(method, values):
    with pytest.raises(AnalysisError):
        checked(METHODS[method].settings(**values))
