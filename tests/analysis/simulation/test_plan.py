"""Plan files: what they ask for, and what is said where that cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vhegui.analysis.simulation.plan import Plan, read_plan
from vhegui.core.dl3.observation import Observation, Pointing
from vhegui.core.dl3.write import write_index, write_observation, write_responses
from vhegui.core.errors import ConfigError
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.simulation.observe import no_events
from vhegui.core.simulation.responses import array_responses
from vhegui.core.sphere import separation

COMPONENT = """
- name: crab
  spectral:
    type: PowerLawSpectralModel
    parameters: [{name: index, value: 2.4}, {name: amplitude, value: 4e-11, unit: cm-2 s-1 TeV-1}]
  spatial:
    type: PointSpatialModel
    parameters: [{name: lon_0, value: 83.63, unit: deg}, {name: lat_0, value: 22.01, unit: deg}]
"""
OBSERVATIONS = "observations: [{target: Crab Nebula, runs: 3, ontime: 28 min}]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of responses, and a data set of two runs at 20 and 50 deg from the zenith."""
    folder = tmp_path_factory.mktemp("plan")
    write_responses(array_responses(Instrument(), 20.0), folder / "irfs.fits")
    runs = []
    (folder / "set").mkdir()
    for number, zenith in ((11, 20.0), (12, 50.0)):
        gti = np.array([[1000.0 * number, 1000.0 * number + 900.0]])
        pointing, responses = Pointing(83.633, 22.5, zenith, 180.0), array_responses(Instrument(), zenith)
        run = Observation(number, "Crab", pointing, 55000.0, gti, 900.0, 850.0, no_events(), responses, "T")
        write_observation(run, folder / "set" / f"{number}.fits")
        runs.append((run, folder / "set" / f"{number}.fits"))
    write_index(folder / "set", runs)
    return folder


@pytest.fixture
def plan(folder: Path):
    def read(*lines: str) -> Plan:
        path = folder / "plan.yaml"
        path.write_text("\n".join(lines))
        return read_plan(path)

    return read


IRFS = "responses: {file: irfs.fits}"


def test_runs_follow_each_other_about_the_target_in_turn(plan) -> None:
    found = plan(
        "seed: 5", "components:", COMPONENT, IRFS, "site: {longitude: 16.5 deg, latitude: -23.3 deg, altitude: 1800}",
        "first_run: 40", "telescope: ARRAY", "observations:",
        "- {target: Crab Nebula, runs: 3, offset: 0.7 deg, angles: [0 deg, 90 deg], ontime: 28 min, gap: 2 min,",
        "   dead_time: 0.1, start: 2026-01-15T20:00}",
        "- {target: field, ra: 83.6 deg, dec: 30 deg, offset: 0 deg, ontime: 600 s, zenith: 33 deg}",
    )  # fmt: skip
    assert found.seed == 5 and [model.name for model in found.models] == ["crab"] and found.background
    assert [run.obs_id for run in found.runs] == [40, 41, 42, 43]
    first, second, third, other = found.runs
    away = [float(separation(run.pointing.ra, run.pointing.dec, 83.633, 22.014)) for run in found.runs[:3]]
    assert away == pytest.approx([0.7] * 3)
    assert second.pointing.ra > first.pointing.ra == pytest.approx(third.pointing.ra)
    assert second.gti[0, 0] - first.gti[0, 1] == pytest.approx(120.0, abs=1e-3)
    assert (first.ontime, first.livetime, first.telescope) == (1680.0, pytest.approx(1512.0), "ARRAY")
    # 2026-01-15 20:00 UTC is 69.184 s later in TT.
    assert first.time_ref + first.gti[0, 0] / 86400.0 == pytest.approx(61055.0 + 20 / 24 + 69.184 / 86400, abs=1e-8)
    assert 40.0 < first.pointing.zenith < 60.0 and other.pointing.zenith == 33.0
    assert first.responses is other.responses


def test_responses_of_a_data_set_are_those_of_the_nearest_zenith_angle(plan) -> None:
    lines = "observations:", "- {target: Crab Nebula, ontime: 1 h, zenith: 25 deg}"
    near = plan("responses: {data_set: set}", *lines).runs[0]
    named = plan("responses: {data_set: set, run: 12}", *lines).runs[0]
    low = [run.responses.aeff.safe_energy[0] for run in (near, named)]
    assert low[0] < low[1]


