"""`vhegui fake`: spectra and map data sets with the counts of a model, as files that are read like the first ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from made_up_cubes import made_up_run, small_geometry

from vhegui import cli
from vhegui.core.cubes.dataset_file import write_dataset
from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.simulation.counts import demo_spectrum
from vhegui.core.spectra.ogip import read_ogip, write_ogip

MODEL = {
    "name": "crab",
    "spectral": {
        "type": "PowerLawSpectralModel",
        "parameters": [
            {"name": "index", "value": 2.4},
            {"name": "amplitude", "value": 4e-11, "unit": "cm-2 s-1 TeV-1"},
            {"name": "reference", "value": 1.0, "unit": "TeV"},
        ],
    },
    "spatial": {
        "type": "PointSpatialModel",
        "parameters": [
            {"name": "lon_0", "value": 83.633, "unit": "deg"},
            {"name": "lat_0", "value": 22.014, "unit": "deg"},
        ],
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models.yaml").write_text(yaml.safe_dump({"components": [MODEL]}))
    write_ogip(demo_spectrum(), tmp_path / "spectra")
    write_dataset(reduce_run(made_up_run(), small_geometry(columns=20)), tmp_path / "cube.fits")
    return tmp_path


def fake(*words: str) -> int:
    pha = next(Path("spectra").glob("pha*"))
    return cli.main(["fake", str(pha), "cube.fits", "--models", "models.yaml", *words])


def test_both_kinds_are_faked_by_chance_or_exactly(folder: Path) -> None:
    assert fake("-o", "chance") == fake("-o", "again") == fake("-o", "other", "--seed", "3") == 0
    assert fake("-o", "exact", "--asimov") == 0
    names = "chance", "again", "other", "exact"
    cubes = {name: read_dataset(folder / name / "cube.fits").cube.counts for name in names}
    np.testing.assert_array_equal(cubes["chance"], cubes["again"])
    assert (cubes["chance"] != cubes["other"]).any()
    assert cubes["chance"].sum() == pytest.approx(cubes["exact"].sum(), rel=0.1)
    assert (cubes["exact"] != np.rint(cubes["exact"])).any()
    before = read_ogip(next((folder / "spectra").glob("pha*"))).spectrum
    exact = read_ogip(next((folder / "exact").glob("pha*"))).spectrum
    np.testing.assert_allclose(exact.counts_off, before.counts_off)
    np.testing.assert_allclose(exact.exposure, before.exposure)
    assert exact.excess.sum() > 100


def test_what_is_read_is_never_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "cube.fits").read_bytes()
    assert fake("-o", ".") == 1
    assert (folder / "cube.fits").read_bytes() == before
    assert "cube.fits" in capsys.readouterr().err
