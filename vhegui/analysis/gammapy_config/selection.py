"""Which runs a configuration selects: a rule, applied to the index once the data set is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vhegui.analysis.gammapy_config import schema
from vhegui.analysis.gammapy_config.places import circle, find
from vhegui.analysis.gammapy_config.run_list import run_list
from vhegui.core import sphere
from vhegui.core.dl3.identifiers import run_number
from vhegui.core.errors import ConfigError
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import Array, BoolArray, IntArray


@dataclass(frozen=True)
class RunSelection:
    """Runs by id (none: all), pointing inside a cone, time, and offset of the pointing from the ON region.

    runs : numbers, or texts as they stand in the files · ranges : first and last number; those that are there count
    times : (start, stop), MJD in TT · offset_max : deg, None for no limit, from `on_region`
    required : responses that a run must have, by gammapy's names.
    """

    runs: tuple[int | str, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    cone: Circle | None = None
    times: tuple[tuple[float, float], ...] = ()
    on_region: Circle | None = None
    offset_max: float | None = None
    required: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class RunTable:
    """What a selection looks at, one row a run: number, pointing (deg), start and stop (MJD in TT, NaN if unknown).

    texts : the numbers of runs whose ids are text in the files.
    """

    run: IntArray
    ra: Array
    dec: Array
    start: Array
    stop: Array
    texts: Mapping[str, int] = field(default_factory=dict)

    def number(self, run: int | str) -> int | str:
        """The number of a run, or what was asked for where there is none."""
        if isinstance(run, int):
            return run
        known, number = self.texts.get(run.strip()), run_number(run)
        return known if known is not None else run if number is None else number


def run_selection(config: schema.Config, folder: Path) -> RunSelection:
    """The rule in the `observations` section, and the offset limit of the safe mask."""
    section = config.observations
    if section.obs_ids and section.obs_file is not None:
        raise ConfigError("observations.obs_file: give either obs_ids or obs_file, not both")
    runs: Sequence[int | str] = section.obs_ids
    ranges: Sequence[tuple[int, int]] = ()
    if section.obs_file is not None:
        path = find(section.obs_file, folder, "observations.obs_file")
        assert path is not None
        runs, ranges = run_list(path)
    mask = config.datasets.safe_mask
    return RunSelection(
        runs=tuple(dict.fromkeys(runs)),
        ranges=tuple(ranges),
        cone=circle(section.obs_cone, "observations.obs_cone"),
        times=intervals(section.obs_time, "observations.obs_time"),
        on_region=circle(config.datasets.on_region, "datasets.on_region"),
        offset_max=float(mask.parameters.offset_max) if "offset-max" in mask.chosen else None,
        required=tuple(section.required_irf),
    )


def intervals(times: schema.TimeRange, key: str) -> tuple[tuple[float, float], ...]:
    """Intervals (start, stop) in MJD (TT); raises ConfigError naming `key`."""
    start, stop = times.start or (), times.stop or ()
    if len(start) != len(stop):
        raise ConfigError(f"{key}: give as many stop times as start times")
    if any(not a < b for a, b in zip(start, stop, strict=True)):
        raise ConfigError(f"{key}.stop: not later than start")
    return tuple(zip(start, stop, strict=True))


def choose(selection: RunSelection, table: RunTable) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The selected runs and what there is to say about it. Raises ConfigError when no run is left.

    Order is that of `obs_ids`, or of the index. Runs partly inside a time interval are named: they are cut to it later,
    as are those of which the index does not say when they were.
    """
    notes: list[str] = []
    known = set(table.run.tolist())
    names = [str(run) for run in sorted(table.texts) or sorted(known)]
    some = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    asked = [table.number(run) for run in selection.runs]
    if missing := [run for run in asked if run not in known]:
        raise ConfigError(f"observations.obs_ids: not in the data set: {_list(missing)}; it has {some}")
    within = [((table.run >= first) & (table.run <= last), first, last) for first, last in selection.ranges]
    if empty := [f"{first}-{last}" for rows, first, last in within if not rows.any()]:
        raise ConfigError(f"observations.obs_file: no run of the data set in {', '.join(empty)}; it has {some}")
    keep = np.ones(len(table.run), dtype=bool)
    if asked or within:
        keep &= np.isin(table.run, np.array(asked, dtype=np.int64)) | np.any(
            [np.zeros_like(keep), *(rows for rows, *_ in within)], axis=0
        )
    if selection.cone is not None:
        keep &= selection.cone.contains(table.ra, table.dec)
    if selection.times:
        keep &= _in_time(selection.times, table, keep, notes)
    if selection.offset_max is not None and selection.on_region is not None:
        keep &= _near(selection.on_region, selection.offset_max, table, keep, notes)
    chosen = table.run[keep].tolist()
    if not chosen:
        n = len(table.run)
        nobody = f"none of the {n} runs meets" if n != 1 else "the only run does not meet"
        raise ConfigError(f"observations: {nobody} the selection; widen it")
    order = {run: i for i, run in enumerate(asked)}
    return tuple(sorted(chosen, key=lambda run: order.get(run, len(order)))), tuple(notes)


def _in_time(times: tuple[tuple[float, float], ...], table: RunTable, keep: BoolArray, notes: list[str]) -> BoolArray:
    inside = np.zeros(len(table.run), dtype=bool)
    touched = np.zeros(len(table.run), dtype=bool)
    unknown = np.isnan(table.start) | np.isnan(table.stop)
    for start, stop in times:
        touched |= (table.stop > start) & (table.start < stop)
        inside |= (table.start >= start) & (table.stop <= stop)
    if partly := table.run[keep & touched & ~inside].tolist():
        notes.append(f"observations.obs_time: partly inside and cut to it: {_list(partly)}")
    if unsaid := table.run[keep & unknown].tolist():
        notes.append(f"observations.obs_time: the index does not say when they were, so they are cut: {_list(unsaid)}")
    return touched | unknown


def _near(on_region: Circle, offset_max: float, table: RunTable, keep: BoolArray, notes: list[str]) -> BoolArray:
    near = sphere.separation(on_region.ra, on_region.dec, table.ra, table.dec) <= offset_max
    if far := table.run[keep & ~near].tolist():
        notes.append(f"datasets.safe_mask: farther than offset_max ({offset_max:g} deg) and left out: {_list(far)}")
    return near


def _list(runs: Sequence[int | str]) -> str:
    return f"run{'s' if len(runs) > 1 else ''} {', '.join(str(run) for run in runs)}"
