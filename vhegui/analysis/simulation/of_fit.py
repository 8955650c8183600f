"""What was fitted, simulated: the same runs on a sky of the sources as they are on screen, and the truth beside it.

A source of spectra, which know no directions, is a point in the middle of the source region. The background is that of
the responses, with norm and tilt where a fit of cubes has found them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from msgspec import structs

from vhegui.analysis.edits.flux_points import add_overlay
from vhegui.analysis.edits.model import place_of
from vhegui.analysis.marks import Mark
from vhegui.analysis.simulation.plan import Plan, without_events
from vhegui.analysis.state import Analysis, Dataset
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.fake import fake_spectrum
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.nuisances import FIELD_OF_VIEW
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.point import Point
from vhegui.core.sed.curve_file import write_curve
from vhegui.core.spectra.ogip.writing import write_ogip
from vhegui.core.spectra.onoff import SpectrumOnOff

ENERGIES = np.geomspace(0.01, 100.0, 200)  # TeV, of the true curves
TRUTH = "truth"  # group of the marks


def plan_of_fit(analysis: Analysis, runs: Iterable[Observation], seed: int) -> Plan:
    """The chosen `runs`, to be observed again on the sky of an analysis that holds what was fitted.

    Raises AnalysisError without runs, and where a source is nowhere.
    """
    again = tuple(map(without_events, runs))
    if not again:
        raise AnalysisError("no run is chosen and read: choose the runs that are to be simulated")
    known = all(run.responses.background is not None for run in again)
    missing = "the responses of the runs have no background: sources are simulated alone"
    return Plan(
        seed,
        placed_sources(analysis),
        again,
        background=known,
        warnings=() if known else (missing,),
        backgrounds=tuple(each for each in analysis.nuisances if each.kind in FIELD_OF_VIEW),
    )


def placed_sources(analysis: Analysis) -> tuple[SourceModel, ...]:
    """The sources in the fit, each with a shape on the sky. Raises AnalysisError where one is nowhere."""
    return tuple(_placed(source, analysis) for source in analysis.fitted_sources)


def _placed(source: SourceModel, analysis: Analysis) -> SourceModel:
    if source.spatial is not None:
        return source
    return replace(source, spatial=default_shape("point", *place_of(analysis, source.name)))


def write_truth(folder: Path, sources: Sequence[SourceModel]) -> tuple[Path, ...]:
    """The true curves of sources as tables of a spectrum, "truth-crab.ecsv"."""
    files = []
    for source in sources:
        files.append(folder / f"{TRUTH}-{re.sub(r'[^A-Za-z0-9.+_-]+', '-', source.name)}.ecsv")
        write_curve(files[-1], ENERGIES, dnde(source.spectral, ENERGIES), _true(source))
    return tuple(files)


def _true(source: SourceModel) -> str:
    return f"{source.name}, true"


def of_simulated_runs(analysis: Analysis, folder: Path, plan: Plan, curves: Sequence[Path]) -> Analysis:
    """The same analysis of what was simulated from it, with the true curves beside the spectrum, the true places
    marked on the map, and the fit on.
    """
    runs = tuple(run.obs_id for run in plan.runs)
    kept = tuple(mark for mark in analysis.marks if mark.group != TRUTH)
    marks = (*kept, *_marks(analysis.fitted_sources))
    return _with_curves(replace(analysis, dataset=Dataset(str(folder), runs), marks=marks), curves)


def _marks(sources: Iterable[SourceModel]) -> Iterator[Mark]:
    """Where sources truly are, but for those in the middle of the source region, which is on the map already."""
    for source in sources:
        if isinstance(source.spatial, SpatialModel) and (centre := source.spatial.centre) is not None:
            yield Mark(Point(*centre), _true(source), group=TRUTH)


def _with_curves(analysis: Analysis, curves: Sequence[Path]) -> Analysis:
    for path in curves:
        analysis = add_overlay(analysis, str(path))
    return replace(analysis, fit=structs.replace(analysis.fit, follow=True))


def fake_spectra(
    spectra: Sequence[SpectrumOnOff],
    model: JointModel,
    folder: Path,
    seed: int | None,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write each spectrum with other counts as OGIP files; returns their PHA files.

    seed : each spectrum has random numbers of its own; None: exactly what is expected.
    """
    files = []
    for number, spectrum in enumerate(spectra):
        rng = None if seed is None else np.random.default_rng([seed, number])
        files.append(write_ogip(fake_spectrum(spectrum, model, rng), folder)[0])
        progress((number + 1) / len(spectra), f"Faked {spectrum.name}")
    return tuple(files)


def of_fake_spectra(analysis: Analysis, spectra: Sequence[Path], curves: Sequence[Path]) -> Analysis:
    """The same analysis of fake spectra, without runs, with the true curves beside."""
    paths = tuple(map(str, spectra))
    found = replace(analysis, dataset=structs.replace(analysis.dataset, runs=(), spectra=paths))
    return _with_curves(found, curves)
