"""gammapy's high-level analysis YAML → Analysis."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.time import Time

from vhegui.analysis.gammapy_config import RunSelection, RunTable, choose, parse_config, read_config
from vhegui.analysis.state import FitSettings, LogAxis, MaskFile, SafeRange
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.wobble import Wobble
from vhegui.core.errors import ConfigError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

CRAB = """
general:
    log: {level: info}
    outdir: .
observations:
    datastore: store
    obs_ids: [23523, 23526]
    required_irf: [aeff, edisp]
datasets:
    type: 1d
    stack: false
    geom:
        wcs:
            skydir: {frame: galactic, lon: 184.557 deg, lat: -5.784 deg}
            binsize: 0.05 deg
            width: {width: 4 deg, height: 4 deg}
        axes:
            energy: {min: 100 GeV, max: 40 TeV, nbins: 27}
            energy_true: {min: 0.05 TeV, max: 100 TeV, nbins: 67}
    background:
        method: reflected
        exclusion: mask.fits
    safe_mask:
        methods: [aeff-max]
        parameters: {aeff_percent: 15}
    on_region: {frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.11 deg}
    containment_correction: true
fit:
    fit_range: {min: 0.7 TeV, max: 30 TeV}
flux_points:
    energy: {min: 0.7 TeV, max: 30 TeV, nbins: 10}
    source: crab
    parameters: {selection_optional: all, n_sigma_ul: 3}
"""
SMALLEST = """
observations: {datastore: store}
datasets:
    background: {method: reflected}
    on_region: {frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.11 deg}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "mask.fits").touch()
    return tmp_path


def test_a_complete_file_means_what_it_means_to_gammapy(folder):
    config = parse_config(CRAB, folder)
    analysis = config.analysis
    assert config.warnings == ()
    assert config.source == "crab"
    assert config.selection == RunSelection(
        runs=(23523, 23526), on_region=Circle(83.63, 22.01, 0.11), required=("aeff", "edisp")
    )
    assert analysis.dataset.path == str(folder / "store")
    assert analysis.events.keep_outside_gti
    assert analysis.source == Circle(83.63, 22.01, 0.11)
    assert analysis.exclusions == (MaskFile(str(folder / "mask.fits")),)
    assert analysis.background == Reflected("gammapy", max_regions=10000)
    assert analysis.reco == LogAxis(0.1, 40.0, 27)
    assert analysis.true == LogAxis(0.05, 100.0, 67)
    assert analysis.safe == SafeRange(aeff_percent=15.0)
    assert analysis.fit == FitSettings(low=0.7, high=30.0, stack=False)
    np.testing.assert_allclose(analysis.flux_points.edges, np.geomspace(0.7, 30.0, 11))
    assert analysis.flux_points.ul_sigma == 3.0
    assert analysis.containment
    assert (analysis.map.ra, analysis.map.dec) == pytest.approx((83.633, 22.014), abs=2e-3)
    assert (analysis.map.pixel, analysis.map.width) == (0.05, 4.0)


def test_what_a_file_leaves_out_is_gammapys_default(folder):
    config = parse_config(SMALLEST, folder)
    analysis = config.analysis
    assert config.warnings == ()
    assert analysis.reco == LogAxis(1.0, 10.0, 5)
    assert analysis.true == LogAxis(0.5, 20.0, 16)
    assert analysis.safe == SafeRange(aeff_percent=None, header=True)
    assert analysis.fit.stack
    assert analysis.containment
    assert analysis.flux_points.edges == ()
    assert config.selection.runs == ()


def test_null_is_the_same_as_leaving_a_key_out(folder):
    text = SMALLEST + "fit: {fit_range: {min: null, max: null}}\nlight_curve: {time_intervals: {start: null}}\n"
    config = parse_config(text, folder)
    assert config.warnings == ()
    assert config.analysis.fit.low is None


