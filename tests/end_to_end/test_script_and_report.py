"""`vhegui script` and `vhegui run --report` on real runs: the numbers of the session, run again and told."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vhegui import cli
from vhegui.analysis.edits import change, new_analysis
from vhegui.analysis.export.report.files import check_report
from vhegui.analysis.headless.report import report_request
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.session.reading import parse_session, write_session
from vhegui.analysis.written_numbers import value_error
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.progress import silent
from vhegui.core.regions.circle import Circle

NAME = 'the "Crab"\'s\n<b>nebula</b> \\'
RUN_IT = """
import json, runpy, sys
from types import ModuleType
figures = sys.modules["vhegui.gui.figures.headless"] = ModuleType("figures")
figures.draw = lambda outcome, folder: [folder / "sed.png"]  # plots are slow, and drawn in a test of the window
found = runpy.run_path(sys.argv[1])["outcome"].values
total, fit, points = found["counts_table"][1], found["fit_result"], found["flux_points_result"]
numbers = [(p.value, p.error) for p in fit.joint.parameters]
print(json.dumps([total.counts, total.counts_off, total.sqrt_ts, fit.total_stat, numbers, points.norm.tolist()]))
"""


@pytest.fixture(scope="module")
def session(data, tmp_path_factory) -> Path:
    """The Crab by two runs, a curved spectrum, and names that are hard to quote."""
    crab = Circle(83.633, 22.014, 0.11)
    source = SourceModel(NAME, default_spectrum("exp_cutoff_power_law"))
    analysis = change(new_analysis(), "dataset", path=str(data / "hess-dl3-dr1"), runs=(23523, 23526))
    analysis = change(analysis, "flux_points", edges=(0.7, 2.0, 5.0, 20.0), automatic=False)
    analysis = replace(analysis, sources=(source,), source=crab, exclusions=(replace(crab, radius=0.3),))
    path = tmp_path_factory.mktemp("session") / 'crab\'s "best".yaml'
    write_session(path, analysis)
    return path


@pytest.fixture(scope="module")
def reported(session):
    """What came of it, and the report."""
    path = session.parent / "report.html"
    outcome = report_request(read_request(session), path, silent, lambda text: None)
    return outcome, path.read_text()


def test_the_script_gives_the_numbers_of_the_session_to_the_last_digit(session, reported, tmp_path, capsys):
    script = tmp_path / "analysis.py"
    assert cli.main(["script", str(session), "-o", str(script)]) == 0
    assert capsys.readouterr().out == f"{script}\n"
    command = [sys.executable, "-c", RUN_IT, str(script)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    found = reported[0].values
    total, fit, points = found["counts_table"][1], found["fit_result"], found["flux_points_result"]
    numbers = [[p.value, p.error] for p in fit.joint.parameters]
    expected = [total.counts, total.counts_off, total.sqrt_ts, fit.total_stat, numbers, points.norm.tolist()]
    assert json.loads(done.stdout.splitlines()[-1]) == expected
    assert total.counts > 250 and len(points.norm) == 3


def test_the_report_tells_the_numbers_and_what_was_assumed(reported):
    outcome, page = reported
    total, fit = outcome.values["counts_table"][1], outcome.values["fit_result"]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    for number in (f"{total.counts:.0f}", f"{total.counts_off:.0f}", f"{total.sqrt_ts:.1f}", "2004-12-04 22:07:06"):
        assert number in cells
    index = fit.joint.parameters[0]
    assert value_error(index.value, index.error) in cells
    assert "BKG has energy as its last FITS axis" in page  # a format note
    assert "not tested: no simulated repetitions" in page and "<img" not in page  # nothing is invented
    assert "Correlations of the fitted parameters" in page and "Effective area (m²)" in page
    assert outcome.values["theta_fit"].inside.on == total.counts
    assert [name for name in ("Data", "Regions", "Responses", "Fit", "Spectrum", "Light curve", "Settings")
            if f"<h2>{name}</h2>" not in page] == []  # fmt: skip


def test_the_session_at_the_end_of_the_report_is_the_analysis(reported, session):
    (text,) = re.findall(r"(?s)<pre>(.*?)</pre>", reported[1])
    analysis, _ = parse_session(html.unescape(text), session.parent)
    assert analysis == reported[0].analysis


def test_a_report_is_replaced_and_nothing_else_is(session, reported, tmp_path, capsys):
    mine = tmp_path / "index.html"
    mine.write_text("<html>mine</html>")
    assert cli.main(["run", str(session), "--report", str(mine)]) == 1
    assert "is there already, and is no report of vhegui" in capsys.readouterr().err
    assert mine.read_text() == "<html>mine</html>"
    check_report(session.parent / "report.html")  # an earlier report


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
