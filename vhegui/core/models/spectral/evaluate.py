"""What can be asked of any spectral model: its formula, values, slope, peak; a default of every kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.forms import FORMS, default_form
from vhegui.core.models.spectral.model import Form, SpectralModel
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS, SpectralKind
from vhegui.core.typing import Array


def kind_of(kind: str) -> SpectralKind:
    """The registry entry of a spectrum or factor; `ConfigError` names the kinds that exist."""
    entry = KINDS.get(kind) or NORM_KINDS.get(kind)
    if entry is None:
        known = ", ".join((*KINDS, *NORM_KINDS, *FORMS))
        raise ConfigError(f"spectral model {kind!r} is not known; use one of: {known}")
    return entry


def formula_of(model: SpectralModel) -> SpectralKind:
    """The formula of a model: of its form where it has one, else the registry's entry for its kind."""
    return kind_of(model.kind) if model.form is None else model.form.formula()


def model_of(form: Form) -> SpectralModel:
    """The model of a form, with its default values."""
    formula = form.formula()
    return SpectralModel(formula.kind, formula.parameters, form)


def default_spectrum(kind: str) -> SpectralModel:
    """A model of this kind with the registry's default values, and a default form where it needs one."""
    if kind in FORMS and kind != "compound":
        return model_of(default_form(kind))
    return SpectralModel(kind, kind_of(kind).parameters)


def default_model(kind: str, name: str) -> SourceModel:
    """A named source with a default spectrum of this kind."""
    return SourceModel(name, default_spectrum(kind))


def dnde(model: SpectralModel, energy: Array) -> Array:
    """dN/dE at `energy` (TeV, any shape): cm⁻² s⁻¹ TeV⁻¹.

    >>> crab = default_spectrum("power_law").with_values((2.63, 3.45e-11, 1.0))
    >>> print(dnde(crab, np.array([1.0, 10.0])))  # at 1 and 10 TeV
    [3.45000000e-11 8.08758941e-14]
    """
    return formula_of(model).evaluate(np.asarray(energy, dtype=np.float64), *model.values)


def dnde_gradient(model: SpectralModel, energy: Array) -> Array:
    """d(dN/dE)/d parameter at `energy` (TeV): shape (n_par, *energy.shape), parameters in order."""
    return formula_of(model).gradient(np.asarray(energy, dtype=np.float64), *model.values)


def scaled_by(model: SpectralModel, factor: float) -> SpectralModel:
    """The model with all its amplitudes times `factor`, within their limits."""
    amplitudes = formula_of(model).amplitudes
    parameters = (
        replace(p, value=min(max(p.value * factor, p.minimum), p.maximum)) if i in amplitudes else p
        for i, p in enumerate(model.parameters)
    )
    return replace(model, parameters=tuple(parameters))


def spectral_index(model: SpectralModel, energy: Array) -> Array:
    """Local index −d ln|dN/dE|/d ln E at `energy` (TeV), by a central difference of 2·10⁻⁴ in ln E.

    It is that of the shape: also where all amplitudes are 0.
    """
    formula, energy, step = formula_of(model), np.asarray(energy, dtype=np.float64), 1e-4
    values = list(model.values)
    if formula.amplitudes and not any(values[i] for i in formula.amplitudes):
        for i in formula.amplitudes:
            values[i] = 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        up, down = (np.log(np.abs(formula.evaluate(energy * np.exp(by), *values))) for by in (step, -step))
        return -(up - down) / (2.0 * step)


def e_peak(model: SpectralModel) -> float:
    """Energy (TeV) where E² dN/dE is largest; NaN without a maximum (a power law, an index above 2 with cutoff).

    From the formula where there is one; else searched for between 1 MeV and 10 PeV, good to 10⁻⁷.

    >>> e_peak(default_spectrum("exp_cutoff_power_law"))  # index 1.5, cutoff at 10 TeV: (2 − 1.5) · 10 TeV
    5.0
    """
    peak = formula_of(model).peak
    if peak is None:
        return _highest(model)
    found = peak(*model.values)
    return float(found) if np.isfinite(found) else float("nan")


def _highest(model: SpectralModel) -> float:
    low, high, count = np.log(1e-6), np.log(1e4), 1001
    for _ in range(9):
        x = np.linspace(low, high, count)
        best = int(np.argmax(np.nan_to_num(2.0 * x + _log(dnde(model, np.exp(x))), nan=-np.inf)))
        if best in (0, count - 1):
            return float("nan")
        low, high, count = x[best - 1], x[best + 1], 21
    return float(np.exp(0.5 * (low + high)))


def _log(value: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(value)
