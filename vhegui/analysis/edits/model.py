"""Analysis → Analysis, for what is fitted: sources, their spectra, priors, links, systematics, ranges of data sets.

`shown` is always the model on screen: its values are kept, not those from which the fit started.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis, DatasetRange
from vhegui.core.errors import AnalysisError
from vhegui.core.models.nuisances import NUISANCES, Nuisance, systematic
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_model, formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.instruments import same_instrument

SECOND_SOURCE = 0.01  # of the shown one


def set_spectrum(analysis: Analysis, shown: SourceModel, spectral: SpectralModel) -> Analysis:
    """Describe a source with another spectrum: a sum, a product, a table, a typed formula.

    Links of other parameters to what is no longer there are taken away.
    """
    return set_source(analysis, replace(shown, spectral=spectral))


def set_source(analysis: Analysis, source: SourceModel) -> Analysis:
    """Replace the source of this name. Raises AnalysisError when there is none."""
    return without_dead_links(with_source(analysis, source))


def with_source(analysis: Analysis, source: SourceModel) -> Analysis:
    """The same with links as they are, where no parameter has gone."""
    if source.name not in [known.name for known in analysis.sources]:
        raise AnalysisError(f"there is no source {source.name!r}; add it first")
    changed = (with_all_parts(source, each) if each.name == source.name else each for each in analysis.sources)
    return replace(analysis, sources=tuple(changed))


def with_all_parts(source: SourceModel, known: SourceModel) -> SourceModel:
    """A source with the shape and the change with time that it is `known` to have, where it has none of its own."""
    if source.spatial is known.spatial and source.temporal is known.temporal:
        return source
    return replace(source, spatial=source.spatial or known.spatial, temporal=source.temporal or known.temporal)


def take_models(analysis: Analysis, sources: Sequence[SourceModel], backgrounds: Sequence[Nuisance] = ()) -> Analysis:
    """Describe the data with these sources, as of a models file, and the norms of backgrounds beside them.

    Raises AnalysisError without any source.
    """
    if not sources:
        raise AnalysisError("there is no source in these models: take a file with one or more under components")
    return replace(analysis, sources=tuple(sources), shown="", nuisances=tuple(backgrounds))


def source_of(analysis: Analysis, name: str) -> SourceModel:
    """The source of this name. Raises AnalysisError where there is none."""
    found = next((source for source in analysis.sources if source.name == name), None)
    if found is None:
        raise AnalysisError(f"there is no source {name!r}; there: {', '.join(s.name for s in analysis.sources)}")
    return found


def place_of(analysis: Analysis, name: str) -> tuple[float, float]:
    """Where a source is that has no shape on the sky: the middle of the ON region, else the target: RA, Dec (deg).

    Raises AnalysisError where there is neither.
    """
    place = analysis.source or analysis.target
    if place is None:
        raise AnalysisError(
            f"nothing says where '{name}' is: aim at a target, draw an ON region, or give it a place on the sky"
        )
    return place.ra, place.dec


def add_source(analysis: Analysis, source: SourceModel) -> Analysis:
    """One more source that contributes to the counts. Raises AnalysisError for a name that is taken."""
    if not source.name.strip() or "." in source.name:
        raise AnalysisError(f"{source.name!r} cannot be the name of a source: give letters and digits, no point")
    if source.name in [known.name for known in analysis.sources]:
        raise AnalysisError(f"there is a source {source.name!r} already; give another name")
    return replace(analysis, sources=(*analysis.sources, source))


def fixed_source(shown: SpectralModel, name: str) -> SourceModel:
    """A power law to begin a further source with: a hundredth of the shown spectrum at 1 TeV, everything fixed.

    Data that see two free spectra of the same shape tell only their sum: a fit could not converge. So the new one
    waits until it is said what tells them apart.
    """
    import numpy as np

    values = [parameter.value for parameter in shown.parameters]
    level = float(formula_of(shown).evaluate(np.array([1.0]), *values)[0])
    spectral = default_model("power_law", name).spectral
    if math.isfinite(level) and level > 0.0:
        spectral = spectral.with_parameter("amplitude", value=SECOND_SOURCE * level)
    frozen = tuple(replace(parameter, frozen=True) for parameter in spectral.parameters)
    return SourceModel(name, replace(spectral, parameters=frozen))


def set_nuisance(analysis: Analysis, kind: str, dataset: str, delta: float) -> Analysis:
    """Fit a systematic along, known beforehand to a fraction `delta`; 0 takes it away.

    kind : of `NUISANCES` · dataset : a run or spectrum, or an instrument for all its data sets.
    """
    if kind not in NUISANCES:
        raise AnalysisError(f"systematic {kind!r} is not known; use one of: {', '.join(NUISANCES)}")
    if not 0.0 <= delta < 1.0:
        raise AnalysisError(f"{dataset} {kind}: {delta:g} is no fraction; give 0 to 1, such as 0.15 for 15 %")
    kept = tuple(n for n in analysis.nuisances if n.kind != kind or not same_instrument(n.dataset, dataset))
    if delta == 0.0:
        return without_dead_links(replace(analysis, nuisances=kept))
    return replace(analysis, nuisances=(*kept, systematic(kind, dataset, delta)))


def set_dataset_range(analysis: Analysis, name: str, low: float | None, high: float | None) -> Analysis:
    """Fit a run, spectrum or instrument only between `low` and `high` (TeV); both None: as all others."""
    ranges = tuple(each for each in analysis.fit.ranges if each.name != name)
    if low is not None or high is not None:
        ranges = (*ranges, DatasetRange(name, low, high))
    return change(analysis, "fit", ranges=ranges)


def without_dead_links(analysis: Analysis) -> Analysis:
    """Links to parameters that are gone, or of sources that are left out of the fit, are taken away."""
    names = set(analysis.model.names)
    everything = {f"{s.name}.{name}": s.left_out for s in analysis.sources for name in s.names}

    def freed(source: SourceModel) -> SourceModel:
        usable = {name for name, left_out in everything.items() if source.left_out or not left_out}
        known = names | usable | set(source.names)
        return source.with_parameters(
            replace(p, link="") if p.link and p.link not in known else p for p in source.parameters
        )

    if not any(p.link for s in analysis.sources for p in s.parameters):
        return analysis
    return replace(analysis, sources=tuple(map(freed, analysis.sources)))
