"""Where somebody is about to be wrong: a fact about the results in a sentence, and what one click does about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from vhegui.analysis import edits
from vhegui.analysis.edits.model import set_spectrum
from vhegui.analysis.state import Analysis
from vhegui.core.background.off_over_sources import OffOverSource
from vhegui.core.estimators.theta_extension import Extension
from vhegui.core.fitting.sanity import Scatter, Support
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.shapes import Area

SURELY_WIDER = 16.0  # TS of the width
MATTERS = 1.1  # a factor of the flux
SEEN, TS_PER_PARAMETER = 1.0, 4.0
UNLIKELY = 1e-4
MUCH = 0.15  # of the flux
USUAL_INDEX = 2.5


@dataclass(frozen=True)
class Advice:
    """text : what is wrong, and how much · label : of the click that mends it, "" for none
    mend : Analysis → Analysis, what it does · panel : which panel it shows instead · step : what the history calls it,
    "" for the label.
    """

    text: str
    label: str = ""
    mend: Callable[[Analysis], Analysis] | None = None
    panel: str = ""
    step: str = ""


def about_off(found: Sequence[OffOverSource]) -> Advice | None:
    """OFF regions that hold known sources."""
    if not found:
        return None
    first, *others = found
    runs = "the run" if len(first.runs) == 1 else f"{len(first.runs)} runs"
    more = f", and {len(others)} more" if others else ""
    what = f"{len(found)} known sources" if others else first.source.name
    return Advice(
        f"OFF regions of {runs} hold {first.source.name}{more}: it counts as background, so the excess is too small",
        "Exclude it" if not others else f"Exclude all {len(found)}",
        partial(_exclude, regions=tuple(each.exclusion for each in found)),
        step=f"Exclude {what}",
    )


def about_extension(found: Extension | None, source: Area | None) -> Advice | None:
    """An excess that is wider than the PSF, where that changes the flux."""
    if found is None or found.ts < SURELY_WIDER or found.flux_factor < MATTERS:
        return None
    width = f"{found.sigma:.2f}° or more" if found.at_least else f"{found.sigma:.3f}° ± {found.error:.3f}°"
    text = (
        f"the excess is wider than the PSF: a Gaussian of σ = {width} (TS {found.ts:.0f}). ON holds "
        f"{100 * found.extended:.0f} % of it, not {100 * found.point:.0f} %: "
        f"fluxes are {found.flux_factor:.1f} times too low"
    )
    if not isinstance(source, Circle):
        return Advice(text)
    wider = replace(source, radius=round(found.radius, 2))
    return Advice(text, f"ON radius {wider.radius:g}°", partial(edits.move_region, source=wider))


def about_support(found: Support | None, model_kind: str) -> Advice | None:
    """More parameters than the data hold."""
    if found is None or found.n_free < 2 or found.ts < SEEN:  # where nothing is seen, the fit says so itself
        return None
    if found.ts >= TS_PER_PARAMETER * found.n_free and found.n_bins > found.n_free:
        return None
    seen = found.ts**0.5
    text = (
        f"the source is seen with √TS = {seen:.1f}, too little to fit {found.n_free} free parameters: their values and "
        "errors mean little"
    )
    if model_kind == "power_law":
        return Advice(text, f"Fix the index at {USUAL_INDEX:g}", _fix_index)
    return Advice(text, "Use a power law", _power_law)


def about_scatter(found: Scatter | None) -> Advice | None:
    """One constant flux for runs that differ."""
    if found is None or found.probability >= UNLIKELY or found.spread < MUCH:
        return None
    return Advice(
        f"the flux changes from run to run, by {100 * found.spread:.0f} % beyond the errors (χ² {found.chi2:.0f} for "
        f"{found.dof}): the fit is their mean, its errors and its statistic are not to be trusted",
        "Light curve",
        panel="light_curve",
    )


def _exclude(analysis: Analysis, regions: Sequence[Circle]) -> Analysis:
    for region in regions:
        analysis = edits.add_exclusion(analysis, region)
    return analysis


def _power_law(analysis: Analysis) -> Analysis:
    return edits.follow_fit(edits.set_model_kind(analysis, analysis.model, "power_law"))


def _fix_index(analysis: Analysis) -> Analysis:
    fixed = analysis.model.spectral.with_parameter("index", value=USUAL_INDEX, error=0.0, frozen=True)
    return edits.follow_fit(set_spectrum(analysis, analysis.model, fixed))
