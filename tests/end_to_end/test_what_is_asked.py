"""What a file asks for is done and the exit code is 0, or it is named and the exit code is 3."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.end_to_end.test_field_files import CONFIG, made_up_run
from vhegui import cli
from vhegui.core.dl3.write import write_observation
from vhegui.core.irf.background_2d import Background2D
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.energy_dispersion import EnergyDispersion2D


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Run 1, which has no background response, and run 2, which has one and points a quarter of a degree elsewhere."""
    run = made_up_run()
    area = run.responses.aeff
    assert isinstance(area, EffectiveArea2D) and isinstance(run.responses.edisp, EnergyDispersion2D)
    background = Background2D(area.energy_edges, area.offset_axis, area.area.T)
    pointing = replace(run.pointing, dec=run.pointing.dec + 0.25)
    other = replace(run, obs_id=2, pointing=pointing, responses=replace(run.responses, background=background))
    (tmp_path / "store").mkdir()
    for each in (run, other):
        write_observation(each, tmp_path / "store" / f"run{each.obs_id}.fits")
    return tmp_path


def done(folder: Path, content: dict, code: int) -> list[int]:
    """The runs in the results of what is asked for."""
    (folder / "asked.yaml").write_text(yaml.safe_dump(content))
    assert cli.main(["run", str(folder / "asked.yaml"), "-o", str(folder / "out"), "--no-plots"]) == code
    results = json.loads((folder / "out" / "results.json").read_text())
    assert results["complete"] == (code == 0)
    return [row["obs_id"] for row in results["observations"] if row["livetime"] > 0]


def config() -> dict:
    return yaml.safe_load(CONFIG.format(observations=""))


def test_runs_without_a_required_response_are_left_out_as_asked(folder: Path, capsys) -> None:
    assert done(folder, config(), 0) == [1, 2]
    asked = config()
    asked["observations"]["required_irf"] = ["aeff", "edisp", "bkg"]
    assert done(folder, asked, 0) == [2]
    assert "run 1: left out, as observations.required_irf asks: there is no bkg" in capsys.readouterr().err
    session = yaml.safe_load((folder / "out" / "session.yaml").read_text())
    assert session["data"]["runs"] == [2]


def test_thresholds_that_no_file_has_are_named_where_they_are_asked_for(folder: Path, capsys) -> None:
    done(folder, config(), 0)
    assert "no LO_THRES" in capsys.readouterr().err
    asked = config()
    asked["datasets"]["safe_mask"] = {"methods": ["aeff-default"]}
    done(folder, asked, 3)
    assert "runs 1, 2: no LO_THRES and no HI_THRES" in capsys.readouterr().err


def test_a_run_that_the_largest_offset_of_a_session_leaves_out_is_as_asked(folder: Path, capsys) -> None:
    done(folder, config(), 0)
    session = yaml.safe_load((folder / "out" / "session.yaml").read_text())
    session["data"]["path"] = "store"
    session["safe_range"] = {"offset_max": "0.6 deg"}
    done(folder, session, 0)
    assert "run 2: not used, as offset_max asks" in capsys.readouterr().err


def test_an_excluded_shape_that_cannot_be_made_is_named_and_the_others_are_excluded(folder: Path, capsys) -> None:
    asked = config()
    asked["datasets"].setdefault("background", {})["exclusion"] = "stars.reg"
    (folder / "stars.reg").write_text("icrs\nbox(83.9,22.2,0.1,0.2,30)\n# text(83,22) text={a star}\n")
    assert done(folder, asked, 0) == [1, 2]
    (folder / "stars.reg").write_text("icrs\nbox(83.9,22.2,0.1,0.2,30)\npanda(83.9,22,0,90,1,0.1,0.3,1)\n")
    assert done(folder, asked, 3) == [1, 2]
    assert "stars.reg, line 3: 'panda(" in capsys.readouterr().err
    results = json.loads((folder / "out" / "results.json").read_text())
    (shape,) = results["settings"]["analysis"]["exclusions"]
    assert shape["angle"] == "30.0 deg"
