"""The data of a joint fit, gathered once: bins with counts, and the foldings that expect counts in them.

What a model predicts for them, and the derivatives of the statistic, are in `vhegui.core.fitting.likelihood`. Spectra
are gathered in `vhegui.core.fitting.spectra_data`, cubes in `vhegui.core.fitting.cubes_data`; `together` puts both into
one likelihood, each part with its own statistic.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np

from vhegui.core.fitting.folding import Folding
from vhegui.core.spectra.instruments import goes_by
from vhegui.core.statistics.chosen import put_together, take
from vhegui.core.statistics.interface import CountsStatistic
from vhegui.core.typing import Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class JointData:
    """The fitted bins of all data sets. Bin arrays have shape (n_bins,), the bins of one folding after the other.

    names, instruments : of the data sets · run : index of each bin's data set · reco_min, reco_max : bin edges, TeV
    counts : with the fit statistic · statistic : its name, see `vhegui.core.statistics.registry`; of data with several
    all their names, "cash + wstat" · good_times : of the data sets, each (n, 2), MJD (TT), empty where not known
    summed : how many bins of the data each one is the sum of; None: each is one.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> data = data_of_spectra([demo_spectrum()])
    >>> data.n_bins, bool(data.bins_of(data.names).all()), bool(data.bins_of(["HESS"]).any())
    (11, True, False)
    """

    names: tuple[str, ...]
    instruments: tuple[str, ...]
    foldings: tuple[Folding, ...]
    run: IntArray
    reco_min: Array
    reco_max: Array
    counts: CountsStatistic
    statistic: str
    good_times: tuple[Array, ...] = ()
    summed: Array | None = None

    @property
    def n_bins(self) -> int:
        """Number of bins in the sum."""
        return len(self.run)

    @cached_property
    def n_fitted(self) -> IntArray:
        """Bins of each data set, (n_datasets,), that the statistic says anything about, however many were summed up."""
        number = np.ones(self.n_bins) if self.summed is None else self.summed
        return self.per_run(np.where(self.counts.used, number, 0.0)).astype(np.int64)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where the bins of each folding are."""
        stops = np.cumsum([0, *(folding.n_bins for folding in self.foldings)])
        return tuple(slice(int(a), int(b)) for a, b in pairwise(stops))

    def counts_in(self, k: int) -> CountsStatistic:
        """The counts of folding k alone."""
        return self._counts_of_parts[k]

    @cached_property
    def _counts_of_parts(self) -> tuple[CountsStatistic, ...]:
        return tuple(take(self.counts, part) for part in self.slices)

    @cached_property
    def key(self) -> str:
        """The statistic and a checksum of the bins and counts: two fits with one key may be compared."""
        counts = self.counts
        given = (self.reco_min, self.reco_max, counts.n_on, counts.n_off, counts.alpha, counts.stat_at(counts.n_on))
        checksum = reduce(lambda known, values: crc32(np.ascontiguousarray(values).data, known), given, 0)
        return f"{self.statistic} {checksum:08x}"

    @cached_property
    def scaled(self) -> OrderedDict[Any, CountsStatistic]:
        """The counts with the backgrounds they were lately asked for with, by what these follow from."""
        return OrderedDict()

    def with_counts(self, n_on: Array, n_off: Array) -> JointData:
        """The same bins with other counts (n_bins,): for simulated data."""
        return replace(self, counts=self.counts.with_counts(n_on, n_off))

    def bins_of(self, datasets: Sequence[str]) -> BoolArray:
        """Bins (n_bins,) of the data sets that are named, themselves or by instrument; all bins for an empty list."""
        pairs = zip(self.names, self.instruments, strict=True)
        mask = [not datasets or any(goes_by(each, *pair) for each in datasets) for pair in pairs]
        return np.ones(self.n_bins, dtype=np.bool_) if all(mask) else np.array(mask, dtype=np.bool_)[self.run]

    def masks_of(self, datasets: Sequence[str]) -> tuple[Array | None, ...] | None:
        """The same for each folding, 0 or 1, None for one that they are all bins of; None if they are all of all."""
        if not datasets or (bins := self.bins_of(datasets)).all():
            return None
        return tuple(None if bins[part].all() else bins[part].astype(np.float64) for part in self.slices)

    @cached_property
    def energies(self) -> tuple[Array, IntArray]:
        """Logarithmic centres of bins (TeV), those that occur, and for each bin (n_bins,) which of them it has: of
        cubes thousands share one.
        """
        centres, level = np.unique(np.sqrt(self.reco_min * self.reco_max), return_inverse=True)
        return centres, level.ravel()

    @cached_property
    def in_fields(self) -> BoolArray:
        """Bins (n_bins,) of cubes, whose background is that of a field of view."""
        return np.repeat([folding.is_field for folding in self.foldings], [each.n_bins for each in self.foldings])

    def per_run(self, per_bin: Array) -> Array:
        """Sum over the bins of each data set: (n_datasets,), in the order of `names`."""
        return np.asarray(np.bincount(self.run, weights=per_bin, minlength=len(self.names)), dtype=np.float64)


def together(parts: Sequence[JointData]) -> JointData:
    """The data of several, such as cubes and spectra, as those of one fit: all their bins, one part after the other.

    The statistic of each part stays; its value for all is their sum.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> parts = [data_of_spectra([demo_spectrum()], statistic=each) for each in ("wstat", "cash")]
    >>> together(parts).n_bins, together(parts).statistic
    (22, 'wstat + cash')
    """
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(len(part.names) for part in parts[:-1])])
    return JointData(
        names=tuple(name for part in parts for name in part.names),
        instruments=tuple(instrument for part in parts for instrument in part.instruments),
        foldings=tuple(folding for part in parts for folding in part.foldings),
        run=np.concatenate([part.run + start for part, start in zip(parts, starts, strict=True)]),
        reco_min=np.concatenate([part.reco_min for part in parts]),
        reco_max=np.concatenate([part.reco_max for part in parts]),
        counts=put_together([part.counts for part in parts]),
        statistic=" + ".join(dict.fromkeys(part.statistic for part in parts)),
        good_times=tuple(each for part in parts for each in part.good_times),
        summed=np.concatenate([np.ones(part.n_bins) if part.summed is None else part.summed for part in parts]),
    )
