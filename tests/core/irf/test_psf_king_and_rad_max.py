"""King profiles against gammapy 2.1 and against their own definition; directional cuts of point-like responses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import least_squares

from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.irf.psf_king import PsfKing
from vhegui.core.irf.rad_max import RadMax2D, cut_in_area
from vhegui.core.irf.registry import read_irf, write_irf

EDGES = np.geomspace(0.1, 100.0, 7)
NODES = OffsetAxis.nodes([0.0, 1.0, 2.0])


def one_profile(sigma: float, gamma: float) -> PsfKing:
    return PsfKing(EDGES, OffsetAxis.nodes([0.0]), np.full((1, 6), sigma), np.full((1, 6), gamma))


def test_containment_curves_of_the_reference_are_king_curves(reference: Any) -> None:
    document = reference("psf.json")
    radii = np.array(document["radii_deg"])
    curves = np.array(document["psf_hess_king_run23523"]["containment_[energy][offset][radius]"], dtype=float)[3:, :3]
    for curve in curves.reshape(-1, len(radii)):
        fitted = least_squares(
            lambda p, c=curve: one_profile(np.exp(p[0]), 1 + np.exp(p[1])).containment(1.0, 0.0, radii) - c,
            [np.log(0.05), 0.0], xtol=1e-15, ftol=1e-15, gtol=1e-15,
        )  # fmt: skip
        psf = one_profile(np.exp(fitted.x[0]), 1 + np.exp(fitted.x[1]))
        np.testing.assert_allclose(psf.containment(1.0, 0.0, radii), curve, rtol=1e-5)


@given(st.floats(0.01, 0.2), st.floats(1.2, 6.0), st.floats(0.01, 0.5))
def test_containment_is_the_integral_of_the_density_of_the_standard(sigma: float, gamma: float, radius: float) -> None:
    def ring(r: float) -> float:
        return r / sigma**2 * (1 - 1 / gamma) * (1 + r**2 / (2 * gamma * sigma**2)) ** -gamma

    expected = quad(ring, 0.0, radius, epsrel=1e-10)[0]
    assert one_profile(sigma, gamma).containment(1.0, 0.0, radius) == pytest.approx(expected, rel=1e-8)


def test_bins_without_a_profile_take_no_part() -> None:
    sigma, gamma = np.full((3, 6), 0.05), np.full((3, 6), 2.0)
    sigma[:, 0], gamma[:, 0] = 0.0, 0.0
    gamma[2, 3] = 0.5
    psf = PsfKing(EDGES, NODES, sigma, gamma)
    energy = np.array([EDGES[1] * 1.01, np.sqrt(EDGES[3] * EDGES[4])])
    np.testing.assert_allclose(psf.containment(energy, 2.0, 0.1), one_profile(0.05, 2.0).containment(energy, 0.0, 0.1))
    assert psf.containment(np.array([0.12]), 0.5, 0.1)[0] == 0.0


def test_bins_without_a_profile_are_said(as_table: Callable) -> None:
    sigma = np.full((3, 6), 0.05)
    sigma[0, 0] = 0.0
    _, _, notes = read_irf(as_table(write_irf(PsfKing(EDGES, NODES, sigma, np.full((3, 6), 2.0)))))
    assert any("1 of 18 (offset, energy) bins have no profile" in str(note) for note in notes)


def test_a_cut_is_constant_inside_its_bin_and_taken_at_the_nearest_offset() -> None:
    cut = RadMax2D(EDGES, NODES, np.linspace(0.4, 0.05, 18).reshape(3, 6))
    energy = np.array([0.01, 0.11, 0.3, 0.33, 99.0, 1e4])
    np.testing.assert_array_equal(cut.radius(energy, 0.6), cut.radii[1, [0, 0, 0, 1, 5, 5]])
    assert cut.extent(0.2, EDGES[2], 0.0) == (cut.radii[0, 1], cut.radii[0, 0])
    assert not cut.is_fixed
    assert RadMax2D.fixed(0.14).is_fixed
    assert RadMax2D.fixed(0.14).extent(0.1, 10, 2.0) == (0.14, 0.14)


def test_the_cut_of_an_area_is_its_key_or_its_column(as_table: Callable) -> None:
    area = EffectiveArea2D(EDGES, NODES, np.ones((3, 6)), True, 0.14)
    table = as_table(write_irf(area))
    cut, _ = cut_in_area(table, area)
    assert cut is not None
    assert cut.radius(np.array([1.0]), 0.5) == 0.14
    hdu = write_irf(EffectiveArea2D(EDGES, NODES, np.ones((3, 6)), True))
    radii = np.linspace(0.4, 0.1, 18).reshape(3, 6)
    column = fits.Column("RAD_MAX", "18D", "deg", dim="(6,3)", array=radii[None])
    table = as_table(fits.BinTableHDU.from_columns([*hdu.columns, column], header=hdu.header))
    role, area, _ = read_irf(table)
    cut, notes = cut_in_area(table, area)
    assert role == "aeff"
    assert cut is not None
    np.testing.assert_array_equal(cut.radii, radii)
    assert "applied in reconstructed energy" in str(notes[0])


def cut_table(radii: Any) -> Any:
    return write_irf(RadMax2D(EDGES, NODES, np.broadcast_to(np.asarray(radii, dtype=float), (3, 6)).copy()))


def read_hdu(tmp_path: Path, hdu: Any) -> tuple[Any, str]:
    path = tmp_path / "cut.fits"
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(path, overwrite=True)
    _, irf, notes = read_irf(list(FitsFile(path))[1])
    return irf, "\n".join(map(str, notes))


def test_radii_that_are_no_numbers_or_zero_define_no_cut_there(tmp_path: Path) -> None:
    hdu = cut_table([np.nan, 0.0, 0.1, 0.1, 0.1, 0.1])
    irf, said = read_hdu(tmp_path, hdu)
    assert irf.is_defined(EDGES, 0.5).tolist() == [False, False, True, True, True, True]
    assert irf.is_defined(np.array([EDGES[0], EDGES[3], EDGES[4]]), 0.5).tolist() == [False, True]
    assert "values of RAD_MAX are not finite; taken as 0" in said
    assert "6 of 18 radii are 0; energy bins in which the cut at the source's offset is 0 are not used" in said


def test_a_constant_table_is_one_radius(tmp_path: Path) -> None:
    irf, said = read_hdu(tmp_path, cut_table(0.1))
    assert irf.is_fixed
    assert irf.extent(0.1, 100.0, 1.0) == (0.1, 0.1)
    assert "radii" not in said


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_a_cut_that_is_defined_nowhere_is_an_error(tmp_path: Path, value: float) -> None:
    with pytest.raises(DataError, match="RAD_MAX is 0 or no number everywhere"):
        read_hdu(tmp_path, cut_table(value))
