"""A plan file → runs without events, and the models of the sky they look at."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from vhegui.analysis.runs.filter import matches
from vhegui.analysis.simulation.plan_file import MOST_RUNS, Like, Observations, PlanFile, ResponseSource
from vhegui.analysis.simulation.sky import Models, seen_by, sky_of
from vhegui.analysis.yaml_files.checked import checked, in_file
from vhegui.analysis.yaml_files.file import read_yaml
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.dl3.identifiers import listed
from vhegui.core.dl3.load import read_responses
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import ConfigError, VheguiError
from vhegui.core.horizon import Site
from vhegui.core.irf.responses import Responses
from vhegui.core.models.nuisances import Nuisance, nuisance_kind
from vhegui.core.simulation.observe import no_events
from vhegui.core.simulation.planned import Pointings, below_horizon, planned_runs
from vhegui.core.spectra.stacking import STACKED
from vhegui.core.typing import Array

NOWHERE = Site(0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be simulated.

    runs : without events; their responses are the same object where they are the same · warnings : what of the file has
    no effect, and what is odd; those of what is not done are `NotDone` · inputs : the files it was read from
    backgrounds : norm and tilt, as fitted to cubes, of the background of runs by number, or of all that have none.
    """

    seed: int
    models: Models
    runs: tuple[Observation, ...]
    background: bool = True
    warnings: tuple[str, ...] = ()
    inputs: tuple[Path, ...] = ()
    backgrounds: tuple[Nuisance, ...] = ()

    def background_of(self, run: int) -> Callable[[Array], Array | float] | None:
        """The factor on the expected background of a run, at energies (TeV); None where it is as the response says."""
        own = [each for each in self.backgrounds if each.dataset == str(run)]
        found = own or [each for each in self.backgrounds if each.dataset == STACKED]
        return partial(_product, found) if found else None


def _product(backgrounds: Sequence[Nuisance], energy: Array) -> Array | float:
    return math.prod(nuisance_kind(each.kind).factor(each.parameter.value, energy) for each in backgrounds)


def read_plan(path: Path, allow_outside: bool = False) -> Plan:
    """The plan in a YAML file, with all that it names. Raises ConfigError or DataError naming what is wrong.

    allow_outside : also read files outside of a data set's folder that it names.
    """
    content = read_yaml(path)
    file, warnings = checked(content, PlanFile, path.name, path.absolute().parent)
    try:
        reader = _Reader(file, allow_outside)
        runs = tuple(reader.runs())
        models, said = sky_of(file, content, path, _target(file, runs))
    except ConfigError as error:
        text = str(error)
        raise ConfigError(text if text.startswith(path.name) else f"{path.name}: {text}") from error
    models, unseen = seen_by(runs, models)
    odd = (in_file(path.name, text) for text in (*unseen, *_places(runs)))
    inputs = (path, *([Path(file.models)] if file.models else []))
    return Plan(file.seed, models, runs, file.background, (*warnings, *said, *odd), inputs)


def _places(runs: Sequence[Observation]) -> Iterator[str]:
    """What is odd about where the telescopes stand."""
    if any(run.site == NOWHERE for run in runs):
        yield "no site is given: longitude, latitude and altitude 0 are written"
    if down := below_horizon(runs):
        yield f"the pointing is below the horizon, which changes nothing else, in {listed(down)}"


def _target(file: PlanFile, runs: Sequence[Observation]) -> tuple[float, float] | None:
    """Where the target of all runs is (ra, dec; deg), None where there are several, or nobody knows."""
    if file.observations:
        blocks = (_pointings(block, f"observations[{i}]") for i, block in enumerate(file.observations))
        places = {(block.ra, block.dec) for block in blocks}
    else:
        sources = [find_source(name) for name in {run.target for run in runs}]
        places = {(each.ra, each.dec) if each else None for each in sources}
    return places.pop() if len(places) == 1 else None


