"""`vhegui simulate`: from a plan file to a data set, and from that back to what was put in."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from astropy.io import fits

from vhegui import cli
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.write import write_responses
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.responses import array_responses

AMPLITUDE, INDEX = 4e-11, 2.4
CRAB = {
    "name": "crab",
    "type": "SkyModel",
    "spectral": {
        "type": "PowerLawSpectralModel",
        "parameters": [
            {"name": "index", "value": INDEX},
            {"name": "amplitude", "value": AMPLITUDE, "unit": "cm-2 s-1 TeV-1"},
            {"name": "reference", "value": 1.0, "unit": "TeV", "frozen": True},
        ],
    },
    "spatial": {
        "type": "PointSpatialModel",
        "frame": "icrs",
        "parameters": [
            {"name": "lon_0", "value": 83.633, "unit": "deg", "frozen": True},
            {"name": "lat_0", "value": 22.014, "unit": "deg", "frozen": True},
        ],
    },
}
PLAN = {
    "seed": 4,
    "models": "models.yaml",
    "responses": {"file": "irfs.fits"},
    "observations": [{"target": "Crab Nebula", "runs": 4, "ontime": "28 min", "zenith": "20 deg", "dead_time": 0.06}],
}
ANALYSIS = {
    "observations": {"datastore": "out", "obs_ids": [1, 2, 3, 4]},
    "datasets": {
        "type": "1d",
        "stack": False,
        "geom": {
            "axes": {
                "energy": {"min": "0.3 TeV", "max": "30 TeV", "nbins": 12},
                "energy_true": {"min": "0.1 TeV", "max": "90 TeV", "nbins": 30},
            }
        },
        "on_region": {"frame": "icrs", "lon": "83.633 deg", "lat": "22.014 deg", "radius": "0.11 deg"},
        "background": {"method": "reflected"},
        "containment_correction": True,
    },
    "fit": {"fit_range": {"min": "0.5 TeV", "max": "30 TeV"}},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_responses(array_responses(Instrument(), 20.0), tmp_path / "irfs.fits")
    for name, content in (("plan", PLAN), ("models", {"components": [CRAB]}), ("analysis", ANALYSIS)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(content))
    return tmp_path


def checksums(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in
            sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip


def test_a_simulated_data_set_gives_back_its_spectrum(folder: Path) -> None:
    assert cli.main(["simulate", "plan.yaml", "-o", "out"]) == 0
    summary = json.loads((folder / "out" / "simulation.json").read_text())
    store = open_store(folder / "out")
    assert store.index.obs_id.tolist() == [1, 2, 3, 4] and not store.problems
    for row in summary["runs"]:
        run = store.load(row["obs_id"])
        assert len(run.events) == sum(row["events"].values())
        assert run.livetime == pytest.approx(0.94 * 1680.0)
    with fits.open(folder / "out" / "data" / "events_000001.fits") as hdus:
        events = hdus["EVENTS"]
        assert events.header["MMN00001"] == "crab" and events.header["NMCIDS"] == 1
        photons = events.data["MC_ID"] == 1
        assert photons.sum() == summary["runs"][0]["events"]["crab"]
        assert np.all(np.isfinite(events.data["ENERGY_TRUE"]) == photons)
    assert cli.main(["run", "analysis.yaml", "--models", "models.yaml", "-o", "fit", "--no-plots"]) == 0
    results = json.loads((folder / "fit" / "results.json").read_text())
    found = {each["name"]: each for each in results["fit"]["parameters"]}
    for name, true in (("amplitude", AMPLITUDE), ("index", INDEX)):
        assert abs(found[name]["value"] - true) < 3.0 * found[name]["error"]


def test_the_seed_decides_and_not_who_does_the_work(folder: Path) -> None:
    assert cli.main(["simulate", "plan.yaml", "-o", "one"]) == 0
    assert cli.main(["simulate", "plan.yaml", "-o", "two", "--scheduler", "threads", "--workers", "2"]) == 0
    assert cli.main(["simulate", "plan.yaml", "-o", "three", "--seed", "5"]) == 0
    one, two, three = (checksums(folder / name) for name in ("one", "two", "three"))
    assert one == two
    assert one.keys() == three.keys() and one["data/events_000001.fits"] != three["data/events_000001.fits"]


def test_what_is_in_the_way_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "models.yaml").write_text("mine")
    assert cli.main(["simulate", "plan.yaml", "-o", "out"]) == 1
    assert (folder / "out" / "models.yaml").read_text() == "mine"
    assert "choose another folder" in capsys.readouterr().err
