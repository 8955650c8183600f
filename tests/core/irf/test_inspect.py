"""What the inspector shows is what the responses say, only where events are expected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.inspect import MOST_OFFSETS, ResponseInspector, round_offsets
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.responses import Responses

EDGES = np.geomspace(0.1, 10.0, 9)
OFFSETS = OffsetAxis.nodes([0.0, 1.0, 2.0])
SIGMA = 0.05


def small_responses() -> Responses:
    """1e5 m² on axis, half of it at 2 deg; a Gaussian PSF of 0.05 deg; migra flat within 20 %."""
    area = 1e5 * np.array([1.0, 0.75, 0.5])[:, None] * np.ones((3, 8))
    sigma = np.zeros((3, 3, 8))
    sigma[0] = SIGMA
    amplitude = np.zeros((3, 3, 8))
    amplitude[0] = 1.0
    migra = np.linspace(0.0, 2.0, 21)
    density = np.zeros((3, 8, 20))
    density[:, :, 8:12] = 1.0
    return Responses(
        EffectiveArea2D(EDGES, OFFSETS, area),
        EnergyDispersion2D(EDGES, migra, OFFSETS, density),
        Psf3Gauss(EDGES, OFFSETS, sigma, amplitude),
    )


def test_curves_are_drawn_where_there_is_effective_area_and_hit_whole_decades() -> None:
    energy = ResponseInspector(small_responses()).energy
    assert energy[0] == pytest.approx(0.1)
    assert energy[-1] == pytest.approx(10.0)
    assert np.isclose(energy, 1.0, rtol=1e-12).sum() == 1


def test_area_at_an_offset_is_between_that_of_the_round_offsets_around_it() -> None:
    inspector = ResponseInspector(small_responses())
    curves, between = inspector.curves, inspector.at(1.2).area
    assert curves is not None
    assert between is not None
    assert curves.offsets[0] == 0.0
    np.testing.assert_allclose(curves.area[0], 1e5)
    np.testing.assert_allclose(between, 0.7e5)


def test_radii_of_a_gaussian_psf_and_its_containment_are_those_of_the_formula() -> None:
    psf = ResponseInspector(small_responses()).at(0.5, radius=0.11).psf
    assert psf is not None
    np.testing.assert_allclose(psf.radius_68, SIGMA * np.sqrt(-2 * np.log(0.32)), rtol=1e-9)
    np.testing.assert_allclose(psf.radius_95, SIGMA * np.sqrt(-2 * np.log(0.05)), rtol=1e-9)
    np.testing.assert_allclose(psf.contained, 1 - np.exp(-0.5 * (0.11 / SIGMA) ** 2), rtol=1e-9)
    assert ResponseInspector(small_responses()).psf_range == pytest.approx((psf.radius_68[0], psf.radius_95[0]))


def test_without_a_source_region_nothing_is_contained_in_it() -> None:
    psf = ResponseInspector(small_responses()).at(0.5).psf
    assert psf is not None
    assert np.isnan(psf.contained).all()
    assert np.isfinite(psf.radius_68).all()


@given(st.floats(0.0, 2.0))
def test_every_true_energy_far_from_the_ends_is_reconstructed_somewhere(offset: float) -> None:
    at = ResponseInspector(small_responses()).at(offset)
    assert at.dispersion is not None
    inner = (at.energy[:-1] > 0.2) & (at.energy[1:] < 5.0)
    np.testing.assert_allclose(at.dispersion[inner].sum(axis=1), 1.0, atol=1e-6)


def test_outside_the_field_of_view_there_is_nothing_to_show() -> None:
    inspector = ResponseInspector(small_responses())
    inside, outside = inspector.at(inspector.field_of_view - 1e-6), inspector.at(inspector.field_of_view + 0.1, 0.11)
    assert inside.covered
    assert not outside.covered
    assert outside.psf is not None
    assert outside.dispersion is not None
    assert np.isnan(outside.psf.radius_68).all()
    assert not outside.dispersion.any()


def test_missing_responses_are_none_and_do_not_hide_the_others() -> None:
    full = small_responses()
    at = ResponseInspector(Responses(full.aeff, None, None)).at(0.5, 0.11)
    assert (at.psf, at.dispersion) == (None, None)
    at = ResponseInspector(Responses(None, full.edisp, full.psf)).at(0.5, 0.11)
    assert at.area is None
    assert at.psf is not None
    assert at.dispersion is not None
    assert at.covered
    empty = ResponseInspector(Responses())
    assert empty.curves is None
    assert np.isnan(empty.psf_range).all()
    assert empty.field_of_view == np.inf


@given(st.floats(0.05, 30.0))
def test_round_offsets_are_few_start_on_axis_and_end_inside_the_field_of_view(last: float) -> None:
    offsets = round_offsets(np.array([0.0, last]))
    assert 1 <= len(offsets) <= MOST_OFFSETS
    assert offsets[0] == 0.0
    assert offsets[-1] <= last + 1e-8


def test_one_single_offset_stands_for_the_field_of_view(responses: dict[str, Any]) -> None:
    aeff = responses["magic_5029747"]["aeff"]
    inspector = ResponseInspector(Responses(aeff, responses["magic_5029747"]["edisp"]))
    assert inspector.curves is not None
    assert len(inspector.curves.offsets) == 1
    assert inspector.pointlike
    assert inspector.field_of_view == np.inf


@pytest.mark.parametrize("name", ["hess_run23523", "cta_prod5_south"])
def test_real_responses_are_shown_as_the_readers_give_them(responses: dict[str, Any], name: str) -> None:
    irfs = responses[name]
    at = ResponseInspector(Responses(irfs["aeff"], irfs["edisp"], irfs["psf"])).at(0.53, 0.11)
    energy = at.energy[10:-10]
    assert at.area is not None
    assert at.psf is not None
    assert at.dispersion is not None
    np.testing.assert_allclose(at.area[10:-10], irfs["aeff"].evaluate(energy, 0.53))
    np.testing.assert_allclose(at.psf.radius_68[10:-10], irfs["psf"].containment_radius(energy, 0.53, 0.68))
    np.testing.assert_allclose(at.psf.contained[10:-10], irfs["psf"].containment(energy, 0.53, 0.11))
    axis = EnergyAxis(at.energy)
    np.testing.assert_allclose(at.dispersion[10:-10], irfs["edisp"].matrix(axis, axis, 0.53)[10:-10], atol=1e-12)
