"""Which runs are off runs of another: those named, else empty fields, the same telescopes, a like zenith angle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vhegui.core.background.off_runs import MOST, called_off, choose_off_runs
from vhegui.core.catalogues.known_sources import all_sources
from vhegui.core.dl3.index import ObservationIndex

CRAB = 83.63, 22.01


def index(*rows: tuple[int, str, float, float, float, str]) -> ObservationIndex:
    """Runs by number, target, pointing, zenith angle and telescopes."""
    run, target, ra, dec, zenith, telescopes = (np.array(column) for column in zip(*rows, strict=True))
    nothing = np.full(len(run), np.nan)
    return ObservationIndex(
        run, target, ra, dec, zenith, nothing, nothing, nothing, nothing, nothing, run, telescopes, run
    )


FIRST = (1, "Crab", *CRAB, 45.0, "1,2,3,4")
RUNS = index(
    FIRST,
    (2, "Nothing there", 30.0, -50.0, 44.0, "1,2,3,4"),
    (3, "Nothing there", 30.0, -50.0, 50.0, "1,2,3,4"),
    (4, "Nothing there", 30.0, -50.0, 20.0, "1,2,3,4"),  # higher in the sky
    (5, "Nothing there", 30.0, -50.0, 45.0, "1,2,4"),  # other telescopes
    (6, "PKS 2155-304", 329.7, -30.2, 45.0, "1,2,3,4"),  # a known source
    (7, "PKS2155_off", 30.0, -40.0, 46.5, "1,2,3,4"),
    (9, "PKS 2155 off 0.5", 329.7, -30.7, 45.0, "1,2,3,4"),  # so called, but the source is in its field
    (8, "Crab off", CRAB[0], CRAB[1] + 3.0, 45.0, "1,2,3,4"),  # the field itself
)


def test_runs_on_empty_fields_are_chosen_those_called_off_first_then_nearest_in_zenith_angle():
    assert choose_off_runs(RUNS, 1, all_sources()) == [7, 2, 3]


def test_named_runs_are_taken_but_never_the_run_itself():
    assert choose_off_runs(RUNS, 1, all_sources(), (6, 1)) == [6]


def test_not_more_than_are_needed():
    many = index(FIRST, *((k, "", 30.0, -50.0, 45.0 + 0.1 * k, "1,2,3,4") for k in range(2, 40)))
    assert choose_off_runs(many, 1, all_sources()) == list(range(2, 2 + MOST))


@pytest.mark.parametrize(("target", "first"), [("office", False), ("Cannone", False), ("Off 58", True)])
def test_a_target_is_off_by_whole_words(target, first):
    runs = index(FIRST, (2, "nothing", 30.0, -50.0, 45.0, "1,2,3,4"), (3, target, 30.0, -40.0, 47.0, "1,2,3,4"))
    assert choose_off_runs(runs, 1, all_sources()) == ([3, 2] if first else [2, 3])


def test_runs_are_called_off_by_their_object_or_by_the_group_they_are_in():
    grouped = replace(RUNS, group=np.where(RUNS.obs_id == 3, "Off data", "other"))
    assert grouped.obs_id[called_off(grouped)].tolist() == [3, 7, 9, 8]
