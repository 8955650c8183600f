"""What a headless run has to say about its results: what is there but is not what was asked for, and what is empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from vhegui.analysis.export.regions import left_out_of_files, measured
from vhegui.analysis.headless.left_out import runs_text
from vhegui.analysis.state import Analysis, FluxPointSettings
from vhegui.analysis.steps.cube_fits import without_effect
from vhegui.core.cubes.run_sky import SkyRow
from vhegui.core.estimators.light_curve.fluxes import NO_BINS
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.fitting.upper_limit import has_result
from vhegui.core.models.nuisances import FIELD_OF_VIEW
from vhegui.core.models.sources import SourceModel
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.spectra.instruments import goes_by, same_instrument
from vhegui.core.spectra.stacking import STACKED


def shortcomings(values: Mapping[str, Any], analysis: Analysis, beyond: Collection[int] = ()) -> list[str]:
    """Results that are there but are not what was asked for.

    values : step → result · beyond : runs that the largest offset leaves out, as was asked.
    """
    problems = [] if analysis.fits_cubes else [*_of_spectra(values, beyond)]
    problems += [*_of_ranges(values, analysis), *_of_sources(values, analysis)]
    problems += [*_of_times(values, analysis), *_of_cubes(analysis)]
    if "stacked_sky" in values:
        problems += _of_sky(values["stacked_sky"].rows)
    if analysis.fits_cubes and "light_curve_result" in values:
        beside = {each.name for each in values.get("all_spectra", ())[len(values.get("spectra", {})) :]}
        cubes = [name for name in values["joint_data"].names if name not in beside]
        problems += _of_runs_left_out(values["light_curve_result"], cubes)
    result = values.get("fit_result")
    limit = values.get("amplitude_limit")
    if result is not None and not has_result(result, limit, analysis.flux_points.ul_ts):
        problems.append(f"fit: {result.message}")
    if "flux_points_result" in values:
        problems += _of_points(values["flux_points_result"])
    curve = values.get("light_curve_result")
    if curve is not None and len(curve) and not curve.livetime.any():
        problems.append(
            f"light curve: no run has good time in any of the {len(curve)} time bins; check the intervals (UTC unless "
            "they say otherwise) and the chosen runs"
        )
    if "backgrounds" in values:
        problems += values["backgrounds"].problems
    return problems


def _of_spectra(values: Mapping[str, Any], beyond: Collection[int]) -> Iterator[str]:
    for run, spectrum in values.get("spectra", {}).items():
        if run in beyond:
            continue
        if spectrum.n_off_regions == 0:
            yield f"run {run}: no OFF region fits, so it has no background and is not used"
        elif not spectrum.safe.any():
            yield f"run {run}: no energy bin is in its safe range, so it is not used"
    for spectrum in values.get("all_spectra", ())[len(values.get("spectra", {})) :]:
        if not spectrum.safe.any():
            yield f'spectrum "{spectrum.name}": no channel has QUALITY 0, so it is not used'


def _of_sky(rows: Sequence[SkyRow]) -> Iterator[str]:
    """Runs that add nothing to the maps, and backgrounds that were not fitted; those of one reason together."""
    runs = dict[str, list[str]]()
    for row in rows:
        problem = "" if row.fit is None else row.fit.problem
        if row.n_bins == 0:
            runs.setdefault("no bin of the maps is safe and has a background, so nothing is used", []).append(row.name)
        elif problem:
            done = "only its norm is fitted" if row.fit is not None and row.fit.fitted else "it is as the response says"
            runs.setdefault(f"the background is not fitted: {problem}; {done}", []).append(row.name)
    for reason, names in runs.items():
        yield f"{runs_text(names)}: {reason}"


def _of_runs_left_out(curve: LightCurve, names: Sequence[str]) -> Iterator[str]:
    """Cubes are of whole runs."""
    used = {name for each in curve.runs for name in each}
    if left := [name for name in names if name not in used]:
        yield f"light curve: {runs_text(left)}: not wholly inside any time bin, and a cube cannot be split; left out"


def _of_ranges(values: Mapping[str, Any], analysis: Analysis) -> Iterator[str]:
    spectra = values.get("all_spectra", ())
    for item in analysis.fit.ranges if spectra else ():
        if not any(item.name == each.name or same_instrument(item.name, each.instrument) for each in spectra):
            allowed = ", ".join(sorted({name for each in spectra for name in (each.name, each.instrument)} - {""}))
            yield f"fit.ranges: nothing is called '{item.name}', so its range has no effect (there: {allowed})"


def _of_cubes(analysis: Analysis) -> Iterator[str]:
    """Settings that have no effect where sources are fitted to cubes."""
    if not analysis.fits_cubes:
        return
    yield from without_effect(analysis.fit, analysis.flux_points)


def _of_sources(values: Mapping[str, Any], analysis: Analysis) -> Iterator[str]:
    """Sources that no data see, or that name data which are not there."""
    spectra, cubes = values.get("all_spectra", ()), values.get("joint_data") if analysis.fits_cubes else None
    there = [(each.name, each.instrument) for each in spectra]
    if analysis.fit.stack and spectra:
        there.append((STACKED, STACKED))
    if cubes is not None:
        there += [(name, "") for name in cubes.names]
        missing = dict.fromkeys(each.dataset for each in analysis.nuisances if each.kind in FIELD_OF_VIEW)
        for name in missing.keys() - set(cubes.names):
            yield f"the background of '{name}' is fitted in no data set (there: {', '.join(cubes.names)})"
    yield from data_not_there(analysis.fitted_sources if there else (), there)


def data_not_there(sources: Iterable[SourceModel], there: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Data that sources are for and that are not there. there : name and instrument of each data set."""
    for source in sources:
        missing = [called for called in source.datasets if not any(goes_by(called, *pair) for pair in there)]
        if missing:
            asked = ", ".join(f"'{called}'" for called in missing)
            allowed = ", ".join(sorted({name for pair in there for name in pair} - {""}))
            yield f"source '{source.name}' is for data called {asked}, which are not there (there: {allowed})"


