"""Spectra from a rectangle, a polygon and a ring: what is counted is what lies inside, and what is assumed is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

RUNS = (23523, 23559)
RING = Annulus(Circle(83.633, 22.0145, 0.25), Circle(83.633, 22.0145, 0.1))
# ON counts of gammapy 2.1 in the same bins, RectangleSkyRegion(83.633, 22.0145, 0.3, 0.2, 30 deg) and so on; it keeps
# events outside the good time intervals, none of which lies here. It makes no spectra of polygons (regions 0.11).
SHAPES = {
    "rectangle": (Rectangle(83.633, 22.0145, 0.3, 0.2, 30.0), (231, 195)),
    "polygon": (Polygon(((83.5, 21.9), (83.8, 21.9), (83.8, 22.15), (83.65, 22.05), (83.5, 22.15))), None),
    "ring": (RING, (186, 153)),
}


@pytest.fixture(scope="module")
def given(data) -> dict[str, Any]:
    store = open_store(data / "hess-dl3-dr1")
    return {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


@pytest.mark.parametrize("name", SHAPES)
def test_counts_are_those_inside_on_and_its_turned_copies(given, name):
    shape, expected = SHAPES[name]
    analysis = edits.move_region(edits.select_runs(edits.new_analysis(), RUNS), shape)
    pipeline = build_pipeline()
    spectra, off = (pipeline.pull(step, analysis, given) for step in ("spectra", "off_regions"))
    if expected:
        assert tuple(spectra[run].counts.sum() for run in RUNS) == expected
    for run in RUNS:
        events = pipeline.pull("used_events", analysis, given)[run]
        used = (events.energy >= analysis.reco.low) & (events.energy < analysis.reco.high)
        inside = [region.contains(events.ra[used], events.dec[used]).sum() for region in (shape, *off[run].copies)]
        assert spectra[run].counts.sum() == inside[0]
        assert spectra[run].counts_off.sum() == sum(inside[1:])
        assert np.all(spectra[run].alpha == 1.0 / len(off[run]))


def test_a_ring_is_not_corrected_for_the_psf_and_it_is_said(given):
    analysis = edits.move_region(edits.select_runs(edits.new_analysis(), RUNS), RING)
    pipeline = build_pipeline()
    assert np.all(pipeline.pull("region_response", analysis, given)[RUNS[0]].containment == 1.0)
    (said,) = pipeline.pull("cut_messages", analysis, given)
    assert "all runs: the middle of the source region lies outside it" in said
    assert not pipeline.pull("cut_messages", edits.put(analysis, "containment", False), given)
