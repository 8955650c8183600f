"""Facts that make one careful, see `vhegui.analysis.advice`: computed in the background, beside the results."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vhegui.analysis.advice import Advice, about_extension, about_off, about_scatter, about_support
from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import Target
from vhegui.analysis.steps.explore import theta_events, theta_expected, theta_plot, theta_shares
from vhegui.core.background.method import Off
from vhegui.core.background.off_over_sources import off_over_sources
from vhegui.core.catalogues.known_sources import Source, all_sources
from vhegui.core.estimators.theta_extension import extension
from vhegui.core.estimators.theta_squared import Tier
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.sanity import scatter_of, support
from vhegui.core.regions.region import Region
from vhegui.core.spectra.region_counts import OffsetEvents
from vhegui.core.spectra.response import RunResponse
from vhegui.core.typing import BoolArray

FIELD = 5.0  # deg about a pointing
SAME = 0.05  # deg, of a target and a known source


def advice_on_off(off: Mapping[int, Off], target: Target | None) -> Advice | None:
    """About OFF regions over known sources, the target among them."""
    near = dict[str, Source]()
    for each in off.values():
        near |= {source.name: source for source in all_sources().near(each.pointing_ra, each.pointing_dec, FIELD)}
    if target is not None and not all_sources().near(target.ra, target.dec, SAME):
        near[target.name] = Source(target.name, (), target.ra, target.dec, "", np.nan)
    return about_off(off_over_sources(off, near.values()))


def advice_on_extension(
    events: Mapping[int, OffsetEvents],
    bins: Mapping[int, BoolArray],
    used: tuple[Tier, ...],
    responses: Mapping[int, RunResponse],
    fitted: FitResult,
    source: Region | None,
    containment: bool,
) -> Advice | None:
    """About an excess that is wider than the PSF, where fluxes are corrected for the containment of a point source."""
    if not used or not containment:
        return None
    theta = theta_plot({run: theta_events(events[run], bins[run]) for run in bins if run in events}, used, source)
    psf = theta_expected(theta, theta_shares(responses, used, fitted, bins, source))
    return None if psf is None else about_extension(extension(theta, psf), source)  # type: ignore[arg-type]


def advice_on_fit(data: JointData, fitted: FitResult) -> tuple[Advice, ...]:
    """About more parameters than the data hold, and about one flux for runs that differ."""
    found = (about_support(support(data, fitted), fitted.model.kind), about_scatter(scatter_of(data, fitted)))
    return tuple(each for each in found if each is not None)


STEPS = (
    Step("advice_on_off", ("off_regions", "target"), advice_on_off, slow=True),
    Step("advice_on_fit", ("joint_data", "fit_result"), advice_on_fit, slow=True),
    Step(
        "advice_on_extension",
        ("offset_events", "bins_of_fit", "theta_tiers", "run_response", "fit_result", "source", "containment"),
        advice_on_extension,
        slow=True,
    ),
)
ADVICE = tuple(step.name for step in STEPS)
