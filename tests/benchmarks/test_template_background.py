"""Speed of background templates (run with --benchmark-enable)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vhegui.analysis.loading.template_runs import choose_template_runs, count_off_runs
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.background.template.template import build_template
from vhegui.core.dl3.open import open_store


@pytest.mark.parametrize("source_radius", [0.0, 0.3])
def test_a_template_of_45_off_runs_files_read(benchmark: Any, data: Path, source_radius: float) -> None:
    """Budget 0.5 s of processor time; gammapy 2.1: 1.6 s for three zenith bins."""
    store, settings = open_store(data / "hess-dl3-dr1"), TemplateSettings(source_radius=source_radius)

    def make() -> int:
        runs = choose_template_runs(store)
        return len(build_template(settings, count_off_runs(store, runs, settings).runs).runs)

    assert benchmark.pedantic(make, rounds=3, warmup_rounds=1) == 45
