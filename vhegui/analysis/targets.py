"""What a data set looks at: its targets with their runs, and a quick look at what is seen of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import aim_at_runs
from vhegui.analysis.loading.runs import load_runs
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline
from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.store import Store
from vhegui.core.errors import VheguiError
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.progress import Progress
from vhegui.core.typing import AnyArray

TOGETHER = 1.5  # deg, between pointings of runs that name no target and look at one
LOOKED_AT = 40  # runs of a target that the quick look reads
OFF, OFF_RUNS = "off", "Off runs"


@dataclass(frozen=True)
class TargetRuns:
    """A target: what it is called, its runs, their livetime in hours (NaN where no run says it).

    off : runs without a source in the field, to learn the background from.
    """

    name: str
    runs: tuple[int, ...]
    hours: float
    off: bool = False

    def aimed(self, analysis: Analysis, index: ObservationIndex) -> Analysis:
        """Choose its runs, aim at it, and put the ON region on it; off runs look at nothing in common."""
        if self.off:
            return edits.select_runs(analysis, self.runs)
        return aim_at_runs(analysis, index, list(self.runs))


def targets_of(index: ObservationIndex) -> tuple[TargetRuns, ...]:
    """The targets of a data set, those with the most livetime first and off runs last.

    Runs whose targets are names of one known source are together; so are runs without a name that look at one place.
    """
    names = np.array([_name(str(target), str(group)) for target, group in zip(index.target, index.group, strict=True)])
    names = _by_place(names, index)
    found = [_target(str(name), index.rows(names == name)) for name in dict.fromkeys(names.tolist())]
    return tuple(sorted(found, key=lambda each: (each.off, -np.nan_to_num(each.hours), -len(each.runs))))


def quick_look(target: TargetRuns, store: Store, progress: Progress) -> CountsRow | None:
    """ON and OFF counts and significance of a target with reflected regions, of `LOOKED_AT` runs at most; None where
    nothing can be counted.
    """
    runs = target.runs[:LOOKED_AT]
    analysis = edits.select_runs(target.aimed(edits.new_analysis(), store.index), runs)
    loaded = load_runs(store, runs, {}, progress)
    given = {"observations": loaded.observations, "mask_images": {}, "spectrum_files": {}}
    try:
        _, total = build_pipeline().pull("counts_table", analysis, given)
    except VheguiError:
        return None
    return total if np.isfinite(total.sqrt_ts) else None


def _name(target: str, group: str) -> str:
    if OFF in f"{target} {group}".casefold().split():
        return OFF_RUNS
    known = find_source(target) or find_source(group)
    return known.name if known is not None else target


def _by_place(names: AnyArray, index: ObservationIndex) -> AnyArray:
    """A name for runs that have none: where they look."""
    named = names.astype(object)
    for row in np.flatnonzero(names == ""):
        if named[row]:
            continue
        ra, dec = float(index.ra[row]), float(index.dec[row])
        near = sphere.separation(ra, dec, index.ra, index.dec) < TOGETHER
        named[near & (names == "")] = f"Field at {ra:.1f}°, {dec:+.1f}°"
    return named


def _target(name: str, rows: ObservationIndex) -> TargetRuns:
    known = rows.livetime[np.isfinite(rows.livetime)]
    hours = float(known.sum()) / 3600.0 if len(known) else float("nan")
    return TargetRuns(name, tuple(int(run) for run in rows.obs_id), hours, name == OFF_RUNS)
