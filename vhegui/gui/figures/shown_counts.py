"""Counts as they are drawn: bin by bin, or the mean of bins that are joined for display. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.spectra.display_groups import display_groups, joined, sums
from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.typing import Array, IntArray
from vhegui.gui.figures.looks import CountsLooks


@dataclass(frozen=True, eq=False)
class ShownCounts:
    """given, model : what there is, per bin · summed, predicted : the same in groups, of as many bins as are drawn
    first : the first bin of each group · share : what a bin has of its group; both shape (n_groups,)

    Significances and errors belong to whole groups; `share` times counts, and errors, is what one compares by eye.
    """

    given: SummedCounts
    model: Array | None
    summed: SummedCounts
    predicted: Array | None
    first: IntArray
    share: Array

    @classmethod
    def of(cls, given: SummedCounts, model: Array | None, looks: CountsLooks) -> ShownCounts:
        """Joined as `looks` say; `model`: signal counts, shape (n_reco,), None without."""
        n_bins = len(given.counts)
        if not looks.joins:
            return cls(given, model, given, model, np.arange(n_bins), np.ones(n_bins))
        first = display_groups(given, looks.min_sigma, looks.max_bins)
        predicted = None if model is None else sums(model, first)
        share = 1.0 / np.diff(np.append(first, n_bins))
        return cls(given, model, joined(given, first), predicted, first, share)

    def has_bins(self, edges: Array) -> bool:
        """Whether other counts have the bins that were given."""
        return len(edges) == len(self.given.edges) and np.allclose(edges, self.given.edges)

    def means(self, edges: Array, counts: Array) -> tuple[Array, Array]:
        """Edges and counts of others, shape (n_reco + 1,) and (n_reco,), as they are drawn beside these."""
        if len(self.first) == len(self.given.counts) or not self.has_bins(edges):
            return edges, counts
        return self.summed.edges, sums(counts, self.first) * self.share
