"""How much of the PSF an ON region of any shape holds, against drawing events from it."""

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import array_responses
from vhegui.core.spectra.response import Extent, containment_nodes, run_response

TRUE, RECO = EnergyAxis.from_bounds(0.3, 30.0, 4), EnergyAxis.from_bounds(0.3, 30.0, 4)
OFFSET = 0.7


@pytest.fixture(scope="module")
def response():
    return run_response(array_responses(Instrument(), 20.0), TRUE, RECO, 1000.0, 0)


def contained(response, region):
    nodes = containment_nodes(response, Extent.of(region), True)
    assert nodes is not None
    return nodes.at(OFFSET)


@pytest.mark.parametrize(("a", "b"), [(0.2, 0.05), (0.05, 0.2), (0.4, 0.02), (0.1, 0.09)])
def test_the_containment_is_the_share_of_events_drawn_from_the_psf(response, a, b):
    region, n = Ellipse(83.63, 22.01, a, b, 25.0), 100_000
    rng = np.random.default_rng(1)
    radii = np.linspace(0.0, 1.0, 1001)
    for energy, found in zip(TRUE.centres, contained(response, region), strict=True):
        inside = response.psf.containment(np.full(len(radii), energy), OFFSET, radii)
        distance = np.interp((np.arange(n) + 0.5) / n, inside, radii)
        lon, lat = sphere.offset_by(region.ra, region.dec, rng.uniform(0, 360, n), distance)
        assert found == pytest.approx(region.contains(lon, lat).mean(), abs=6e-3)


def test_an_ellipse_with_equal_axes_holds_what_the_circle_holds(response):
    circle = contained(response, Circle(83.63, 22.01, 0.12))
    assert np.array_equal(circle, response.psf.containment(TRUE.centres, OFFSET, 0.12))
    assert contained(response, Ellipse(83.63, 22.01, 0.12, 0.12, 25.0)) == pytest.approx(circle, rel=1e-12)


def test_the_containment_lies_between_those_of_the_inner_and_the_outer_circle(response):
    inner, outer = (contained(response, Circle(83.63, 22.01, radius)) for radius in (0.06, 0.2))
    between = contained(response, Ellipse(83.63, 22.01, 0.2, 0.06, 25.0))
    assert np.all((inner < between) & (between < outer))


SHAPES = [
    Rectangle(83.63, 22.01, 0.3, 0.1, 20.0),
    Polygon(((83.5, 21.9), (83.8, 21.9), (83.8, 22.15), (83.65, 22.05), (83.5, 22.15))),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_part_of_a_source_at_the_centre_that_lies_in_any_shape(shape):
    distance, weight = shape.radii()
    rng = np.random.default_rng(2)
    away = 0.08 * np.sqrt(-2.0 * np.log(rng.random(200_000)))  # a Gaussian
    inside = shape.contains(*sphere.offset_by(shape.ra, shape.dec, rng.uniform(0, 360, len(away)), away)).mean()
    assert weight @ (1.0 - np.exp(-0.5 * (distance / 0.08) ** 2)) == pytest.approx(inside, abs=5e-3)
    assert weight.sum() == pytest.approx(1.0, abs=1e-9)


def test_nothing_is_corrected_in_a_region_that_does_not_hold_its_centre():
    ring = Annulus(Circle(83.63, 22.01, 0.3), Circle(83.63, 22.01, 0.1))
    assert len(Extent.of(ring).radius) == 0
