"""A killed process, a full disk, a folder that cannot be written: nothing lost, nothing half-written, one sentence."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ogip_files import made_up_spectrum

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from vhegui.analysis import edits
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.state import Target
from vhegui.cli import main
from vhegui.core.errors import DataError
from vhegui.core.spectra.ogip.writing import write_ogip
from vhegui.gui.figures.counts_plot import CountsPlot
from vhegui.gui.plotting.export import save
from vhegui.gui.session.session import Session
from vhegui.gui.window.recovery import Recovery

PROGRAM = Path(__file__).parents[1] / "support" / "edits_until_killed.py"
KILLS, MANY_KILLS = 20, 200


@pytest.fixture
def session(qtbot):
    session = Session()
    yield session
    session.close()


@pytest.fixture(params=["replace", "fsync"])
def full_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Function that fills the disk: from then on nothing new can be finished."""

    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return lambda: monkeypatch.setattr(os, request.param, no_room)


@pytest.mark.skipif(sys.platform == "win32", reason="forks and kills as Unix does")
def test_what_a_killed_process_leaves_behind_is_whole(session, tmp_path, robustness):
    kills = MANY_KILLS if robustness else KILLS
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path), str(kills), "1"],
        capture_output=True, text=True, env=environment, timeout=60 + 3 * kills, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    left = Recovery(session, tmp_path).left_behind()
    assert len(left) == kills
    for each in left:
        analysis, warnings = read_session(each.path)
        assert analysis.target is not None and not warnings
        assert not each.closed
        note = each.path.with_suffix(".json")
        assert not note.exists() or json.loads(note.read_text())["file"].endswith("mine.yaml")
        each.forget()
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_what_was_saved_aside_stays_whole_and_it_is_said_once(session, tmp_path, full_disk):
    said: list[str] = []
    session.message.connect(lambda severity, text: said.append(text))
    recovery = Recovery(session, tmp_path)
    session.apply("Rename", edits.set_target, Target("first", 83.6, 22.0))
    recovery.write()
    (saved,) = tmp_path.glob("*.yaml")
    full_disk()
    for name in ("second", "third"):
        session.apply("Rename", edits.set_target, Target(name, 83.6, 22.0))
        recovery.write()
    assert read_session(saved)[0].target.name == "first"
    assert recovery.unsaved
    assert len(said) == 1
    assert said[0] == f"The session cannot be saved aside in {tmp_path} (No space left on device); save it yourself."
    assert not list(tmp_path.glob(".*.part"))


def test_where_nothing_can_be_written_it_is_said_once(session, tmp_path):
    said: list[str] = []
    session.message.connect(lambda severity, text: said.append(text))
    (tmp_path / "file").write_text("no folder")
    recovery = Recovery(session, tmp_path / "file" / "recovery")
    for name in ("first", "second"):
        session.apply("Rename", edits.set_target, Target(name, 83.6, 22.0))
        recovery.write()
    assert len(said) == 1
    assert "cannot be saved aside" in said[0]
    assert recovery.unsaved


@pytest.fixture
def fitted(tmp_path, capsys):
    """A session of one spectrum, and the folder of its results."""
    write_ogip(made_up_spectrum(), tmp_path)
    session, out = tmp_path / "session.yaml", tmp_path / "out"
    spectra = [str(tmp_path / "pha_obsmade-up.fits")]
    write_session(session, edits.add_spectra(edits.new_analysis(), spectra))
    assert main(["run", str(session), "-o", str(out), "--no-plots"]) == 0
    capsys.readouterr()
    return session, out


def test_results_that_do_not_fit_on_the_disk_leave_the_old_ones_as_they_were(fitted, full_disk, capsys):
    session, out = fitted
    before = contents(out)
    full_disk()
    assert main(["run", str(session), "-o", str(out), "--no-plots"]) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last == f"vhegui: {out}: results cannot be written (No space left on device); choose another folder"
    assert contents(out) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_results_in_a_folder_that_cannot_be_written_are_refused_in_one_sentence(fitted, tmp_path, capsys):
    session, _ = fitted
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert main(["run", str(session), "-o", str(locked), "--no-plots"]) == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert str(locked) in last and "cannot be written" in last


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_a_plot_that_does_not_fit_on_the_disk_leaves_the_old_one_as_it_was(qtbot, tmp_path, full_disk, ending):
    plot, path = CountsPlot(), tmp_path / f"plot{ending}"
    qtbot.addWidget(plot)
    save(plot, path)
    before = contents(tmp_path)
    full_disk()
    with pytest.raises(DataError, match="No space left on device"):
        save(plot, path)
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    """All files, hidden ones too."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_commands_say_in_one_sentence_that_a_disk_is_full(tmp_path, capsys, monkeypatch):
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "demo" / "x.fits"))

    monkeypatch.setattr("vhegui.core.simulation.demo.write_demo", no_room)
    assert main(["simulate-demo", "-o", str(tmp_path / "demo")]) == 1
    assert capsys.readouterr().err.strip() == f"vhegui: {tmp_path / 'demo' / 'x.fits'}: No space left on device"


@pytest.mark.parametrize(
    "name", ["no-\udcff.fits", "x" * 5000, "a\nb", "😀", "file:///etc/hosts", "http://[", "ftp://a/b"]
)
def test_no_name_of_a_file_is_a_mistake_of_the_program(name, capsys):
    for command in ("info", "check"):
        assert main([command, name]) == 1
        said = capsys.readouterr().err
        assert said.strip()
        assert "mistake" not in said
