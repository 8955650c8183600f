"""How long the robustness tests try: a few seconds in the suite, as long as asked for with `--robustness`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/robustness --robustness 10000 --robustness-seed 10000`."""
    parser.addoption("--robustness", type=int, default=0, metavar="N", help="inputs or gestures that are tried, in all")
    parser.addoption("--robustness-seed", type=int, default=0, metavar="SEED", help="of the first of them")


@pytest.fixture
def robustness(request: pytest.FixtureRequest) -> int:
    """Number of inputs that were asked for; 0 for a short run."""
    return int(request.config.getoption("--robustness", default=0) or 0)


@pytest.fixture
def first_seed(request: pytest.FixtureRequest) -> int:
    """Seed of the first input, or of a game of gestures: long runs go on where others ended."""
    return int(request.config.getoption("--robustness-seed", default=0) or 0)
