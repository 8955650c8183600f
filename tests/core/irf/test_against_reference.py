"""Responses of H.E.S.S., MAGIC and CTAO against gammapy 2.1 (psf.json, crab_1d.json), to the digits given there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.load import read_responses
from vhegui.core.sphere import separation

CRAB_RUNS = (23523, 23526, 23559, 23592)


@pytest.mark.parametrize("name", ["hess_run23523", "magic_5029747", "cta_prod5_south"])
def test_effective_area_agrees_between_the_offsets_of_the_table(responses: Any, reference: Any, name: str) -> None:
    expected = reference("psf.json")["aeff"]
    energy = np.array(expected["energies_TeV"])
    offsets = expected[name]["offsets_deg"]
    area = np.array([responses[name]["aeff"].evaluate(energy, offset) for offset in offsets]).T
    values = np.array(expected[name]["values_energy_by_offset"])
    axis = responses[name]["aeff"].offset_axis
    inside = [o <= axis.centres[-1] if len(axis) > 1 else o == 0.4 for o in offsets]
    np.testing.assert_allclose(area[:, inside], values[:, inside], rtol=1e-6, atol=1e-3)


def test_beyond_the_last_offset_the_area_falls_to_zero_at_the_edge_of_the_table(responses: Any) -> None:
    aeff = responses["hess_run23523"]["aeff"]
    energy = np.array([1.0])
    last, between, edge, beyond = (float(aeff.evaluate(energy, o)[0]) for o in (2.5, 2.6, 2.75, 2.7501))
    assert last > between > edge >= beyond == 0.0


def test_one_single_offset_is_used_for_the_whole_field(responses: Any) -> None:
    aeff = responses["magic_5029747"]["aeff"]
    energy = np.array([0.3, 3.0])
    np.testing.assert_array_equal(aeff.evaluate(energy, 0.0), aeff.evaluate(energy, 1.4))
    assert aeff.is_pointlike


@pytest.mark.parametrize("name", ["hess_run23523", "magic_5029747", "cta_prod5_south"])
def test_energy_dispersion_kernels_agree(responses: Any, reference: Any, name: str) -> None:
    expected = reference("psf.json")["edisp"]
    true, reco = (EnergyAxis(np.array(expected[key])) for key in ("true_edges_TeV", "reco_edges_TeV"))
    for label, kernel in expected[name]["kernels"].items():
        matrix = responses[name]["edisp"].matrix(true, reco, float(label.split()[1]))
        np.testing.assert_allclose(matrix, kernel["matrix_true_by_reco"], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(matrix.sum(axis=1), kernel["row_sums"], rtol=1e-7)


def test_three_gauss_containment_and_its_inverse_agree(responses: Any, reference: Any) -> None:
    document = reference("psf.json")
    expected, energy = document["psf_cta_prod5_south_3gauss"], np.array(document["energies_TeV"])
    psf, radii = responses["cta_prod5_south"]["psf"], np.array(document["radii_deg"])
    values = np.array(expected["containment_[energy][offset][radius]"])
    exact = np.array(expected["containment_radius_deg_exact_68_95_[fraction][energy][offset]"])
    for i, offset in enumerate(expected["offsets_deg"]):
        np.testing.assert_allclose(psf.containment(energy[:, None], offset, radii), values[:, i], rtol=1e-6, atol=1e-8)
        for j, fraction in enumerate((0.68, 0.95)):
            np.testing.assert_allclose(psf.containment_radius(energy, offset, fraction), exact[j, :, i], rtol=1e-5)


@pytest.mark.parametrize(("name", "key"), [("hess_run23523", "run23523"), ("hess_run20136", "run20136")])
def test_table_containment_as_in_the_file_agrees(responses: Any, reference: Any, name: str, key: str) -> None:
    document = reference("psf.json")
    expected, energy = document[f"psf_hess_table_{key}"], np.array(document["energies_TeV"])
    psf, radii = replace(responses[name]["psf"], repaired=False), np.array(document["radii_deg"])[3:]
    values = np.array(expected["containment_[energy][offset][radius]"], dtype=float)[:, :, 3:]
    for i, offset in enumerate(expected["offsets_deg"]):
        # 1e-4: gammapy is linear in r inside a radius bin, the integral of a constant density is linear in r².
        np.testing.assert_allclose(psf.containment(energy[:, None], offset, radii), values[:, i], atol=1e-4)


@pytest.mark.parametrize("i", range(4))
def test_crab_runs_have_the_published_responses_at_the_source(data: Path, reference: Any, i: int) -> None:
    document = reference("crab_1d.json")
    run = document["observations"][i]
    true, reco = (EnergyAxis(np.array(document[f"{kind}_energy_edges_TeV"])) for kind in ("true", "reco"))
    irfs, _ = read_responses(data / f"hess-dl3-dr1/data/hess_dl3_dr1_obs_id_{CRAB_RUNS[i]:06d}.fits.gz")
    assert irfs.aeff is not None
    assert irfs.edisp is not None
    assert irfs.psf is not None
    offset = float(separation(83.63, 22.01, run["pointing_ra_deg"], run["pointing_dec_deg"]))
    area = np.array(run["aeff_m2_at_true_bin_centres"])
    np.testing.assert_allclose(irfs.aeff.evaluate(true.centres, offset), area, rtol=2e-6, atol=1e-6)
    # Rows without effective area may be filled here from an offset that has events; nothing is predicted with them.
    matrix = irfs.edisp.matrix(true, reco, offset)[area > 0]
    np.testing.assert_allclose(matrix, np.array(run["edisp_true_by_reco"])[area > 0], atol=1e-6)
    containment = np.array(run["psf_containment_0p11deg_at_true_bin_centres"])
    default = irfs.psf.containment(true.centres, offset, 0.11)
    used = (true.centres > 0.28) & (true.centres < 80)
    np.testing.assert_allclose(default[used], containment[used], rtol=1e-4)
    as_in_file = replace(irfs.psf, repaired=False).containment(true.centres, offset, 0.11)  # type: ignore[type-var]
    low = true.centres < 80
    np.testing.assert_allclose(as_in_file[low], containment[low], rtol=1e-4, atol=1e-4)