def _of_times(values: Mapping[str, Any], analysis: Analysis) -> Iterator[str]:
    """Spectra from files cannot be cut to a time range."""
    times = analysis.events.times
    for each in values.get("all_spectra", ())[len(values.get("spectra", {})) :] if times else ():
        if not (each.stop > each.start and any(low <= each.start and each.stop <= high for low, high in times)):
            yield f'spectrum "{each.name}": a spectrum cannot be cut to a time range (events.times); it is used whole'


def _of_points(points: FluxPoints) -> Iterator[str]:
    missing = int(np.sum(~(np.isfinite(points.norm) & np.isfinite(points.norm_ul))))
    if missing:
        yield f"flux points: in {missing} of {len(points.norm)} bands the fit of the norm or of its limit failed"


def remarks(values: Mapping[str, Any], analysis: Analysis, beyond: Collection[int] = ()) -> list[str]:
    """What one should know of results that are as asked for: where nothing was measured, and where only a limit was.

    beyond : runs that the largest offset leaves out.
    """
    points: FluxPoints | None = values.get("flux_points_result")
    said = [] if points is None else list(_on_points(points, analysis.flux_points))
    if limit := values.get("amplitude_limit"):
        result = values["fit_result"]
        ended = has_result(result, limit, analysis.flux_points.ul_ts)
        said.append(f"fit: {limit}{f'; {result.message}' if ended else ', with the shape as it was given'}")
    if beyond:
        most = f"{analysis.safe.offset_max:g}°"
        said.append(f"{runs_text(beyond)}: not used, as offset_max asks: the source region is {most} or more off axis")
    if "backgrounds" in values:
        said += [*values["backgrounds"].notes, *filter(None, [values["backgrounds"].systematic])]
    if measured(values):
        said += left_out_of_files(analysis)
    return [*said, *_on_light_curve(values)]


def _on_points(points: FluxPoints, settings: FluxPointSettings) -> Iterator[str]:
    bands = len(points.edges) - 1
    asked = bands if settings.automatic else len(settings.edges) - 1
    if bands < asked:
        yield f"flux points: {asked} bands were asked for; along the energy bins there are {bands}"
    if len(points.e_ref) < bands:
        yield f"flux points: {bands - len(points.e_ref)} of {bands} bands have no safe energy bin: a row of NaN each"
    if not points.success.all():
        yield f"flux points: {int((~points.success).sum())} of {len(points.success)} have no complete interval"


def _on_light_curve(values: Mapping[str, Any]) -> list[str]:
    curve: LightCurve | None = values.get("light_curve_result")
    if curve is None or not curve.livetime.any():
        return []
    from_files = values.get("all_spectra", ())[len(values.get("spectra", {})) :]
    said = [
        f'light curve: spectrum "{each.name}" does not say when it was taken (DATE-OBS, TIME-OBS), so it is not in it'
        for each in from_files
        if not each.stop > each.start
    ]
    empty = int(np.sum(curve.livetime == 0))
    if empty:
        said.append(f"light curve: {empty} of {len(curve)} time bins hold no good time of any run and stay empty")
    for band, (low, high) in enumerate(zip(curve.e_min, curve.e_max, strict=True)):
        if all(note[band] == NO_BINS for note, time in zip(curve.notes, curve.livetime, strict=True) if time > 0):
            said.append(f"light curve: no run has a safe energy bin from {low:.3g} to {high:.3g} TeV: no flux there")
    return said
