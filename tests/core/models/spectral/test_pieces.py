"""Models as trees of pieces, template files, and the numbers quoted of a spectrum."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.spectral.change import change_kind
from vhegui.core.models.spectral.composing import added, multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, formula_of, model_of
from vhegui.core.models.spectral.fluxes import fluxes_of
from vhegui.core.models.spectral.parts import leaves, piece_at, with_component, with_piece, without_piece
from vhegui.core.models.spectral.table_files import read_template

ENERGY = np.geomspace(0.1, 50.0, 9)


@pytest.fixture
def absorbed():
    """(Power law + log-parabola) × absorption."""
    model = multiplied(default_spectrum("power_law"), default_spectrum("ebl_absorption"))
    return with_component(model, default_spectrum("log_parabola"))


def test_a_component_joins_the_source_behind_the_absorption(absorbed):
    assert [path for path, _ in leaves(absorbed)] == [(0, 0), (0, 1), (1,)]
    assert formula_of(absorbed).label == "(Power law + Log-parabola) × EBL absorption (Domínguez 2011)"


def test_a_new_component_begins_at_a_tenth_of_what_is_there():
    model = default_spectrum("power_law").with_parameter("amplitude", value=4e-11)
    both = with_component(model, default_spectrum("log_parabola"))
    at = np.array([1.0])
    assert dnde(both, at)[0] == pytest.approx(1.1 * dnde(model, at)[0], rel=1e-12)


def test_a_piece_that_is_put_back_changes_nothing(absorbed):
    for path, piece in leaves(absorbed):
        assert with_piece(absorbed, path, piece) == absorbed
        assert piece_at(absorbed, path) == piece


def test_taking_the_component_away_gives_the_absorbed_power_law_again(absorbed):
    left = without_piece(absorbed, (0, 1))
    assert left == multiplied(default_spectrum("power_law"), default_spectrum("ebl_absorption"))
    assert without_piece(left, (1,)) == default_spectrum("power_law")


def test_the_spectrum_cannot_be_taken_from_its_factors():
    model = multiplied(default_spectrum("power_law"), default_spectrum("ebl_absorption"))
    with pytest.raises(ConfigError):
        without_piece(model, (0,))
    with pytest.raises(ConfigError, match="factor"):
        with_piece(model, (0,), default_spectrum("constant_norm"))


def test_one_piece_changes_its_kind_and_the_others_stay(absorbed):
    changed = with_piece(absorbed, (0, 0), change_kind(piece_at(absorbed, (0, 0)), "exp_cutoff_power_law"))
    assert piece_at(changed, (0, 1)) == piece_at(absorbed, (0, 1))
    assert piece_at(changed, (0, 0)).kind == "exp_cutoff_power_law"


def test_fluxes_of_a_power_law_are_those_of_its_integrals_and_its_error_those_of_the_pivot():
    model = default_spectrum("power_law")
    covariance = np.zeros((3, 3))
    covariance[:2, :2] = [[0.01, 5e-15], [5e-15, 1e-26]]
    found = fluxes_of(model, covariance, 1.0, 10.0)
    assert found.flux == pytest.approx(9e-13, rel=1e-12)
    assert found.energy_flux == pytest.approx(1e-12 * np.log(10.0), rel=1e-12)
    # N (E/E₀)^−Γ: the pivot is E₀ exp(cov/(N var Γ)), and there the relative error has no part of Γ.
    assert found.pivot == pytest.approx(np.exp(0.5), rel=1e-9)
    relative = np.sqrt(1e-26 - 5e-15**2 / 0.01) / 1e-12
    assert found.dnde_error / found.dnde == pytest.approx(relative, rel=1e-6)
    assert (found.index, found.index_error) == pytest.approx((2.0, 0.1), rel=1e-5)


def test_without_a_covariance_there_is_no_pivot():
    assert np.isnan(fluxes_of(default_spectrum("power_law"), np.zeros((3, 3)), 1.0, 10.0).pivot)


def test_a_template_is_read_with_its_units(tmp_path):
    path = tmp_path / "table.ecsv"
    path.write_text(
        "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: energy, unit: GeV, datatype: float64}\n"
        "# - {name: dnde, unit: 1 / (cm2 s GeV), datatype: float64}\nenergy dnde\n10000 1e-16\n1000 1e-14\n"
    )
    form = read_template(path)
    assert form.energy == pytest.approx((1.0, 10.0))
    assert form.values == pytest.approx((1e-11, 1e-13))
    assert dnde(model_of(form), np.array([np.sqrt(10.0)]))[0] == pytest.approx(1e-12)


def test_a_csv_of_factors_is_a_factor(tmp_path):
    path = tmp_path / "factors.csv"
    path.write_text("energy [TeV],factor\n0.1,1\n10,0.5\n")
    form = read_template(path)
    assert form.is_norm
    assert form.values == (1.0, 0.5)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "energy,dnde\n1,1e-12\n", "energy,dnde\n1,-1\n2,3\n"])
def test_what_is_no_template_is_said_with_the_columns_expected(tmp_path, text):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=r"bad\.csv.*energy"):
        read_template(path)


def test_sums_show_their_parts_in_order():
    model = added(default_spectrum("power_law"), default_spectrum("gaussian"))
    assert [piece.kind for _, piece in leaves(model)] == ["power_law", "gaussian"]
