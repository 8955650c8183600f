"""When wstat is biased: bins without OFF counts.

W profiles a background per bin. Where a bin has no OFF counts its best background is often zero, and the signal takes
all ON counts or gives some away to W's one-sided penalty; summed over many such bins the flux comes out low. With 60
bins that share 15 signal and 3 background counts at alpha = 1/3 it is a quarter too low; with the same counts in one to
five bins it is right (simulated; the effect is a property of the statistic, see also Arnaud et al., XSPEC manual,
appendix B, "Poisson data with Poisson background").
"""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array

MANY = 0.4


def sparse_fraction(n_off: Array) -> float:
    """Fraction of bins without any OFF counts; `n_off` has shape (n,)."""
    return float(np.mean(n_off == 0)) if len(n_off) else 0.0


def sparse_advice(n_off: Array) -> str:
    """A warning where the fraction is large enough to matter; "" elsewhere."""
    fraction = sparse_fraction(n_off)
    if fraction <= MANY:
        return ""
    return (
        f"{int(np.sum(n_off == 0))} of {len(n_off)} fitted bins have no OFF counts: wstat then gives fluxes that are "
        "too low by some per cent. Stack the runs, use wider energy bins, or more OFF regions."
    )
