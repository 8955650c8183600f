"""Light curves without a window: what a gammapy configuration asks for, and the table that gammapy reads."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from astropy.table import Table
from made_up_light_curves import made_light_curve

from vhegui.analysis.export.light_curve_table import light_curve_content, light_curve_table
from vhegui.analysis.export.results_json import counts_content, results_json
from vhegui.analysis.export.tables import write_table
from vhegui.analysis.gammapy_config.config import parse_config
from vhegui.analysis.state import LightCurveSettings
from vhegui.core.errors import ConfigError
from vhegui.core.estimators.counts import counts_table
from vhegui.core.estimators.light_curve.variability import variability

CONFIG = """
observations: {datastore: .}
datasets:
  on_region: {frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.11 deg}
"""


@pytest.fixture
def curve():
    """Two bands; the middle one of three intervals is empty."""
    return made_light_curve(edges=(0.3, 1.7, 30.0), intervals=((0.0, 1.0), (5.0, 6.0), (10.0, 11.0)))


def asked(text, folder):
    return parse_config(CONFIG + text, folder).analysis.light_curve


def test_a_configuration_gives_time_intervals_in_utc_and_energy_edges(tmp_path):
    found = asked(
        """
light_curve:
  time_intervals: {start: ["2004-12-04 22:00:00", "2004-12-06 22:00:00"], stop: ["2004-12-05", "2004-12-07"]}
  energy_edges: {min: 1 TeV, max: 10 TeV, nbins: 2}
  parameters: {n_sigma_ul: 3}
""",
        tmp_path,
    )
    assert found.bins == "intervals"
    np.testing.assert_allclose(found.intervals[0], np.array([53343 + 22 / 24, 53344.0]) + 64.184 / 86400, atol=1e-9)
    assert len(found.intervals) == 2
    np.testing.assert_allclose(found.edges, [1.0, 10**0.5, 10.0])
    assert found.ul_sigma == 3.0


def test_without_intervals_every_run_is_a_bin(tmp_path):
    assert asked("", tmp_path) == LightCurveSettings()


def test_an_interval_without_end_is_refused_by_name(tmp_path):
    with pytest.raises(ConfigError, match=r"light_curve.time_intervals: give as many stop times"):
        asked('light_curve: {time_intervals: {start: ["2004-12-04"]}}', tmp_path)


def test_the_table_has_the_columns_and_the_layout_that_gammapy_reads(curve, tmp_path):
    write_table(light_curve_table(curve), tmp_path / "light_curve.ecsv")
    table = Table.read(tmp_path / "light_curve.ecsv", format="ascii.ecsv")
    np.testing.assert_array_equal(table["time_min"], curve.time_min)
    for name in ("e_ref", "e_min", "e_max", "flux", "flux_err", "flux_errp", "flux_errn", "flux_ul", "ts", "sqrt_ts"):
        np.testing.assert_array_equal(table[name], np.broadcast_to(getattr(curve, name), (3, 2)))
    assert table["counts"].shape == table["npred"].shape == (3, 2, 1)
    assert table["is_ul"].dtype == bool
    assert (str(table["flux"].unit), str(table["e_min"].unit)) == ("1 / (s cm2)", "TeV")
    wanted = {"SED_TYPE": "flux", "TIMESYS": "tt", "TIMEUNIT": "d", "MJDREFI": 0, "MJDREFF": 0.0, "UL_CONF": 0.9544997}
    assert {key: table.meta[key] for key in wanted} == wanted
    assert table["note"][1] == "no exposure"
    assert table["runs"][0] == "run 0"


def test_a_refitted_shape_adds_its_parameters():
    table = light_curve_table(made_light_curve(refit=True))
    assert np.all(np.abs(table["shape_index"] - 2.5) < 5 * table["shape_index_err"])


def test_the_results_hold_fluxes_and_variability_with_null_where_nothing_was_measured(curve):
    content = light_curve_content(curve, [variability(curve, band) for band in range(2)])
    text = results_json(counts_content(*counts_table(())), {}, {}, content)
    found = json.loads(text)["light_curve"]
    assert found["bins"][1]["flux"] == [None, None]
    assert found["bins"][0]["flux"][0] == pytest.approx(curve.flux[0, 0], rel=1e-6, abs=0)
    assert found["bands"][0]["constant_likelihood"]["ndf"] == 1
    assert "light_curve" not in json.loads(results_json(counts_content(*counts_table(())), {}, {}))


def test_the_table_of_a_single_band_keeps_its_axis():
    table = light_curve_table(replace(made_light_curve(), norm_scan=None))
    assert table["flux"].shape == (3, 1)
