"""Responses as values: interpolation, normalisation, empty bins, and reading what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.axes import EnergyAxis, interpolate_nodes
from vhegui.core.errors import DataError
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.base import Background, EffectiveArea, EnergyDispersion, Psf, RadMax
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_3gauss import Psf3Gauss
from vhegui.core.irf.psf_king import PsfKing
from vhegui.core.irf.psf_table import PsfTable
from vhegui.core.irf.rad_max import RadMax2D
from vhegui.core.irf.registry import FORMATS, by_name, read_irf, write_irf

EDGES = np.geomspace(0.1, 100.0, 7)
NODES = OffsetAxis.nodes([0.0, 0.5, 1.0, 2.0])
BINS = OffsetAxis.bins([0.0, 1.0, 2.0, 4.0])


def area(axis: OffsetAxis = NODES) -> EffectiveArea2D:
    rng = np.random.default_rng(1)
    return EffectiveArea2D(EDGES, axis, rng.uniform(1e4, 1e5, (len(axis), 6)), True, 0.14, 0.2, 50.0)


def dispersion(axis: OffsetAxis = NODES) -> EnergyDispersion2D:
    migra = np.linspace(0.2, 3.0, 29)
    centres = 0.5 * (migra[1:] + migra[:-1])
    widths = np.linspace(0.1, 0.4, len(axis) * 6).reshape(len(axis), 6, 1)
    return EnergyDispersion2D(EDGES, migra, axis, np.exp(-0.5 * ((centres - 1.1) / widths) ** 2))


def table_psf(axis: OffsetAxis = NODES) -> PsfTable:
    radius = np.linspace(0.0, 0.6, 61)
    sigma = np.linspace(0.05, 0.12, len(axis) * 6).reshape(len(axis), 6, 1)
    integral = 1.0 - np.exp(-(radius**2) / (2 * sigma**2))
    return PsfTable(EDGES, axis, radius, np.diff(integral, axis=2) / (np.pi * np.diff(np.radians(radius) ** 2)))


def gauss_psf(axis: OffsetAxis = NODES) -> Psf3Gauss:
    shape = (len(axis), 6)
    one, zero = np.ones(shape), np.zeros(shape)
    return Psf3Gauss(EDGES, axis, np.stack([0.05 * one, 0.1 * one, zero]), np.stack([one, 0.25 * one, zero]))


def king_psf(axis: OffsetAxis = NODES) -> PsfKing:
    shape = (len(axis), 6)
    return PsfKing(EDGES, axis, np.linspace(0.03, 0.08, len(axis) * 6).reshape(shape), np.full(shape, 1.8))


def flat_background(axis: OffsetAxis = NODES) -> Background2D:
    return Background2D(EDGES, axis, np.geomspace(1e3, 1e-2, 6)[:, None] * np.linspace(1.0, 0.3, len(axis)))


def uneven_background() -> Background3D:
    values = np.random.default_rng(2).uniform(1.0, 2.0, (6, 4, 3)) * np.geomspace(1e3, 1e-2, 6)[:, None, None]
    return Background3D(EDGES, np.linspace(-2, 2, 5), np.linspace(-1.5, 1.5, 4), values, "ALTAZ")


def cut(axis: OffsetAxis = NODES) -> RadMax2D:
    return RadMax2D(EDGES, axis, np.linspace(0.4, 0.1, len(axis) * 6).reshape(len(axis), 6))


KINDS = [area, dispersion, table_psf, gauss_psf, king_psf, flat_background, cut]
ALL = [*(make() for make in KINDS), uneven_background(), *(make(BINS) for make in KINDS)]


@pytest.mark.parametrize("irf", ALL, ids=lambda irf: type(irf).__name__)
def test_read_after_write_is_the_identity(irf: Any, as_table: Callable) -> None:
    hdu = write_irf(irf)
    _, back, _ = read_irf(as_table(hdu))
    for field in fields(irf):
        before, after = getattr(irf, field.name), getattr(back, field.name)
        if isinstance(before, OffsetAxis):
            np.testing.assert_array_equal([before.low, before.high], [after.low, after.high])
        else:
            np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("irf", ALL[:8], ids=lambda irf: type(irf).__name__)
def test_written_tables_name_their_format_in_full(irf: Any) -> None:
    header = write_irf(irf).header
    assert header["HDUCLASS"] == "GADF"
    assert header["HDUCLAS1"] == "RESPONSE"
    assert by_name(header["HDUCLAS4"]) is not None
    assert {"HDUDOC", "HDUVERS", "HDUCLAS2", "HDUCLAS3"} <= set(header)


def test_the_registered_classes_keep_the_protocols() -> None:
    assert isinstance(area(), EffectiveArea)
    assert isinstance(dispersion(), EnergyDispersion)
    assert isinstance(table_psf(), Psf)
    assert isinstance(gauss_psf(), Psf)
    assert isinstance(king_psf(), Psf)
    assert isinstance(flat_background(), Background)
    assert isinstance(uneven_background(), Background)
    assert isinstance(cut(), RadMax)


def test_every_registered_format_is_tested_here() -> None:
    assert {fmt.kind for fmt in FORMATS} == {type(irf) for irf in ALL}


@pytest.mark.parametrize("axis", [NODES, BINS], ids=["nodes", "bins"])
@given(offset=st.floats(0.0, 6.0))
def test_nodes_interpolated_in_offset_equal_direct_evaluation(axis: OffsetAxis, offset: float) -> None:
    energy = np.geomspace(0.05, 200.0, 40)
    aeff, edisp, psf = area(axis), dispersion(axis), table_psf(axis)
    true, reco = EnergyAxis.from_bounds(0.1, 100, 5), EnergyAxis.from_bounds(0.1, 100, 4)
    exact = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(
        interpolate_nodes(aeff.offsets, aeff.at_nodes(energy), offset), aeff.evaluate(energy, offset), **exact
    )
    nodes = edisp.matrices_at_nodes(true, reco)
    np.testing.assert_allclose(
        interpolate_nodes(edisp.offsets, nodes, offset), edisp.matrix(true, reco, offset), **exact
    )
    at = psf.containment_at_nodes(energy, 0.11)
    np.testing.assert_allclose(
        interpolate_nodes(psf.offsets, at, offset), psf.containment(energy, offset, 0.11), **exact
    )


@given(offset=st.floats(0.0, 10.0), energy=st.floats(0.01, 1000.0))
def test_an_area_is_never_negative_and_zero_outside_its_table(offset: float, energy: float) -> None:
    value = area(BINS).evaluate(np.array([energy]), offset)[0]
    assert value >= 0.0
    if not 0.1 <= energy <= 100.0 or offset > 4.0:
        assert value == 0.0


def test_bins_are_extrapolated_to_the_edge_of_the_table() -> None:
    aeff = EffectiveArea2D(EDGES, OffsetAxis.bins([0.0, 1.0, 2.0]), np.array([[3.0] * 6, [1.0] * 6]))
    energy = np.array([1.0])
    values = [aeff.evaluate(energy, offset)[0] for offset in (0.0, 0.5, 1.0, 1.5, 2.0)]
    np.testing.assert_allclose(values, [4.0, 3.0, 2.0, 1.0, 0.0])


@given(factor=st.floats(1e-3, 1e4))
def test_the_norm_of_an_energy_dispersion_does_not_matter(factor: float) -> None:
    irf = dispersion()
    scaled = EnergyDispersion2D(irf.energy_edges, irf.migra_edges, irf.offset_axis, irf.density * factor)
    true, reco = EnergyAxis.from_bounds(0.2, 50, 5), EnergyAxis.from_bounds(0.01, 1000, 5)
    rows = scaled.matrix(true, reco, 0.7).sum(axis=1)
    np.testing.assert_allclose(rows, 1.0, rtol=1e-7)


def test_coarse_migra_bins_are_integrated_not_sampled() -> None:
    irf = EnergyDispersion2D(EDGES, np.array([0.0, 1.0, 2.0]), OffsetAxis.nodes([0.4]), np.ones((1, 6, 2)))
    true, reco = EnergyAxis(np.array([0.8, 1.25])), EnergyAxis(np.array([0.5, 0.75, 1.5, 3.0]))
    np.testing.assert_allclose(irf.matrix(true, reco, 0.0), [[0.125, 0.375, 0.25]])


def test_an_empty_energy_column_stays_empty_and_takes_nothing_from_its_neighbours() -> None:
    density = dispersion().density.copy()
    density[:, 0] = 0.0
    irf = EnergyDispersion2D(EDGES, dispersion().migra_edges, NODES, density)
    low, second = EDGES[0] * 1.05, np.sqrt(EDGES[0] * EDGES[1]) * 1.3
    _, empty = irf.migra_density(low, 0.5)
    edges, filled = irf.migra_density(second, 0.5)
    assert empty.sum() == 0.0
    np.testing.assert_allclose((filled * np.diff(edges)).sum(), 1.0)


def test_an_empty_offset_column_is_stood_in_for_by_the_next_filled_one() -> None:
    density = dispersion().density.copy()
    density[2:, 3] = 0.0
    irf = EnergyDispersion2D(EDGES, dispersion().migra_edges, NODES, density)
    energy = float(np.sqrt(EDGES[3] * EDGES[4]))
    np.testing.assert_allclose(irf.migra_density(energy, 2.0)[1], irf.migra_density(energy, 0.5)[1])


@given(radius=st.floats(0.0, 2.0), offset=st.floats(0.0, 3.0))
def test_containment_lies_between_0_and_1_and_is_1_beyond_the_table(radius: float, offset: float) -> None:
    energy = np.geomspace(0.1, 100, 9)
    for psf in (table_psf(), gauss_psf()):
        values = psf.containment(energy, offset, radius)
        assert np.all((values >= 0.0) & (values <= 1.0))
    if radius > 0.6:
        np.testing.assert_array_equal(table_psf().containment(energy, offset, radius), 1.0)


@pytest.mark.parametrize("psf", [table_psf(), gauss_psf(), king_psf()], ids=["table", "gauss", "king"])
def test_containment_radius_inverts_containment(psf: Any) -> None:
    energy = np.geomspace(0.1, 100, 9)
    for fraction in (0.3, 0.68, 0.95):
        radius = psf.containment_radius(energy, 0.7, fraction)
        np.testing.assert_allclose(psf.containment(energy, 0.7, radius), fraction, rtol=1e-9)


def test_a_gaussian_table_has_the_containment_of_the_gaussian() -> None:
    psf = table_psf(OffsetAxis.nodes([0.0]))
    energy = np.sqrt(EDGES[:-1] * EDGES[1:])
    sigma = np.linspace(0.05, 0.12, 6)
    np.testing.assert_allclose(psf.containment(energy, 0.0, 0.11), -np.expm1(-0.5 * (0.11 / sigma) ** 2), rtol=1e-10)


def test_a_lost_tail_is_kept_and_an_unnormalised_profile_is_repaired() -> None:
    psf = table_psf()
    half = PsfTable(EDGES, NODES, psf.rad_edges, psf.density * 0.5)
    np.testing.assert_allclose(half.containment(EDGES, 0.2, 0.11), psf.containment(EDGES, 0.2, 0.11))
    r = np.linspace(0.0, 0.5, 51)
    tail = 1.0 - 1.0 / (1.0 + (r / 0.1) ** 2)
    density = np.broadcast_to(np.diff(tail) / (np.pi * np.diff(np.radians(r) ** 2)), (4, 6, 50)).copy()
    wide = PsfTable(EDGES, NODES, r, density)
    np.testing.assert_allclose(wide.containment(EDGES, 0.2, 0.1), 0.5)
    assert np.all(np.isnan(wide.containment_radius(EDGES, 0.2, 0.99)))


def test_an_absent_gaussian_component_has_no_width_of_its_own() -> None:
    sigma, amplitude = gauss_psf().sigma.copy(), gauss_psf().amplitude.copy()
    sigma[1, :, 0], amplitude[1, :, 0] = 0.0, 0.0
    psf = Psf3Gauss(EDGES, NODES, sigma, amplitude)
    between = np.array([EDGES[1]])
    single, double = gauss_psf().sigma[0, 0, 0], 0.1
    share = 0.125 * double**2 / (single**2 + 0.125 * double**2)
    expected = (1 - share) * -np.expm1(-0.5 * (0.1 / single) ** 2) + share * -np.expm1(-0.5 * (0.1 / double) ** 2)
    np.testing.assert_allclose(psf.containment(between, 0.0, 0.1), expected, rtol=1e-9)


def test_an_empty_point_spread_function_contains_nothing() -> None:
    nothing = Psf3Gauss(EDGES, NODES, np.zeros((3, 4, 6)), np.zeros((3, 4, 6)))
    empty = PsfTable(EDGES, NODES, np.array([0.0, 0.1, 0.2]), np.zeros((4, 6, 2)))
    none = PsfKing(EDGES, NODES, np.zeros((4, 6)), np.zeros((4, 6)))
    for psf in (nothing, empty, none):
        assert np.all(psf.containment(EDGES, 0.5, 0.1) == 0.0)
        assert np.all(np.isnan(psf.containment_radius(EDGES, 0.5, 0.68)))


def retitled(irf: Any, **columns: str) -> fits.BinTableHDU:
    hdu = write_irf(irf)
    for name, other in columns.items():
        hdu.columns.change_name(name, other)
    return hdu


@pytest.mark.parametrize(
    ("hduclas2", "hduclas4", "irf"),
    [
        ("EFF_AREA", "2D", area()),
        ("EDISP", "2D", dispersion()),
        ("PSF", "3GAUSS", gauss_psf()),
        ("PSF", None, table_psf()),
        ("PSF_2D_KING", None, king_psf()),
        ("PSF", "PSF_2D_KING", king_psf()),
        ("BKG", "2D", flat_background()),
        ("BKG", "3D", uneven_background()),
        ("BKG", None, uneven_background()),
        ("RAD_MAX", None, cut()),
    ],
)
def test_names_used_by_real_writers_are_recognised(hduclas2: str, hduclas4: str, irf: Any, as_table: Callable) -> None:
    hdu = write_irf(irf)
    hdu.header["HDUCLAS2"] = hduclas2
    hdu.header.remove("HDUCLAS4")
    if hduclas4:
        hdu.header["HDUCLAS4"] = hduclas4
    _, back, _ = read_irf(as_table(hdu))
    assert type(back) is type(irf)


def test_etrue_columns_spelled_units_and_missing_units_are_read(as_table: Callable) -> None:
    hdu = retitled(area(), ENERG_LO="ETRUE_LO", ENERG_HI="ETRUE_HI")
    hdu.columns.change_unit("EFFAREA", "m**2")
    hdu.columns.change_unit("ETRUE_LO", None)
    _, back, notes = read_irf(as_table(hdu))
    np.testing.assert_array_equal(back.area, area().area)
    assert any("ETRUE_LO has no unit" in str(note) for note in notes)


def test_square_centimetres_and_gev_are_converted(as_table: Callable) -> None:
    scaled = EffectiveArea2D(EDGES * 1e3, NODES, area().area * 1e4)
    hdu = write_irf(scaled)
    for name, unit in (("EFFAREA", "cm^2"), ("ENERG_LO", "GeV"), ("ENERG_HI", "GeV")):
        hdu.columns.change_unit(name, unit)
    _, back, _ = read_irf(as_table(hdu))
    np.testing.assert_allclose(back.area, area().area)
    np.testing.assert_allclose(back.energy_edges, EDGES)


def test_a_wrong_unit_says_which_column(as_table: Callable) -> None:
    hdu = write_irf(area())
    hdu.columns.change_unit("ENERG_LO", "s")
    with pytest.raises(DataError, match=r"EFFECTIVE AREA.*ENERG_LO.*\"s\""):
        read_irf(as_table(hdu))


def test_a_missing_axis_says_which_axis(as_table: Callable) -> None:
    with pytest.raises(DataError, match="no MIGRA_LO/MIGRA_HI axis"):
        read_irf(as_table(retitled(dispersion(), MIGRA_HI="NOTHING")))


def test_a_response_with_several_rows_is_its_first_row(as_table: Callable) -> None:
    hdu = write_irf(area())
    rows = fits.BinTableHDU.from_columns(hdu.columns, header=hdu.header, nrows=2)
    _, back, notes = read_irf(as_table(rows))
    np.testing.assert_array_equal(back.area, area().area)
    assert sum("has 2 rows; the first one is used" in str(note) for note in notes) == 1


def test_swapped_axes_of_a_two_dimensional_table_are_turned(as_table: Callable) -> None:
    hdu = write_irf(area())
    turned = fits.Column("EFFAREA", "24D", "m2", dim="(4,6)", array=area().area.T[None])
    columns = [turned if column.name == "EFFAREA" else column for column in hdu.columns]
    _, back, notes = read_irf(as_table(fits.BinTableHDU.from_columns(columns, header=hdu.header)))
    np.testing.assert_array_equal(back.area, area().area)
    assert any("axes of EFFAREA are swapped" in str(note) for note in notes)


def test_a_single_energy_and_offset_bin_reads_back_from_a_scalar_cell(as_table: Callable) -> None:
    irf = EffectiveArea2D(np.array([0.1, 10.0]), OffsetAxis.bins([0.39, 0.41]), np.array([[5e4]]))
    hdu = write_irf(irf)
    assert read_irf(as_table(hdu))[2] == ()
    del hdu.header["THETATYP"]
    _, back, notes = read_irf(as_table(hdu))
    np.testing.assert_array_equal(back.evaluate(np.array([0.5, 1.0, 20.0]), 0.0), [5e4, 5e4, 0.0])
    assert any("one single offset" in str(note) for note in notes)


def test_scale_of_three_gauss_files_is_ignored_and_said(data: Any) -> None:
    from vhegui.core.dl3.load import read_responses

    path = next((data / "cta-caldb").glob("Prod5-North*.fits.gz"))
    responses, notes = read_responses(path)
    assert isinstance(responses.psf, Psf3Gauss)
    assert any("SCALE is ignored" in str(note) for note in notes)
