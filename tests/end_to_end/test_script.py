"""`vhegui script`: the script gives the numbers of the session."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vhegui import cli
from vhegui.analysis.edits import change, new_analysis
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.headless.run import compute
from vhegui.analysis.session.reading import write_session
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.progress import silent
from vhegui.core.regions.circle import Circle

RUN_IT = """
import json, runpy, sys
found = runpy.run_path(sys.argv[1])["outcome"].values
total, fit, points = found["counts_table"][1], found["fit_result"], found["flux_points_result"]
numbers = [(p.value, p.error) for p in fit.joint.parameters]
print(json.dumps([total.counts, total.counts_off, total.sqrt_ts, fit.total_stat, numbers, points.norm.tolist()]))
"""


@pytest.fixture
def session(data, tmp_path) -> Path:
    """The Crab by two runs, a curved spectrum, and names that are hard to quote."""
    crab = Circle(83.633, 22.014, 0.11)
    source = SourceModel('the "Crab"\'s\nnebula \\', default_spectrum("exp_cutoff_power_law"))
    analysis = change(new_analysis(), "dataset", path=str(data / "hess-dl3-dr1"), runs=(23523, 23526))
    analysis = change(analysis, "flux_points", edges=(0.7, 2.0, 5.0, 20.0), automatic=False)
    analysis = replace(analysis, sources=(source,), source=crab, exclusions=(replace(crab, radius=0.3),))
    path = tmp_path / 'crab\'s "best".yaml'
    write_session(path, analysis)
    return path


def test_it_gives_the_numbers_of_the_session_to_the_last_digit(session, tmp_path, capsys):
    script = tmp_path / "analysis.py"
    assert cli.main(["script", str(session), "-o", str(script)]) == 0
    assert capsys.readouterr().out == f"{script}\n"
    done = subprocess.run([sys.executable, "-c", RUN_IT, str(script)], capture_output=True, text=True, check=True)
    found = compute(read_request(session), silent, lambda text: None).values
    total, fit, points = found["counts_table"][1], found["fit_result"], found["flux_points_result"]
    numbers = [[p.value, p.error] for p in fit.joint.parameters]
    expected = [total.counts, total.counts_off, total.sqrt_ts, fit.total_stat, numbers, points.norm.tolist()]
    assert json.loads(done.stdout.splitlines()[-1]) == expected
    assert total.counts > 250 and len(points.norm) == 3


def test_a_script_that_is_there_stays(session, tmp_path, capsys):
    mine = tmp_path / "analysis.py"
    mine.write_text("# mine")
    assert cli.main(["script", str(session), "-o", str(mine)]) == 1
    assert "is there already, and may have been edited" in capsys.readouterr().err
    assert mine.read_text() == "# mine"


def test_a_configuration_of_gammapy_is_refused_with_the_way_out(tmp_path, capsys):
    on = "{frame: icrs, lon: 83.63 deg, lat: 22.01 deg, radius: 0.1 deg}"
    config = f"observations: {{datastore: ., obs_ids: [1]}}\ndatasets: {{type: 1d, on_region: {on}}}\n"
    (tmp_path / "config.yaml").write_text(config)
    assert cli.main(["script", str(tmp_path / "config.yaml"), "-o", str(tmp_path / "a.py")]) == 1
    assert "vhegui run config.yaml -o out/" in capsys.readouterr().err
    assert not (tmp_path / "a.py").exists()
