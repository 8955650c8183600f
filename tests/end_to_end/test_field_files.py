"""One made-up run in the forms that people's files have: `vhegui run` gives the same numbers, or cuts what is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.time import Time, TimeDelta
from one_run import SOURCE, START, TIME_REF, made_up_run

from vhegui import cli
from vhegui.core import sphere
from vhegui.core.dl3.write import write_observation
from vhegui.core.irf.effective_area import EffectiveArea2D
from vhegui.core.irf.offset_axis import OffsetAxis

CONFIG = """
observations: {{datastore: store{observations}}}
datasets:
  type: 1d
  stack: false
  geom:
    axes:
      energy: {{min: 0.5 TeV, max: 20 TeV, nbins: 4}}
      energy_true: {{min: 0.2 TeV, max: 50 TeV, nbins: 20}}
  on_region: {{frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.1 deg}}
  background: {{method: reflected}}
"""


def total(folder: Path, observations: str = "", code: int = 0) -> dict[str, Any]:
    """Summed counts and times of `vhegui run` over the data in folder/store."""
    (folder / "config.yaml").write_text(CONFIG.format(observations=observations))
    out = folder / "out"
    assert cli.main(["run", str(folder / "config.yaml"), "-o", str(out), "--no-plots"]) == code
    return json.loads((out / "results.json").read_text())["total"]


def edited(path: Path, edit: Callable[[Any], None]) -> None:
    with fits.open(path, memmap=False) as hdus:
        edit(hdus)
        hdus.writeto(path, overwrite=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    write_observation(made_up_run(), tmp_path / "store" / "run1.fits")
    return tmp_path


def test_a_time_range_cuts_a_run_with_its_livetime_and_its_events(folder: Path) -> None:
    start: Any = Time(TIME_REF, format="mjd", scale="tt") + TimeDelta(START, format="sec")
    times = [(start + TimeDelta(seconds, format="sec")).utc.isot for seconds in (-100.0, 400.0)]
    cut = total(folder, f", obs_time: {{start: '{times[0]}', stop: '{times[1]}'}}")
    assert cut["livetime"] == pytest.approx(360.0, abs=0.01)
    events = made_up_run().events
    early = events.where(events.time < START + 400.0)
    near = (sphere.separation(*SOURCE, early.ra, early.dec) <= 0.1) & (early.energy >= 0.5) & (early.energy < 20.0)
    assert cut["counts"] == near.sum()


def test_two_files_with_one_number_are_both_used_and_a_run_far_below_is_found(folder: Path) -> None:
    run, once = made_up_run(), total(folder)
    later = replace(run, gti=run.gti + 5000.0, events=replace(run.events, time=run.events.time + 5000.0))
    (folder / "store" / "2020" / "01").mkdir(parents=True)
    write_observation(later, folder / "store" / "2020" / "01" / "part2.fits")
    twice = total(folder)
    assert (twice["livetime"], twice["counts"]) == (pytest.approx(1800.0), 2 * once["counts"])


def test_areas_of_protons_and_times_in_days_change_nothing(folder: Path) -> None:
    once = total(folder)

    def protons(hdus: Any) -> None:
        area = hdus["EFFECTIVE AREA"].copy()
        area.data = area.data.copy()
        area.data["EFFAREA"] *= 0.01
        area.name = "EFFECTIVE AREA PROTONS"
        hdus.insert(1, area)

    def days(hdus: Any) -> None:
        for name, columns in (("EVENTS", ("TIME",)), ("GTI", ("START", "STOP"))):
            hdus[name].header["TIMEUNIT"] = "d"
            for column in columns:
                hdus[name].data[column] /= 86400.0
                hdus[name].columns[column].unit = None
        for key in ("TSTART", "TSTOP"):
            hdus["EVENTS"].header[key] /= 86400.0

    first = json.loads((folder / "out" / "results.json").read_text())["fit"]["parameters"]
    edited(folder / "store" / "run1.fits", protons)
    edited(folder / "store" / "run1.fits", days)
    again = total(folder)
    assert (again["counts"], again["counts_off"]) == (once["counts"], once["counts_off"])
    assert again["livetime"] == pytest.approx(900.0, abs=1e-3)
    second = json.loads((folder / "out" / "results.json").read_text())["fit"]["parameters"]
    assert [p["value"] for p in second] == pytest.approx([p["value"] for p in first], rel=1e-4, abs=0)


def test_what_is_assumed_of_the_files_is_said_by_run_as_by_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = made_up_run()
    hole = EffectiveArea2D(
        np.geomspace(0.1, 100.0, 10),
        OffsetAxis.bins([0.6, 0.8, 1.0]),
        np.full((2, 9), 1e5),
        pointlike=True,
        radius_cut=0.1,
    )
    write_observation(replace(run, responses=replace(run.responses, aeff=hole)), folder / "store" / "run1.fits")
    total(folder)
    said = "offsets begin at 0.6 deg; nearer to the axis the values at the lowest offset are used"
    assert f'run 1, HDU "EFFECTIVE AREA": {said}' in capsys.readouterr().err
    assert cli.main(["check", str(folder / "store")]) == 0
    assert "offsets begin at 0.6 deg" in capsys.readouterr().out
