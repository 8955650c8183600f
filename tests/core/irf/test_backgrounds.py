"""Background rates: axis order, orientation and interpolation, against gammapy 2.1 and the events themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import AltAz, EarthLocation, SkyCoord
from astropy.io import fits
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.dl3.load import read_responses
from vhegui.core.dl3.open import open_store
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.background_3d import Background3D
from vhegui.core.irf.base import Background
from vhegui.core.irf.field_of_view import field_of_view_position
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.registry import read_irf, write_irf
from vhegui.core.units import scale_to_internal

EDGES = np.geomspace(0.1, 100.0, 7)
LON, LAT = np.linspace(-2, 2, 5), np.linspace(-1.5, 1.5, 4)
VALUES = np.random.default_rng(3).uniform(1.0, 2.0, (6, 4, 3)) * np.geomspace(1e3, 1e-2, 6)[:, None, None]


def cube(values: np.ndarray = VALUES, lat: np.ndarray = LAT) -> Background3D:
    return Background3D(EDGES, LON, lat, values)


def rewritten(background: Background3D, cell: np.ndarray, **header: str) -> fits.BinTableHDU:
    """The table of `background` with another cell (numpy axis order) in its BKG column."""
    hdu = write_irf(background)
    dim = "(" + ",".join(str(n) for n in cell.shape[::-1]) + ")"
    column = fits.Column("BKG", f"{cell.size}D", "s-1 TeV-1 sr-1", dim=dim, array=cell[None])
    columns = [column if c.name == "BKG" else c for c in hdu.columns]
    new = fits.BinTableHDU.from_columns(columns, header=hdu.header)
    new.header.update(header)
    return new


@pytest.fixture(scope="module")
def real(data: Path) -> dict[str, Background3D]:
    files = {
        "hess_run23523": data / "hess-dl3-dr1/data/hess_dl3_dr1_obs_id_023523.fits.gz",
        "cta_prod5_south": next((data / "cta-caldb").glob("Prod5-South*.fits.gz")),
    }
    found = {name: read_responses(path)[0].background for name, path in files.items()}
    assert all(isinstance(background, Background3D) for background in found.values())
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["hess_run23523", "cta_prod5_south"])
def test_rates_agree_with_gammapy_where_no_bin_is_empty(real: Any, reference: Any, name: str) -> None:
    document = reference("psf.json")["background"]
    lon, lat = np.array(document[name]["points_lon_lat_deg"]).T
    expected = np.array(document[name]["rate_point_by_energy"])
    energy = np.array(document["energies_TeV"])[None, :]
    as_gammapy = replace(real[name], log_in_position=True).rate(energy, lon[:, None], lat[:, None])
    ours = real[name].rate(energy, lon[:, None], lat[:, None])
    filled = expected > 1e-10
    np.testing.assert_allclose(as_gammapy[filled], expected[filled], rtol=5e-6)
    np.testing.assert_allclose(ours[filled], expected[filled], rtol=6e-3)
    np.testing.assert_allclose(ours[~filled], 0.0, atol=1e-5)


def test_expected_counts_on_the_sky_agree_with_gammapy(data: Path, real: Any, reference: Any) -> None:
    expected = reference("psf.json")["background"]["hess_run23523_map_counts"]
    edges = np.array(reference("psf.json")["edisp"]["reco_edges_TeV"])
    run = open_store(data / "hess-dl3-dr1").load(23523)
    pointing = run.pointing.ra, run.pointing.dec
    x, y = np.meshgrid(-0.5 * (np.arange(6) - 2.5), 0.5 * (np.arange(6) - 2.5))
    background = replace(real["hess_run23523"], log_in_position=True)
    position = field_of_view_position(*sphere.from_tangent(x, y, *pointing), pointing, "RADEC", background.mirrored)
    rate = background.rate(edges[:, None, None], *position)
    low, high, e0, e1 = rate[4], rate[5], edges[4], edges[5]
    index = np.log(high / low) / np.log(e1 / e0) + 1.0
    counts = low * e0 * ((e1 / e0) ** index - 1.0) / index
    solid_angle = np.radians(0.5) ** 2 / (1.0 + np.radians(x) ** 2 + np.radians(y) ** 2) ** 1.5
    np.testing.assert_allclose(counts * solid_angle * run.ontime, expected["bin4"], rtol=1e-3)


def test_the_events_prefer_the_orientation_we_read(data: Path) -> None:
    store = open_store(data / "hess-dl3-dr1")
    likelihood = np.zeros(8)
    for run in (20275, 20282, 20301, 20325, 20343, 20344, 20365, 20366):
        observation = store.load(run)
        events, background = observation.events, observation.responses.background
        assert isinstance(background, Background3D)
        assert background.mirrored
        pointing = observation.pointing.ra, observation.pointing.dec
        lon, lat = field_of_view_position(events.ra, events.dec, pointing, "RADEC", background.mirrored)
        use = (np.abs(lon) < 2.4) & (np.abs(lat) < 2.4) & (events.energy > 0.5)
        energy, x, y = events.energy[use], lon[use], lat[use]
        turned = [(x, y), (-x, y), (x, -y), (-x, -y), (y, x), (-y, x), (y, -x), (-y, -x)]
        likelihood += [np.log(np.maximum(background.rate(energy, *place), 1e-9)).sum() for place in turned]
    assert np.all(likelihood[0] > likelihood[1:] + 20.0)


@given(st.floats(-2.0, 2.0), st.floats(-1.5, 1.5), st.integers(0, 5))
def test_a_radial_table_is_the_same_in_every_direction(lon: float, lat: float, i: int) -> None:
    axis = OffsetAxis.nodes([0.0, 1.0, 3.0])
    flat = Background2D(EDGES, axis, np.outer(np.geomspace(1e3, 1.0, 6), [1.0, 0.5, 0.1]))
    energy = np.sqrt(EDGES[i] * EDGES[i + 1])
    theta = float(sphere.separation(0.0, 0.0, lon, lat))
    expected = np.geomspace(1e3, 1.0, 6)[i] * np.interp(theta, [0.0, 1.0, 3.0], [1.0, 0.5, 0.1])
    np.testing.assert_allclose(flat.rate(np.array(energy), np.array(lon), np.array(lat)), expected, rtol=1e-9)


def test_interpolation_in_position_conserves_the_events_of_the_table() -> None:
    fine = np.linspace(-2, 2, 401)
    lon, lat = 0.5 * (fine[1:] + fine[:-1]), 0.75 * 0.5 * (fine[1:] + fine[:-1])
    energy = np.sqrt(EDGES[2] * EDGES[3])
    mean = cube().rate(np.array(energy), lon[:, None], lat[None, :]).mean()
    np.testing.assert_allclose(mean, VALUES[2].mean(), rtol=1e-4)
    geometric = replace(cube(), log_in_position=True).rate(np.array(energy), lon[:, None], lat[None, :]).mean()
    assert geometric < 0.999 * mean


def test_nothing_is_expected_outside_the_table_or_in_its_empty_bins() -> None:
    values = VALUES.copy()
    values[0] = 0.0
    background: Background = cube(values)
    at = np.array(0.5)
    assert background.rate(np.array(EDGES[1] * 0.999), at, at) == 0.0
    centre = cube().rate(np.sqrt(EDGES[1] * EDGES[2]), at, at)
    np.testing.assert_allclose(background.rate(np.array(EDGES[1] * 1.001), at, at), centre)
    for energy, lon, lat in ((0.09, 0, 0), (101.0, 0, 0), (1.0, 2.01, 0), (1.0, 0, -1.51)):
        assert background.rate(np.array(energy), np.array(lon), np.array(lat)) == 0.0


def test_a_bin_that_is_empty_between_filled_ones_is_bridged() -> None:
    values = np.ones((6, 4, 3)) * np.geomspace(1e5, 1.0, 6)[:, None, None]
    holed = values.copy()
    holed[3, 1, 1] = 0.0
    energy = np.geomspace(0.2, 80, 20)
    place = np.full(20, -0.3)
    np.testing.assert_allclose(cube(holed).rate(energy, place, place), cube(values).rate(energy, place, place))


@pytest.mark.parametrize(
    "order", [(2, 1, 0), (0, 1, 2), (0, 2, 1), (2, 0, 1)], ids=["y x E", "E lon lat", "E lat lon", "x y E"]
)
def test_every_axis_order_is_seen_from_the_shape_of_an_oblong_map(
    order: tuple[int, int, int], as_table: Callable
) -> None:
    cell = np.ascontiguousarray(VALUES.transpose({(2, 0, 1): (1, 2, 0)}.get(order, order)))
    _, back, notes = read_irf(as_table(rewritten(cube(), cell)))
    np.testing.assert_array_equal(back.values, VALUES)
    assert any("last FITS axis" in str(note) for note in notes) == (order != (2, 1, 0))


def test_the_order_of_a_square_map_comes_from_cref_or_is_said(as_table: Callable) -> None:
    square = np.random.default_rng(4).uniform(1.0, 2.0, (6, 4, 4))
    background = cube(square, LON)
    position = [c.name for c in write_irf(background).columns].index("BKG") + 1
    cref = {f"CREF{position}": "(DETX_LO:DETX_HI,DETY_LO:DETY_HI,ENERG_LO:ENERG_HI)"}
    _, named, notes = read_irf(as_table(rewritten(background, np.swapaxes(square, 1, 2), **cref)))
    np.testing.assert_array_equal(named.values, square)
    assert not any("square" in str(note) for note in notes)
    _, guessed, notes = read_irf(as_table(rewritten(background, square)))
    np.testing.assert_array_equal(guessed.values, square)
    assert any("the map is square: swapped axes would change it" in str(note) for note in notes)


def test_alignment_is_read_and_the_standards_default_is_said(as_table: Callable) -> None:
    for stated, expected in (("RADEC", "RADEC"), ("altaz ", "ALTAZ")):
        hdu = write_irf(cube())
        hdu.header["FOVALIGN"] = stated
        assert read_irf(as_table(hdu))[1].alignment == expected
    hdu = write_irf(cube())
    hdu.header.remove("FOVALIGN")
    _, background, notes = read_irf(as_table(hdu))
    assert background.alignment == "ALTAZ"
    assert any("there is no FOVALIGN; ALTAZ is assumed" in str(note) for note in notes)


def test_a_mirrored_background_is_written_the_right_way_round(as_table: Callable) -> None:
    mirrored = replace(cube(), mirrored=True)
    _, back, _ = read_irf(as_table(write_irf(mirrored)))
    assert not back.mirrored
    ra, dec, pointing = np.array([80.0, 81.7]), np.array([21.0, 22.3]), (81.0, 22.0)
    rates = [
        b.rate(np.array([1.0, 3.0]), *field_of_view_position(ra, dec, pointing, b.alignment, b.mirrored))
        for b in (mirrored, back)
    ]
    assert rates[0].min() > 0
    np.testing.assert_allclose(rates[0], rates[1], rtol=1e-12)


def test_a_column_called_bgd_and_its_units_are_read(as_table: Callable) -> None:
    for background in (cube(), Background2D(EDGES, OffsetAxis.bins([0.0, 1.0, 2.0]), VALUES[:, :2, 0])):
        hdu = write_irf(background)
        hdu.columns.change_name("BKG", "BGD")
        hdu.columns.change_unit("BGD", None)
        hdu.header.remove("HDUCLAS4")
        _, back, notes = read_irf(as_table(hdu))
        np.testing.assert_allclose(back.values, background.values * 1e6)  # the standard's unit is per MeV
        assert any("BGD has no unit; s-1 MeV-1 sr-1 is assumed" in str(note) for note in notes)


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("s-1 MeV-1 sr-1", 1e6),
        ("MeV-1 s-1 sr-1", 1e6),
        ("1/s/MeV/sr", 1e6),
        ("s^-1 MeV^-1 sr^-1", 1e6),
        ("s**-1 MeV**-1 sr**-1", 1e6),
        ("1 / (TeV s sr)", 1.0),
        ("TeV-1 s-1 sr-1", 1.0),
        ("s-1.GeV-1.sr-1", 1e3),
    ],
)
def test_background_units_in_every_spelling(unit: str, scale: float) -> None:
    assert scale_to_internal(unit, "background rate") == pytest.approx(scale)


def test_field_of_view_coordinates_grow_with_latitude_and_against_longitude() -> None:
    lon, lat = field_of_view_position(81.0, 21.0, (80.0, 20.0))
    assert lon == pytest.approx(-0.9336, abs=1e-3)
    assert lat == pytest.approx(1.0, abs=4e-3)
    assert field_of_view_position(81.0, 21.0, (80.0, 20.0), mirrored=True)[0] == pytest.approx(-lon)


def test_horizontal_alignment_agrees_with_astropy() -> None:
    place = EarthLocation(lon=16.5 * u.deg, lat=-23.27 * u.deg, height=1835 * u.m)
    frame = AltAz(obstime=Time("2004-12-08T23:00:00"), location=place)
    pointing, source = SkyCoord(83.63, 21.51, unit="deg"), SkyCoord(84.3, 22.4, unit="deg")
    horizontal, target = pointing.transform_to(frame), source.transform_to(frame)
    zenith = SkyCoord(AltAz(alt=90 * u.deg, az=0 * u.deg, obstime=frame.obstime, location=place)).icrs
    angle = float(pointing.position_angle(zenith).deg)
    offset = target.transform_to(horizontal.skyoffset_frame())
    lon, lat = field_of_view_position(84.3, 22.4, (83.63, 21.51), "ALTAZ", parallactic_angle=angle)
    assert lon == pytest.approx(-offset.lon.wrap_at(180 * u.deg).deg, abs=2e-3)
    assert lat == pytest.approx(offset.lat.deg, abs=2e-3)
