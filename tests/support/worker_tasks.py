"""Work for threads, processes and clusters: functions that another process can import."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from vhegui.analysis.loading.cubes import Reduction, cubes_of_runs
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.dl3.store import Store
from vhegui.core.progress import silent


def reciprocal(number: int) -> float:
    return 1.0 / number


def with_axis(axis: EnergyAxis, number: int) -> tuple[EnergyAxis, np.ndarray]:
    return axis, axis.centres * number


def slowly(folder: Path, number: int) -> int:
    time.sleep(0.05)
    (folder / str(number)).touch()
    return number


def dies_once(folder: Path, number: int) -> int:
    if number == 2 and not (folder / "died").exists():
        (folder / "died").touch()
        os._exit(1)
    return number


def always_dies(number: int) -> int:
    os._exit(1)


def dies_in_run(item: tuple[Path | None, Reduction, Store, int]) -> Cube:
    """The cube of a run; the worker that is to make that of run 3 dies, once where there is a folder to remember it."""
    folder, how, store, run = item
    if run == 3 and (folder is None or not (folder / "died").exists()):
        if folder is not None:
            (folder / "died").touch()
        os._exit(1)
    ((_, cube),) = cubes_of_runs(store, [run], how, silent)
    assert isinstance(cube, Cube)
    return cube
