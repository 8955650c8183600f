"""What may be asked of a run without a window beyond the fit: by flags, by a session file, and only when asked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from vhegui.cli import main

SESSION = """
format: 1
data: {{path: {folder}, runs: [23523, 23526]}}
source: {{ra: 83.63 deg, dec: 22.01 deg, radius: 0.11 deg}}
model: {{name: crab, kind: power_law}}
"""
KEYS = {"profiles", "contours", "toys", "comparison", "optimisation", "source_tests"}


@pytest.fixture
def run(data, tmp_path):
    """Function that runs a session with more keys and flags; exit code, results and the folder."""

    def make(*flags: str, more: str = "") -> tuple[int, dict, Path]:
        session, folder = tmp_path / "session.yaml", tmp_path / "out"
        session.write_text(SESSION.format(folder=data / "hess-dl3-dr1") + more)
        code = main(["run", str(session), "-o", str(folder), "--no-plots", *flags])
        return code, json.loads((folder / "results.json").read_text()), folder

    return make


def test_nothing_is_added_where_nothing_is_asked(run):
    code, results, folder = run()
    assert code == 0 and not KEYS & set(results)
    assert "studies" not in results["settings"]["analysis"]
    assert not [name for name in KEYS if (folder / f"{name}.ecsv").exists()]


def test_flags_ask_for_profiles_contours_toys_a_comparison_and_tests(run):
    code, results, folder = run("--profiles", "--contours", "--toys", "20", "--compare-models", "--source-tests")
    assert code == 0 and set(results) >= KEYS - {"optimisation"}
    errors = {each["name"]: each["error"] for each in results["fit"]["parameters"]}
    for each in results["profiles"]:
        assert each["errp"] == pytest.approx(errors[each["parameter"]], rel=0.2)
        assert min(each["delta_stat"]) == pytest.approx(0.0, abs=1e-3)
    assert [each["delta_stat"] for each in results["contours"]] == [2.2957, 5.9915]
    assert results["toys"]["n"] == 20
    assert results["comparison"][0]["kind"] == "power_law"
    assert [each["question"] for each in results["source_tests"]] == ["source", "cutoff"]
    assert results["source_tests"][1]["delta_ts"] == pytest.approx(results["comparison"][1]["delta_ts"], abs=1e-3)
    assert list(Table.read(folder / "source_tests.ecsv")["source"]) == ["crab", "crab"]
    assert len(Table.read(folder / "toys.ecsv")) == 20
    assert set(Table.read(folder / "profiles.ecsv")["parameter"]) == {"index", "amplitude"}
    again = json.loads((folder / "results.json").read_text())["settings"]["analysis"]["studies"]
    assert again["toys"] == {"n": 20, "seed": 1}


def test_a_session_file_asks_with_settings_of_its_own(run):
    asked = "studies: {contours: {pairs: [[index, amplitude]], points: 6, levels: [1.0]}, toys: {n: 30, seed: 5}}\n"
    code, results, _ = run("--toys", "10", more=asked)
    assert code == 0
    assert [len(each["x"]) for each in results["contours"]] == [6]
    assert results["settings"]["analysis"]["studies"]["toys"] == {"n": 10, "seed": 5}, "the flag says how many"


def test_the_scan_of_radius_and_threshold_is_written_as_a_table(run):
    code, results, folder = run("--optimise", more="studies: {optimisation: {steps: 3, toys: 0}}\n")
    table = Table.read(folder / "optimisation.ecsv")
    best = results["optimisation"]["best"]["significance"]
    assert code == 0 and len(np.unique(table["radius"])) == 3
    here = np.isclose(table["radius"], best["radius"]) & np.isclose(table["threshold"], best["threshold"])
    assert table["sqrt_ts"][here][0] == np.nanmax(table["sqrt_ts"])


def test_what_was_asked_and_not_done_is_said_and_the_exit_code_is_not_zero(run):
    code, results, _ = run(more="studies: {profiles: {parameters: [beta]}}\n")
    assert code == 3 and "profiles" not in results
    assert results["settings"]["not_done"] == ["'beta' is no fitted parameter; there: index, amplitude"]


def test_a_wrong_key_of_a_study_names_itself(data, tmp_path, capsys):
    session = tmp_path / "session.yaml"
    session.write_text(SESSION.format(folder=data / "hess-dl3-dr1") + "studies: {toys: {n: 1}}\n")
    assert main(["run", str(session), "-o", str(tmp_path / "out"), "--no-plots"]) == 1
    assert "studies.toys.n: 1 is not allowed" in capsys.readouterr().err


def test_sources_are_not_looked_for_in_spectra(run):
    code, results, _ = run("--find-sources", "2")
    assert code == 3 and not results["complete"]
