"""gammapy's configurations of three-dimensional data: what they become, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vhegui.analysis.gammapy_config import parse_config
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.background.ring import Ring
from vhegui.core.errors import ConfigError

CONFIG = """
observations: {datastore: ., obs_ids: [1, 2]}
datasets:
    type: 3d
    stack: false
    geom:
        wcs:
            skydir: {frame: galactic, lon: 184.56 deg, lat: -5.78 deg}
            binsize: 0.05 deg
            width: {width: 4 deg, height: 3 deg}
            binsize_irf: 0.3 deg
        selection: {offset_max: 2 deg}
        axes:
            energy: {min: 1 TeV, max: 10 TeV, nbins: 4}
            energy_true: {min: 0.5 TeV, max: 20 TeV, nbins: 8}
    background: {method: fov_background, parameters: {method: fit}}
    safe_mask: {methods: [offset-max, aeff-max, edisp-bias, bkg-peak, aeff-default], parameters: {offset_max: 1.5 deg}}
excess_map: {correlation_radius: 0.2 deg, energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 2}}
"""


def read(old: str = "", new: str = ""):
    assert old in CONFIG
    return parse_config(CONFIG.replace(old, new), Path(), "maps.yaml")


def test_every_key_has_its_setting():
    analysis = read().analysis
    assert analysis.maps_alone
    assert (analysis.map.width, analysis.map.height, analysis.map.pixel) == (4.0, 3.0, 0.05)
    assert (analysis.map.frame, analysis.map.projection) == ("galactic", "CAR")
    assert (analysis.map.ra, analysis.map.dec) == pytest.approx((83.63, 22.015), abs=0.01)
    sky = analysis.sky
    assert (sky.offset_max, sky.pixel_irf, sky.radius, sky.like_gammapy) == (2.0, 0.3, 0.2, True)
    assert sky.edges == pytest.approx((1.0, 10**0.5, 10.0))
    assert analysis.sky_background == FieldOfView(fit="fit", tilt=False)
    safe = analysis.safe
    assert (safe.offset_max, safe.aeff_percent, safe.bias_percent, safe.bkg_peak, safe.header) == (
        1.5,
        10,
        10,
        True,
        True,
    )
    assert not analysis.fit.stack


@pytest.mark.parametrize(
    ("background", "settings"),
    [
        ("{method: fov_background}", FieldOfView(fit="scale", tilt=False)),
        ("{method: fov_background, parameters: {method: fit, tilt: true}}", FieldOfView(fit="fit", tilt=True)),
        ("{method: ring, parameters: {r_in: 0.6 deg, width: 0.2 deg}}", Ring(0.6, 0.2)),
        ("{method: null}", ResponseOnly()),
    ],
)
def test_backgrounds(background, settings):
    found = read("{method: fov_background, parameters: {method: fit}}", background).analysis.sky_background
    assert found == settings


def test_without_edges_there_is_a_map_in_every_bin_unless_their_sum_is_asked_for():
    every = read("energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 2}", "parameters: {}").analysis.sky.edges
    assert every == pytest.approx(np.geomspace(1.0, 10.0, 5))
    asked = "parameters: {sum_over_energy_groups: true}"
    assert read("energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 2}", asked).analysis.sky.edges == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("method: fov_background", "method: reflected", "'reflected' is not supported for 3d data"),
        ("skydir: {frame: galactic, lon: 184.56 deg, lat: -5.78 deg}", "skydir: {}", "skydir is missing"),
        ("{method: fit}", "{method: fits}", "'fits' is not allowed; allowed: 'fit', 'scale'"),
        ("fov_background, parameters: {method: fit}", "ring", "r_in and width are needed"),
        ("binsize: 0.05 deg", "binsize: 0.0001 deg", "Pixel of the map"),
        ("correlation_radius: 0.2 deg", "correlation_radius: 0 deg", "Correlation radius"),
        ("nbins: 2", "nbins: 0", "excess_map.energy_edges.nbins"),
    ],
)
def test_what_is_wrong_is_named(old, new, said):
    with pytest.raises(ConfigError, match=r"^maps\.yaml") as error:
        read(old, new)
    assert said in str(error.value)


def test_a_session_keeps_all_of_it(tmp_path):
    analysis = read().analysis
    again, warnings = parse_session(session_yaml(analysis, tmp_path), tmp_path)
    assert warnings == ()
    assert (again.sky, again.sky_background, again.map) == (analysis.sky, analysis.sky_background, analysis.map)
    assert "sky" not in session_yaml(
        parse_session("format: 2\nsources: [{name: a, kind: power_law}]", tmp_path)[0], tmp_path
    )
