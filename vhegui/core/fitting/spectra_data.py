"""ON/OFF spectra gathered for a joint fit: which of their bins are fitted, and which spectra are folded together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.spectra.folding import Ranges, bins_in_ranges, build_group, grouped
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.registry import counts_of
from vhegui.core.typing import Array

NO_RANGES: Ranges = MappingProxyType({})


def data_of_spectra(
    spectra: Sequence[SpectrumOnOff],
    e_min: float = 0.0,
    e_max: float = math.inf,
    ranges: Ranges = NO_RANGES,
    statistic: str = "wstat",
    systematic: float = 0.0,
) -> JointData:
    """Gather the bins that are safe and lie fully inside e_min to e_max (TeV), and inside the range of their own.

    ranges : name of a spectrum, or else of an instrument → lowest and highest energy, TeV · statistic, systematic :
    see `vhegui.core.statistics.registry`. A bin without OFF exposure (alpha = 0) is fitted as if it had no
    background. `AnalysisError` if no bin is left.

    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> data_of_spectra([demo_spectrum()], e_min=2.0, statistic="cash").n_bins
    6
    """
    masks = [bins_in_ranges(spectrum, e_min, e_max, ranges) for spectrum in spectra]
    if not any(mask.any() for mask in masks):
        raise AnalysisError(_nothing_left(spectra, e_min, e_max, ranges))
    members = grouped(spectra, masks)
    order = [i for group in members for i in group]

    def bins(values: Sequence[Array]) -> Array:
        return np.concatenate([np.asarray(values[i], dtype=np.float64)[masks[i]] for i in order])

    return JointData(
        names=tuple(spectrum.name for spectrum in spectra),
        instruments=tuple(spectrum.instrument for spectrum in spectra),
        foldings=tuple(build_group([spectra[i] for i in group], [masks[i] for i in group]) for group in members),
        run=np.repeat(np.array(order, dtype=np.int64), [int(masks[i].sum()) for i in order]),
        reco_min=bins([s.reco.edges[:-1] for s in spectra]),
        reco_max=bins([s.reco.edges[1:] for s in spectra]),
        counts=counts_of(statistic, systematic)(
            bins([s.counts for s in spectra]),
            bins([s.counts_off for s in spectra]),
            bins([s.alpha for s in spectra]),
            bins([s.stated_variance for s in spectra]),
        ),
        statistic=statistic,
        good_times=tuple(spectrum.good_time for spectrum in spectra),
    )


def ranges_of(items: Sequence[tuple[str, float | None, float | None]]) -> Mapping[str, tuple[float, float]]:
    """Fit ranges by name from (name, low, high), None for no limit."""
    return {name: (low or 0.0, high or math.inf) for name, low, high in items}


def _nothing_left(spectra: Sequence[SpectrumOnOff], e_min: float, e_max: float, ranges: Ranges) -> str:
    if not spectra:
        return "there is no spectrum to fit; select at least one run"
    if not any(spectrum.safe.any() for spectrum in spectra):
        return "no energy bin of any run is inside its safe range; widen the safe energy range or the energy axis"
    own = " and in the range of its own" if ranges else ""
    return f"no safe energy bin of any run lies fully between {e_min:g} and {e_max:g} TeV{own}; widen the fit range"
