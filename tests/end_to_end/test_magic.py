"""Point-like analysis with an energy-dependent cut: two MAGIC runs on the Crab give the numbers of gammapy 2.1."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vhegui import cli
from vhegui.analysis.edits import new_analysis
from vhegui.analysis.state import Analysis, Dataset, FitSettings, FluxPointSettings, LogAxis, SafeRange
from vhegui.analysis.steps import build_pipeline
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.wobble import Wobble
from vhegui.core.dl3.open import open_store
from vhegui.core.models.spectral.evaluate import default_model
from vhegui.core.regions.circle import Circle

RUNS = (5029747, 5029748)
FITS = {
    "joint_safe": {},
    "joint_no_safe_mask": {"safe": SafeRange(aeff_percent=None)},
    "stacked_safe": {"fit": FitSettings(stack=True)},
}


@pytest.fixture(scope="module")
def expected(reference: Any) -> Any:
    return reference("magic_radmax.json")["results"]


@pytest.fixture(scope="module")
def given(data: Path) -> dict[str, Any]:
    store = open_store(data / "magic/rad_max/data")
    return {"observations": {run: store.load(run) for run in RUNS}, "mask_images": {}}


def analysis(n_off: int) -> Analysis:
    """The reference's analysis; the radius drawn does not matter."""
    return replace(
        new_analysis(),
        sources=(default_model("log_parabola", "crab"),),
        dataset=Dataset("magic", RUNS),
        source=Circle(83.63308, 22.0145, 0.2),
        background=Wobble(n_off),
        reco=LogAxis(0.05, 100.0, 17),
        true=LogAxis(0.01, 100.0, 40),
        flux_points=FluxPointSettings(tuple(float(edge) for edge in np.geomspace(0.1, 20.0, 9))),
    )


@pytest.mark.parametrize("n_off", [1, 3])
def test_counts_and_responses_are_those_of_the_reference(expected: Any, given: Any, n_off: int) -> None:
    spectra = build_pipeline().pull_now("spectra", analysis(n_off), given)
    for run in expected[f"{n_off}_off_regions"]["per_run"]:
        spectrum = spectra[run["obs_id"]]
        np.testing.assert_array_equal(spectrum.counts, run["on_counts_per_bin"])
        np.testing.assert_array_equal(spectrum.counts_off, run["off_counts_per_bin"])
        np.testing.assert_array_equal(spectrum.safe, np.array(run["safe_mask"], dtype=bool))
        np.testing.assert_allclose(spectrum.alpha, run["alpha_per_bin"], rtol=1e-7)
        np.testing.assert_allclose(spectrum.exposure * 1e-4, run["exposure_m2_s"], rtol=1e-6)
        assert spectrum.livetime == pytest.approx(run["livetime_s"], rel=1e-6)


@pytest.mark.parametrize("n_off", [1, 3])
@pytest.mark.parametrize("kind", list(FITS))
def test_fits_agree_to_a_thousandth_of_the_errors(expected: Any, given: Any, n_off: int, kind: str) -> None:
    result = build_pipeline().pull_now("fit_result", replace(analysis(n_off), **FITS[kind]), given)
    minimum = expected[f"{n_off}_off_regions"][kind]["refined_minimum"]
    assert result.success
    assert result.total_stat == pytest.approx(minimum["total_stat"], abs=1e-5)
    for parameter in result.model.parameters:
        if not parameter.frozen:
            value, error = minimum["parameters"][f"crab.{parameter.name}"]
            assert abs(parameter.value - value) < 1e-3 * error
            assert parameter.error == pytest.approx(error, rel=1e-3, abs=0)


def test_flux_points_of_the_references_model_agree(expected: Any, given: Any) -> None:
    results = expected["3_off_regions"]["joint_safe"]
    start = analysis(3)
    model = start.model.spectral
    for parameter in model.parameters:
        model = model.with_parameter(parameter.name, value=results["parameters"][f"crab.{parameter.name}"]["value"])
    typed = replace(start, sources=(replace(start.model, spectral=model),), fit=FitSettings(follow=False))
    points = build_pipeline().pull_now("flux_points_result", typed, given)
    flux = {name: np.array(values) for name, values in results["flux_points"].items()}
    np.testing.assert_allclose(points.e_min * 1e3, flux["e_min"], rtol=1e-6)
    np.testing.assert_allclose(points.norm_ul * points.ref_dnde, flux["dnde_ul"], rtol=1e-4)
    # gammapy stops a little beside the minimum: up to 1 % of the error.
    assert np.all(np.abs(points.dnde - flux["dnde"]) < 0.01 * flux["dnde_err"])


def test_the_user_is_told_which_radius_is_used(given: Any) -> None:
    messages = build_pipeline().pull_now("cut_messages", analysis(3), given)
    assert messages == (
        "all runs: point-like, with a cut that depends on energy: the source region is 0.1 to "
        "0.265 deg (RAD_MAX), not the 0.2 deg drawn",
    )


def test_reflected_regions_have_room_for_the_largest_radius(given: Any) -> None:
    packed = replace(analysis(3), background=Reflected())
    regions = build_pipeline().pull_now("off_regions", packed, given)
    assert all(len(off) == 2 or len(off) == 3 for off in regions.values())
    assert all(off.radius == pytest.approx(0.2645751) for off in regions.values())
    spectra = build_pipeline().pull_now("spectra", packed, given)
    for run, spectrum in spectra.items():
        np.testing.assert_allclose(spectrum.alpha, 1.0 / len(regions[run]))


def test_a_fixed_cut_in_the_header_is_the_radius(data: Path) -> None:
    store = open_store(data / "joint-crab/dl3/magic")
    given = {"observations": {5029748: store.load(5029748)}, "mask_images": {}}
    start = replace(analysis(3), dataset=Dataset("magic", (5029748,)))
    wide, exact = (replace(start, source=Circle(83.63308, 22.0145, radius)) for radius in (0.3, 0.1414213))
    pipeline = build_pipeline()
    counts = [pipeline.pull_now("spectra", state, given)[5029748] for state in (wide, exact)]
    np.testing.assert_array_equal(counts[0].counts, counts[1].counts)
    np.testing.assert_array_equal(counts[0].counts_off, counts[1].counts_off)
    assert counts[0].counts.sum() > 100
    assert "a cut at 0.1414 deg" in pipeline.pull_now("cut_messages", wide, given)[0]
    assert pipeline.pull_now("cut_messages", exact, given) == ()


def test_a_configuration_file_with_wobble_regions_runs(data: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "magic.yaml").write_text(f"""
observations:
    datastore: {data / "magic/rad_max/data"}
    obs_ids: [5029747, 5029748]
    required_irf: [aeff, edisp, rad_max]
datasets:
    type: 1d
    stack: false
    geom:
        axes:
            energy: {{min: 0.05 TeV, max: 100 TeV, nbins: 17}}
            energy_true: {{min: 0.01 TeV, max: 100 TeV, nbins: 40}}
    on_region: {{frame: icrs, lon: 83.63308 deg, lat: 22.0145 deg, radius: 0.1 deg}}
    background: {{method: reflected, parameters: {{placement: wobble, n_off_regions: 1}}}}
    safe_mask: {{methods: [aeff-max], parameters: {{aeff_percent: 10}}}}
    containment_correction: false
""")
    assert cli.main(["run", str(tmp_path / "magic.yaml"), "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    assert "is 0.1 to 0.265 deg (RAD_MAX)" in said.out + said.err
    assert (tmp_path / "out/results.json").is_file()
