"""The data of a joint fit: ON/OFF spectra gathered once, then compared with models in some 50 microseconds.

What a model predicts for them, and the derivatives of the statistic, are in `vhegui.core.fitting.likelihood`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from zlib import crc32

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Evaluation, Likelihood
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.folding import Group, Ranges, bins_in_ranges, build_group, grouped
from vhegui.core.spectra.folding import usable_bins as usable_bins
from vhegui.core.spectra.instruments import named_in, same_instrument
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.interface import CountsStatistic
from vhegui.core.statistics.registry import counts_of
from vhegui.core.typing import Array, BoolArray, IntArray

NO_RANGES: Ranges = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class JointObjective:
    """The fitted bins of all spectra. Bin arrays have shape (n_bins,), spectra one after the other by `groups`.

    names, instruments : of the spectra · run : index of each bin's spectrum · reco_min, reco_max : bin edges, TeV
    counts : ON, OFF, α and the fit statistic · statistic : its name, see `vhegui.core.statistics.registry`.
    """

    names: tuple[str, ...]
    instruments: tuple[str, ...]
    groups: tuple[Group, ...]
    run: IntArray
    reco_min: Array
    reco_max: Array
    counts: CountsStatistic
    statistic: str

    @classmethod
    def build(
        cls,
        spectra: Sequence[SpectrumOnOff],
        e_min: float = 0.0,
        e_max: float = math.inf,
        ranges: Ranges = NO_RANGES,
        statistic: str = "wstat",
        systematic: float = 0.0,
    ) -> JointObjective:
        """Gather the bins that are safe and lie fully inside e_min to e_max (TeV), and inside the range of their own.

        ranges : name of a spectrum, or else of an instrument → lowest and highest energy, TeV · statistic, systematic :
        see `vhegui.core.statistics.registry`. A bin without OFF exposure (alpha = 0) is fitted as if it had no
        background. `AnalysisError` if no bin is left.
        """
        masks = [bins_in_ranges(spectrum, e_min, e_max, ranges) for spectrum in spectra]
        if not any(mask.any() for mask in masks):
            raise AnalysisError(_nothing_left(spectra, e_min, e_max, ranges))
        members = grouped(spectra, masks)
        order = [i for group in members for i in group]

        def bins(values: Sequence[Array]) -> Array:
            return np.concatenate([np.asarray(values[i], dtype=np.float64)[masks[i]] for i in order])

        return cls(
            names=tuple(spectrum.name for spectrum in spectra),
            instruments=tuple(spectrum.instrument for spectrum in spectra),
            groups=tuple(build_group([spectra[i] for i in group], [masks[i] for i in group]) for group in members),
            run=np.repeat(np.array(order, dtype=np.int64), [int(masks[i].sum()) for i in order]),
            reco_min=bins([s.reco.edges[:-1] for s in spectra]),
            reco_max=bins([s.reco.edges[1:] for s in spectra]),
            counts=counts_of(statistic, systematic)(
                bins([s.counts for s in spectra]),
                bins([s.counts_off for s in spectra]),
                bins([s.alpha for s in spectra]),
            ),
            statistic=statistic,
        )

    @property
    def n_bins(self) -> int:
        """Number of bins in the sum."""
        return len(self.run)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where the bins of each group are."""
        stops = np.cumsum([0, *(group.n_bins for group in self.groups)])
        return tuple(slice(int(a), int(b)) for a, b in pairwise(stops))

    @cached_property
    def excess(self) -> float:
        """Σ (ON − α OFF) over the bins."""
        return float(np.sum(self.counts.n_on - self.counts.alpha * self.counts.n_off))

    @cached_property
    def key(self) -> str:
        """The statistic and a checksum of the bins and counts: two fits with one key may be compared."""
        counts = self.counts
        given = (self.reco_min, self.reco_max, counts.n_on, counts.n_off, counts.alpha, counts.at(counts.n_on).stat)
        return f"{self.statistic} {crc32(np.concatenate(given).tobytes()):08x}"

    def with_counts(self, n_on: Array, n_off: Array) -> JointObjective:
        """The same bins with other counts (n_bins,): for simulated data."""
        return replace(self, counts=self.counts.with_counts(n_on, n_off))

    def seen_by(self, datasets: Sequence[str]) -> BoolArray:
        """Bins (n_bins,) of the spectra that are named, themselves or by instrument; all bins for an empty list."""
        named = dict.fromkeys(datasets, True)
        pairs = zip(self.names, self.instruments, strict=True)
        seen = [not datasets or bool(named_in(named, name, instrument)) for name, instrument in pairs]
        return np.array(seen)[self.run]

    def of_instrument(self, instrument: str) -> BoolArray:
        """Bins (n_bins,) of an instrument."""
        return np.array([same_instrument(name, instrument) for name in self.instruments])[self.run]

    def likelihood(self, model: SpectralModel | JointModel) -> Likelihood:
        """These data as a function of the model's free parameters."""
        return Likelihood.of(self, JointModel.of(model))

    def predicted(self, model: SpectralModel | JointModel) -> Array:
        """Signal counts expected per bin, (n_bins,)."""
        likelihood = self.likelihood(model)
        return likelihood.predicted(likelihood.values)

    def stat(self, model: SpectralModel | JointModel) -> float:
        """What a fit makes small, for a model as it is: the statistic and the priors of the parameters."""
        likelihood = self.likelihood(model)
        return likelihood.stat(likelihood.start)

    def evaluate(self, model: SpectralModel | JointModel) -> Evaluation:
        """The statistic with its derivatives by the free parameters, at the model's values."""
        likelihood = self.likelihood(model)
        return likelihood.evaluate(likelihood.start)

    def hessian(self, model: SpectralModel | JointModel) -> Array:
        """Exact second derivatives by the free parameters (n_free, n_free), at the model's values."""
        likelihood = self.likelihood(model)
        return likelihood.hessian(likelihood.start)

    def per_run(self, per_bin: Array) -> Array:
        """Sum over the bins of each spectrum: (n_spectra,), in the order of `names`."""
        return np.asarray(np.bincount(self.run, weights=per_bin, minlength=len(self.names)), dtype=np.float64)


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
