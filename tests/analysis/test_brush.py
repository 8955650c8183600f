"""Linked brushing: which events pass, and what the panels see of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.analysis import edits
from vhegui.analysis.brush import Brush, narrowed, passing
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.observation import Events
from vhegui.core.dl3.open import open_store
from vhegui.core.regions.circle import Circle

CRAB = Circle(83.633, 22.014, 0.11)
RUNS = (23523, 23526)
TIME_REF = 53000.0


@pytest.fixture(scope="module")
def crab(data):
    """Analysis of two runs, and what it is given."""
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", CRAB.ra, CRAB.dec))
    return analysis, {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


def events(n: int = 500, seed: int = 1) -> Events:
    rng = np.random.default_rng(seed)
    ra, dec = 83.6 + rng.normal(0, 0.5, n), 22.0 + rng.normal(0, 0.5, n)
    return Events(np.arange(n), np.sort(rng.uniform(0, 1800, n)), ra, dec, 10 ** rng.uniform(-1, 1.5, n))


def brushed(crab, brush, step="brushed_events"):
    analysis, given_values = crab
    return build_pipeline().pull(step, analysis, {**given_values, "brush": brush})


def test_without_a_brush_nothing_is_brushed(crab):
    assert brushed(crab, None) is None
    assert brushed(crab, None, "brushed_counts") is None


@given(st.floats(0.1, 30), st.floats(0.1, 30), st.floats(0, 0.02), st.floats(0, 0.02), st.floats(0.01, 2))
def test_an_event_passes_a_brush_when_it_passes_each_of_its_parts(low, high, start, stop, radius):
    many, circle = events(), Circle(83.6, 22.0, radius)
    energy, times = (low, high), (TIME_REF + start, TIME_REF + stop)
    alone = [passing(part, many, TIME_REF) for part in (Brush(energy=energy), Brush(times=times), Brush(sky=circle))]
    both = passing(Brush(energy, times, circle), many, TIME_REF)
    np.testing.assert_array_equal(both, alone[0] & alone[1] & alone[2])


@given(st.floats(0.1, 30), st.floats(0.1, 30), st.floats(0.1, 30))
def test_neighbouring_brushes_share_no_event_and_miss_none(a, b, c):
    a, b, c = sorted((a, b, c))
    many = events()
    pieces = [passing(Brush(energy=ends), many, TIME_REF) for ends in ((a, b), (b, c), (a, c))]
    assert not (pieces[0] & pieces[1]).any()
    np.testing.assert_array_equal(pieces[0] | pieces[1], pieces[2])


def test_brushing_a_run_in_time_gives_the_events_of_that_run(crab):
    observation = crab[1]["observations"][RUNS[1]]
    start, stop = (observation.time_ref + observation.gti[[0, -1], [0, 1]] / 86400.0).tolist()
    found = brushed(crab, Brush(times=(start, stop + 1e-9)))
    assert set(found.run.tolist()) == {RUNS[1]}
    assert len(found) == len(observation.events)
    assert found.per_run(RUNS).tolist() == [0.0, len(observation.events)]
    assert found.mjd.min() >= start
    assert found.total == sum(len(each.events) for each in crab[1]["observations"].values())


def test_brushing_all_energies_counts_on_and_off_as_the_spectrum_does(crab):
    analysis, given_values = crab
    counts = brushed(crab, Brush(energy=(0.0, np.inf)), "brushed_counts")
    summed = build_pipeline().pull("summed_counts", analysis, given_values)
    np.testing.assert_array_equal(counts.counts, summed.all_counts)
    np.testing.assert_allclose(counts.background, summed.all_background)


def test_brushing_energy_bins_leaves_the_other_bins_empty(crab):
    axis = build_pipeline().pull("reco_axis", *crab)
    whole = brushed(crab, Brush(energy=(0.0, np.inf)), "brushed_counts").counts
    part = brushed(crab, Brush(energy=(axis.edges[8], axis.edges[11])), "brushed_counts").counts
    np.testing.assert_array_equal(part[8:11], whole[8:11])
    assert part.sum() == whole[8:11].sum() > 0


def test_brushing_the_source_region_on_the_sky_shows_its_energies(crab):
    whole = brushed(crab, Brush(energy=(0.0, np.inf)), "brushed_counts")
    circle = brushed(crab, Brush(sky=CRAB), "brushed_counts")
    np.testing.assert_array_equal(circle.counts, whole.counts)
    assert not circle.background.any()


def test_brushed_events_are_all_in_the_bins_of_every_view(crab):
    found = brushed(crab, Brush(energy=(1.0, 5.0), sky=Circle(83.6, 22.0, 0.3)))
    axis = build_pipeline().pull("reco_axis", *crab)
    assert len(found) > 50
    assert found.per_energy(axis).sum() == len(found)


def test_a_brush_says_what_it_is_and_can_be_narrowed():
    brush = narrowed(Brush(energy=(1.0, 3.0), by="spectrum"), times=(53343.92, 53343.95), by="light_curve")
    assert brush.words == "1–3 TeV · MJD 53343.920–53343.950"
    assert brush.by == "light_curve"
    assert narrowed(None, sky=CRAB).words == "within 0.11° of (83.63°, +22.01°)"
