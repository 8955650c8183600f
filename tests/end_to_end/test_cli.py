"""The command line: help, wrong use, messages and exit codes."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

import vhegui
from vhegui import cli, qt_libraries
from vhegui.terminal import Terminal


def test_help_names_every_command(capsys):
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert name in text


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_has_help(name, capsys):
    assert cli.main([name, "--help"]) == 0
    assert cli.COMMANDS[name].help in capsys.readouterr().out


def test_the_version_is_printed(capsys):
    assert cli.main(["--version"]) == 0
    assert vhegui.__version__ in capsys.readouterr().out


def test_help_imports_nothing_heavy():
    code = "import sys; from vhegui import cli; cli.main(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name in ("numpy", "scipy", "astropy", "PySide6", "yaml", "msgspec"):
        assert f"'{name}'" not in done.stderr


def test_a_mistyped_command_is_wrong_use_with_a_suggestion(capsys):
    assert cli.main(["inof", "x.fits"]) == 2
    assert 'did you mean "vhegui info"?' in capsys.readouterr().err


@pytest.mark.parametrize("words", [["run"], ["run", "a.yaml"], ["screenshot", "-o", "a.png", "--size", "big"]])
def test_missing_or_wrong_arguments_are_wrong_use(words, capsys):
    assert cli.main(words) == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["run", "missing.yaml", "-o", "out"],
        ["info", "missing.fits"],
        ["--demo", "missing-folder"],
    ],
)
def test_what_is_missing_is_one_sentence_on_stderr(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(words) == 1
    text = capsys.readouterr().err
    assert text.startswith("vhegui: ")
    assert "missing" in text
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1


def test_a_wrong_value_in_a_configuration_names_file_key_and_value(capsys, tmp_path):
    (tmp_path / "a.yaml").write_text("datasets: {type: 2d}\n")
    assert cli.main(["run", str(tmp_path / "a.yaml"), "-o", str(tmp_path / "out")]) == 1
    text = capsys.readouterr().err
    assert "a.yaml: datasets.type: '2d' is not allowed; allowed: '1d', '3d'" in text
    assert not (tmp_path / "out").exists()


def test_a_mistake_in_the_program_is_a_sentence_too(capsys, monkeypatch):
    def fail(_):
        raise KeyError("x")

    monkeypatch.setitem(cli.COMMANDS, "info", cli.Command("", lambda parser: None, fail))
    assert cli.main(["info"]) == 1
    assert "a mistake in vhegui (KeyError: 'x')" in capsys.readouterr().err


def test_info_says_what_a_data_set_holds(data, capsys):
    run = data / "hess-dl3-dr1" / "data" / "hess_dl3_dr1_obs_id_023523.fits.gz"
    assert cli.main(["info", str(run)]) == 0
    assert "EVENTS" in capsys.readouterr().out


def test_demo_data_are_not_simulated_over_other_files(tmp_path, capsys):
    (tmp_path / "thesis.tex").touch()
    assert cli.main(["simulate-demo", "-o", str(tmp_path)]) == 1
    assert "--force" in capsys.readouterr().err


def test_a_missing_library_is_named_with_the_packages_to_install():
    text = qt_libraries.advice(["libxcb-cursor.so.0", "libEGL.so.1"])
    assert "apt install libxcb-cursor0 libegl1" in text
    assert "dnf install xcb-util-cursor libglvnd-egl" in text


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has displays that may be absent")
def test_a_missing_display_is_said_before_qt_is_started():
    assert "no display" in qt_libraries.problem(offscreen=False, environment={})
    assert qt_libraries.problem(offscreen=False, environment={"QT_QPA_PLATFORM": "offscreen"}) == ""


def test_the_x11_libraries_are_looked_for_only_where_x11_is_used(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(qt_libraries, "_is_there", lambda name: name != "libxcb-cursor.so.0")
    assert "libxcb-cursor0" in qt_libraries.problem(offscreen=False, environment={"DISPLAY": ":0"})
    assert qt_libraries.problem(offscreen=False, environment={"WAYLAND_DISPLAY": "wayland-0"}) == ""
    assert qt_libraries.problem(offscreen=True, environment={"DISPLAY": ":0"}) == ""


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_plain_lines_elsewhere():
    screen, file = Screen(), io.StringIO()
    for stream in (screen, file):
        terminal = Terminal(stream)
        terminal.progress(0.0, "Reading")
        terminal.progress(0.5, "Reading")
        terminal.progress(1.0, "Fitting")
        terminal.say("a warning")
    assert file.getvalue() == "Reading\nFitting\na warning\n"
    assert screen.getvalue().count("\n") == 1
    assert " 50 % Reading" in screen.getvalue()


def test_without_a_screen_qt_does_not_talk_of_the_screen_and_what_else_it_says_is_passed_on():
    code = (
        "from vhegui.cli.qt import require_qt; require_qt();"
        "from PySide6.QtCore import qWarning; from PySide6.QtWidgets import QApplication, QWidget;"
        "app = QApplication([]); window = QWidget(); window.show(); window.setMinimumSize(9, 9); app.processEvents();"
        "qWarning('a message')"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    assert told.split("\n") == ["a message", ""]
