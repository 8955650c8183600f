"""Values as they stand in a file for people: angles and energies with their unit, paths from the file's folder, …

The kinds are those of `vhegui.core.settings.Unit`. What a kind writes, it reads; it may read more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vhegui.analysis.edits.light_curve_text import edges_of, intervals_of
from vhegui.analysis.runs.times import mjd_tt
from vhegui.analysis.yaml_files.file import Inline
from vhegui.analysis.yaml_files.paths import absolute_path, relative_path
from vhegui.analysis.yaml_files.quantities import (
    Angle,
    Duration,
    Energy,
    Latitude,
    RightAscension,
    in_deg,
    in_s,
    in_tev,
)
from vhegui.core.errors import AnalysisError


def is_file(overlay: str) -> bool:
    """Whether an overlay is named by a file rather than by the key of a reference spectrum."""
    return bool(Path(overlay).suffix)


def _read_edges(value: Any, folder: Path) -> tuple[float, ...]:
    text = value if isinstance(value, str) else " ".join(map(str, value)) if isinstance(value, list) else ""
    try:
        return edges_of(text)
    except AnalysisError as error:
        raise ValueError(str(error)) from error


def _read_intervals(value: Any, folder: Path) -> list[tuple[float, float]]:
    if isinstance(value, str):
        return list(intervals_of(value))
    return [_read_interval(item) for item in value] if isinstance(value, list) else value


def _read_interval(item: Any) -> tuple[float, float]:
    if isinstance(item, str):
        ((start, stop),) = intervals_of(item)
        return start, stop
    if not isinstance(item, Mapping) or not all(type(item.get(end)) in (int, float) for end in ("start", "stop")):
        raise ValueError("expected start and stop, MJD (TT)")
    return float(item["start"]), float(item["stop"])


def _read_moment(value: Any, folder: Path) -> float:
    if isinstance(value, date):  # what YAML makes of one that is not in quotes
        value = value.isoformat()
    return mjd_tt(str(value).strip().removesuffix("+00:00"))


Reader = Callable[[Any, Path], Any]
READ: dict[str, Reader] = {
    "energy": lambda value, _: float(Energy.parse(value)),
    "angle": lambda value, _: float(Angle.parse(value)),
    "right ascension": lambda value, _: float(RightAscension.parse(value)),
    "declination": lambda value, _: float(Latitude.parse(value)),
    "duration": lambda value, _: float(Duration.parse(value)),
    "moment": _read_moment,
    "edges": _read_edges,
    "intervals": _read_intervals,
    "path": lambda value, folder: absolute_path(value, folder) if isinstance(value, str) else value,
    "overlay": lambda value, folder: (
        absolute_path(value, folder) if isinstance(value, str) and is_file(value) else value
    ),
}
WRITE: dict[str, Reader] = {
    "energy": lambda value, _: in_tev(value),
    "angle": lambda value, _: in_deg(value),
    "right ascension": lambda value, _: in_deg(value),
    "declination": lambda value, _: in_deg(value),
    "duration": lambda value, _: in_s(value),
    "moment": lambda value, _: float(value),
    "edges": lambda value, _: [float(edge) for edge in value],
    "intervals": lambda value, _: [Inline(start=float(start), stop=float(stop)) for start, stop in value],
    "path": relative_path,
    "overlay": lambda value, folder: relative_path(value, folder) if is_file(value) else value,
}
