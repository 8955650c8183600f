"""Random hands in the real window: no mistake, no hang, and what must always hold holds.

`pytest tests/robustness/test_monkey.py --robustness 20000 --robustness-seed 7 -s -n 0` plays longer and prints figures;
the seed and the number of the gesture are printed with each failure, and the same seed begins the same game.
"""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from monkey.answers import answer_file_dialogs
from monkey.files import lay_out
from monkey.hand import Hand
from monkey.play import Game, Outcome
from monkey.watch import Stall
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from vhegui.analysis.loading.first_view import aim_at_runs, demo_view
from vhegui.gui.screenshot import settle
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, apply_theme
from vhegui.gui.window.main_window import MainWindow

SHORT = 200  # gestures in the suite
SHARES = {"demo": 0.4, "crab": 0.35, "blazar": 0.25}
RUNS = {"crab": [23523, 23526, 23559, 23592], "blazar": [33787, 33788, 33789, 33790, 33791]}


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No network, and caches and settings of its own."""

    def no_network(*_: object, **__: object) -> None:
        raise OSError("there is no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    cache = tmp_path_factory.getbasetemp() / "cache"  # the demo data are made once
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(cache))
    gc.collect()
    gc.disable()  # see vhegui.gui.session.garbage
    yield
    gc.enable()
    gc.collect()


@pytest.fixture
def window(alone: None, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The window of the program, with nothing in it."""
    apply_theme(qapp, LIGHT)
    window = MainWindow(Session(), QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat), tmp_path / "aside")
    window.resize(1600, 1000)
    window.show()
    yield window
    window.leave()
    window.deleteLater()


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    """Where the hand writes; one folder in it cannot be written."""
    folder = tmp_path / "mine"
    (folder / "locked").mkdir(parents=True)
    (folder / "locked").chmod(0o500)
    yield folder
    (folder / "locked").chmod(0o700)


@pytest.mark.parametrize("name", SHARES)
def test_random_hands_break_nothing(name, window, mine, tmp_path, request, robustness, first_seed, monkeypatch):
    path = request.getfixturevalue("demo") if name == "demo" else request.getfixturevalue("data") / "hess-dl3-dr1"
    session = window.session

    def view(analysis):
        if session.store is None:
            return analysis
        if name == "demo":
            return demo_view(analysis, session.store.index, path)
        return aim_at_runs(analysis, session.store.index, RUNS[name])

    def go_home() -> None:
        session.open_path(path, then=view)

    go_home()
    settle(window)
    (tmp_path / "files").mkdir()
    hand = Hand(window, lay_out(tmp_path / "files", session.analysis), mine, go_home)
    answer_file_dialogs(hand, monkeypatch.setattr)
    game = Game(hand, f"{name} {first_seed}", tmp_path / "trail.txt")
    outcome = game.play(round((robustness or SHORT) * SHARES[name]))
    print(f"\n{name}, seed {first_seed}: {outcome.figures()}")
    if robustness:
        print(stalls(outcome))
    assert not outcome.failures, failures(outcome, first_seed)


def failures(outcome: Outcome, seed: int) -> str:
    """All of them, to be read."""
    each = (f"— {kind} ({outcome.times[kind]} times)\n{text}" for kind, text in outcome.failures.items())
    return "\n".join((f"seed {seed}:", *each))


def stalls(outcome: Outcome) -> str:
    """The places where the window's thread computed for more than 100 ms, the worst first."""
    places: dict[str, list[Stall]] = {}
    for stall in outcome.stalls:
        if stall.own > 0.1:
            places.setdefault(f"{stall.where}{f' in {stall.doing}' * stall.where.startswith('Qt')}", []).append(stall)
    lines = []
    for where, found in sorted(places.items(), key=lambda each: -max(stall.own for stall in each[1])):
        worst = max(found, key=lambda stall: stall.own)
        walls = f"{1e3 * worst.own:5.0f} ms (wall {1e3 * worst.wall:.0f}), {len(found)} times"
        lines.append(f"{walls}, gesture {worst.number} {worst.doing}: {where}")
    return "\n".join(lines)
