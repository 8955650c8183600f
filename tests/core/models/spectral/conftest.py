"""The reference tables of spectral models."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def tables(reference: Any) -> Any:
    return reference("models.json")
