"""Fixtures every test shares: where the real data and the reference numbers are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Shared machines are slow at times; what must be fast is measured in tests/benchmarks.
settings.register_profile("vhegui", deadline=None)
settings.load_profile("vhegui")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of real public DL3 data; the test is skipped where there is none."""
    path = Path(os.environ.get("VHEGUI_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no real data: set VHEGUI_TEST_DATA to a folder that holds hess-dl3-dr1/ (looked in {path})")
    return path


@pytest.fixture(scope="session")
def reference(data: Path) -> Any:
    """Function that loads one file of reference numbers (exact results of gammapy 2.1) from beside the data."""

    def load(name: str) -> Any:
        path = data.parent / "reference" / name
        if not path.is_file():
            pytest.skip(f"no reference numbers: {path} is not there")
        return json.loads(path.read_text())

    return load