def test_files_are_found_beside_the_configuration_and_through_variables(folder, monkeypatch):
    path = folder / "analysis.yaml"
    path.write_text(SMALLEST)
    assert read_config(path).analysis.dataset.path == str(folder / "store")
    monkeypatch.setenv("GAMMAPY_DATA", str(folder))
    text = SMALLEST.replace("datastore: store", "datastore: $GAMMAPY_DATA/store/")
    assert parse_config(text, Path("/")).analysis.dataset.path == str(folder / "store")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: 1d", "type: 2d", ["datasets.type", "'2d'", "allowed: '1d', '3d'"]),
        ("type: 1d", "type: 3d", ["datasets.background.method", "'reflected'", "'fov_background', 'ring'"]),
        ("method: reflected", "method: ring", ["datasets.background.method", "'ring'", "allowed: 'reflected'"]),
        ("method: reflected", "method: refl", ["datasets.background.method", "'refl'", "'reflected'"]),
        ("nbins: 27", "nbins: many", ["datasets.geom.axes.energy.nbins", "'many'", "a whole number"]),
        ("nbins: 27", "nbins: 0", ["datasets.geom.axes.energy.nbins", "0", "1 to 1,000"]),
        (", nbins: 27", "", ["datasets.geom.axes.energy.nbins", "missing"]),
        ("min: 100 GeV", "min: 100", ["datasets.geom.axes.energy.min", "100", '"1 TeV"']),
        ("min: 100 GeV", "min: 100 deg", ["datasets.geom.axes.energy.min", "'100 deg'", "TeV"]),
        ("max: 40 TeV", "max: 0.04 TeV", ["datasets.geom.axes.energy.max", "not above"]),
        ("aeff_percent: 15", "aeff_percent: 150", ["safe_mask.parameters.aeff_percent", "150", "at most 100"]),
        ("methods: [aeff-max]", "methods: [aeff-min]", ["safe_mask.methods[0]", "'aeff-min'", "'aeff-max'"]),
        ("radius: 0.11 deg", "radius: 0.11", ["datasets.on_region.radius", "0.11", "0.11 deg"]),
        ("frame: icrs, lon", "frame: fk5, lon", ["datasets.on_region.frame", "'fk5'", "'galactic'"]),
        ("lat: 22.01 deg", "lat: 122.01 deg", ["datasets.on_region.lat", "-90 deg to 90 deg"]),
        ("exclusion: mask.fits", "exclusion: none.fits", ["datasets.background.exclusion", "'none.fits'"]),
        ("datastore: store", "datastore: $NOT_SET_HERE/store", ["observations.datastore", "$NOT_SET_HERE"]),
        ("stack: false", "stack: perhaps", ["datasets.stack", "'perhaps'", "true or false"]),
        ("obs_ids: [23523, 23526]", "obs_ids: crab", ["observations.obs_ids", "'crab'", "a list"]),
        ("min: 0.7 TeV, max: 30 TeV}", "min: 70 TeV, max: 30 TeV}", ["fit.fit_range.max", "not above"]),
    ],
)
def test_a_wrong_value_is_an_error_that_names_file_key_value_and_what_is_allowed(folder, old, new, said):
    assert old in CRAB
    with pytest.raises(ConfigError) as error:
        parse_config(CRAB.replace(old, new), folder, "analysis.yaml")
    message = str(error.value)
    assert message.startswith("analysis.yaml")
    for part in said:
        assert part in message


