"""`vhegui fit`: OGIP spectra of one or several instruments to files of results, without DL3 data."""

from __future__ import annotations

import json

import numpy as np
import pytest
import yaml
from astropy.table import Table
from ogip_files import made_up_spectrum

from vhegui import cli
from vhegui.analysis.edits import add_spectra, new_analysis, remove_spectrum
from vhegui.analysis.loading.spectra import load_spectra, read_spectra
from vhegui.analysis.session.reading import read_session
from vhegui.analysis.steps import build_pipeline
from vhegui.core.errors import DataError
from vhegui.core.spectra.ogip import read_ogip, write_ogip

INSTRUMENTS = ("fermi", "magic", "veritas", "fact", "hess")
PARAMETERS = [
    {"name": "amplitude", "value": 3.8e-11, "unit": "cm-2 s-1 TeV-1"},
    {"name": "reference", "value": 1.0, "unit": "TeV", "frozen": True},
    {"name": "alpha", "value": 2.47},
    {"name": "beta", "value": 0.104},
]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "models.yaml"
    spectral = {"type": "LogParabolaSpectralModel", "parameters": PARAMETERS}
    path.write_text(yaml.safe_dump({"components": [{"name": "crab", "type": "SkyModel", "spectral": spectral}]}))
    return path


@pytest.fixture(scope="module")
def crab(data):
    """Path of every spectrum of the Crab."""
    folder = data / "joint-crab" / "spectra"
    return [str(path) for name in INSTRUMENTS for path in sorted((folder / name).glob("pha_*.fits"))]


@pytest.fixture
def fit(models, tmp_path):
    """A function that runs the command and gives the results and the output folder."""

    def run(*words):
        folder = tmp_path / "out"
        assert cli.main(["fit", *words, "--models", str(models), "-o", str(folder), "--no-plots"]) == 0
        return json.loads((folder / "results.json").read_text()), folder

    return run


def values(results):
    return {(item["model"], item["name"]): (item["value"], item["error"]) for item in results["fit"]["parameters"]}


def test_the_joint_fit_of_five_instruments_is_the_published_one(crab, fit, reference):
    results, folder = fit(*crab, "--energy-range", "0.03 TeV,30 TeV")
    published = reference("joint_crab.json")["published_joint_crab_repository"]["joint"]
    found = values(results)
    for name, key, scale in (("amplitude", "amplitude", 1.0), ("alpha", "alpha", 1.0), ("beta", "beta10", np.log(10))):
        value, error = found["crab", name]
        assert value * scale == pytest.approx(published[key][0], abs=0.01 * published[key][1])
        assert error * scale == pytest.approx(published[key][1], rel=0.002, abs=0)
    assert results["fit"]["n_bins"] == 388
    assert [row["obs_id"] for row in results["observations"]][-4:] == [23523, 23526, 23559, 23592]
    points = Table.read(folder / "flux_points.ecsv")
    assert points["e_min"][0] < 0.04 < 20 < points["e_max"][-1]
    assert set(Table.read(folder / "spectra.ecsv")["obs_id"]) >= {"stacked", "23523", "54809"}
    assert read_session(folder / "session.yaml")[0].dataset.spectra == tuple(crab)


def test_ranges_of_single_instruments_are_used(crab, fit, reference):
    ranges = [f"{name}={low} TeV,30 TeV" for name, low in (("MAGIC", 0.08), ("veritas", 0.16), ("fact", 0.45))]
    words = [
        word for text in (*ranges, "hess=0.71 TeV,30 TeV", "fermi=30 GeV,2 TeV") for word in ("--energy-range", text)
    ]
    results, _ = fit(*crab, *words)
    expected = reference("joint_crab.json")["fits"]["literal"]["joint"]
    assert results["fit"]["n_bins"] == expected["n_bins_used"]
    assert results["fit"]["total_stat"] == pytest.approx(expected["refined_minimum"]["total_stat"], abs=1e-4)


def test_energy_scales_are_fitted_with_priors_and_asymmetric_errors(crab, fit):
    results, folder = fit(*crab, "--nuisance", "energy=0.15,fermi=0.05", "--minos", "--energy-range", "0.03 TeV,30 TeV")
    found = values(results)
    scales = {name: found[name, "energy"] for name in INSTRUMENTS}
    assert all(abs(value - 1.0) < 0.15 and 0.0 < error < 0.1 for value, error in scales.values())
    assert scales["fermi"][1] < 0.05
    assert all(item["errn"] > 0.0 for item in results["fit"]["parameters"] if not item["frozen"])
    assert len(results["fit"]["covariance"]["names"]) == 9
    assert len(read_session(folder / "session.yaml")[0].nuisances) == 5


def test_stacks_an_instrument_are_fitted_and_written(crab, fit):
    results, folder = fit(*crab, "--stack", "--energy-range", "0.03 TeV,30 TeV")
    jointly = fit(*crab, "--energy-range", "0.03 TeV,30 TeV")[0]
    assert results["fit"]["n_bins"] < jointly["fit"]["n_bins"]
    for name in ("amplitude", "alpha", "beta"):
        (value, _), (other, error) = values(results)["crab", name], values(jointly)["crab", name]
        assert value == pytest.approx(other, abs=0.5 * error)
    stacked = read_ogip(folder / "ogip" / "pha_obsstacked_hess.fits").spectrum
    runs = [read_ogip(path).spectrum for path in crab[-4:]]
    assert stacked.counts.sum() == sum((run.counts * run.safe).sum() for run in runs)


