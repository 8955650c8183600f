"""Keys of gammapy's AnalysisConfig without effect here are named as not done, unless their value asks for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from vhegui.analysis.gammapy_config import parse_config
from vhegui.analysis.gammapy_config.config import GammapyConfig
from vhegui.analysis.gammapy_config.not_done import NO_EFFECT, NO_EFFECT_IN_1D, NO_EFFECT_IN_3D
from vhegui.analysis.yaml_files.checked import NotDone

# What `AnalysisConfig().to_yaml()` of gammapy 2.1 writes, with a place to analyse and a data set that is there.
EVERYTHING = """
general:
    log: {level: info, filename: null, filemode: null, format: null, datefmt: null}
    outdir: .
    n_jobs: 1
    datasets_file: null
    models_file: null
observations:
    datastore: .
    obs_ids: []
    obs_file: null
    obs_cone: {frame: null, lon: null, lat: null, radius: null}
    obs_time: {start: null, stop: null}
    required_irf: [aeff, edisp, psf, bkg]
datasets:
    type: 1d
    stack: true
    geom:
        wcs:
            skydir: {frame: null, lon: null, lat: null}
            binsize: 0.02 deg
            width: {width: 5.0 deg, height: 5.0 deg}
            binsize_irf: 0.2 deg
        selection: {offset_max: 2.5 deg}
        axes:
            energy: {min: 1.0 TeV, max: 10.0 TeV, nbins: 5}
            energy_true: {min: 0.5 TeV, max: 20.0 TeV, nbins: 16}
    map_selection: [counts, exposure, background, psf, edisp]
    background: {method: null, exclusion: null, parameters: {}}
    safe_mask: {methods: [aeff-default], parameters: {}}
    on_region: {frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.11 deg}
    containment_correction: true
fit:
    fit_range: {min: null, max: null}
flux_points:
    energy: {min: null, max: null, nbins: null}
    source: source
    parameters: {selection_optional: all}
excess_map:
    correlation_radius: 0.1 deg
    parameters: {}
    energy_edges: {min: null, max: null, nbins: null}
light_curve:
    time_intervals: {start: null, stop: null}
    energy_edges: {min: null, max: null, nbins: null}
    source: source
    parameters: {selection_optional: all}
