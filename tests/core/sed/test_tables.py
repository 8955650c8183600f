"""Flux points written in the field's columns and read again; tables of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.sed.read import read_sed
from vhegui.core.sed.table import fits_bytes, sed_table

TRUTH = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
TYPES = ("dnde", "e2dnde", "flux", "eflux", "likelihood")
REQUIRED = {
    "dnde": ("e_ref", "dnde"),
    "e2dnde": ("e_ref", "e2dnde"),
    "flux": ("e_min", "e_max", "flux"),
    "eflux": ("e_min", "e_max", "eflux"),
    "likelihood": ("e_min", "e_max", "e_ref", "ref_dnde", "ref_flux", "ref_eflux", "norm"),
}


@pytest.fixture
def points(simulate: Callable[..., Any]) -> FluxPoints:
    runs = tuple(simulate(TRUTH, np.random.default_rng(seed), scale=0.1) for seed in (1, 2))
    return flux_points(runs, TRUTH, np.geomspace(0.3, 30.0, 7))


def as_gammapy_reads(table: Any) -> None:
    """What its reader asks of a table (gammapy 2.1, FluxPoints.from_table with format gadf-sed)."""
    from astropy import units as u

    sed_type = table.meta["SED_TYPE"]
    assert set(REQUIRED[sed_type]) <= set(table.colnames)
    flux_units = {"dnde": "cm-2 s-1 TeV-1", "e2dnde": "erg cm-2 s-1", "flux": "cm-2 s-1", "eflux": "erg cm-2 s-1"}
    for name, unit in flux_units.items():
        for column in (c for c in table.colnames if c.split("_")[0] == name or c.split("_", 1)[-1] == name):
            assert u.Unit(table[column].unit).is_equivalent(unit), column
    e_min, e_max = table["e_min"].quantity, table["e_max"].quantity
    np.testing.assert_allclose(e_min[1:].to_value("TeV"), e_max[:-1].to_value("TeV"), rtol=1e-9)  # axis without gaps
    n = len(table)
    assert table["norm_scan"].shape == table["stat_scan"].shape == (n, 11)
    assert np.all(np.asarray(table["norm_scan"]) == np.asarray(table["norm_scan"])[0])  # one axis of norms for all
    for name in ("npred", "npred_excess", "counts"):
        assert table[name].ndim == 2
    assert table["is_ul"].dtype == bool
    assert 0 < table.meta["UL_CONF"] < 1


@pytest.mark.parametrize("sed_type", TYPES)
@pytest.mark.parametrize("ending", [".ecsv", ".fits"])
def test_every_form_can_be_read_by_gammapy_and_gives_back_the_points(
    points: FluxPoints, sed_type: str, ending: str, tmp_path: Path
) -> None:
    from astropy.table import Table

    path, table = tmp_path / f"points{ending}", sed_table(points, sed_type)
    if ending == ".fits":
        path.write_bytes(fits_bytes(table))
        as_gammapy_reads(Table.read(path, hdu="FLUXPOINTS"))
    else:
        table.write(path, format="ascii.ecsv")
        as_gammapy_reads(Table.read(path, format="ascii.ecsv"))
    found = read_sed(path)
    np.testing.assert_allclose(found.e_ref, points.e_ref)
    # Without the reference spectrum an integral becomes dN/dE by index 2 instead of 2.5; to second order that is off by
    # ((Γ − 1)² − 1) w²/24 = 3.9 % for a flux, (Γ − 2)² w²/24 = 0.8 % for an energy flux, in bands of w = 0.86 in ln E.
    tolerance = {"flux": 0.04, "eflux": 0.01}.get(sed_type, 1e-9)
    for end in ("", "_errn", "_errp", "_ul"):
        np.testing.assert_allclose(getattr(found, f"dnde{end}"), getattr(points, f"dnde{end}"), rtol=tolerance)
    np.testing.assert_array_equal(found.is_ul, points.is_ul)
    assert found.ul_confidence == pytest.approx(0.9545, abs=1e-4)
    if sed_type == "likelihood":
        np.testing.assert_allclose(found.dnde_scan[:, 3], points.norm_scan[3] * points.ref_dnde)
        np.testing.assert_allclose(found.stat_scan, points.stat_scan)


def test_with_everything_integral_fluxes_are_exact_and_all_forms_are_there(points: FluxPoints, tmp_path: Path) -> None:
    table = sed_table(points, "flux", everything=True)
    assert {"dnde", "e2dnde_errn", "eflux_ul", "norm_err", "ref_eflux"} <= set(table.colnames)
    table.write(tmp_path / "points.ecsv", format="ascii.ecsv")
    np.testing.assert_allclose(read_sed(tmp_path / "points.ecsv").dnde, points.dnde)


def test_a_band_that_is_missing_becomes_a_row_without_numbers(points: FluxPoints) -> None:
    kept = np.arange(len(points.norm)) != 2
    arrays = {n: v[kept] for n, v in vars(points).items() if isinstance(v, np.ndarray) and len(v) == len(kept)}
    table = sed_table(replace(points, **arrays), "dnde")
    as_gammapy_reads(table)
    assert len(table) == len(kept)
    assert np.isnan(np.asarray(table["dnde"])[2])
    assert not np.asarray(table["success"])[2]


def test_an_unknown_form_is_refused(points: FluxPoints) -> None:
    with pytest.raises(AnalysisError, match="'nufnu' is not known"):
        sed_table(points, "nufnu")


def ecsv(path: Path, columns: str, rows: str, meta: str = "") -> Path:
    names = [part.split(":")[0] for part in columns.split()]
    lines = ["# %ECSV 0.9", "# ---", "# datatype:"]
    for part in columns.split():
        name, _, unit = part.partition(":")
        stated = f"unit: {unit}, ".replace("~", " ") if unit else ""
        lines.append(f"# - {{name: {name}, {stated}datatype: float64}}")
    lines += [f"# meta: !!omap\n{meta}" if meta else "", " ".join(names), rows]
    path.write_text("\n".join(line for line in lines if line))
    return path


def test_tables_in_other_units_and_forms_are_converted(tmp_path: Path) -> None:
    energy = np.array([1e5, 1e6])  # MeV
    flux = dnde(TRUTH, energy * 1e-6)
    in_mev = ecsv(
        tmp_path / "a.ecsv",
        "e_ref:MeV dnde:1~/~(cm2~MeV~s) dnde_err:1~/~(cm2~MeV~s)",
        "\n".join(f"{e} {f * 1e-6} {f * 1e-7}" for e, f in zip(energy, flux, strict=True)),
    )
    found = read_sed(in_mev)
    np.testing.assert_allclose(found.dnde, flux, rtol=1e-9)
    np.testing.assert_allclose(found.dnde_errn, 0.1 * flux, rtol=1e-9)
    assert not found.is_ul.any()
    e2 = energy * energy * 1e-12 * flux * 1.602176634
    in_erg = ecsv(
        tmp_path / "b.ecsv",
        "e_ref:MeV e2dnde:erg~/~(cm2~s)",
        "\n".join(f"{e} {f}" for e, f in zip(energy, e2, strict=True)),
    )
    np.testing.assert_allclose(read_sed(in_erg).dnde, flux, rtol=1e-9)


def test_a_row_with_a_limit_but_no_value_is_a_limit(tmp_path: Path) -> None:
    unit = "1~/~(cm2~s~TeV)"
    path = ecsv(tmp_path / "a.ecsv", f"e_ref:TeV dnde:{unit} dnde_ul:{unit}", "1 2e-12 nan\n2 nan 1e-12\n3 nan nan")
    found = read_sed(path)
    np.testing.assert_array_equal(found.is_ul, [False, True])
    np.testing.assert_array_equal(found.e_ref, [1.0, 2.0])


def test_log_likelihoods_of_the_standard_become_minus_two_ln_l(tmp_path: Path) -> None:
    from astropy.table import Table

    norm = np.linspace(0.0, 2.0, 9)[None, :] * np.ones((2, 1))
    table: Any = Table({"e_min": [1.0, 2.0], "e_max": [2.0, 4.0], "e_ref": [1.4, 2.8], "norm": [1.0, 1.0]})
    table["ref_dnde"], table["norm_scan"] = [1e-12, 2e-13], norm
    table["dloglike_scan"] = -0.5 * ((norm - 1.0) / 0.2) ** 2
    for name in ("e_min", "e_max", "e_ref"):
        table[name].unit = "TeV"
    table["ref_dnde"].unit = "cm-2 s-1 TeV-1"
    table.meta["SED_TYPE"] = "likelihood"
    table.write(tmp_path / "binlike.fits")
    found = read_sed(tmp_path / "binlike.fits")
    np.testing.assert_array_equal(np.argmin(found.stat_scan, axis=1), [4, 4])
    np.testing.assert_allclose(found.dnde_scan[1, 4], 2e-13)
    assert found.stat_scan[0, 0] == pytest.approx(25.0)


@pytest.mark.parametrize(
    ("columns", "row", "message"),
    [
        ("e_ref:TeV dnde", "1 2", "a.ecsv: column dnde has no unit"),
        ("e_ref:TeV dnde:erg", "1 2", 'the unit "erg" of column dnde'),
        ("e_ref:TeV rate:Hz", "1 2", "no column with a flux"),
        ("dnde:1~/~(cm2~s~TeV)", "1", "no energies"),
        ("e_ref:TeV dnde:1~/~(cm2~s~TeV)", "nan 2", "no row has an energy"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_file_and_column(
    tmp_path: Path, columns: str, row: str, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_sed(ecsv(tmp_path / "a.ecsv", columns, row))
    assert message in str(caught.value)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ecsv").write_text("energy,flux\n1,2\n")
    (tmp_path / "b.fits").write_bytes(b"no fits at all")
    for name in ("a.ecsv", "b.fits"):
        with pytest.raises(DataError, match=f"{name}: cannot be read"):
            read_sed(tmp_path / name)


DNDE = "1~/~(cm2~s~TeV)"
ERG = "erg~/~(cm2~s)"
TO_ERG = 1.602176634


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (f"e_ref:TeV dnde:{DNDE} dnde_err:{DNDE} is_ul", "1 2e-12 2e-13 0\n2 1e-12 nan 1"),
        (f"e_ref:TeV dnde:{DNDE} dnde_err:{DNDE} ul", "1 2e-12 2e-13 0\n2 1e-12 0 1"),
        (f"e_ref:TeV dnde:{DNDE} dnde_err:{DNDE}", "1 2e-12 2e-13\n2 1e-12 -1"),
        (f"e_ref:TeV dnde:{DNDE} dnde_err:{DNDE} dnde_ul:{DNDE}", "1 2e-12 2e-13 nan\n2 nan nan 1e-12"),
        (f"e_ref:TeV dnde:{DNDE} dnde_errn:{DNDE} dnde_errp:{DNDE} UL", "1 2e-12 -2e-13 2e-13 0\n2 1e-12 0 0 1"),
        (f"e_ref:TeV dnde:{DNDE} dnde_min:{DNDE} dnde_max:{DNDE} is_ul", "1 2e-12 1.8e-12 2.2e-12 0\n2 1e-12 0 0 1"),
        (f"e_ref:TeV dnde:{DNDE} dnde_lo:{DNDE} dnde_hi:{DNDE} is_ul", "1 2e-12 2e-13 2e-13 0\n2 1e-12 0 0 1"),
        (f"e_ref:TeV dnde:{DNDE} dnde_err:{DNDE}", "1 2e-12 2e-13\n2 1e-12 0"),
        (f"e_ref:TeV dnde:{DNDE} dnde_err:{DNDE} dnde_ul:{DNDE}", "1 2e-12 2e-13 nan\n2 0 nan 1e-12"),
        (f"energy:TeV flux:{DNDE} flux_error:{DNDE} ul", "1 2e-12 2e-13 0\n2 1e-12 2e-13 1"),
        (
            f"Energy:GeV flux:{DNDE} flux_error_lo:{DNDE} flux_error_hi:{DNDE} ul",
            "1e3 2e-12 2e-13 2e-13 0\n2e3 1e-12 0 0 1",
        ),
        (
            f"energy:TeV flux:{ERG} flux_error:{ERG} ul",
            f"1 {2e-12 * TO_ERG} {2e-13 * TO_ERG} 0\n2 {4e-12 * TO_ERG} 0 1",
        ),
        (
            f"nu:Hz nuFnu:{ERG} nuFnu_err:{ERG} ul",
            f"2.417989242e26 {2e-12 * TO_ERG} {2e-13 * TO_ERG} 0\n4.835978484e26 {4e-12 * TO_ERG} 0 1",
        ),
        (f"e_ref:TeV diff_flux:{DNDE} diff_flux_err:{DNDE} diff_flux_ul:{DNDE}", "1 2e-12 2e-13 nan\n2 nan nan 1e-12"),
    ],
)
def test_limits_and_errors_however_they_are_marked(tmp_path: Path, columns: str, rows: str) -> None:
    found = read_sed(ecsv(tmp_path / "a.ecsv", columns, rows))
    np.testing.assert_allclose(found.e_ref, [1.0, 2.0], rtol=1e-9)
    assert found.dnde[0] == pytest.approx(2e-12, rel=1e-6, abs=0)
    assert found.dnde_errn[0] == pytest.approx(2e-13, rel=1e-6, abs=0)
    assert found.dnde_errp[0] == pytest.approx(2e-13, rel=1e-6, abs=0)
    np.testing.assert_array_equal(found.is_ul, [False, True])
    assert found.dnde_ul[1] == pytest.approx(1e-12, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("e_ref:TeV e_min:TeV e_max:TeV", "2 1.5 3"),
        ("e_ref:TeV e_lo:TeV e_hi:TeV", "2 1.5 3"),
        ("e_ref:TeV e_lo:TeV e_hi:TeV", "2 0.5 1"),
        ("energy:TeV energy_lo:GeV energy_hi:GeV", "2 1500 3000"),
        ("energy:TeV energy_error_lo:TeV energy_error_hi:TeV", "2 0.5 1"),
        ("e_ref:TeV e_errn:GeV e_errp:GeV", "2 -500 1000"),
    ],
)
def test_ends_of_bins_however_they_are_given(tmp_path: Path, columns: str, row: str) -> None:
    found = read_sed(ecsv(tmp_path / "a.ecsv", f"{columns} dnde:{DNDE}", f"{row} 1e-12"))
    assert (found.e_ref[0], found.e_min[0], found.e_max[0]) == pytest.approx((2.0, 1.5, 3.0))


def test_the_confidence_of_limits_as_naima_states_it(tmp_path: Path) -> None:
    path = ecsv(
        tmp_path / "a.ecsv", f"energy:TeV flux:{DNDE} ul", "1 2e-12 1", meta="# - keywords: {cl: {value: 0.99}}"
    )
    assert read_sed(path).ul_confidence == 0.99


def test_a_sign_in_a_column_of_flags_marks_a_limit(tmp_path: Path) -> None:
    from astropy.table import Table

    table = Table({"e_ref": [1.0, 2.0], "dnde": [2e-12, 1e-12], "dnde_err": [2e-13, 2e-13], "flag": ["", "<"]})
    for name, unit in (("e_ref", "TeV"), ("dnde", DNDE.replace("~", " ")), ("dnde_err", DNDE.replace("~", " "))):
        table[name].unit = unit
    table.write(tmp_path / "a.ecsv", format="ascii.ecsv")
    found = read_sed(tmp_path / "a.ecsv")
    assert (found.is_ul.tolist(), found.dnde_ul[1]) == ([False, True], 1e-12)
