"""The directional cut of point-like responses as the radius of ON and OFF regions, and what to tell about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.method import Off
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.region import Region
from vhegui.core.spectra.overlap import overlapping
from vhegui.core.spectra.response import Extent, RunResponse
from vhegui.core.typing import BoolArray

NOT_CORRECTED = (
    "{runs}: the middle of the source region lies outside it, so nothing is corrected for the PSF: fluxes are right "
    "for emission that fills the region and goes on around it"
)
SAME = 1e-3  # relative; radii closer than this are the same


@dataclass(frozen=True)
class OnRadius:
    """Radius of the ON region of a run, or of the circle about one of another shape.

    smallest, largest : deg, over the energies of the analysis · by_cut : it is the cut of point-like responses, else as
    drawn · known : False for point-like responses that do not say their cut.
    """

    smallest: float
    largest: float
    by_cut: bool = False
    known: bool = True

    @property
    def is_fixed(self) -> bool:
        """One radius for all energies."""
        return self.smallest == self.largest


def on_radius(source: Region, pointing: tuple[float, float], response: RunResponse) -> OnRadius:
    """The radius that is used for a run: as drawn, but for point-like responses, which are only valid for their cut.

    Their cut is a circle: raises AnalysisError for a region of another shape.
    """
    if not isinstance(source, Circle):
        if response.pointlike:
            raise AnalysisError(
                f"run {response.run}: its responses are point-like, and contain a cut that is a circle about the "
                "source; make the source region a circle"
            )
        return OnRadius(source.bounding.radius, source.bounding.radius)
    if response.rad_max is None:
        return OnRadius(source.radius, source.radius, known=not response.pointlike)
    offset = float(sphere.separation(*pointing, source.ra, source.dec))
    return OnRadius(*response.rad_max.extent(response.reco.edges[0], response.reco.edges[-1], offset), by_cut=True)


def placed(source: Region, radius: OnRadius) -> Region:
    """The ON region, with the largest radius that is used."""
    return replace(source, radius=radius.largest) if radius.by_cut and isinstance(source, Circle) else source


def has_cut(response: RunResponse, offset: float) -> BoolArray:
    """Bins of reconstructed energy, (n_reco,), that can be used for a source at `offset` (deg): all but those in which
    a cut that is part of the effective area is not defined.
    """
    if response.rad_max is None:
        return np.ones(response.reco.n, dtype=bool)
    return response.rad_max.is_defined(response.reco.edges, offset)


def cut_messages(
    source: Region,
    radii: Mapping[int, OnRadius],
    off: Mapping[int, Off],
    responses: Mapping[int, RunResponse],
    containment: bool,
) -> tuple[str, ...]:
    """What the user should know about radii that are not as drawn, one sentence each, for all runs together.

    containment : whether it is to be corrected for.
    """
    messages: dict[str, list[int]] = {}
    hollow = bool(radii) and not len(Extent.of(source).radius)  # without a source there are no radii
    for run, radius in radii.items():
        placed_off = off.get(run)
        remarks = () if placed_off is None else placed_off.remarks
        about = _about_radius(source.bounding, radius), _about_overlap(placed_off, responses[run])
        for text in (NOT_CORRECTED if containment and hollow else "", *about, *remarks):
            if text:
                messages.setdefault(text, []).append(run)
    return tuple(text.format(runs=_runs(found, len(radii))) for text, found in messages.items())


def _about_radius(source: Circle, radius: OnRadius) -> str:
    if not radius.known:
        return (
            "{runs}: the responses are point-like, but do not say with which cut (no RAD_MAX); "
            f"the flux is right only if the radius drawn, {source.radius:.4g} deg, is that of the cut"
        )
    if not radius.by_cut:
        return ""
    if not radius.is_fixed:
        return (
            f"{{runs}}: point-like, with a cut that depends on energy: the source region is {radius.smallest:.3g} to "
            f"{radius.largest:.3g} deg (RAD_MAX), not the {source.radius:.4g} deg drawn"
        )
    if abs(radius.largest / source.radius - 1.0) <= SAME:
        return ""
    return (
        f"{{runs}}: point-like, with a cut at {radius.largest:.4g} deg: that is the radius of the source region, "
        f"not the {source.radius:.4g} deg drawn"
    )


def _about_overlap(off: Off | None, response: RunResponse) -> str:
    if not isinstance(off, OffRegions) or len(off) == 0 or response.rad_max is None or response.rad_max.is_fixed:
        return ""
    crowded = overlapping(off, response.rad_max.radius(response.reco.centres, off.offset))
    if not crowded.any():
        return ""
    return (
        f"{{runs}}: regions overlap {_where(response.reco, crowded)}; there an event counts once, "
        "and alpha is the ratio of what the regions cover"
    )


def _where(axis: EnergyAxis, bins: np.ndarray) -> str:
    highest = int(np.flatnonzero(bins)[-1])
    if bins[: highest + 1].all():
        return f"below {axis.edges[highest + 1]:.3g} TeV"
    return f"in {int(bins.sum())} of {axis.n} energy bins"


def _runs(found: list[int], of: int) -> str:
    if len(found) == of:
        return "all runs" if of > 1 else f"run {found[0]}"
    return f"run {found[0]}" if len(found) == 1 else f"{len(found)} of {of} runs"
