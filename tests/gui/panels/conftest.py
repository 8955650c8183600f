"""Data that the tests of several panels share."""

from __future__ import annotations

from pathlib import Path

import pytest

from vhegui.core.simulation.demo import write_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """The demo data set, made once."""
    return write_demo(tmp_path_factory.mktemp("demo") / "demo")
