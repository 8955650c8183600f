"""EBL absorption: against gammapy's factors, its own slopes, tables of one's own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.spectral.absorption import EBL_TABLES, EblAbsorption
from vhegui.core.models.spectral.compound import Compound, Part
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.flux import integral_flux
from vhegui.core.models.spectral.kind import numeric_gradient
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.optical_depth import optical_depth

ENERGY = np.geomspace(0.03, 30.0, 60)
# gammapy interpolates straight in exp(−τ); where a table has few energies that costs most.
AGREEMENT = {"dominguez": 5e-4, "saldana-lopez21": 5e-4, "finke": 2.5e-3, "franceschini": 8e-3}


@pytest.mark.parametrize("reference_name", AGREEMENT)
def test_the_published_tables_are_those_of_gammapy(reference: Any, reference_name: str) -> None:
    ebl = reference("models.json")["ebl"]
    energy = np.array(ebl["energies_TeV"])
    formula = EblAbsorption.of_gammapy(reference_name).formula()
    for key, factor in ebl["absorption"].items():
        name, _, rest = key.partition(" z=")
        if name == reference_name and "alpha" not in rest:
            ours = formula.evaluate(energy, 1.0, float(rest))
            np.testing.assert_allclose(ours, factor, atol=AGREEMENT[reference_name])


def test_alpha_norm_scales_the_optical_depth(reference: Any) -> None:
    ebl = reference("models.json")["ebl"]
    ours = EblAbsorption("dominguez").formula().evaluate(np.array(ebl["energies_TeV"]), 1.3, 0.116)
    np.testing.assert_allclose(ours, ebl["dominguez z=0.116 alpha_norm=1.3"], atol=2e-4)


def test_an_absorbed_power_law_is_that_of_gammapy(reference: Any) -> None:
    ebl = reference("models.json")["ebl"]
    theirs = ebl["PL(index 2.5, 3e-11 at 1 TeV) x dominguez z=0.116"]
    form = Compound("product", (Part("power_law"), Part("ebl_absorption", EblAbsorption("dominguez"))))
    model = SpectralModel("compound", form.formula().parameters, form).with_values((2.5, 3e-11, 1.0, 1.0, 0.116))
    energy = np.array(ebl["energies_TeV"])
    seen = energy <= 10.0
    np.testing.assert_allclose(dnde(model, energy)[seen], np.array(theirs["dnde"])[seen], rtol=2e-3)
    flux = [integral_flux(model, *band) for band in reference("models.json")["bands_TeV"]]
    np.testing.assert_allclose(flux, theirs["flux_bands"], rtol=4e-3)
    assert form.formula().names[form.formula().amplitudes[0]] == "amplitude"


@pytest.mark.parametrize("name", EBL_TABLES)
def test_absorption_grows_with_redshift_and_the_limits_are_those_of_the_table(name: str) -> None:
    formula = EblAbsorption(name).formula()
    assert formula.is_norm and formula.amplitudes == ()
    assert formula.names == ("alpha_norm", "redshift") and formula.parameters[0].frozen
    factors = [formula.evaluate(ENERGY, 1.0, z) for z in (0.0, 0.002, 0.03, 0.2, 1.0)]
    np.testing.assert_array_equal(factors[0], 1.0)
    # Domínguez' τ has dents of its authors' making below 10⁻³.
    assert all(np.all(far <= near + 1e-4) for near, far in pairwise(factors))


@given(st.sampled_from(sorted(EBL_TABLES)), st.floats(0.3, 2.0), st.floats(0.0005, 1.9))
def test_the_gradient_is_the_slope_of_the_factor(name: str, alpha_norm: float, redshift: float) -> None:
    formula = EblAbsorption(name).formula()
    values = (alpha_norm, redshift)
    gradient = formula.gradient(ENERGY, *values)
    steps = numeric_gradient(formula.function, ENERGY, values, values)
    np.testing.assert_allclose(gradient[0], steps[0], atol=1e-7)
    # At a redshift of the table the slope jumps: it must be that of one side.
    step = 1e-6 * redshift
    here, down, up = (formula.evaluate(ENERGY, alpha_norm, z) for z in (redshift, redshift - step, redshift + step))
    size = np.max(np.abs(gradient[1]))
    sides = [np.max(np.abs(gradient[1] - slope / step)) for slope in (here - down, up - here)]
    assert min(sides) < 1e-4 * size + 1e-7


def test_at_redshift_zero_the_slope_is_that_of_the_nearest_universe() -> None:
    formula = EblAbsorption("dominguez").formula()
    tau = -np.log(formula.evaluate(ENERGY, 1.0, 1e-4))
    np.testing.assert_allclose(formula.gradient(ENERGY, 1.0, 0.0)[1], -tau / 1e-4, rtol=1e-6)


def test_a_power_law_in_energy_and_redshift_is_interpolated_exactly() -> None:
    energy, redshift = np.geomspace(0.01, 100.0, 9), np.array([0.01, 0.1, 0.7])
    table = optical_depth(energy, redshift, 3.0 * energy[:, None] ** 1.2 * redshift**1.1, "test")
    query = np.geomspace(0.003, 300.0, 50)
    tau, slope = table.at(query, 0.33)
    np.testing.assert_allclose(tau, 3.0 * query**1.2 * 0.33**1.1, rtol=1e-12)
    np.testing.assert_allclose(slope, 1.1 * tau / 0.33, rtol=1e-12)


def _own_table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    energy, redshift = np.geomspace(0.02, 50.0, 30), np.array([0.05, 0.1, 0.2])
    return energy, redshift, energy[:, None] ** 0.9 * redshift * 5.0


def _write_xspec(path: Path) -> None:
    energy, redshift, tau = _own_table()
    ratio = np.sqrt(energy[1] / energy[0])
    parameters = Table({"NAME": ["redshift"], "VALUE": [redshift]})
    energies = Table({"ENERG_LO": energy / ratio * 1e9, "ENERG_HI": energy * ratio * 1e9})
    spectra = Table({"PARAMVAL": redshift[:, None], "INTPSPEC": np.exp(-tau).T.astype(np.float32)})
    hdus = [fits.table_to_hdu(table) for table in (parameters, energies, spectra)]
    for hdu, name in zip(hdus, ("PARAMETERS", "ENERGIES", "SPECTRA"), strict=True):
        hdu.name = name
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(path)


def _write_as_ebltable(path: Path) -> None:
    energy, redshift, tau = _own_table()
    energies, depths = Table({"ENERGY": energy * 1e3}), Table({"REDSHIFT": redshift, "OPT_DEPTH": tau.T})
    hdus = [fits.table_to_hdu(table) for table in (energies, depths)]
    for hdu, name in zip(hdus, ("ENERGIES", "TAU_VS_Z"), strict=True):
        hdu.name = name
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(path)


def _write_rows(path: Path) -> None:
    energy, redshift, tau = _own_table()
    e, z = np.meshgrid(energy, redshift, indexing="ij")
    table = Table({"energy": e.ravel() * 1e3, "redshift": z.ravel(), "tau": tau.ravel()})
    table["energy"].unit = "GeV"
    table.write(path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("ebl_mine.fits.gz", _write_xspec),
        ("tau.fits", _write_as_ebltable),
        ("mine.ecsv", _write_rows),
        ("mine.fits", _write_rows),
    ],
)
def test_a_table_of_ones_own_is_read(tmp_path: Path, name: str, write: Any) -> None:
    write(tmp_path / name)
    formula = EblAbsorption(str(tmp_path / name)).formula()
    np.testing.assert_allclose(formula.evaluate(np.array([0.1, 1.0]), 1.0, 0.1), np.exp([-0.5 * 0.1**0.9, -0.5]), 1e-6)
    assert formula.parameters[1].maximum == pytest.approx(0.2)
    assert name in formula.label


def test_a_missing_or_foreign_table_says_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="neither a known model nor a file"):
        EblAbsorption("dominges").formula()
    foreign = tmp_path / "notes.ecsv"
    Table({"energy": [1.0], "flux": [2.0]}).write(foreign)
    with pytest.raises(DataError, match=r"notes.ecsv.*column redshift is missing.*XSPEC"):
        EblAbsorption(str(foreign)).formula()
    with pytest.raises(DataError, match="not negative"):
        optical_depth(np.array([1.0, 2.0]), np.array([0.1, 0.2]), np.full((2, 2), -1.0), "x")


def test_models_of_gammapy_are_found_by_name_and_by_file() -> None:
    assert EblAbsorption.of_gammapy("saldana-lopez21") == EblAbsorption("saldana-lopez")
    assert EblAbsorption.of_gammapy(filename="$GAMMAPY_DATA/ebl/ebl_dominguez11.fits.gz") == EblAbsorption("dominguez")
    assert EblAbsorption.of_gammapy(filename="$GAMMAPY_DATA/ebl/frd_abs.fits.gz") == EblAbsorption("finke")
    assert EblAbsorption.of_gammapy(filename="mine/tau.fits") == EblAbsorption("mine/tau.fits")
    with pytest.raises(ConfigError, match="franceschini17"):
        EblAbsorption.of_gammapy("franceschini17")