@pytest.mark.parametrize("placement", ["gammapy", "packed"])
def test_the_angle_between_on_and_off_is_read_with_its_unit(folder, placement):
    parameters = f"parameters: {{placement: {placement}, min_distance_input: 0.3 rad}}"
    config = parse_config(CRAB.replace("exclusion: mask.fits", parameters), folder)
    assert config.analysis.background.min_distance_input == pytest.approx(math.degrees(0.3))
    assert not any("min_distance_input" in warning for warning in config.warnings)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("exclusion: mask.fits", "parametrs: {}", ["datasets.background.parametrs", 'mean "parameters"']),
        ("general:", "genral: {}\ngeneral:", ['"genral"', 'mean "general"']),
        ("aeff_percent: 15", "fixed_offset: 0.5 deg", ["safe_mask.parameters.fixed_offset", "has no effect"]),
        (
            "method: reflected",
            "parameters: {min_distance: 0.2 deg}",
            ["background.method is not given", "min_distance"],
        ),
        (
            "method: reflected",
            "parameters: {placement: wobble, max_region_number: 3}",
            ["background.parameters.max_region_number is not supported"],
        ),
        ("outdir: .", "datasets_file: d.yaml", ["general.datasets_file"]),
        (
            "fit:",
            "light_curve: {energy_edges: {min: 1 TeV, max: 9 TeV, nbins: 1}, source: x}\nfit:",
            ["light_curve"],
        ),
        ("fit:", "excess_map: {energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 1}}\nfit:", ["excess_map"]),
        ("selection_optional: all", "n_jobs: 2", ["flux_points.parameters.n_jobs"]),
    ],
)
def test_what_is_unknown_or_not_done_gives_a_warning_naming_the_key(folder, old, new, said):
    assert old in CRAB
    config = parse_config(CRAB.replace(old, new), folder, "analysis.yaml")
    message = "\n".join(config.warnings)
    assert all(line.startswith("analysis.yaml") for line in config.warnings)
    for part in said:
        assert part in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("methods: [aeff-max]", "methodes: [aeff-max]", "methodes"),
        ("fit:", "excess_map: {correlation_radius: 0.2 deg}\nfit:", "excess_map"),
        ("fit:", "light_curve: {source: another}\nfit:", "light_curve.source"),
    ],
)
def test_what_is_asked_for_and_not_done_is_told_from_a_mere_remark(folder, old, new, said):
    usual = "excess_map: {correlation_radius: 0.1 deg, parameters: {}}\nlight_curve: {source: source}\nfit:"
    assert not any(
        isinstance(warning, NotDone) for warning in parse_config(CRAB.replace("fit:", usual), folder).warnings
    )
    warnings = parse_config(CRAB.replace(old, new), folder).warnings
    assert any(said in warning for warning in warnings if isinstance(warning, NotDone))


def test_every_method_of_the_safe_mask_has_its_setting(folder):
    methods = "methods: [edisp-bias, bkg-peak, offset-max]"
    text = CRAB.replace("methods: [aeff-max]", methods).replace(
        "aeff_percent: 15", "bias_percent: 5, offset_max: 2 deg"
    )
    config = parse_config(text, folder)
    safe = config.analysis.safe
    assert (safe.aeff_percent, safe.bias_percent, safe.bkg_peak, safe.offset_max) == (None, 5.0, True, 2.0)
    assert not any(isinstance(warning, NotDone) for warning in config.warnings)


def test_the_on_region_is_required(folder):
    with pytest.raises(ConfigError, match=r"datasets\.on_region is missing"):
        parse_config("observations: {datastore: store}", folder)


def test_galactic_coordinates_become_icrs(folder):
    text = SMALLEST.replace(
        "frame: icrs, lon: 83.63 deg, lat: 22.01 deg", "frame: galactic, lon: 184.558 deg, lat: -5.787 deg"
    )
    source = parse_config(text, folder).analysis.source
    assert source is not None
    assert (source.ra, source.dec) == pytest.approx((83.63, 22.01), abs=3e-3)
    assert parse_config(text, folder).analysis.background.frame == "galactic"
    assert parse_config(SMALLEST, folder).analysis.background.frame == "icrs"


def test_our_own_placements_can_be_asked_for(folder):
    packed = CRAB.replace("method: reflected", "method: reflected\n        parameters: {placement: packed}")
    assert parse_config(packed, folder).analysis.background.placement == "packed"
    wobble = CRAB.replace(
        "method: reflected", "method: reflected\n        parameters: {placement: wobble, n_off_regions: 5}"
    )
    assert parse_config(wobble, folder).analysis.background == Wobble(5)


def test_exclusions_can_be_a_ds9_region_file(folder):
    (folder / "mask.reg").write_text("icrs\ncircle(84.4, 21.1, 0.25)\n")
    analysis = parse_config(CRAB.replace("mask.fits", "mask.reg"), folder).analysis
    assert len(analysis.exclusions) == 1
    circle = analysis.exclusions[0]
    assert isinstance(circle, Circle)
    assert (circle.ra, circle.dec, circle.radius) == pytest.approx((84.4, 21.1, 0.25))


