"""`vhegui map`: runs of a data set, or a map data set, and options → a request like that of a configuration file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec import structs

from vhegui.analysis.edits import change, new_analysis, put
from vhegui.analysis.edits.studies import ask_studies
from vhegui.analysis.gammapy_config.background import exclusions
from vhegui.analysis.headless.profile_option import profile_from
from vhegui.analysis.loading.first_view import choose_runs
from vhegui.analysis.outcome import Request
from vhegui.analysis.quantities import angle, quantity, sky_position
from vhegui.analysis.runs.filter import matches
from vhegui.analysis.state import Analysis, LogAxis, MaskFile, Target
from vhegui.analysis.studies.settings import CandidateSearch
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.background.adaptive_ring import AdaptiveRing
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.background.ring import Ring
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import ConfigError, VheguiError
from vhegui.core.files.kinds import is_map_dataset
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.shapes import Area

T = TypeVar("T")
METHODS: Mapping[str, SkyBackgroundSettings] = {
    "field-of-view": FieldOfView(),
    "ring": Ring(),
    "adaptive-ring": AdaptiveRing(),
    "response": ResponseOnly(),
}
OF_RUNS = (
    *("runs", "target", "position", "width", "height", "pixel", "projection", "frame"),
    *("energy", "bins", "offset_max"),
)
AROUND_TARGET = 0.3  # deg, excluded about the target where nothing else is
TRUE_MARGIN = 3.0  # true energies reach farther than reconstructed ones by this factor
TRUE_PER_DECADE = 10.0
USUAL_THRESHOLD = CandidateSearch().threshold


@dataclass(frozen=True)
class MapOptions:
    """What the command line says, as text; "" for what it does not say.

    runs : a query of the observation list · target : a known source, or one of the data set · position : RA and Dec
    width, height : without one of them, the map holds all fields of view
    energy : "0.5 TeV,30 TeV" · bands : "1 TeV,3 TeV,10 TeV" · background : one of `METHODS`; by default that of runs is
    the response scaled in the field of view, that of a map data set is taken as it is
    source : "point", or the width of a Gaussian: what is fitted at every pixel · index : of the power law of fluxes
    ring : inner radius and width · exclude : DS9 region files, FITS masks, circles "RA,Dec,radius", or "none"
    profile : see `profile_from` · candidates : σ above which sources are searched, 0: not at all
    exclude_candidates : see `CandidateSearch.exclude`.
    """

    runs: str = ""
    target: str = ""
    position: str = ""
    width: str = ""
    height: str = ""
    pixel: str = ""
    projection: str = ""
    frame: str = ""
    energy: str = ""
    bins: int = 10
    bands: str = ""
    background: str = ""
    ring: str = ""
    radius: str = ""
    source: str = ""
    index: str = ""
    offset_max: str = ""
    exclude: tuple[str, ...] = ()
    profile: str = ""
    candidates: float = 0.0
    exclude_candidates: bool = False


def map_request(path: Path | str, options: MapOptions, allow_outside: bool = False) -> Request:
    """The analysis that makes the maps. Raises ConfigError, DataError or AnalysisError."""
    is_cube = isinstance(path, Path) and is_map_dataset(path)
    method = METHODS[options.background or ("response" if is_cube else "field-of-view")]
    analysis = put(change(new_analysis(), "dataset", path=_whole(path)), "sky_background", _with_ring(method, options))
    sizes = _angles(options, radius="radius", offset_max="offset_max")
    analysis = change(change(analysis, "fit", stack=True), "sky", maps=True, **sizes)
    analysis = _with_source(analysis, options)
    if options.bands:
        analysis = change(analysis, "sky", edges=_energies("--bands", options.bands))
    if options.profile:
        analysis = put(analysis, "sky_profile", profile_from(options.profile))
    if options.candidates or options.exclude_candidates:
        search = {"threshold": options.candidates or USUAL_THRESHOLD, "exclude": options.exclude_candidates}
        analysis = ask_studies(analysis, {"candidates": search})
    notes: list[str] = []
    if is_cube:
        notes += _of_runs_alone(options)
        analysis = _excluding(analysis, options, notes)
        return Request(analysis, None, "map", tuple(notes), inputs=(Path(path),))
    analysis = _aimed(analysis, open_store(path, allow_outside).index, options)
    analysis = _excluding(_on_pixels(analysis, options), options, notes)
    return Request(analysis, None, "map", tuple(notes), allow_outside=allow_outside)


def _of_runs_alone(options: MapOptions) -> list[str]:
    """Options that are given and have no effect on a map data set."""
    given = [name for name in OF_RUNS if getattr(options, name) != getattr(MapOptions(), name)]
    called = ", ".join(f"--{name.replace('_', '-')}" for name in given)
    return [NotDone(f"{called}: no effect on a map data set, which has runs, pixels and energies")] if given else []


def _whole(path: Path | str) -> str:
    return str(path.expanduser().absolute()) if isinstance(path, Path) else path


def _aimed(analysis: Analysis, index: ObservationIndex, options: MapOptions) -> Analysis:
    """With the runs and the target."""
    try:
        chosen = matches(index, options.runs, np.full(len(index), np.nan))
    except VheguiError as error:
        raise ConfigError(f"--runs: {error}") from error
    if not chosen.any():
        raise ConfigError(f"--runs: no run fits '{options.runs}'; give numbers (23523,23526) or a query (Crab zen<40)")
    analysis = replace(choose_runs(analysis, index, [int(run) for run in index.obs_id[chosen]]), source=None)
    if options.position:
        ra, dec = _read("--position", sky_position, options.position)
        return put(analysis, "target", Target("position", ra, dec))
    if options.target:
        source = find_source(options.target)
        if source is None:
            raise ConfigError(f"--target: no source is known as '{options.target}'; give --position \"RA Dec\"")
        return put(analysis, "target", Target(source.name, source.ra, source.dec))
    return analysis


def _on_pixels(analysis: Analysis, options: MapOptions) -> Analysis:
    """With pixels about the target, and energies."""
    assert analysis.target is not None
    words = {name: getattr(options, name) for name in ("projection", "frame") if getattr(options, name)}
    sizes = _angles(options, width="width", height="height", pixel="pixel")
    if options.width or options.height:
        words["extent"] = "fixed"
    analysis = change(analysis, "map", ra=analysis.target.ra, dec=analysis.target.dec, **sizes, **words)
    edges = _energies("--energy", options.energy) if options.energy else (analysis.reco.low, analysis.reco.high)
    if len(edges) != 2:
        raise ConfigError(f"--energy: '{options.energy}': expected two energies, such as \"0.5 TeV,30 TeV\"")
    low, high = edges
    true_bins = math.ceil(TRUE_PER_DECADE * math.log10(TRUE_MARGIN**2 * high / low))
    analysis = put(analysis, "reco", LogAxis(low, high, options.bins))
    analysis = put(analysis, "true", LogAxis(low / TRUE_MARGIN, high * TRUE_MARGIN, true_bins))
    return change(analysis, "map", low=low, high=high)


def _with_ring(method: SkyBackgroundSettings, options: MapOptions) -> SkyBackgroundSettings:
    if not options.ring:
        return method
    if not isinstance(method, Ring | AdaptiveRing):
        raise ConfigError("--ring: only the background methods ring and adaptive-ring have one")
    inner, comma, width = options.ring.partition(",")
    if not comma:
        raise ConfigError(f"--ring: '{options.ring}': expected inner radius and width, such as \"0.5 deg,0.3 deg\"")
    return structs.replace(method, r_in=_read("--ring", angle, inner), width=_read("--ring", angle, width))


def _with_source(analysis: Analysis, options: MapOptions) -> Analysis:
    """With the source that is fitted at every pixel, and the index of fluxes."""
    changes: dict[str, object] = {}
    if options.source == "point":
        changes["shape"] = "point"
    elif options.source:
        changes |= {"shape": "gaussian", "sigma": _read("--source", angle, options.source)}
    if options.index:
        changes["index"] = _read("--index", float, options.index)
    return change(analysis, "sky", **changes)


def _excluding(analysis: Analysis, options: MapOptions, notes: list[str]) -> Analysis:
    """With the exclusions, about the target where nothing is said; `notes` get what of them is not done."""
    target = analysis.target
    found: list[Area | MaskFile] = []
    if not options.exclude and target is not None:
        found.append(Circle(target.ra, target.dec, AROUND_TARGET))
    for text in options.exclude:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) == 3:
            ra, dec = _read("--exclude", sky_position, f"{parts[0]}, {parts[1]}")
            found.append(Circle(ra, dec, _read("--exclude", angle, parts[2])))
        elif text != "none":
            found += exclusions(text, Path.cwd(), notes)
    return replace(analysis, exclusions=tuple(found))


def _angles(options: MapOptions, **names: str) -> dict[str, float]:
    """Those angles (deg) that are given, by the name of their setting."""
    given = {ours: getattr(options, name) for name, ours in names.items() if getattr(options, name)}
    return {name: _read(f"--{name.replace('_', '-')}", angle, text) for name, text in given.items()}


def _energies(option: str, text: str) -> tuple[float, ...]:
    return tuple(_read(option, lambda part: quantity(part, "TeV"), part) for part in text.split(","))


def _read(option: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as error:
        raise ConfigError(f"{option}: {error}") from error