def test_runs_that_there_are_keep_pointing_and_times(plan) -> None:
    found = plan("like: {data_set: set, runs: zen>40}", "components:", COMPONENT)
    [run] = found.runs
    assert (run.obs_id, run.pointing.zenith, run.livetime) == (12, 50.0, pytest.approx(850.0))
    assert run.gti.tolist() == [[12000.0, 12900.0]] and len(run.events) == 0


def test_good_time_may_have_gaps(plan) -> None:
    found = plan(IRFS, "observations:", "- target: Crab Nebula", "  good_time:", "  - {start: 0 s, stop: 10 min}",
                 "  - {start: 13 min, stop: 20 min}")  # fmt: skip
    assert np.diff(found.runs[0].gti, axis=1).ravel() == pytest.approx([600.0, 420.0])
    assert any("no site is given" in text for text in found.warnings)


def test_a_source_that_was_fitted_to_spectra_is_a_point_at_the_target(plan) -> None:
    nowhere = COMPONENT.partition("  spatial:")[0]
    found = plan(IRFS, OBSERVATIONS, "components:", nowhere)
    assert found.models[0].spatial.centre == pytest.approx((83.633, 22.014))
    assert any("a point at the target is simulated" in text for text in found.warnings)
    again = plan("like: {data_set: set}", "components:", nowhere)
    assert again.models[0].spatial.centre == pytest.approx((83.633, 22.014))
    two = "observations: [{target: Crab Nebula, ontime: 1 h}, {target: Mrk 421, ontime: 1 h}]"
    with pytest.raises(ConfigError, match="at least one SkyModel"):
        plan(IRFS, two, "components:", nowhere)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            [IRFS, "observations: [{target: Crab Nebula, ontime: -3 min}]"],
            "ontime: .* expected more than 0 and at most",
        ),
        ([IRFS, "observations: [{target: Crab Nebula, ontime: 28}]"], r'such as "28 min"'),
        ([IRFS, "observations: [{target: Crab Nebula}]"], "either the ontime of a run, or its good_time"),
        ([IRFS, "observations: [{target: Nothing, ontime: 1 h}]"], "no source is known as 'Nothing'"),
        ([IRFS, "observations: [{target: Crab Nebula, ontime: 1 h, runs: 20000}]"], "1 to 10,000"),
        ([IRFS, "observations: [{target: Crab Nebula, ontime: 1 h, start: soon}]"], "is not a time"),
        ([IRFS, "observations: [{target: Crab Nebula, ontime: 1 h, ra: 3 deg}]"], "both ra and dec"),
        ([IRFS], "observations: at least one is needed"),
        ([OBSERVATIONS], r"observations\[0\].responses: no responses are given"),
        (["responses: {file: gone.fits}", OBSERVATIONS], "responses: .*gone.fits"),
        (["responses: {data_set: set}", OBSERVATIONS], "responses.run: which run's responses"),
        (["responses: {file: irfs.fits, data_set: set}", OBSERVATIONS], "either a file with responses, or a data_set"),
        (["like: {data_set: set, runs: zen>80}"], "no run fits"),
        (["like: {data_set: set}", OBSERVATIONS], "give no observations"),
        ([IRFS, OBSERVATIONS, "background: false"], "nothing to simulate"),
        ([IRFS, OBSERVATIONS, "seed: -1"], "seed: -1 is not allowed"),
        ([IRFS, OBSERVATIONS, "components: [{spectral: {type: Strange}}]"], "plan.yaml: components"),
        ([IRFS, OBSERVATIONS, "models: a.yaml", "components: []"], "give one of the two"),
    ],
)
def test_what_cannot_be_is_named_with_its_key(plan, lines: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        plan(*lines)


def test_a_model_for_other_data_is_seen_by_all_runs_and_that_is_said(plan) -> None:
    found = plan(IRFS, OBSERVATIONS, "components:", COMPONENT.rstrip(), "  datasets_names: [stacked]")
    assert found.models[0].datasets == ()
    assert any("crab is for data sets that are none of the runs" in text for text in found.warnings)
