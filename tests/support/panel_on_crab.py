"""A single panel with a session of its own, on H.E.S.S. runs of the Crab."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.state import Analysis, Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.session.session import Session

RUNS = (23523, 23526, 23559, 23592)
CRAB = Circle(83.63, 22.01, 0.11)


@contextmanager
def shown(presenter: Any, qtbot: Any, width: int, height: int) -> Iterator[Any]:
    """The panel of a presenter class, alone in a window; its session is closed at the end."""
    gc.collect()  # widgets of earlier tests must not be collected by the worker thread of this one
    session = Session()
    panel = presenter(session)
    session.add_panel(panel)
    qtbot.addWidget(panel.widget)
    panel.widget.resize(width, height)
    panel.widget.show()
    yield panel
    session.close()


def open_crab(
    panel: Any,
    data: Path,
    qtbot: Any,
    runs: tuple[int, ...] = RUNS,
    kind: str = "power_law",
    step: str = "fit_result",
) -> None:
    """Open runs, put the source region on the Crab, and wait for a step, else the fit of a spectrum of this kind."""

    def aim(analysis: Analysis) -> Analysis:
        analysis = edits.point_at(edits.select_runs(analysis, runs), Target("Crab", 83.633, 22.014))
        return edits.set_model_kind(edits.move_region(analysis, CRAB), analysis.model, kind)

    panel.session.open_path(data / "hess-dl3-dr1", then=aim)
    settle(panel, qtbot, step)
    panel.widget.activateWindow()


def settle(panel: Any, qtbot: Any, step: str = "fit_result") -> None:
    """Wait until a step's result is there for the current state, and nothing is left to compute."""
    session = panel.session
    session.request_pull()

    def done() -> bool:
        results = session.results
        there = results.analysis == session.analysis and results.current(step) is not None
        return there and not results.stale and not session.busy

    qtbot.waitUntil(done, timeout=20_000)
