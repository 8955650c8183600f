"""Fixtures every test shares: where the real data and the reference numbers are."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does, see `vhegui.cli`

import pytest
from hypothesis import settings

from vhegui.core.simulation.demo import is_complete, write_demo

# Shared machines are slow at times; what must be fast is measured in tests/benchmarks.
# The same commit gets the same verdict: hypothesis draws new examples only with --hypothesis-profile=search.
settings.register_profile("vhegui", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("vhegui")

# Qt cannot be loaded without a few system libraries: then the window's tests are left out, and the end says so.
try:
    import PySide6.QtWidgets  # noqa: F401

    QT_PROBLEM = ""
except ImportError as error:
    QT_PROBLEM = str(error)
    collect_ignore_glob = ["gui", "benchmarks/test_dr*"]

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of real public DL3 data; the test is skipped where there is none."""
    path = Path(os.environ.get("VHEGUI_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no real data: set VHEGUI_TEST_DATA to a folder that holds hess-dl3-dr1/ (looked in {path})")
    return path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo data set, written once for all workers of a run. A test that changes its files takes a copy."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder, until = shared / "demo", time.monotonic() + 300.0
    try:
        (shared / "demo-is-written").mkdir()
    except FileExistsError:  # by another worker, which may not be done yet
        while not is_complete(folder):
            assert time.monotonic() < until, "the worker that writes the demo data has failed"
            time.sleep(0.1)
        return folder
    return write_demo(folder)


@pytest.fixture(scope="session")
def reference(data: Path) -> Any:
    """Function that loads one file of reference numbers (exact results of gammapy 2.1) from beside the data."""

    def load(name: str) -> Any:
        path = data.parent / "reference" / name
        if not path.is_file():
            pytest.skip(f"no reference numbers: {path} is not there")
        return json.loads(path.read_text())

    return load


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Without Qt, pytest-qt would end the run before the first test."""
    if QT_PROBLEM:
        pluginmanager.unregister(name="pytest-qt")
        parser.addini("qt_api", "not used without Qt")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what was not tested."""
    if QT_PROBLEM:
        terminalreporter.write_line(
            f"The window was not tested: {QT_PROBLEM}. Install Qt's system libraries, see README.md.", yellow=True
        )
