"""Sources moved, widened and turned by their outlines on the map, and put there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.analysis import edits
from vhegui.analysis.edits.joint import joint_of
from vhegui.analysis.edits.source_shapes import (
    held_fast,
    outline_on_screen,
    put_name,
    put_source,
    reshape_source,
)
from vhegui.analysis.source_outlines import edge_of_image, holds_68, outline_of, values_of
from vhegui.analysis.state import Analysis
from vhegui.core import sphere
from vhegui.core.errors import AnalysisError
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import Frame, SpatialModel, default_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import KIND, TemplateImage
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.point import Point

AT = (83.63, 22.01)


def shape(kind: str, frame: Frame = "icrs", free: bool = False, **values: float) -> SpatialModel:
    lon, lat = AT if frame == "icrs" else (float(x) for x in sphere.to_galactic(*AT))
    found = default_shape(kind, lon, lat, frame)
    return found.with_parameters(
        replace(p, value=values.get(p.name, p.value), frozen=p.frozen and not free) for p in found.parameters
    )


def analysis_with(*shapes: SpatialModel) -> Analysis:
    names = ("crab", "other", "third")
    sources = (SourceModel(n, default_spectrum("power_law"), spatial=s) for n, s in zip(names, shapes, strict=False))
    return replace(edits.new_analysis(), sources=tuple(sources))


def reshaped(analysis: Analysis, outline: object, name: str = "crab") -> Analysis:
    return reshape_source(analysis, joint_of(analysis), name, outline)  # type: ignore[arg-type]


def spatial(analysis: Analysis, number: int = 0) -> SpatialModel:
    found = analysis.sources[number].spatial
    assert isinstance(found, SpatialModel)
    return found


@pytest.mark.parametrize("frame", ["icrs", "galactic"])
@pytest.mark.parametrize("kind", [kind for kind, entry in KINDS.items() if entry.has_centre])
def test_an_outline_means_the_shape_it_was_drawn_of(kind: str, frame: Frame) -> None:
    model = shape(kind, frame, free=True, sigma=0.3, r_0=0.3, e=0.8, phi=30.0, radius=0.3, width=0.1)
    outline = outline_of(model)
    assert outline is not None
    other = shape(kind, frame, free=True, e=0.1, phi=20.0)
    values = values_of(other, outline)
    again = other.with_values([values.get(p.name, p.value) for p in other.parameters])
    for parameter, expected in zip(again.parameters, model.parameters, strict=True):
        if parameter.name in values:
            assert parameter.value == pytest.approx(expected.value, abs=1e-6), parameter.name


@pytest.mark.parametrize("kind", [kind for kind, entry in KINDS.items() if entry.has_centre and not entry.is_point])
def test_whatever_has_a_size_can_be_widened(kind: str) -> None:
    model = shape(kind)
    sizes = {p.name for p in model.parameters if p.unit == "deg"} - {"lon_0", "lat_0", "phi"}
    assert values_of(model, Circle(*AT, 0.5)).keys() & sizes


@given(st.floats(0.01, 1.0), st.floats(0.0, 0.99), st.floats(0.0, 179.0))
def test_what_is_turned_or_widened_is_drawn_where_it_was_let_go(size: float, e: float, phi: float) -> None:
    analysis = analysis_with(shape("gaussian", free=True, sigma=size, e=e, phi=phi))
    outline = Ellipse(*AT, a=0.2, b=0.1, angle=75.0)
    found = outline_on_screen(reshaped(analysis, outline), "crab")
    assert isinstance(found, Ellipse)
    assert (found.a, found.b, found.angle) == pytest.approx((0.2, 0.1, 75.0))
    across = reshaped(analysis, replace(outline, a=0.1, b=0.2))
    assert spatial(across)["phi"].value % 180.0 == pytest.approx(165.0)


def test_a_source_too_small_or_too_thin_to_be_held_is_moved_as_it_is() -> None:
    for model in (shape("gaussian", sigma=1e-4), shape("disk", free=True, r_0=0.5, e=0.9999, phi=10.0)):
        analysis = analysis_with(model)
        outline = outline_of(model)
        assert outline is not None
        moved = spatial(reshaped(analysis, outline.moved(84.0, 22.5)))
        assert moved.values == pytest.approx((84.0, 22.5, *model.values[2:]))


def test_frozen_parameters_stay_and_are_named() -> None:
    model = shape("gaussian")
    model = model.with_parameters(replace(p, frozen=p.name in ("lon_0", "lat_0", "e", "phi")) for p in model.parameters)
    analysis = analysis_with(model)
    wider = Circle(84.0, 22.0, 0.2)
    found = spatial(reshaped(analysis, wider))
    assert found.values == pytest.approx((*AT, 0.2, 0.0, 0.0))
    assert held_fast(analysis, "crab", wider) == ("lon_0", "lat_0")
    assert held_fast(analysis, "crab", Circle(*AT, 0.2)) == ()


def test_the_major_axis_stays_where_it_is_frozen() -> None:
    model = shape("gaussian", free=True, sigma=0.2, e=0.5, phi=40.0)
    model = model.with_parameters(replace(p, frozen=p.name == "phi") for p in model.parameters)
    analysis = analysis_with(model)
    found = spatial(reshaped(analysis, Ellipse(*AT, a=0.2, b=0.3, angle=40.0)))
    assert (found["sigma"].value, found["e"].value, found["phi"].value) == pytest.approx((0.2, 0.0, 40.0))
    assert held_fast(analysis, "crab", Ellipse(*AT, a=0.2, b=0.15, angle=60.0)) == ("phi",)


def test_values_stop_at_their_limits() -> None:
    model = shape("gaussian")
    limited = model.with_parameters(replace(p, maximum=0.15) if p.name == "sigma" else p for p in model.parameters)
    assert spatial(reshaped(analysis_with(limited), Circle(*AT, 0.5)))["sigma"].value == 0.15


def test_what_it_is_linked_to_moves_along() -> None:
    linked = shape("point").with_parameters(
        replace(p, link=f"crab.{p.name}") for p in shape("point").parameters
    )  # fmt: skip
    analysis = analysis_with(shape("point"), linked)
    moved = reshaped(analysis, Point(84.0, 21.0), "other")
    assert spatial(moved).values == (84.0, 21.0)
    assert outline_on_screen(moved, "other") == outline_on_screen(moved, "crab") == Point(84.0, 21.0)


def test_spectra_go_on_being_fitted_as_they_know_no_places() -> None:
    assert reshaped(analysis_with(shape("point")), Point(84.0, 21.0)).fit.follow


def test_images_and_constants_cannot_be_held() -> None:
    grid = SkyGrid(*AT, pixel=0.1, columns=4)
    image = TemplateImage.normalised(grid, 1.0 + 0.0 * grid.solid_angle)
    template = SpatialModel(KIND, (), image)
    analysis = analysis_with(template, shape("constant"))
    for name in ("crab", "other"):
        assert outline_on_screen(analysis, name) is None
        with pytest.raises(AnalysisError, match=f"{name} has no place"):
            reshaped(analysis, Point(84.0, 21.0), name)
    edge = edge_of_image(template)
    assert edge is not None
    assert edge[0].max() - edge[0].min() == pytest.approx(0.4 / 0.927, rel=0.01)


def test_the_first_source_is_put_where_it_was_nowhere_and_the_next_ones_are_new() -> None:
    analysis = edits.new_analysis()
    first = put_source(analysis, joint_of(analysis), Circle(*AT, 0.2))
    assert [source.name for source in first.sources] == [analysis.model.name] == [put_name(analysis, first)]
    assert spatial(first).values == pytest.approx((*AT, 0.2, 0.0, 0.0))
    second = put_source(first, joint_of(first), Point(84.0, 21.0))
    assert len(second.sources) == 2
    assert second.sources[1].name == put_name(first, second)
    assert outline_on_screen(second, second.sources[1].name) == Point(84.0, 21.0)
    assert second.model.name == first.model.name
    assert second.fit.follow
    cubes = edits.fit_to_cubes(first)
    assert not put_source(cubes, joint_of(cubes), Point(84.0, 21.0)).fit.follow


def test_a_gaussian_tells_the_radius_of_68_per_cent() -> None:
    found = holds_68(shape("gaussian", sigma=0.1))
    assert isinstance(found, Circle)
    assert found.radius == pytest.approx(0.151, abs=5e-4)
    assert holds_68(shape("disk")) is None
    assert isinstance(outline_of(shape("shell")), Annulus)