@dataclass
class _Reader:
    """Reads what a plan names, every file once."""

    file: PlanFile
    allow_outside: bool
    _stores: dict[str, Store] = field(default_factory=dict)
    _known: dict[tuple[str, int | None], Responses] = field(default_factory=dict)

    def runs(self) -> Iterator[Observation]:
        """All runs of the plan."""
        if self.file.like is not None:
            own, usual = ("observations", "responses", "site", "telescope", "first_run"), PlanFile()
            if given := [key for key in own if getattr(self.file, key) != getattr(usual, key)]:
                raise ConfigError(f"like: its runs have all of that; give no {', '.join(given)}")
            yield from self._like(self.file.like)
            return
        if not self.file.observations:
            raise ConfigError("observations: at least one is needed, or runs of a data set (like)")
        total = sum(block.runs for block in self.file.observations)
        if total > MOST_RUNS:
            raise ConfigError(f"observations: {total:,} runs are more than the {MOST_RUNS:,} that are allowed")
        first, place = self.file.first_run, self.file.site
        site = None if place is None else Site(place.longitude, place.latitude, place.altitude)
        for i, block in enumerate(self.file.observations):
            yield from self._planned(block, f"observations[{i}]", first, site)
            first += block.runs

    def _planned(self, block: Observations, key: str, first: int, site: Site | None) -> Iterator[Observation]:
        source = block.responses or self.file.responses
        if source is None:
            raise ConfigError(f"{key}.responses: no responses are given, here or for all observations")
        pointings = _pointings(block, key)
        where = f"{key}.responses" if block.responses else "responses"
        for run in planned_runs(pointings, Responses(), first, site, self.file.telescope):
            yield _somewhere(replace(run, responses=self._responses(source, run.pointing.zenith, where)))

    def _responses(self, source: ResponseSource, zenith: float, key: str) -> Responses:
        if source.file is not None:
            name, run = source.file, None
        else:
            assert source.data_set is not None
            name, run = source.data_set, source.run
            if run is None:
                run = _nearest(self._store(name, key), zenith, key)
        if (name, run) not in self._known:
            with _about(key):
                found = read_responses(Path(name))[0] if run is None else self._store(name, key).load(run).responses
            self._known[name, run] = found
        return self._known[name, run]

    def _store(self, path: str, key: str) -> Store:
        if path not in self._stores:
            with _about(key):
                self._stores[path] = open_store(Path(path), self.allow_outside)
        return self._stores[path]

    def _like(self, like: Like) -> Iterator[Observation]:
        store = self._store(like.data_set, "like.data_set")
        with _about("like.runs"):
            chosen = store.index.obs_id[matches(store.index, like.runs, np.full(len(store.index), np.nan))]
        if not len(chosen):
            raise ConfigError(f"like.runs: no run fits '{like.runs}'; give numbers (23523,23526) or a query (Crab)")
        if len(chosen) > MOST_RUNS:
            raise ConfigError(f"like.runs: {len(chosen):,} runs are more than the {MOST_RUNS:,} that are allowed")
        for run in chosen.tolist():
            with _about("like"):
                found = store.load(run)
            yield without_events(found)


def without_events(run: Observation) -> Observation:
    """A run to be observed again, with all its file needs. Its responses are those of one direction: events are drawn
    as if the telescopes had stayed there.
    """
    return _somewhere(replace(run, events=no_events(), outside_gti=None, track=None))


def _somewhere(run: Observation) -> Observation:
    """The run with all of a site that the standard, and gammapy, want of a file: 0 for what is not known."""
    site = run.site or NOWHERE
    return replace(run, site=site if site.altitude is not None else replace(site, altitude=0.0))


def _pointings(block: Observations, key: str) -> Pointings:
    name, ra, dec = block.target, block.ra, block.dec
    if ra is None or dec is None:
        source = find_source(name)
        if source is None:
            raise ConfigError(f"{key}.target: no source is known as '{name}'; give its ra and dec")
        name, ra, dec = source.name, source.ra, source.dec
    return Pointings(
        target=name,
        ra=ra,
        dec=dec,
        good_time=block.intervals,
        runs=block.runs,
        offset=block.offset,
        angles=block.angles,
        start=block.start,
        gap=block.gap,
        dead_time=block.dead_time,
        zenith=math.nan if block.zenith is None else block.zenith,
        azimuth=math.nan if block.azimuth is None else block.azimuth,
    )


def _nearest(store: Store, zenith: float, key: str) -> int:
    """The run of a data set whose zenith angle is nearest."""
    distance = np.abs(store.index.zenith - zenith)
    if not np.isfinite(distance).any():
        raise ConfigError(f"{key}.run: which run's responses? Give its number, or the zenith angle of the observations")
    return int(store.index.obs_id[np.nanargmin(distance)])


@contextmanager
def _about(key: str) -> Iterator[None]:
    """Errors inside this block name a key of the plan."""
    try:
        yield
    except VheguiError as error:
        raise ConfigError(f"{key}: {error}") from error
