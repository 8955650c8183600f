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
from astropy.table import Table
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


INDEXED = (("events", "EVENTS"), ("gti", "GTI"), ("aeff", "EFFECTIVE AREA"), ("edisp", "ENERGY DISPERSION"))


MODELS = """
components:
- name: src
  type: SkyModel
  datasets_names: [{called}]
  spectral:
    type: PowerLawSpectralModel
    parameters:
    - {{name: index, value: 2.5}}
    - {{name: amplitude, value: 1.0e-11, unit: cm-2 s-1 TeV-1}}
    - {{name: reference, value: 1.0, unit: TeV, frozen: true}}
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


def test_a_file_that_may_be_a_run_and_is_not_used_is_done_in_part(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (folder / "store" / "run1.fits").read_bytes()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "run3.fits"
    elsewhere.write_bytes(whole)
    (folder / "store" / "link.fits").symlink_to(elsewhere)
    (folder / "store" / "run2.fits").write_bytes(whole[:9000])
    once = total(folder, code=3)
    said = capsys.readouterr().err
    assert said.count("the file ends too early") == 1 and "link.fits" in said
    assert total(folder, ", obs_ids: [1]") == once  # nobody asked for the others
    (folder / "store" / "run1.fits").unlink()
    (folder / "store" / "run2.fits").unlink()
    assert cli.main(["run", str(folder / "config.yaml"), "-o", str(folder / "out"), "--no-plots"]) == 1
    assert "--allow-outside" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["EVENTS", "EVENTS2"])
@pytest.mark.parametrize("indexed", [False, True], ids=["folder", "index"])
def test_of_two_event_lists_in_a_file_one_is_not_used(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, indexed: bool
) -> None:
    def second(hdus: Any) -> None:
        hdus.append(fits.BinTableHDU(hdus["EVENTS"].data[:9], name=name, header=hdus["EVENTS"].header.copy()))

    once = total(folder)
    edited(folder / "store" / "run1.fits", second)
    if indexed:
        write_index(folder, "run1.fits")
    capsys.readouterr()
    assert total(folder, ", obs_ids: [1]", code=3) == once
    said = capsys.readouterr().err
    assert said.count("not used: run1.fits") == said.count("the file holds 2 EVENTS tables") == 1
    assert not json.loads((folder / "out" / "results.json").read_text())["complete"]


def test_event_lists_of_other_runs_in_the_same_file_are_not_missed(folder: Path) -> None:
    def second(hdus: Any) -> None:
        header = hdus["EVENTS"].header.copy()
        header["OBS_ID"] = 2
        hdus.append(fits.BinTableHDU(hdus["EVENTS"].data[:9], name="EVENTS2", header=header))

    once = total(folder)
    edited(folder / "store" / "run1.fits", second)
    write_index(folder, "run1.fits")
    assert total(folder, ", obs_ids: [1]") == once


def write_index(folder: Path, *files: str) -> None:
    """An index that names the HDUs of files as those of run 1."""
    rows = [(kind, file, hdu) for file in files for kind, hdu in INDEXED]
    columns = [fits.Column("OBS_ID", "K", array=np.ones(len(rows)))]
    for name, texts in zip(("HDU_TYPE", "FILE_NAME", "HDU_NAME"), zip(*rows, strict=True), strict=True):
        columns.append(fits.Column(name, "30A", array=np.array(texts)))
    fits.BinTableHDU.from_columns(columns, name="HDU_INDEX").writeto(folder / "store" / "hdu-index.fits.gz")


def test_of_two_event_lists_of_a_run_in_an_index_one_is_not_used(folder: Path) -> None:
    once = total(folder)
    (folder / "store" / "part2.fits").write_bytes((folder / "store" / "run1.fits").read_bytes())
    write_index(folder, "run1.fits", "part2.fits")
    assert total(folder, ", obs_ids: [1]", code=3) == once


@pytest.mark.parametrize(
    ("values", "cards", "says"),
    [
        (np.ones((4, 4)), {"CTYPE1": "", "CTYPE2": ""}, "mask.fits: the image has no celestial WCS"),
        (np.ones((4, 4)), {"CTYPE1": ""}, "mask.fits: the image has no celestial WCS"),
        (np.arange(16.0).reshape(4, 4), {}, "mask.fits: is no exclusion mask, as its values go from 0 to 15"),
        (np.full((4, 4), np.nan), {}, "mask.fits: holds no numbers"),
        (np.ones((3, 4, 4)), {}, "mask.fits: has 3 axes"),
        (255.0 * np.eye(4), {}, ""),
    ],
)
def test_an_image_that_is_no_exclusion_mask_ends_the_run_and_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], values: np.ndarray, cards: dict[str, str], says: str
) -> None:
    image = fits.PrimaryHDU(values)
    wcs = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 20.0, "CRVAL2": 22.0, "CDELT1": -0.1, "CDELT2": 0.1}
    image.header.update({**wcs, **cards})
    image.writeto(folder / "mask.fits")
    text = CONFIG.format(observations="").replace("background: {", "background: {exclusion: mask.fits, ")
    (folder / "config.yaml").write_text(text)
    code = cli.main(["run", str(folder / "config.yaml"), "-o", str(folder / "out"), "--no-plots"])
    said = capsys.readouterr().err
    assert code == (1 if says else 0)
    assert says in said and "mistake in vhegui" not in said


@pytest.mark.parametrize(("stack", "called", "code"), [("true", "stacked", 0), ("false", "run5", 1)])
def test_a_source_for_the_sum_of_the_runs_has_a_light_curve_and_one_for_other_data_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], stack: str, called: str, code: int
) -> None:
    models = folder / "models.yaml"
    models.write_text(MODELS.format(called=called))
    config = folder / "config.yaml"
    config.write_text(CONFIG.format(observations="").replace("stack: false", f"stack: {stack}"))
    arguments = ["run", str(config), "--models", str(models), "-o", str(folder / "out"), "--no-plots"]
    assert cli.main(arguments) == code
    said = capsys.readouterr().err
    assert ("source 'src' is for data called 'run5', which are not there" in said) == bool(code)
    curve = Table.read(folder / "out" / "light_curve.ecsv")
    assert np.isfinite(curve["flux"]).all() == (not code)


def test_runs_are_found_by_the_text_that_their_files_call_them(folder: Path) -> None:
    path = next(iter(sorted(Path(folder, "store").glob("*.fits*"))))
    with fits.open(path, mode="update") as hdus:
        hdus["EVENTS"].header["OBS_ID"] = "north"
    once = total(folder)
    assert total(folder, ", obs_ids: [north]") == once