metadata: {creator: Gammapy 2.1, date: '2026-11-30T11:07:39.954924', origin: null}
"""
OTHER_VALUES = {
    "general.log.filename": "gammapy.log",
    "general.datasets_file": "datasets.yaml",
    "datasets.geom.selection.offset_max": "1 deg",
    "datasets.geom.wcs.binsize_irf": "0.1 deg",
    "datasets.map_selection": ["counts"],
    "datasets.safe_mask.parameters.position": "a",
    "datasets.safe_mask.parameters.fixed_offset": "0.5 deg",
    "datasets.safe_mask.parameters.irfs": "DL3",
    "datasets.safe_mask.parameters.n_95_percent": 1.0,
    "flux_points.parameters.n_sigma": 2,
    "flux_points.parameters.reoptimize": True,
    "flux_points.parameters.norm": {"min": 0.1},
    "light_curve.parameters.n_sigma": 2,
    "light_curve.parameters.norm": {"min": 0.1},
}
OTHER_VALUES_3D = {
    "datasets.containment_correction": False,
    "datasets.on_region.radius": "0.2 deg",
    "datasets.safe_mask.parameters.position": "a",
    "datasets.safe_mask.parameters.fixed_offset": "0.5 deg",
    "datasets.safe_mask.parameters.irfs": "DL3",
}
MORE_VALUES_3D = [
    ("light_curve.time_intervals", {"start": ["2004-12-04"], "stop": ["2004-12-05"]}),
    ("light_curve.energy_edges", {"min": "1 TeV", "max": "2 TeV", "nbins": 1}),
    ("excess_map.parameters.selection_optional", ["alpha"]),
    ("excess_map.parameters.n_sigma_ul", 3.0),
    ("datasets.background.parameters.min_counts", 10),
    ("datasets.background.parameters.unknown", 10),
]
MORE_VALUES = [
    ("general.models_file", "none.yaml"),
    ("datasets.safe_mask.parameters.aeff_percent", 20),
    ("datasets.safe_mask.parameters.bias_percent", 20),
    ("datasets.safe_mask.parameters.offset_max", "1 deg"),
    ("flux_points.parameters.selection_optional", ["ul", "sensitivity"]),
    ("light_curve.parameters.selection_optional", ["sensitivity"]),
    ("light_curve.source", "another"),
    ("excess_map.correlation_radius", "0.2 deg"),
    ("excess_map.energy_edges", {"min": "1 TeV", "max": "2 TeV", "nbins": 1}),
    ("light_curve.parameters.stack_over_time_interval", True),
]


def read(path: str = "", value: Any = None, three_dimensional: bool = False) -> GammapyConfig:
    content = yaml.safe_load(EVERYTHING)
    if three_dimensional:
        content["datasets"] |= {"type": "3d", "background": {"method": "fov_background", "parameters": {}}}
        content["datasets"]["geom"]["wcs"]["skydir"] = {"frame": "icrs", "lon": "83.6 deg", "lat": "22 deg"}
        content["datasets"]["on_region"] = {}
    *sections, key = path.split(".")
    place = content
    for section in sections:
        place = place[section]
    if key:
        place[key] = value
    return parse_config(yaml.safe_dump(content), Path(), "analysis.yaml")


def not_done(config: GammapyConfig) -> list[str]:
    return [warning for warning in config.warnings if isinstance(warning, NotDone)]


def test_a_file_with_all_keys_as_gammapy_writes_them_asks_for_nothing_that_is_not_done() -> None:
    assert not_done(read()) == []


@pytest.mark.parametrize(("path", "value"), [*OTHER_VALUES.items(), *MORE_VALUES])
def test_another_value_of_a_key_without_effect_is_named_as_not_done(path: str, value: Any) -> None:
    (said,) = not_done(read(path, value))
    assert said.startswith("analysis.yaml: ")
    assert path.rsplit(".", 1)[0] in said or "excess_map" in said


@pytest.mark.parametrize(("path", "value"), [*OTHER_VALUES_3D.items(), *MORE_VALUES_3D])
def test_what_has_no_effect_on_cubes_and_maps_is_named_too(path: str, value: Any) -> None:
    assert not_done(read(three_dimensional=True)) == []
    (said,) = not_done(read(path, value, three_dimensional=True))
    assert path.rsplit(".", 1)[0] in said


def test_every_key_that_is_listed_is_tried_above() -> None:
    in_3d = {path.removesuffix(".radius") for path in OTHER_VALUES_3D}
    assert in_3d == NO_EFFECT_IN_3D.keys()
    assert OTHER_VALUES.keys() == NO_EFFECT.keys() | NO_EFFECT_IN_1D.keys()


@pytest.mark.parametrize("key", ["level", "filemode", "format", "datefmt"])
def test_what_only_concerns_the_messages_of_gammapy_is_a_remark(key: str) -> None:
    config = read(f"general.log.{key}", "debug")
    assert not_done(config) == []
    assert any(f"general.log.{key}" in warning for warning in config.warnings)


def test_parameters_of_a_method_that_is_chosen_have_their_effect() -> None:
    assert not_done(read("datasets.safe_mask", {"methods": ["aeff-max"], "parameters": {"aeff_percent": 20}})) == []


def test_keys_that_are_honoured_reach_what_they_are_about() -> None:
    assert read("light_curve.parameters.reoptimize", True).analysis.light_curve.refit
    assert read("general.n_jobs", 4).workers == 4
    assert read("observations.required_irf", ["aeff", "psf"]).selection.required == ("aeff", "psf")
    assert read().safe_range_given
    assert not read("datasets.safe_mask.methods", None).safe_range_given
