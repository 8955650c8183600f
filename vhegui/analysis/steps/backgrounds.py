"""The study that compares backgrounds: the same runs, region and model, with the background known in several ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from vhegui.analysis.pipeline import Step, study
from vhegui.analysis.state import FitSettings
from vhegui.analysis.steps.fits import fit_span, joint_data
from vhegui.analysis.steps.regions import NO_SOURCE
from vhegui.analysis.steps.sky import cube_of_run, outside_exclusions
from vhegui.analysis.steps.spectra import NO_RUN, SafeBins, fit_spectra
from vhegui.analysis.studies.backgrounds import LABELS, BackgroundComparison, BackgroundRow, RegionNumbers
from vhegui.analysis.studies.settings import BackgroundsAsked
from vhegui.analysis.studies.template import make_template
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.registry import METHODS, BackgroundSettings
from vhegui.core.cubes.background import background_counts
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.in_region import (
    OnPixels,
    RegionBackground,
    field_in_region,
    ring_in_region,
    with_response_errors,
)
from vhegui.core.cubes.pixels import RunPixels
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.estimators.backgrounds import background_variance, source_ts, with_background
from vhegui.core.estimators.counts import counts_row
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.predict import predicted_in
from vhegui.core.irf.base import Background
from vhegui.core.models.spectral.flux import integral_flux, integral_flux_error
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.regions.region import Region
from vhegui.core.safe_range import SafeRange
from vhegui.core.spectra.directional_cut import OnRadius, placed
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.summed import sum_counts
from vhegui.core.statistics.known_background import cash_significance
from vhegui.core.typing import AnyArray, Array, BoolArray

WITH_FILES = "backgrounds are compared without the spectra from files, whose background is what the files say"
BY_ENERGY = "the directional cut makes the source region another one at each energy: only OFF regions can follow it"

Found = dict[int, RegionBackground]
Method = Callable[[int, Cube, OnPixels], RegionBackground]


@dataclass(frozen=True, eq=False)
class SkyOfRuns:
    """The runs, and what their cubes are made with, one at a time."""

    observations: Mapping[int, Observation]
    events: Mapping[int, Events]
    geometry: CubeGeometry
    safe: SafeRange
    offset_max: float
    like_gammapy: bool

    def cube(self, run: int) -> Cube:
        """The cube of a run, without a PSF. Raises AnalysisError, with the run, where it cannot be made."""
        settings, observation = (self.geometry, self.safe, self.offset_max, self.like_gammapy), self.observations[run]
        observation = replace(observation, responses=replace(observation.responses, psf=None))
        try:
            return cube_of_run(observation, self.events[run], *settings)
        except VheguiError as error:
            raise AnalysisError(f"run {run}: {error}") from error

    def expected(self, run: int, background: Background) -> AnyArray:
        """What another response expects in the pixels of a run: the shape of its cube."""
        observation, geometry = self.observations[run], self.geometry
        pixels = RunPixels.of(geometry, observation.pointing)
        return background_counts(observation, background, geometry.reco, pixels, geometry.solid_angle)


@dataclass(frozen=True, eq=False)
class OnOfRuns:
    """The source region, the spectrum and the safe bins, (n_reco,), of each run."""

    regions: Mapping[int, Region]
    spectra: Mapping[int, SpectrumOnOff]
    safe: Mapping[int, BoolArray]

    def with_backgrounds(self, found: Found) -> tuple[SpectrumOnOff, ...]:
        """The spectra with other backgrounds."""
        return tuple(with_background(self.spectra[run], each, self.safe[run]) for run, each in found.items())


def sky_of_runs(
    observations: Mapping[int, Observation],
    events: Mapping[int, Events],
    geometry: CubeGeometry,
    safe: SafeRange,
    offset_max: float,
    like_gammapy: bool,
) -> SkyOfRuns:
    """What cubes are made of, when they are needed."""
    return SkyOfRuns(observations, events, geometry, safe, offset_max, like_gammapy)


def on_of_runs(
    source: Region | None,
    radii: Mapping[int, OnRadius],
    spectra: Mapping[int, SpectrumOnOff],
    safe: Mapping[int, SafeBins],
) -> OnOfRuns:
    """ON as the spectra have it. Raises AnalysisError where there is none, or another one at each energy."""
    if source is None or not spectra:
        raise AnalysisError(NO_SOURCE if source is None else NO_RUN)
    if not all(radius.is_fixed for radius in radii.values()):
        raise AnalysisError(BY_ENERGY)
    regions = {run: placed(source, radii[run]) for run in spectra}
    return OnOfRuns(regions, spectra, {run: bins.mask for run, bins in safe.items()})


def compared_backgrounds(
    sky: SkyOfRuns,
    on: OnOfRuns,
    exclusions: tuple[Exclusion, ...],
    background: BackgroundSettings,
    settings: FitSettings,
    model: JointModel,
    store: Store | None,
    files: Mapping[str, SpectrumOnOff],
    asked: BackgroundsAsked,
    progress: Progress | None = None,
) -> BackgroundComparison:
    """The analysis' own OFF regions, then every method that is asked for, each with its fit.

    A method that cannot be used says why, and hides none of the others.
    """
    spectra = tuple(on.spectra.values())
    energies = _energies(spectra, settings)
    own = BackgroundRow("off_regions", METHODS[background.method].label, settings.statistic)
    rows = [_fitted(replace(own, numbers=_numbers(spectra)), spectra, model, settings, energies)]
    found, problems = _in_regions(sky, on, exclusions, store, asked, progress or silent)
    for key in asked.methods:
        row = BackgroundRow(key, LABELS[key])
        if key in problems:
            rows.append(replace(row, problem=problems[key]))
        else:
            rows.append(_with_method(row, on, found[key], model, settings, energies))
    return BackgroundComparison(tuple(rows), energies, (WITH_FILES,) if files else ())


def _in_regions(
    sky: SkyOfRuns,
    on: OnOfRuns,
    exclusions: tuple[Exclusion, ...],
    store: Store | None,
    asked: BackgroundsAsked,
    progress: Progress,
) -> tuple[dict[str, Found], dict[str, str]]:
    """Of each method the background in ON of all runs, or why there is none. One cube is in memory at a time."""
    found: dict[str, Found] = {key: {} for key in asked.methods}
    problems: dict[str, str] = {}
    methods: dict[str, Method] = {}
    for key in asked.methods:
        try:
            methods[key] = _method(key, sky, on, exclusions, store, asked, progress)
        except VheguiError as error:
            problems[key] = str(error)
    pixels: dict[Region, OnPixels] = {}
    for count, (run, region) in enumerate(on.regions.items()):
        progress(0.3 + 0.6 * count / len(on.regions), f"Looking for the background of run {run}")
        try:
            cube = sky.cube(run)
            # A norm is that of the energies it was fitted in: those of the spectrum, not the lower ones of the maps.
            cube = replace(cube, safe=cube.safe & on.safe[run][:, None, None])
            if region not in pixels:
                pixels[region] = OnPixels.of(sky.geometry, region)
        except VheguiError as error:
            return found, dict.fromkeys(asked.methods, str(error)) | problems
        for key in methods.keys() - problems.keys():
            try:
                found[key][run] = methods[key](run, cube, pixels[region])
            except VheguiError as error:
                problems[key] = f"run {run}: {error}"
    return found, problems


def _method(
    key: str,
    sky: SkyOfRuns,
    on: OnOfRuns,
    exclusions: tuple[Exclusion, ...],
    store: Store | None,
    asked: BackgroundsAsked,
    progress: Progress,
) -> Method:
    """What gives the background of a run by a method."""
    allowed = outside_exclusions(sky.geometry.grid, exclusions)
    if key == "ring":
        return lambda run, cube, pixels: ring_in_region(cube, pixels, allowed, asked.ring)
    if key == "template":
        return _template_method(sky, on, exclusions, store, asked, progress, allowed)
    settings = FieldOfView(tilt=key == "field_of_view_tilt")
    return lambda run, cube, pixels: field_in_region(cube, pixels, allowed, settings)


def _template_method(
    sky: SkyOfRuns,
    on: OnOfRuns,
    exclusions: tuple[Exclusion, ...],
    store: Store | None,
    asked: BackgroundsAsked,
    progress: Progress,
    allowed: BoolArray,
) -> Method:
    """The same for a template of off runs of the data set, scaled in the field of view of each run."""
    if store is None:
        raise AnalysisError("a template needs a data set with off runs")
    study = make_template(store, asked.template, exclusions, lambda part, text: progress(0.3 * part, text))
    index = store.index.rows(list(on.regions))
    zenith = dict(zip(index.obs_id.tolist(), index.zenith.tolist(), strict=True))

    def method(run: int, cube: Cube, pixels: OnPixels) -> RegionBackground:
        template = study.template.of(zenith[run])
        if template is None:
            raise AnalysisError(f"no off run tells the background at its zenith angle, {zenith[run]:.3g}°")
        cube = replace(cube, background=sky.expected(run, template.background))
        known = field_in_region(cube, pixels, allowed, FieldOfView(tilt=False))
        edges = template.background.energy_edges
        error = sky.expected(run, study.template.cells.background(edges, template.error))
        return with_response_errors(known, cube, pixels, error, edges, template.name)

    return method


def _energies(spectra: Sequence[SpectrumOnOff], settings: FitSettings) -> tuple[float, float]:
    """Where the analysis itself is fitted, TeV: the range of all fluxes; NaN where it is not."""
    try:
        return fit_span(joint_data(fit_spectra(tuple(spectra), settings.stack), settings))
    except VheguiError:
        return math.nan, math.nan


def _with_method(
    row: BackgroundRow,
    on: OnOfRuns,
    found: Found,
    model: JointModel,
    settings: FitSettings,
    energies: tuple[float, float],
) -> BackgroundRow:
    """A row with the numbers and the fit of one method: W where OFF was counted, else Cash."""
    spectra = on.with_backgrounds(found)
    counted = all(each.counted for each in found.values())
    if counted:
        row = replace(row, numbers=_numbers(spectra), statistic=settings.statistic)
        return _fitted(row, spectra, model, settings, energies)
    statistic = "cstat" if settings.statistic == "cstat" else "cash"
    variance = background_variance(tuple(found.values()), [each.safe for each in spectra])
    row = replace(row, numbers=_known_numbers(spectra, float(variance.sum())), statistic=statistic)
    row = _fitted(row, spectra, model, structs.replace(settings, statistic=statistic), energies)
    summed = row.summed and replace(row.summed, background_variance=np.diag(variance))
    return replace(row, summed=summed)


def _fitted(
    row: BackgroundRow,
    spectra: Sequence[SpectrumOnOff],
    model: JointModel,
    settings: FitSettings,
    energies: tuple[float, float],
) -> BackgroundRow:
    """The row with its fit, done as that of the analysis."""
    row = replace(row, summed=sum_counts(spectra))
    try:
        data = joint_data(fit_spectra(tuple(spectra), settings.stack), settings)
        found = fit(data, model)
    except VheguiError as error:
        return replace(row, problem=str(error))
    flux = math.nan, math.nan
    if math.isfinite(energies[0]):
        error = integral_flux_error(found.model, found.covariance, *energies)
        flux = integral_flux(found.model, *energies), error
    return replace(
        row,
        fit=found,
        ts=source_ts(data, found),
        flux=flux,
        predicted=_predicted(spectra, found.joint),
        problem="" if found.success else found.message,
    )


def _predicted(spectra: Iterable[SpectrumOnOff], model: JointModel) -> Array:
    return np.sum([predicted_in(each, model) * each.safe for each in spectra], axis=0)


def _numbers(spectra: Sequence[SpectrumOnOff]) -> RegionNumbers:
    """The row of the counts table of all runs together."""
    total = counts_row([each for each in spectra if each.safe.any()], "total")
    variance = sum(float((each.alpha * each.background)[each.safe].sum()) for each in spectra)
    return RegionNumbers(
        counts=total.counts,
        counts_off=total.counts_off,
        alpha=total.alpha,
        background=total.background,
        background_error=math.sqrt(variance),
        excess=total.excess,
        excess_error=total.excess_error,
        significance=total.sqrt_ts,
    )


def _known_numbers(spectra: Sequence[SpectrumOnOff], variance: float) -> RegionNumbers:
    """The same above a background that counts as known; variance : of it, counts²."""
    counts, background = (
        sum(float(getattr(each, name)[each.safe].sum()) for each in spectra) for name in ("counts", "background")
    )
    return RegionNumbers(
        counts=counts,
        counts_off=math.nan,
        alpha=math.nan,
        background=background,
        background_error=math.sqrt(variance),
        excess=counts - background,
        excess_error=math.sqrt(counts + variance),
        significance=float(cash_significance(counts, background)),
    )


STEPS = (
    Step(
        "sky_of_runs",
        ("used_runs", "used_events", "cube_geometry", "safe", "sky.offset_max", "sky.like_gammapy"),
        sky_of_runs,
    ),
    Step("on_of_runs", ("source", "on_radii", "spectra", "safe_bins"), on_of_runs),
    study(
        "backgrounds",
        (
            *("sky_of_runs", "on_of_runs", "exclusion_shapes", "background", "fit", "joint_model"),
            *("store", "spectrum_files", "studies.backgrounds"),
        ),
        compared_backgrounds,
        "Comparing backgrounds",
        of_runs=True,
    ),
)
