"""A DL3 data set: its index, and its runs on request. Opening one reads the index tables only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.load import HduLocation, early, load_observation
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import DataError
from vhegui.core.files.notes import FormatNote
from vhegui.core.progress import Progress


class Source(Protocol):
    """Brings the files of a data set that lies elsewhere into reach; see `vhegui.core.dl3.remote`."""

    @property
    def notice(self) -> str:
        """What people should know about this source now ("works offline since …", terms of use), or ""."""
        ...

    def fetch(self, paths: Iterable[Path], progress: Progress | None = None) -> Mapping[Path, str]:
        """Make these files readable; returns why the others are not. What `progress` raises passes through."""
        ...


@dataclass(frozen=True, eq=False)
class Store:
    """A data set.

    root : folder that FILE_DIR counts from · label : name for people · index : what is known of every run
    notes : format notes of the index tables · problems : runs that cannot be loaded, with the reason
    other_files : files of a folder without index that are no runs (responses only)
    outside : files outside of its folder that it names, or links to, and that are not opened until that is allowed
    source : brings the files that runs need, where they are not on this computer; None when they are
    tables : the files of the index tables
    left_out : notes that say which events are not used though they are there, with the run they belong to or None.
    """

    root: Path
    label: str
    index: ObservationIndex
    notes: tuple[FormatNote, ...] = ()
    problems: Mapping[int, str] = field(default_factory=dict)
    locations: Mapping[int, tuple[HduLocation, ...]] = field(default_factory=dict)
    other_files: tuple[Path, ...] = ()
    outside: tuple[Path, ...] = ()
    source: Source | None = None
    tables: tuple[Path, ...] = ()
    left_out: tuple[tuple[int | None, FormatNote], ...] = ()

    def fetch(self, runs: Iterable[int], progress: Progress | None = None) -> dict[int, str]:
        """Bring the files of several runs into reach, in parallel; returns why the other runs cannot be read."""
        wanted = {run: self.files(run) for run in runs if run in self.locations and run not in self.problems}
        if self.source is None or not wanted:
            return {}
        missing = self.source.fetch((path for paths in wanted.values() for path in paths), progress)
        reasons = {run: next((missing[path] for path in paths if path in missing), "") for run, paths in wanted.items()}
        return {run: f"run {run}: {reason}" for run, reason in reasons.items() if reason}

    def load(self, obs_id: int, responses: bool = True) -> Observation:
        """Read one run; without `responses` only its events and good time. DataError when it cannot be used."""
        if obs_id in self.problems:
            raise DataError(f"run {obs_id}: {self.problems[obs_id]}")
        locations = self._of(obs_id)
        try:
            self._reach(locations if responses else early(locations))
            return self._completed(load_observation(locations, obs_id, responses))
        except DataError as error:
            raise DataError(f"run {obs_id}: {error}") from error

    def files(self, obs_id: int) -> tuple[Path, ...]:
        """Files of one run, each once."""
        return tuple(dict.fromkeys(location.path for location in self._of(obs_id)))

    def alone(self, obs_id: int) -> Store:
        """What is needed to read one run whose files are here: little to send to a worker, of however many runs."""
        return Store(
            root=self.root,
            label=self.label,
            index=self.index.rows(self.index.obs_id == obs_id),
            problems={run: text for run, text in self.problems.items() if run == obs_id},
            locations={run: self.locations[run] for run in (obs_id,) if run in self.locations},
        )

    def _reach(self, locations: Iterable[HduLocation]) -> None:
        if self.source is not None:
            for reason in self.source.fetch(location.path for location in locations).values():
                raise DataError(reason)

    def _completed(self, observation: Observation) -> Observation:
        """Target, zenith and azimuth from the index where the header says nothing."""
        row = np.flatnonzero(self.index.obs_id == observation.obs_id)
        if len(row) == 0:
            return observation
        i, pointing = int(row[0]), observation.pointing
        if np.isnan(pointing.zenith):
            pointing = replace(pointing, zenith=float(self.index.zenith[i]))
        if np.isnan(pointing.azimuth):
            pointing = replace(pointing, azimuth=float(self.index.azimuth[i]))
        return replace(observation, pointing=pointing, target=observation.target or str(self.index.target[i]))

    def _of(self, obs_id: int) -> tuple[HduLocation, ...]:
        if obs_id not in self.locations:
            raise DataError(f"run {obs_id} is not in {self.label}; see the list of observations")
        return self.locations[obs_id]
