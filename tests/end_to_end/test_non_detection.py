"""An empty place in a real run is a result: exit code 0, the amplitude and its limit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from vhegui import cli

CONFIG = """
observations: {{datastore: {store}, obs_ids: [29433]}}
datasets:
  type: 1d
  stack: false
  geom:
    axes:
      energy: {{min: 0.1 TeV, max: 40 TeV, nbins: 27}}
      energy_true: {{min: 0.05 TeV, max: 100 TeV, nbins: 67}}
  on_region: {{frame: icrs, lon: {lon} deg, lat: {lat} deg, radius: 0.11 deg}}
  background: {{method: reflected}}
  safe_mask: {{methods: [aeff-max], parameters: {{aeff_percent: 10}}}}
"""


def models(free: bool) -> str:
    parameters = [
        {"name": "index", "value": 2.5, "unit": "", "frozen": not free},
        {"name": "amplitude", "value": 1e-12, "unit": "cm-2 s-1 TeV-1"},
        {"name": "reference", "value": 1.0, "unit": "TeV", "frozen": True},
    ]
    spectral = {"type": "PowerLawSpectralModel", "parameters": parameters}
    return yaml.safe_dump({"components": [{"name": "nothing", "type": "SkyModel", "spectral": spectral}]})


@pytest.mark.parametrize("free", [False, True], ids=["shape known", "shape free"])
@pytest.mark.parametrize("side", [-0.5, 0.5], ids=["south", "north"])
def test_an_empty_place_gives_a_limit_and_exit_code_0(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], free: bool, side: float
) -> None:
    from vhegui.core.dl3.open import open_store

    store = open_store(data / "hess-dl3-dr1")
    row = int((store.index.obs_id == 29433).argmax())
    place = {"lon": float(store.index.ra[row]), "lat": float(store.index.dec[row]) + side}
    (tmp_path / "c.yaml").write_text(CONFIG.format(store=data / "hess-dl3-dr1", **place))
    (tmp_path / "m.yaml").write_text(models(free))
    words = ["run", str(tmp_path / "c.yaml"), "--models", str(tmp_path / "m.yaml"), "-o", str(tmp_path / "out")]
    assert cli.main([*words, "--no-plots"]) == 0
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert results["complete"] and results["fit"]["success"]
    assert abs(results["total"]["sqrt_ts"]) < 2.0
    limit = results["fit"]["upper_limit"]
    assert 0.0 <= limit["value"] < limit["upper"] < 5e-12  # a tenth of the Crab
    assert limit["ts"] < 4.0
    assert "no detection" in capsys.readouterr().err
