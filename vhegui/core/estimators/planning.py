"""What an array will see of a point source in some hours: expected counts, significance, time to a detection.

An ON region about the source, of a fixed radius or one that holds a share of the PSF at each energy; its background as
the background response has it, measured with an exposure 1/α times as large. Everything is expected numbers: Li & Ma's
formula of these is the significance of the median experiment, and grows as the square root of the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis, interpolate_nodes
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.irf.base import Psf
from vhegui.core.irf.responses import Responses
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.response import M2_TO_CM2
from vhegui.core.statistics.counts import li_ma_significance
from vhegui.core.typing import Array, BoolArray

TRUE_PER_DECADE, MARGIN = 40, 4.0  # of the true-energy axis, which goes so many times further at both ends
AROUND = 36  # directions from the pointing over which the background is averaged


@dataclass(frozen=True)
class OnCut:
    """What counts as ON: events within `radius` (deg); where that is None, within what holds a `share` of the PSF.

    alpha : exposure of ON over that of OFF.
    """

    radius: float | None = None
    share: float = 0.68
    alpha: float = 0.2


@dataclass(frozen=True, eq=False)
class PlannedView:
    """A point source in the field of view of an array.

    reco, true : energy axes · response : area × containment × dispersion, (n_true, n_reco), cm²
    background : rate in ON, (n_reco,), s⁻¹ of ontime · radius : of ON, (n_reco,), deg, NaN where there is no PSF
    alpha : exposure of ON over that of OFF.
    """

    reco: EnergyAxis
    true: EnergyAxis
    response: Array
    background: Array
    radius: Array
    alpha: float

    def signal(self, model: SpectralModel) -> Array:
        """Expected photons of a source in ON, (n_reco,), s⁻¹ of livetime."""
        return flux_in_bins(model, self.true.edges) @ self.response


def planned_view(responses: Responses, reco: EnergyAxis, offset: float, cut: OnCut) -> PlannedView:
    """A point source at `offset` (deg) from the pointing. Raises DataError where a response is missing.

    A point-like effective area has its own cut: then `share` is not used, and `radius` only where no RAD_MAX says.
    """
    aeff, edisp, background = responses.aeff, responses.edisp, responses.background
    if aeff is None or edisp is None or background is None:
        raise DataError("planning needs an effective area, an energy dispersion and a background response")
    if len(aeff.offsets) > 1 and offset >= aeff.offsets[-1]:
        raise AnalysisError(
            f"{offset:g} deg from the pointing is outside of the field of view: {aeff.offsets[-1]:g} deg"
        )
    true = EnergyAxis.from_bounds(reco.edges[0] / MARGIN, reco.edges[-1] * MARGIN, TRUE_PER_DECADE)
    area = interpolate_nodes(aeff.offsets, aeff.at_nodes(true.centres), offset)
    radius = _radii(responses, reco, offset, cut)
    inside = _contained(responses, true, offset, radius)
    dispersed = interpolate_nodes(edisp.offsets, edisp.matrices_at_nodes(true, reco), offset)
    angle = np.radians(np.arange(AROUND) * (360.0 / AROUND))
    places = np.degrees(np.arctan2(np.sin(np.radians(offset)) * np.sin(angle), np.cos(np.radians(offset))))
    heights = np.degrees(np.arcsin(np.sin(np.radians(offset)) * np.cos(angle)))
    rate = background.in_bins(reco.edges).at(places, heights).mean(axis=0)
    solid_angle = 2.0 * np.pi * (1.0 - np.cos(np.radians(np.nan_to_num(radius))))
    return PlannedView(
        reco=reco,
        true=true,
        response=M2_TO_CM2 * area[:, None] * inside * dispersed,
        background=rate * solid_angle,
        radius=radius,
        alpha=cut.alpha,
    )


def _radii(responses: Responses, reco: EnergyAxis, offset: float, cut: OnCut) -> Array:
    """Radius of ON in each bin, (n_reco,), deg."""
    assert responses.aeff is not None
    if responses.aeff.is_pointlike and responses.rad_max is not None:
        return responses.rad_max.radius(reco.centres, offset)
    if cut.radius is not None:
        return np.full(reco.n, cut.radius)
    return _psf(responses).containment_radius(reco.centres, offset, cut.share)


def _contained(responses: Responses, true: EnergyAxis, offset: float, radius: Array) -> Array:
    """Share of the photons of each true energy within the radius of each bin, (n_true, n_reco)."""
    assert responses.aeff is not None
    if responses.aeff.is_pointlike:
        return np.ones((true.n, len(radius)))
    energy, within = np.meshgrid(true.centres, np.nan_to_num(radius), indexing="ij")
    return np.nan_to_num(_psf(responses).containment(energy, offset, within))


def _psf(responses: Responses) -> Psf:
    if responses.psf is None:
        raise DataError("planning needs a PSF, or a point-like effective area")
    return responses.psf


@dataclass(frozen=True, eq=False)
class Expectation:
    """What some time on a source gives; arrays (n_reco,).

    signal, background : expected counts in ON · significance : of each bin
    used : the bins that are summed, from `threshold` (TeV) on
    total_signal, total_background, total : of these together, by their sums
    combined : by all of them as measurements of their own, √Σσ².
    time : s, of the ontime that all this is for · time_to_detect : s, until the sums are a detection; infinite where
    the signal is too small a part of the background, however long one waits.
    """

    signal: Array
    background: Array
    significance: Array
    used: BoolArray
    total_signal: float
    total_background: float
    total: float
    combined: float
    time: float
    time_to_detect: float
    threshold: float


@dataclass(frozen=True)
class Detection:
    """What counts as a detection: a significance (σ), at least so many excess counts, at least such a part (0 to 1) of
    the background in ON, which is never known better.
    """

    sigma: float = 5.0
    counts: float = 10.0
    part: float = 0.05


def expectation(
    view: PlannedView,
    model: SpectralModel,
    time: float,
    live: float = 1.0,
    detection: Detection = Detection(),
    low: float = 0.0,
    high: float = math.inf,
) -> Expectation:
    """What `time` (s of ontime, of which the part `live` is livetime) gives.

    low, high : TeV, between which bins are summed; a bin takes part when all of it is inside. Raises AnalysisError
    when none is.
    """
    edges = view.reco.edges
    used = (edges[:-1] >= low * (1 - 1e-6)) & (edges[1:] <= high * (1 + 1e-6)) & np.isfinite(view.radius)
    if not used.any():
        raise AnalysisError(f"no energy bin lies between {low:g} and {high:g} TeV; widen the range")
    signal, background = view.signal(model) * (live * time), view.background * time
    significance = expected_significance(signal, background, view.alpha)
    s, b = float(signal[used].sum()), float(background[used].sum())
    total = float(expected_significance(s, b, view.alpha))
    return Expectation(
        signal=signal,
        background=background,
        significance=significance,
        used=used,
        total_signal=s,
        total_background=b,
        total=total,
        combined=float(np.sqrt(np.sum(significance[used] ** 2))),
        time=time,
        time_to_detect=_time_to(detection, s / time, b / time, total / math.sqrt(time)),
        threshold=float(edges[np.flatnonzero(used)[0]]),
    )


def at_best_threshold(
    view: PlannedView,
    model: SpectralModel,
    time: float,
    live: float = 1.0,
    detection: Detection = Detection(),
) -> Expectation:
    """The same from the energy on that gives the largest significance of the sums: `threshold` of the result."""
    known = view.reco.edges[:-1][np.isfinite(view.radius)]
    tried = [expectation(view, model, time, live, detection, low=float(low)) for low in known]
    return max(tried or [expectation(view, model, time, live, detection)], key=lambda each: each.total)


def expected_significance(signal: Array | float, background: Array | float, alpha: float) -> Array:
    """Li & Ma's formula for expected counts in ON, `signal` + `background`, and background / α in OFF.

    >>> expected_significance(50.0, 60.0, 0.1).round(2).item(), expected_significance(200.0, 240.0, 0.1).round(2).item()
    (5.45, 10.89)
    """
    return li_ma_significance(np.add(signal, background), np.divide(background, alpha), alpha)


def _time_to(detection: Detection, signal: float, background: float, rate: float) -> float:
    """Time (s) to a detection from the rates (s⁻¹) of signal and background and the significance in a second."""
    if not signal > 0.0 or signal < detection.part * background:
        return math.inf
    return max((detection.sigma / rate) ** 2, detection.counts / signal)
