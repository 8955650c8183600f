"""Regions on the map of the Crab: events at once, and, with the maps, an excess that the spectra confirm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vhegui.analysis import edits
from vhegui.analysis.marks import Mark
from vhegui.analysis.steps import build_pipeline
from vhegui.core.background.ring import Ring
from vhegui.core.dl3.open import open_store
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.line import Line
from vhegui.core.regions.rectangle import Rectangle

LOW = 0.1 * 400.0 ** (10 / 27)  # TeV, an edge of the bins
RUNS = (23523, 23559)
BOX = Rectangle(83.633, 22.0145, 0.3, 0.2, 30.0)


def test_the_excess_on_the_map_is_that_of_the_spectra(data):
    store = open_store(data / "hess-dl3-dr1")
    given = {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}
    analysis = edits.move_region(edits.select_runs(edits.new_analysis(), RUNS), BOX)
    analysis = edits.add_exclusion(analysis, Circle(83.633, 22.0145, 0.3))
    analysis = edits.add_mark(analysis, Mark(Line((83.4, 22.0145), (83.9, 22.0145)), "slice"))
    analysis = edits.change(analysis, "map", ra=83.633, dec=22.0145, low=LOW, high=40.0, width=3.0, pixel=0.04)
    analysis = replace(edits.change(analysis, "sky", maps=True), sky_background=Ring())
    pipeline = build_pipeline()
    rows = pipeline.pull_now("region_sums", analysis, given)
    assert [row.region.ref.use for row in rows] == ["source", "exclusion", "measure"]
    counted = pipeline.pull("counts_in_regions", analysis, given)
    spectra = pipeline.pull("spectra", analysis, given).values()
    use = [spectrum.safe & (spectrum.reco.centres > LOW) for spectrum in spectra]
    on, background = (
        sum(getattr(each, name)[bins].sum() for each, bins in zip(spectra, use, strict=True))
        for name in ("counts", "background")
    )
    found = rows[0].found
    assert found.covered == pytest.approx(1.0, abs=0.01)
    assert found.counts == pytest.approx(counted[0].found.counts, rel=0.03)
    assert found.excess == pytest.approx(on - background, rel=0.08)
    assert found.significance > 20
    assert rows[1].found.excess > found.excess
    assert rows[2].found.area == pytest.approx(2 * analysis.sky.radius * 0.4635, rel=1e-3)
