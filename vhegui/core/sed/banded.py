"""Sampled spectra as fluxes in energy bands: what has to be drawn beside integral flux points."""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array

FLAT = 1e-9


def in_bands(energy: Array, dnde: Array, low: Array, high: Array, form: str) -> Array:
    """The curve dN/dE (n,) (cm⁻² s⁻¹ TeV⁻¹, at rising energies, TeV) integrated from `low` to `high`, each (n_bands,).

    form : "flux" (∫ dN/dE dE, cm⁻² s⁻¹) or "eflux" (∫ E dN/dE dE, TeV cm⁻² s⁻¹). Between its points the curve is a
    power law. NaN for bands that reach beyond the curve, or where it is not positive.
    """
    inside = (low >= energy[0] * (1 - 1e-9)) & (high <= energy[-1] * (1 + 1e-9)) if len(energy) > 1 else low < 0
    if not inside.any():
        return np.full(len(low), np.nan)
    ends = np.clip(np.concatenate([low[inside], high[inside]]), energy[0], energy[-1])
    grid = np.unique(np.concatenate([energy, ends]))
    with np.errstate(divide="ignore", invalid="ignore"):
        log_y = np.interp(np.log(grid), np.log(energy), np.log(np.where(dnde > 0, dnde, np.nan)))
        integrand = np.exp(log_y + np.log(grid)) * (grid if form == "eflux" else 1.0)  # by ln E
        step, rise = np.diff(np.log(grid)), np.diff(np.log(integrand))
        pieces = np.where(np.abs(rise) < FLAT, integrand[:-1] * step, np.diff(integrand) * step / rise)
    total = np.concatenate([[0.0], np.cumsum(pieces)])
    found = np.full(len(low), np.nan)
    first, last = (np.searchsorted(grid, np.clip(e[inside], energy[0], energy[-1])) for e in (low, high))
    found[inside] = total[last] - total[first]
    return found


def per_dnde(e_ref: Array, e_min: Array, e_max: Array, form: str) -> Array:
    """What turns dN/dE at e_ref into the flux or energy flux of the band for a power law of index 2, the field's
    convention where nothing else is known: (n,); NaN where a band has no edges.
    """
    if form == "flux":
        return e_ref**2 * (1.0 / e_min - 1.0 / e_max)
    return e_ref**2 * np.log(e_max / e_min)
