"""Work for threads, processes and clusters: functions that another process can import."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from vhegui.core.axes import EnergyAxis


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


def always_dies_at_two(number: int) -> int:
    return always_dies(number) if number == 2 else number
