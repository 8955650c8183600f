"""Published spectra beside one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.flux import TEV_TO_ERG, integral_flux
from vhegui.core.sed.gammacat import read_gammacat, source_names
from vhegui.core.sed.overlays import read_overlay, read_overlays, reference_overlays
from vhegui.core.sed.units import from_dnde, sed_unit


@pytest.fixture
def catalogue(data: Path) -> Path:
    return data / "gammacat" / "gammacat.fits.gz"


def test_every_built_in_spectrum_is_a_curve_with_a_citation() -> None:
    overlays = reference_overlays()
    assert list(overlays) == [reference.key for reference in CRAB_REFERENCES]
    for key, overlay in overlays.items():
        assert overlay.citation
        assert np.all(overlay.dnde > 0)
        np.testing.assert_array_equal(read_overlay(key).dnde, overlay.dnde)


def test_one_bad_file_does_not_keep_the_others_away(tmp_path: Path) -> None:
    found, problems = read_overlays(["meyer_2010", "gone.ecsv", "hegra_2004"], tmp_path)
    assert [overlay.key for overlay in found] == ["meyer_2010", "hegra_2004"]
    assert list(problems) == ["gone.ecsv"]


def test_the_crab_of_the_catalogue_is_the_published_spectrum(catalogue: Path) -> None:
    overlay = read_overlay(f"{catalogue.name}#crab", catalogue.parent)
    assert overlay.label == "Crab nebula, gamma-cat"
    assert "2006A&A...457..899A" in overlay.citation
    published = reference_overlays()["hess_2006_ecpl"].model
    assert published is not None
    np.testing.assert_allclose(overlay.dnde, dnde(published, overlay.energy), rtol=1e-5)
    assert overlay.points is not None
    assert len(overlay.points) == 12
    np.testing.assert_allclose(overlay.points.dnde[2], 3.12e-11, rtol=1e-6)
    np.testing.assert_allclose(overlay.points.dnde_errn[-1], 4.25e-16, rtol=1e-6)


def test_every_source_of_the_catalogue_can_be_read_and_has_the_flux_it_states(catalogue: Path) -> None:
    from astropy.table import Table

    table = Table.read(catalogue)
    stated = {str(row["common_name"]).strip(): row["spec_dnde_1TeV"] for row in table}
    names = source_names(catalogue)
    assert len(names) > 70
    checked = 0
    for name in names:
        model = read_gammacat(catalogue, name).model
        if model is not None and not np.ma.is_masked(stated[name]):
            assert dnde(model, np.array(1.0)) == pytest.approx(float(stated[name]), rel=1e-4, abs=0)
            checked += 1
    assert checked > 60


def test_an_integral_power_law_has_its_stated_flux(catalogue: Path) -> None:
    found = read_gammacat(catalogue, "HESS J1614-518")
    assert found.model is not None
    assert integral_flux(found.model, 0.2, 1e9) == pytest.approx(5.78e-11, rel=1e-3, abs=0)


def test_an_unknown_source_or_file_is_refused(catalogue: Path, tmp_path: Path) -> None:
    from astropy.table import Table

    with pytest.raises(DataError, match="no source 'Vulcan'"):
        read_overlay(f"{catalogue}#Vulcan")
    with pytest.raises(DataError, match="no such file"):
        read_overlay("nothing.ecsv", tmp_path)
    Table({"a": [1]}).write(tmp_path / "other.fits")
    with pytest.raises(DataError, match="not the gamma-cat catalogue"):
        read_gammacat(tmp_path / "other.fits", "Crab nebula")


def test_units_of_a_spectrum() -> None:
    assert sed_unit("e2dnde", "erg").label == "E² dN/dE (erg cm⁻² s⁻¹)"
    energy, flux = np.array([2.0]), np.array([3e-12])
    np.testing.assert_allclose(from_dnde(energy, flux, "e2dnde", "erg"), 4 * 3e-12 * TEV_TO_ERG)
    np.testing.assert_allclose(from_dnde(energy, flux, "dnde", "GeV"), 3e-15)
    np.testing.assert_allclose(sed_unit("eflux", "keV").factor, 1e9)
    assert sed_unit("flux", "erg").factor == 1.0
    for wrong in (
        lambda: sed_unit("nufnu"),
        lambda: sed_unit("dnde", "Joule"),
        lambda: from_dnde(energy, flux, "flux"),
    ):
        with pytest.raises(AnalysisError):
            wrong()


@pytest.mark.parametrize("form", ["dnde", "e2dnde", "flux", "eflux"])
@pytest.mark.parametrize("unit", ["TeV", "GeV", "MeV", "keV", "eV", "erg"])
def test_factors_are_those_of_astropy(form: str, unit: str) -> None:
    from astropy import units as u

    shown = sed_unit(form, unit)
    assert u.Unit(sed_unit(form).file_unit).to(shown.file_unit) == pytest.approx(shown.factor, rel=1e-9)