def test_shapes_of_a_ds9_region_file_that_are_left_out_are_named_and_are_a_shortcoming(folder):
    (folder / "mask.reg").write_text(
        "icrs\nbox(84.4,21.1,0.5,0.25,0)\npanda(83,22,0,90,1,0.1,0.3,1)\npoint(83,22)\npolygon(83,22,84,22,84,23)\n"
    )
    config = parse_config(CRAB.replace("mask.fits", "mask.reg"), folder)
    assert [type(each) for each in config.analysis.exclusions] == [Rectangle, Polygon]
    panda = next(text for text in config.warnings if "mask.reg, line 3" in text)
    point = next(text for text in config.warnings if "mask.reg, line 4" in text)
    assert isinstance(panda, NotDone)
    assert not isinstance(point, NotDone)


def test_runs_may_be_named_as_the_files_name_them(folder):
    table = replace(TABLE, texts={"north": 9, "LST1_0007": 7})
    assert choose(selection(folder, "obs_ids: [LST1_0007, ' north', 1, '5']"), table)[0] == (7, 9, 1, 5)
    with pytest.raises(ConfigError, match=r"obs_ids: not in the data set: run south; it has LST1_0007, north$"):
        choose(selection(folder, "obs_ids: [north, south]"), table)
    many = replace(TABLE, texts={f"r{i}": i for i in range(9)})
    with pytest.raises(ConfigError, match=r"it has r0, .*r7, …$"):
        choose(selection(folder, "obs_ids: [south]"), many)


TABLE = RunTable(
    run=np.array([5, 1, 9, 7]),
    ra=np.array([83.0, 83.6, 120.0, 83.6]),
    dec=np.array([22.0, 22.5, 10.0, 25.2]),
    start=np.array([53000.0, 53001.0, 53002.0, 53003.0]),
    stop=np.array([53000.5, 53001.5, 53002.5, 53003.5]),
)


def selection(folder, observations: str, datasets: str = "") -> RunSelection:
    text = SMALLEST.replace("{datastore: store}", "{datastore: store, " + observations + "}").replace(
        "background:", datasets + "background:"
    )
    return parse_config(text, folder).selection


def test_without_a_rule_all_runs_are_taken_in_the_order_of_the_index(folder):
    assert choose(RunSelection(), TABLE) == ((5, 1, 9, 7), ())


def test_runs_by_number_keep_the_order_of_the_file(folder):
    assert choose(selection(folder, "obs_ids: [9, 1]"), TABLE)[0] == (9, 1)


def test_runs_can_come_from_a_text_file(folder):
    (folder / "runs.txt").write_text("# good runs\n9 crab\n5\n")
    assert choose(selection(folder, "obs_file: runs.txt"), TABLE)[0] == (9, 5)


def test_a_run_that_is_not_there_is_an_error(folder):
    with pytest.raises(ConfigError, match="obs_ids: not in the data set: run 77"):
        choose(selection(folder, "obs_ids: [9, 77]"), TABLE)


def test_a_cone_selects_by_pointing(folder):
    cone = "obs_cone: {frame: icrs, lon: 83.6 deg, lat: 22 deg, radius: 1 deg}"
    assert choose(selection(folder, cone), TABLE)[0] == (5, 1)


def test_runs_partly_inside_a_time_interval_are_cut_to_it_and_named(folder):
    rule = selection(folder, 'obs_time: {start: "2003-12-26 00:00:00", stop: 2003-12-28 06:00:00}')
    runs, notes = choose(rule, TABLE)
    assert runs == (5, 1)
    assert notes == ("observations.obs_time: partly inside and cut to it: run 1",)
    text = SMALLEST.replace("{datastore: store}", "{datastore: store, obs_time: {start: 2003-12-26, stop: 2003-12-28}}")
    assert parse_config(text, folder).analysis.events.times == rule_times("2003-12-26", "2003-12-28")


def rule_times(start, stop):
    return ((Time(start, scale="utc").tt.mjd, Time(stop, scale="utc").tt.mjd),)