def test_settings_may_come_from_a_session(crab, fit, tmp_path):
    first, folder = fit(*crab[-4:], "--energy-range", "hess=0.8 TeV,20 TeV")
    session = tmp_path / "session.yaml"
    session.write_text((folder / "session.yaml").read_text())
    again, _ = fit(*crab[-4:], "--session", str(session))
    assert again["fit"]["n_bins"] == first["fit"]["n_bins"]
    assert again["fit"]["total_stat"] == pytest.approx(first["fit"]["total_stat"], abs=1e-5)


def test_a_spectrum_may_have_a_systematic_of_its_own(crab, fit):
    results, folder = fit(*crab[-2:], "--nuisance", "area=0.1,23592=0.05", "--nuisance", "background=0,23559=0.02")
    factors = {(item["model"], item["name"]) for item in results["fit"]["parameters"] if item["model"] != "crab"}
    assert factors == {("hess", "area"), ("23592", "area"), ("23559", "background")}
    again = read_session(folder / "session.yaml")[0].nuisances
    assert [(each.kind, each.dataset, each.parameter.prior.b) for each in again] == [
        ("area", "hess", 0.1), ("area", "23592", 0.05), ("background", "23559", 0.02)
    ]  # fmt: skip


def test_a_width_of_zero_takes_a_systematic_of_the_session_away(crab, fit, tmp_path):
    _, folder = fit(*crab[-2:], "--nuisance", "area=0.1")
    session = tmp_path / "session.yaml"
    session.write_text((folder / "session.yaml").read_text())
    assert len(read_session(session)[0].nuisances) == 1
    without, _ = fit(*crab[-2:], "--session", str(session), "--nuisance", "area=0")
    assert "area" not in {item["name"] for item in without["fit"]["parameters"]}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--energy-range", "1,2"], "two energies with their units"),
        (["--energy-range", "2 TeV,1 TeV"], "not below"),
        (["--energy-range", "lst=1 TeV,2 TeV"], "nothing is called 'lst'; there: 23523, hess"),
        (["--nuisance", "pointing=0.1"], "'pointing' is not one of area, energy, background"),
        (["--nuisance", "area=15%"], "the width of the prior"),
        (["--nuisance", "area=0.1,lst=0.2"], "nothing is called 'lst'; there: 23523, hess"),
        (["--session", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_mistakes_are_explained(crab, tmp_path, capsys, words, says):
    assert cli.main(["fit", crab[-4], *words, "-o", str(tmp_path / "out")]) == 1
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert cli.main(["fit", str(tmp_path / "pha.fits"), "-o", str(tmp_path / "out")]) == 1
    assert "pha.fits" in capsys.readouterr().err


def test_an_analysis_needs_no_runs_and_its_groups_are_summed_apart(crab):
    spectra = read_spectra(crab)
    pipeline, given = build_pipeline(), {"observations": {}, "mask_images": {}, "spectrum_files": spectra}
    analysis = add_spectra(new_analysis(), crab)
    sums = pipeline.pull("summed_groups", analysis, given)
    predicted = pipeline.pull("predicted_groups", analysis, given)
    assert list(sums) == list(predicted) == list(INSTRUMENTS)
    assert sums["hess"].counts.sum() == sum((s.counts * s.safe).sum() for s in list(spectra.values())[-4:])
    assert pipeline.pull("summed_counts", analysis, given) is sums["fermi"]
    for name in INSTRUMENTS:
        excess = sums[name].excess.sum()
        assert predicted[name].counts.sum() == pytest.approx(excess, abs=6 * np.sqrt(sums[name].counts.sum()))
    rows, total = pipeline.pull("counts_table", analysis, given)
    assert len(rows) == 10
    assert total.counts == sum(each.counts.sum() for each in sums.values())


def test_spectra_are_added_once_and_taken_away():
    analysis = add_spectra(add_spectra(new_analysis(), ["a", "b"]), ["b", "c"])
    assert analysis.dataset.spectra == ("a", "b", "c")
    assert remove_spectrum(analysis, "b").dataset.spectra == ("a", "c")


def test_spectra_of_one_name_are_told_apart_and_a_bad_file_hides_no_other(tmp_path):
    paths = [
        str(write_ogip(made_up_spectrum(i, "1", instrument=name), tmp_path / name)[0])
        for i, name in enumerate(("HESS", "MAGIC"))
    ]
    broken = str(tmp_path / "broken.fits")
    loaded = load_spectra([*paths, broken])
    assert [item.name for item in loaded.spectra.values()] == ["HESS 1", "MAGIC 1"]
    assert list(loaded.problems) == [broken]
    with pytest.raises(DataError, match=r"broken\.fits"):
        read_spectra([broken])


def test_a_background_among_the_spectra_is_not_fitted(tmp_path):
    pha, bkg, *_ = (str(path) for path in write_ogip(made_up_spectrum(), tmp_path))
    loaded = load_spectra([pha, bkg])
    assert list(loaded.spectra) == [pha]
    assert "is the background of pha_obs" in loaded.problems[bkg]
