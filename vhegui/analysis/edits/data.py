"""What is analysed: the data set, its runs and events, spectra of other instruments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from msgspec import structs

from vhegui.analysis.edits.settings import change
from vhegui.analysis.runs.saved import checked_selection
from vhegui.analysis.state import (
    Analysis,
    Dataset,
    FluxPointSettings,
    MapSettings,
    SavedSelection,
)
from vhegui.core.models.spectral.evaluate import default_model


def new_analysis() -> Analysis:
    """The state of a fresh window: nothing opened, a power law ready to be fitted, flux points where counts are, a map
    of all that the runs look at.
    """
    points = FluxPointSettings(edges=(), automatic=True)
    sources = (default_model("power_law", "source"),)
    return Analysis(sources=sources, flux_points=points, map=MapSettings(extent="automatic"))


def open_dataset(analysis: Analysis, path: str) -> Analysis:
    """Start on another data set: methods and energy axes stay; runs, regions, map and model start anew.

    What was opened before any data set (spectra, models, masks, flux points …) stays beside it.
    """
    new = new_analysis()
    kept = new if analysis.dataset.path else analysis
    return replace(
        analysis,
        dataset=Dataset(path, spectra=kept.dataset.spectra),
        target=None,
        source=kept.source,
        exclusions=kept.exclusions,
        map=new.map,
        sources=kept.sources,
        shown=kept.shown,
        nuisances=kept.nuisances,
        events=structs.replace(analysis.events, times=()),
        fit=structs.replace(analysis.fit, data="spectra", follow=True, ranges=kept.fit.ranges),
        flux_points=kept.flux_points,
    )


def select_runs(analysis: Analysis, runs: Iterable[int]) -> Analysis:
    """Analyse these runs, in this order."""
    return change(analysis, "dataset", runs=tuple(dict.fromkeys(int(run) for run in runs)))


def add_spectra(analysis: Analysis, paths: Iterable[str]) -> Analysis:
    """Fit these OGIP files (PHA) together with what is there; a file is taken once."""
    spectra = tuple(dict.fromkeys((*analysis.dataset.spectra, *map(str, paths))))
    return change(analysis, "dataset", spectra=spectra)


def remove_spectrum(analysis: Analysis, path: str) -> Analysis:
    """Leave an OGIP file out again."""
    spectra = tuple(each for each in analysis.dataset.spectra if each != path)
    return change(analysis, "dataset", spectra=spectra)


def save_selection(analysis: Analysis, selection: SavedSelection) -> Analysis:
    """Keep a query over the observation list under a name; one of the same name is replaced.

    Raises AnalysisError for a name that a query could not use, or a query that selects by itself.
    """
    saved = checked_selection(selection)
    others = tuple(each for each in analysis.selections if each.name.casefold() != saved.name.casefold())
    return replace(analysis, selections=(*others, saved))


def remove_selection(analysis: Analysis, name: str) -> Analysis:
    """Forget a saved selection."""
    return replace(analysis, selections=tuple(each for each in analysis.selections if each.name != name))


def cut_times(analysis: Analysis, times: Iterable[tuple[float, float]] = ()) -> Analysis:
    """Use only the good time inside these intervals (start, stop), MJD (TT); none: all of it."""
    return change(analysis, "events", times=tuple((float(start), float(stop)) for start, stop in times))
