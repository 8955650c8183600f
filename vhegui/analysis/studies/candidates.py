"""The study of candidate sources: the peaks of a map, with the background that is left when they are excluded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vhegui.analysis.sky_growth import CubeShelf, GrownSky, SkyGrowth
from vhegui.analysis.sky_settings import SkySettings
from vhegui.analysis.studies.settings import CandidateSearch
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.catalogues.known_sources import Source, all_sources
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.estimators.sky.band_maps import band_maps
from vhegui.core.estimators.sky.flux_within import flux_within
from vhegui.core.estimators.sky.peaks import Candidate, find_peaks, growing_exclusions
from vhegui.core.estimators.sky.sky_bands import band_images
from vhegui.core.estimators.sky.source_maps import source_maps
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import Progress, silent
from vhegui.core.sphere import separation
from vhegui.core.typing import Array, BoolArray

KNOWN = 0.3  # deg, about a candidate in which a known source is named
SAME = 0.1  # deg, within which it is taken to be that one
ROUNDS = 10


@dataclass(frozen=True)
class Row:
    """A candidate. known : the nearest known source, None where there is none · distance : to it, deg."""

    found: Candidate
    known: Source | None = None
    distance: float = float("nan")


@dataclass(frozen=True, eq=False)
class FoundCandidates:
    """What was asked, and what was found, the most significant first.

    energy : of the map, from, to, TeV · excluded : area (deg²) that was excluded beside the exclusions of the analysis
    rounds : how often that was tried.
    """

    asked: CandidateSearch
    rows: tuple[Row, ...]
    energy: tuple[float, float]
    excluded: float = 0.0
    rounds: int = 0


@dataclass(frozen=True, eq=False)
class PeakMap:
    """The map that is searched, with the fluxes there: images of shape (rows, columns)."""

    significance: Array
    used: BoolArray
    flux: Array
    flux_error: Array
    energy: tuple[float, float]


def search(
    cubes: CubeShelf,
    growing: SkyGrowth | GrownSky,
    geometry: CubeGeometry,
    first: BoolArray,
    method: SkyBackgroundSettings,
    sky: SkySettings,
    low: float,
    high: float,
    asked: CandidateSearch,
    progress: Progress | None = None,
) -> FoundCandidates:
    """Search the sky of all runs between two energies (TeV). first : shape (rows, columns), outside the exclusions.

    Raises AnalysisError where there is no map, and what progress raises.
    """
    tell, energy, grid = progress or silent, (low, high), geometry.grid
    whole, allowed, rounds = growing.further(_part(tell, 0.0, 0.4), lambda: False), first, 0
    if asked.exclude:

        def sky_with(free: BoolArray, tell: Progress) -> StackedSky:
            return SkyGrowth(cubes, geometry, lambda: free, method, sky.like_gammapy).further(tell, lambda: False)

        whole, allowed, rounds = _excluding(
            whole, first, grid, asked, lambda it: _within(it, energy, sky), sky_with, tell
        )
    tell(0.6, "Making the map that is searched")
    found = _peak_map(whole, energy, sky, asked, _part(tell, 0.6, 0.4))
    peaks = find_peaks(
        found.significance,
        found.used,
        grid,
        asked.threshold,
        asked.distance,
        asked.most,
        (found.flux, found.flux_error),
    )
    more = _area(grid, first & ~allowed)
    return FoundCandidates(asked, tuple(_row(each) for each in peaks), found.energy, more, rounds)


def _excluding(
    whole: StackedSky,
    first: BoolArray,
    grid: SkyGrid,
    asked: CandidateSearch,
    mapped: Callable[[StackedSky], PeakMap],
    sky_with: Callable[[BoolArray, Progress], StackedSky],
    tell: Progress,
) -> tuple[StackedSky, BoolArray, int]:
    """The sky whose background is without what is significant, the pixels that this leaves, and how many skies that
    took. sky_with : another sky, by the pixels outside its exclusions.
    """
    skies = [whole]

    def significance(free: BoolArray) -> tuple[Array, BoolArray]:
        if free is not first:
            left = 0.2 * 0.7 ** len(skies)
            skies.append(sky_with(free, _part(tell, 0.6 - left, 0.3 * left)))
        found = mapped(skies[-1])
        return found.significance, found.used

    allowed = growing_exclusions(significance, first, grid, asked.threshold, asked.margin, ROUNDS)
    return skies[-1], allowed, len(skies)


def _peak_map(
    whole: StackedSky, energy: tuple[float, float], sky: SkySettings, asked: CandidateSearch, tell: Progress
) -> PeakMap:
    if asked.map == "significance":
        return _within(whole, energy, sky)
    sigma = sky.sigma if sky.shape == "gaussian" else 0.0
    maps = source_maps(whole.sky, energy, sky.index, sigma, sky.reach, tell)
    return PeakMap(maps.sqrt_ts, maps.fitted.used, maps.flux, maps.flux_error, maps.energy)


def _within(whole: StackedSky, energy: tuple[float, float], sky: SkySettings) -> PeakMap:
    """The significance of what lies within the correlation radius."""
    images = band_images(whole.sky, energy, sky.index, sky.like_gammapy)
    maps = band_maps(images, whole.sky.cube.geometry.grid, sky.radius)
    return PeakMap(maps.significance, maps.used, maps.flux, flux_within(maps).flux_error, maps.energy)


def _row(found: Candidate) -> Row:
    known, distance = known_near(found)
    return Row(found, known, distance)


def known_near(found: Candidate) -> tuple[Source | None, float]:
    """The nearest known source and its distance (deg); None and NaN where there is none within `KNOWN`."""
    near = all_sources().near(found.ra, found.dec, KNOWN)
    if not near:
        return None, float("nan")
    return near[0], float(separation(found.ra, found.dec, near[0].ra, near[0].dec))


def name_of(found: Candidate) -> str:
    """The known source that a candidate is, as far as places tell; "" where there is none within `SAME`."""
    known, distance = known_near(found)
    return known.name if known is not None and distance < SAME else ""


def _area(grid: SkyGrid, chosen: BoolArray) -> float:
    """Deg²."""
    return float(np.degrees(np.degrees(grid.solid_angle[chosen])).sum())


def _part(tell: Progress, start: float, share: float) -> Callable[[float, str], None]:
    return lambda fraction, text: tell(start + share * fraction, text)
