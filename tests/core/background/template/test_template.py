"""A template is the background the off runs were drawn from: within its errors, whatever was cut out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from off_fields import known_rate, mean_rate, off_observation

from vhegui.core import sphere
from vhegui.core.background.template.camera import Camera
from vhegui.core.background.template.counting import cells_of, count_run
from vhegui.core.background.template.curves import against_offset, camera_image
from vhegui.core.background.template.rings import Rings
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.background.template.smoothing import spread
from vhegui.core.background.template.template import build_template
from vhegui.core.background.template.zenith import zenith_bin
from vhegui.core.catalogues.known_sources import Source, source_table
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse

SETTINGS = TemplateSettings(zenith_edges=(0.0, 40.0, 90.0))
NO_SOURCES = source_table([])


def template_of(observations, settings=SETTINGS, sources=NO_SOURCES, exclusions=()):
    return build_template(settings, [count_run(each, settings, sources, exclusions) for each in observations])


def pulls(template, rate=None) -> np.ndarray:
    """(template − truth) / error in bins where 20 events or more are expected."""
    edges = template.settings.energy_axis.edges
    truth = mean_rate(rate or known_rate(), edges, template.settings.offset_edges)
    found = template.bins[0]
    expected = truth * found.exposure * np.diff(edges)[:, None]
    return ((found.rate - truth) / found.error)[expected > 20.0]


def test_the_template_is_the_known_background_within_its_errors():
    found = pulls(template_of(off_observation(run) for run in range(30)))
    assert len(found) > 80
    assert abs(found.mean()) < 3.0 / np.sqrt(len(found))
    assert 0.85 < found.std() < 1.15


def test_a_source_that_is_cut_out_leaves_no_trace():
    bright = Circle(50.0, -30.0, 0.05)
    runs = [off_observation(1, 6000.0, pointing=(50.0, -31.0 - 0.1 * k), source=bright, seed=k) for k in range(6)]
    kept = template_of(runs, exclusions=[Circle(50.0, -30.0, 0.2)])
    assert abs(pulls(kept).mean()) < 3.0 / np.sqrt(len(pulls(kept)))
    assert 0.8 < pulls(kept).std() < 1.2
    assert pulls(template_of(runs)).max() > 10.0
    known = source_table([Source("A bright one", (), 50.0, -30.0, "", 1.0)])
    named = template_of(runs, structs.replace(SETTINGS, source_radius=0.2), known)
    np.testing.assert_array_equal(named.bins[0].counts, kept.bins[0].counts)
    assert named.runs[0].sources == ("A bright one",)


def test_where_nothing_was_seen_the_error_is_that_of_a_first_event():
    found = template_of([off_observation(1, 200.0)]).bins[0]
    empty = found.counts == 0
    assert empty.any()
    assert np.all(found.rate[empty] == 0.0)
    seen = found.error * found.exposure * SETTINGS.energy_axis.widths[:, None]
    np.testing.assert_allclose(seen[empty], 1.15)
    np.testing.assert_allclose(seen[~empty], np.sqrt(found.counts[~empty]))


def test_squares_of_the_camera_hold_the_same_events_as_rings():
    runs = [off_observation(run) for run in range(10)]
    squares = template_of(runs, structs.replace(SETTINGS, kind="bkg_3d", camera_bins=12))
    rings = template_of(runs)
    assert squares.bins[0].counts.sum() == pytest.approx(rings.bins[0].counts.sum(), rel=1e-3)
    curves = [against_offset(each, each.bins[0]) for each in (squares, rings)]
    np.testing.assert_allclose(curves[0].values[:5], curves[1].values[:5], rtol=0.1)


def test_north_is_up_and_east_to_the_left_on_a_camera_image():
    camera = Camera(np.linspace(-2.0, 2.0, 5))
    ra, dec = sphere.offset_by(83.0, 22.0, np.array([45.0]), 1.5)  # to the north-east
    template = template_of([off_observation(1)], structs.replace(SETTINGS, kind="bkg_3d", camera_bins=4, reach=2.0))
    cell = camera.of(ra, dec, (83.0, 22.0))[0]
    rate = np.zeros_like(template.bins[0].rate)
    rate[:, cell] = 1.0
    bright = replace(template.bins[0], rate=rate)
    edges, image = camera_image(template, bright)
    x, y = np.argwhere(image > 0).mean(axis=0)
    assert edges[int(x)] < -0.5
    assert edges[int(y)] > 0.5


# --- what is cut out


@pytest.mark.parametrize("cells", [Rings(TemplateSettings().offset_edges), Camera(np.linspace(-3.0, 3.0, 25))])
def test_what_a_disc_covers_is_its_solid_angle_wherever_it_lies(cells):
    pointing = 120.0, 40.0
    for offset, angle in ((0.0, 0.0), (0.3, 10.0), (1.0, 80.0), (2.0, 200.0)):
        disc = Circle(*(float(v) for v in sphere.offset_by(*pointing, angle, offset)), 0.4)
        covered = np.degrees(np.degrees(cells.covered(pointing, [disc]).sum()))
        assert covered == pytest.approx(disc.area, rel=1e-8 if isinstance(cells, Rings) else 0.02)


def test_discs_that_overlap_are_lost_once_and_an_ellipse_nearly_as_exactly():
    rings, pointing = Rings(TemplateSettings().offset_edges), (120.0, 40.0)
    disc = Circle(121.0, 40.5, 0.5)
    once = rings.covered(pointing, [disc])
    np.testing.assert_allclose(rings.covered(pointing, [disc, disc, Circle(121.0, 40.5, 0.2)]), once, rtol=1e-6)
    round_one = rings.covered(pointing, [Ellipse(121.0, 40.5, 0.5, 0.5)])
    assert round_one.sum() == pytest.approx(once.sum(), rel=5e-3)


def test_the_camera_is_whole():
    rings, camera = cells_of(SETTINGS), cells_of(structs.replace(SETTINGS, kind="bkg_3d"))
    assert rings.solid_angle.sum() == pytest.approx(sphere.cap_solid_angle(3.0), rel=1e-12)
    side = np.radians(6.0)
    assert camera.solid_angle.sum() == pytest.approx(side * 2.0 * np.sin(0.5 * side), rel=1e-12)


# --- smoothing


@given(
    st.lists(st.floats(0.0, 1.0), min_size=9, max_size=9),
    st.lists(st.integers(0, 1000), min_size=9, max_size=9),
    st.floats(0.0, 2.0),
)
def test_smoothing_keeps_the_total_and_what_is_flat_whatever_was_seen(shares, counts, sigma):
    rings = Rings(TemplateSettings().offset_edges)
    seen = rings.solid_angle * np.maximum(shares, 0.01)
    matrix = spread(seen, rings.borders, sigma)
    rates = matrix @ np.array(counts, dtype=float)
    assert (seen * rates).sum() == pytest.approx(sum(counts), rel=1e-9, abs=1e-9)
    assert np.all(rates >= -1e-9 * max(rates.max(), 1.0))
    np.testing.assert_allclose(matrix @ (7.0 * seen), 7.0, rtol=1e-9)


def test_a_hot_square_becomes_a_gaussian():
    camera = Camera(np.linspace(-3.0, 3.0, 31))
    hot = np.zeros(30 * 30)
    hot[15 * 30 + 15] = 1.0
    spot = camera.solid_angle * (spread(camera.solid_angle, camera.borders, 0.6) @ hot)
    middle = 0.5 * (camera.edges[1:] + camera.edges[:-1])
    width = spot.reshape(30, 30).sum(axis=0)
    mean = (width * middle).sum()
    assert np.sqrt((width * (middle - mean) ** 2).sum()) == pytest.approx(0.6, rel=0.05)


def test_smoothing_of_a_template_keeps_the_events_of_each_energy_and_has_smaller_errors():
    runs = [off_observation(run) for run in range(5)]
    plain, smooth = template_of(runs), template_of(runs, structs.replace(SETTINGS, smoothing=0.5))
    width = SETTINGS.energy_axis.widths
    for each in (plain, smooth):
        events = (each.bins[0].rate @ each.bins[0].exposure) * width
        np.testing.assert_allclose(events, each.bins[0].counts.sum(axis=1), rtol=1e-9)
    many = plain.bins[0].counts > 10
    assert np.median(smooth.bins[0].error[many] / plain.bins[0].error[many]) < 0.95


def test_a_cell_that_no_run_saw_gets_the_rate_of_its_neighbours():
    runs = [off_observation(1, 20_000.0, pointing=(50.0, -31.0))]
    settings = structs.replace(SETTINGS, kind="bkg_3d", camera_bins=20)
    hidden = template_of(runs, settings, exclusions=[Circle(50.0, -30.6, 0.5)])
    whole = template_of(runs, settings)
    lost = hidden.bins[0].exposure == 0
    assert lost.any()
    rate, known = (each.bins[0].rate[:, lost].sum(axis=0) for each in (hidden, whole))
    assert rate.mean() == pytest.approx(known.mean(), rel=0.15)


# --- zenith angle, residuals


def test_bins_of_equal_statistics_share_the_events():
    runs = [off_observation(run, zenith=zenith) for run, zenith in enumerate(np.linspace(5.0, 55.0, 24))]
    template = template_of(runs, structs.replace(SETTINGS, equal_bins=3))
    events = [each.counts.sum() for each in template.bins]
    assert len(events) == 3
    assert max(events) < 1.2 * min(events)
    assert (template.edges[0], template.edges[-1]) == (0.0, 90.0)


def test_every_zenith_angle_finds_its_template_or_none():
    runs = [off_observation(run, zenith=zenith) for run, zenith in enumerate((10.0, 30.0, 60.0))]
    template = template_of(runs, structs.replace(SETTINGS, zenith_edges=(0.0, 20.0, 40.0, 50.0, 70.0)))
    assert template.of(19.9).runs == (0,)
    assert template.of(20.0).runs == (1,)
    assert template.of(70.0).runs == (2,)
    assert template.of(45.0) is None
    assert template.of(80.0) is None
    assert template.of(float("nan")) is None
    assert template.empty == ((40.0, 50.0),)
    assert int(zenith_bin(template.edges, -1.0)) == -1


def test_off_runs_in_no_bin_are_an_error_that_says_so():
    with pytest.raises(AnalysisError, match="zenith angle from 0° to 5°"):
        template_of([off_observation(1)], structs.replace(SETTINGS, zenith_edges=(0.0, 5.0)))


def test_runs_like_the_others_deviate_by_their_statistical_error_and_one_that_is_not_sticks_out():
    runs = [off_observation(run) for run in range(20)]
    template = template_of([*runs, off_observation(20, level=1.5)])
    by_run = {each.run: each for each in template.residuals}
    odd = by_run.pop(20)
    assert odd.norm == pytest.approx(1.5, abs=4 * odd.norm_error)
    assert odd.deviation > 20
    alike = template_of(runs).residuals
    deviation = np.array([each.deviation for each in alike])
    assert abs(deviation.mean()) < 0.8
    assert 0.6 < deviation.std() < 1.5
    chi2, n = np.array([each.shape for each in (*alike, odd)]).sum(axis=0)
    assert chi2 / n == pytest.approx(1.0, abs=0.2)


def test_a_run_alone_in_its_bin_cannot_be_compared():
    template = template_of([off_observation(1)])
    assert np.isnan(template.residuals[0].norm)
    assert template.residuals[0].shape == (0.0, 0)