def test_runs_of_which_the_index_does_not_know_the_time_are_kept_to_be_cut(folder):
    rule = selection(folder, "obs_time: {start: 2003-12-26, stop: 2003-12-28}")
    unknown = replace(TABLE, start=np.full(4, np.nan), stop=np.full(4, np.nan))
    runs, notes = choose(rule, unknown)
    assert runs == (5, 1, 9, 7)
    assert "does not say when they were, so they are cut" in notes[0]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("5\n9\n", (5, 9)),
        ("5, 9, 1", (5, 9, 1)),
        ("5 9\n1\n", (5, 9, 1)),
        ("OBS_ID\n9\n5\n", (9, 5)),
        ("date,run,zenith\n2003-12-27,9,20.5\n2003-12-28,5,31\n", (9, 5)),
        ("9 20.5\n5 31.2\n", (9, 5)),
        ("5-9\n", (5, 9, 7)),
        ("1, 7 - 9 # the good ones\n", (1, 9, 7)),
        ("\ufeff5;9;\n", (5, 9)),
        ("[5,\n 9]\n", (5, 9)),
        ("- 5\n- 9\n", (5, 9)),
        ("'5'\n9.0\n", (5, 9)),
    ],
)
def test_lists_of_runs_as_people_write_them(folder, text, runs):
    (folder / "runs.txt").write_text(text, encoding="utf-8")
    assert choose(selection(folder, "obs_file: runs.txt"), TABLE)[0] == runs


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5\nnine\n", "'nine' where a run number"),
        ("9-5", "ends before it begins"),
        ("5\n77", "not in the data set: run 77"),
        ("100-200", "no run of the data set in 100-200"),
    ],
)
def test_a_list_of_runs_with_something_else_is_an_error(folder, text, says):
    (folder / "runs.txt").write_text(text)
    with pytest.raises(ConfigError, match=says):
        choose(selection(folder, "obs_file: runs.txt"), TABLE)


def test_offset_max_leaves_far_runs_out_and_names_them(folder):
    rule = selection(
        folder, "obs_ids: [1, 7]", "safe_mask: {methods: [offset-max], parameters: {offset_max: 2.5 deg}}\n    "
    )
    runs, notes = choose(rule, TABLE)
    assert runs == (1,)
    assert "run 7" in notes[0]


def test_a_selection_without_runs_is_an_error(folder):
    with pytest.raises(ConfigError, match="none of the 4 runs"):
        choose(selection(folder, "obs_cone: {frame: icrs, lon: 3 deg, lat: 2 deg, radius: 1 deg}"), TABLE)


@pytest.mark.parametrize(
    "lon", ["83.633 deg", "83.633d", "83.633°", "5.5755333333h", "5.5755333333 hourangle", "5h34m31.92s"]
)
@pytest.mark.parametrize("lat", ["22.014 deg", "22.014d", "22d00m50.4s", "1320.84 arcmin"])
def test_places_as_people_write_them(folder, lon, lat):
    region = f"on_region: {{frame: icrs, lon: {lon}, lat: {lat}, radius: 0.1d}}"
    found = parse_config(re.sub(r"on_region: \{.*?\}", region, SMALLEST), folder).analysis.source
    assert (found.ra, found.dec, found.radius) == pytest.approx((83.633, 22.014, 0.1), abs=1e-7)


@pytest.mark.parametrize("lon", ["'05:34:31.92'", "05:34:31.92", "'05 34 31.92'", "5h34m31.92s"])
@pytest.mark.parametrize("lat", ["'+22:00:50.4'", "+22:00:50.4", "'+22 00 50.4'", "22d00m50.4s"])
def test_parts_without_letters_are_hours_of_a_right_ascension_and_degrees_of_a_declination(folder, lon, lat):
    region = f"on_region: {{frame: icrs, lon: {lon}, lat: {lat}, radius: 0.1 deg}}"
    found = parse_config(re.sub(r"on_region: \{.*?\}", region, SMALLEST), folder).analysis.source
    assert (found.ra, found.dec) == pytest.approx((83.633, 22.014), abs=1e-7)


def test_parts_without_letters_are_degrees_of_a_galactic_longitude(folder):
    def place(lon: str, frame: str):
        region = f"on_region: {{frame: {frame}, lon: {lon}, lat: -5:47:00, radius: 0.1 deg}}"
        return parse_config(re.sub(r"on_region: \{.*?\}", region, SMALLEST), folder).analysis.source

    parts, degrees = place("184:33:30", "galactic"), place("184.5583333333333 deg", "galactic")
    assert (parts.ra, parts.dec) == pytest.approx((degrees.ra, degrees.dec), abs=1e-9)
    with pytest.raises(ConfigError, match=r"on_region\.lon.*0h to 24h"):
        place("184:33:30", "icrs")
