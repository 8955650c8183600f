"""What can be asked of any spectral model: its kind, values, slope, peak; a default; the same as another kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.kinds import KINDS, SpectralKind
from vhegui.core.models.parameters import Parameter, SourceModel, SpectralModel
from vhegui.core.typing import Array


def kind_of(kind: str) -> SpectralKind:
    """The registry entry; `ConfigError` names the kinds that exist."""
    try:
        return KINDS[kind]
    except KeyError:
        raise ConfigError(f"spectral model {kind!r} is not known; use one of: {', '.join(KINDS)}") from None


def formula_of(model: SpectralModel) -> SpectralKind:
    """The formula of a model: of its form where it has one, else the registry's entry for its kind."""
    return kind_of(model.kind) if model.form is None else model.form.formula()


def default_spectrum(kind: str) -> SpectralModel:
    """A model of this kind with the registry's default values."""
    return SpectralModel(kind, kind_of(kind).parameters)


def default_model(kind: str, name: str) -> SourceModel:
    """A named source with a default spectrum of this kind."""
    return SourceModel(name, default_spectrum(kind))


def change_kind(model: SpectralModel, kind: str) -> SpectralModel:
    """The model as another kind, keeping what both have: amplitude, reference, index (a log-parabola's α at E₀).

    A curvature that the old kind lacks starts small, so that the new curve lies on the old one.
    """
    if kind == model.kind:
        return model
    old, new = kind_of(model.kind), kind_of(kind)
    kept = {_slope_name(old): _slope_name(new), "amplitude": "amplitude", "reference": "reference"}
    inherited = {new_name: model[old_name] for old_name, new_name in kept.items()}
    gentle = {"beta": 0.1, "lambda_": 0.1}
    return SpectralModel(kind, tuple(_inherit(p, inherited.get(p.name), gentle) for p in new.parameters))


def _slope_name(kind: SpectralKind) -> str:
    return "index" if "index" in kind.names else "alpha"


def _inherit(parameter: Parameter, old: Parameter | None, gentle: dict[str, float]) -> Parameter:
    if old is not None:
        return replace(old, name=parameter.name)
    return replace(parameter, value=gentle.get(parameter.name, parameter.value))


def dnde(model: SpectralModel, energy: Array) -> Array:
    """dN/dE at `energy` (TeV, any shape): cm⁻² s⁻¹ TeV⁻¹."""
    return formula_of(model).evaluate(np.asarray(energy, dtype=np.float64), *model.values)


def dnde_gradient(model: SpectralModel, energy: Array) -> Array:
    """d(dN/dE)/d parameter at `energy` (TeV): shape (n_par, *energy.shape), parameters in order."""
    return formula_of(model).gradient(np.asarray(energy, dtype=np.float64), *model.values)


def spectral_index(model: SpectralModel, energy: Array) -> Array:
    """Local index −d ln(dN/dE)/d ln E at `energy` (TeV), by a central difference of 2·10⁻⁴ in ln E."""
    shape, energy = formula_of(model).evaluate, np.asarray(energy, dtype=np.float64)
    step = 1e-4
    up, down = shape(energy * np.exp(step), *model.values), shape(energy * np.exp(-step), *model.values)
    return -(np.log(up) - np.log(down)) / (2.0 * step)


def e_peak(model: SpectralModel) -> float:
    """Energy (TeV) where E² dN/dE is largest; NaN without a maximum (a power law, an index above 2 with cutoff)."""
    values = {parameter.name: parameter.value for parameter in model.parameters}
    if model.kind == "exp_cutoff_power_law" and values["index"] < 2 and values["lambda_"] > 0 and values["alpha"] > 0:
        alpha = values["alpha"]
        return float(((2.0 - values["index"]) / alpha) ** (1.0 / alpha) / values["lambda_"])
    if model.kind == "log_parabola" and values["beta"] > 0:
        return float(values["reference"] * np.exp((2.0 - values["alpha"]) / (2.0 * values["beta"])))
    return float("nan")
