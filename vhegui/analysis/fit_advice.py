"""What should make one careful with a fit, in sentences: facts about its data and model, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.systematics import unused_nuisances
from vhegui.core.spectra.duplicates import duplicates
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.sparse import BIASED_ABOVE, sparse_fraction

CLOSE = 1e-3  # relative, of energies


def fit_advice(data: JointData, model: JointModel, spectra: Sequence[SpectrumOnOff]) -> str:
    """What should make one careful with the fit, in a sentence or two; "" when nothing should."""
    found = (
        about_sparse_bins(biased_fraction(data)),
        about_unused(unused_nuisances(data, model), data.instruments),
        about_duplicates(duplicates(spectra)),
        about_areas(data, spectra),
    )
    return "; ".join(text for text in found if text)


def biased_fraction(data: JointData) -> float:
    """Fraction of the ON counts in bins that bias the fit: only W is biased by empty OFF bins, and only where there is
    an OFF measurement.
    """
    if "wstat" not in data.statistic:
        return 0.0
    measured = (data.counts.alpha > 0) & ~data.in_fields
    return sparse_fraction(data.counts.n_on[measured], data.counts.n_off[measured])


def about_areas(data: JointData, spectra: Sequence[SpectrumOnOff]) -> str:
    """Spectra whose effective area ends inside the fitted energies; "" when there are none."""
    low, high = float(data.reco_min.min()), float(data.reco_max.max())
    short = [(each.name, text) for each in spectra if (text := _short_of(each, low, high))]
    if not short:
        return ""
    more = f" (and of {len(short) - 1} more)" if len(short) > 1 else ""
    return (
        f'the effective area of "{short[0][0]}"{more} {short[0][1]}: no event is expected from beyond, what is seen '
        "there still counts in the fit; set the fit range to the energies that the area covers"
    )


def _short_of(spectrum: SpectrumOnOff, low: float, high: float) -> str:
    """How the effective area falls short of the bins that are fitted, those within `low` to `high`, TeV."""
    edges = spectrum.reco.edges
    bins = np.flatnonzero(spectrum.safe & (edges[:-1] >= low) & (edges[1:] <= high))
    seen = np.flatnonzero(spectrum.exposure > 0)
    if len(bins) == 0:
        return ""
    if len(seen) == 0:
        return "is 0 at the source region, which lies outside the field of view"
    first, last = edges[bins[0]], edges[bins[-1] + 1]
    start, stop = spectrum.true.edges[seen[0]], spectrum.true.edges[seen[-1] + 1]
    if last > stop * (1.0 + CLOSE):
        return f"ends at {stop:.3g} TeV, below the end of the fitted energies, {last:.3g} TeV"
    if first < start * (1.0 - CLOSE):
        return f"begins at {start:.3g} TeV, above the begin of the fitted energies, {first:.3g} TeV"
    return ""


def about_sparse_bins(fraction: float) -> str:
    """A warning where the fraction is large enough to matter; "" elsewhere."""
    if fraction <= BIASED_ABOVE:
        return ""
    return (
        f"{100 * fraction:.0f} % of the ON counts are in bins without OFF counts: wstat then gives fluxes some per "
        "cent too low. Stack the runs, use wider bins, or more OFF regions."
    )


def about_unused(datasets: Sequence[str], instruments: Iterable[str]) -> str:
    """Systematics of data that are not there; "" when there are none."""
    if not datasets:
        return ""
    there = ", ".join(sorted({name or "(no name)" for name in instruments}))
    return f"systematics of {', '.join(datasets)} have no effect: the spectra are of {there}"


def about_duplicates(pairs: Sequence[tuple[str, str]]) -> str:
    """Spectra that seem to be the same observation twice; "" when there are none."""
    if not pairs:
        return ""
    first, second = pairs[0]
    what = f'"{first}" is there twice' if first == second else f'"{first}" and "{second}"'
    more = f" (and {len(pairs) - 1} more such pairs)" if len(pairs) > 1 else ""
    return (
        f"{what}{more}: of one instrument at the same time; if they hold the same events, these count twice: "
        "leave one of them out"
    )
