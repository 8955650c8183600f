"""The faintest source that an array detects in a time, energy bin by energy bin.

In each bin the smallest flux whose excess is significant (5 σ by Li & Ma, five times as much OFF as ON), is 10 counts
or more, and is 5 % of the background or more: as arrays publish it, for instance CTAO (Zenodo 5499840), with five bins
a decade.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.planning import Detection, PlannedView
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.statistics.counts import excess_for_significance
from vhegui.core.typing import Array

Criterion = Literal["significance", "counts", "background", ""]
REASONS: tuple[Criterion, ...] = ("significance", "counts", "background")


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Sensitivity in each bin of `energy`; arrays (n,).

    dnde : flux at the centre of the bin, cm⁻² s⁻¹ TeV⁻¹, NaN where nothing is seen · excess, background : counts in ON
    criterion : what decided, "" where nothing is seen · time : of ontime, s · detection, index : what it was made for.
    """

    energy: EnergyAxis
    dnde: Array
    excess: Array
    background: Array
    criterion: tuple[Criterion, ...]
    time: float
    index: float = 2.0
    detection: Detection = field(default_factory=Detection)

    @property
    def e2dnde(self) -> Array:
        """E² dN/dE, erg cm⁻² s⁻¹."""
        return TEV_TO_ERG * self.energy.centres**2 * self.dnde


def sensitivity(
    view: PlannedView,
    time: float,
    live: float = 1.0,
    detection: Detection = Detection(),  # noqa: B008 frozen
    index: float = 2.0,
) -> Sensitivity:
    """Sensitivity in the bins of a view after `time` (s of ontime, of which the part `live` is livetime).

    index : of the power law whose flux is looked for; between bins it matters little.
    """
    shape = default_spectrum("power_law").with_values((index, 1e-12, 1.0))
    counts = view.signal(shape) * (live * time)
    background = view.background * time
    needed = np.stack(
        [
            excess_for_significance(background / view.alpha, view.alpha, detection.sigma),
            np.full(len(counts), detection.counts),
            detection.part * background,
        ]
    )
    excess = needed.max(axis=0)
    seen = (counts > 0.0) & np.isfinite(view.radius)
    with np.errstate(divide="ignore", invalid="ignore"):
        flux = np.where(seen, excess / counts, np.nan) * dnde(shape, view.reco.centres)
    decided = needed.argmax(axis=0)
    return Sensitivity(
        energy=view.reco,
        dnde=flux,
        excess=np.where(seen, excess, np.nan),
        background=background,
        criterion=tuple(REASONS[k] if ok else "" for k, ok in zip(decided, seen, strict=True)),
        time=time,
        index=index,
        detection=detection,
    )
