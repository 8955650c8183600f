"""When wstat is biased: counts in bins without OFF counts.

W profiles a background per bin. Where a bin has no OFF counts its best background is often zero, and W punishes a
signal above the ON counts more than one below them; summed over many such bins the flux comes out low. With 60 bins
that share 15 signal and 3 background counts at alpha = 1/3 it is a quarter too low; with the same counts in one to five
bins it is right (simulated; it is a property of the statistic, see also Arnaud et al., XSPEC manual, appendix B,
"Poisson data with Poisson background").
"""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array

# Above this fraction the bias matters.
BIASED_ABOVE = 0.2


def sparse_fraction(n_on: Array, n_off: Array) -> float:
    """Fraction of the ON counts that are in bins without OFF counts; arrays have shape (n,)."""
    total = float(np.sum(n_on))
    return float(np.sum(n_on[n_off == 0])) / total if total > 0 else 0.0
