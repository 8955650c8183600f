"""The spectral shape fitted again in every time bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.light_curve.time_bins import TimeBins
from vhegui.core.estimators.light_curve.timed_run import RunParts, TimedRun, spectra_in
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.models.spectral.flux import energy_flux, energy_flux_error, integral_flux, integral_flux_error
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array, BoolArray

NOT_FITTED = "no usable energy bin: the shape is that of all data"


@dataclass(frozen=True, eq=False)
class RefittedShape:
    """The spectral model of every time bin.

    names : parameters · values, errors : shape (n_times, n_par), errors 0 for frozen ones, NaN where there was no fit
    joints : the whole model of each time bin · covariances : of its first source, (n_par, n_par)
    success : shape (n_times,) · messages : why not, or "".
    """

    names: tuple[str, ...]
    values: Array
    errors: Array
    joints: tuple[JointModel, ...]
    covariances: tuple[Array, ...]
    success: BoolArray
    messages: tuple[str, ...]

    @property
    def models(self) -> tuple[SpectralModel, ...]:
        """The spectrum of the first source in each time bin."""
        return tuple(joint.first for joint in self.joints)

    def flux(self, e_min: float, e_max: float) -> tuple[Array, Array]:
        """Integral flux of each bin's model between e_min and e_max (TeV) and its error, shape, size and their
        correlation included: two arrays (n_times,), cm⁻² s⁻¹, NaN without a fit.
        """
        return self._integrals(integral_flux, integral_flux_error, e_min, e_max)

    def energy_flux(self, e_min: float, e_max: float) -> tuple[Array, Array]:
        """The same for the energy flux, TeV cm⁻² s⁻¹."""
        return self._integrals(energy_flux, energy_flux_error, e_min, e_max)

    def _integrals(
        self,
        value: Callable[[SpectralModel, float, float], float],
        error: Callable[[SpectralModel, Array, float, float], float],
        e_min: float,
        e_max: float,
    ) -> tuple[Array, Array]:
        values = [value(model, e_min, e_max) for model in self.models]
        errors = [error(m, c, e_min, e_max) for m, c in zip(self.models, self.covariances, strict=True)]
        fitted = np.isfinite(self.values).all(axis=1)
        return np.where(fitted, values, np.nan), np.where(fitted, errors, np.nan)


def refit_shapes(
    runs: tuple[TimedRun, ...],
    parts: tuple[RunParts, ...],
    bins: TimeBins,
    model: JointModel,
    data: Callable[[Sequence[SpectrumOnOff]], JointData],
    progress: Callable[[float, str], None] | None = None,
) -> RefittedShape:
    """Fit `model` to the runs, or parts of runs, of each time bin; one without usable bins keeps it as it is.

    data : gathers the bins of some spectra.
    """
    size = len(model.first.parameters)
    joints, covariances, messages = [], [], []
    success, fitted = np.zeros(len(bins), dtype=np.bool_), np.zeros(len(bins), dtype=np.bool_)
    for row in range(len(bins)):
        if progress is not None:
            progress(row / len(bins), f"Fitting time bin {row + 1} of {len(bins)}")
        try:
            result = fit(data(spectra_in(runs, parts, bins, row)), model)
        except AnalysisError:
            joints.append(model)
            covariances.append(np.zeros((size, size)))
            messages.append(NOT_FITTED)
            continue
        joints.append(result.joint)
        covariances.append(result.covariance)
        messages.append("" if result.success else result.message)
        success[row], fitted[row] = result.success, True
    values = np.array([each.first.values for each in joints]).reshape(len(bins), size)
    errors = np.sqrt(np.array([np.diag(each) for each in covariances]).reshape(len(bins), size))
    return RefittedShape(
        names=tuple(parameter.name for parameter in model.first.parameters),
        values=np.where(fitted[:, None], values, np.nan),
        errors=np.where(fitted[:, None], errors, np.nan),
        joints=tuple(joints),
        covariances=tuple(covariances),
        success=success,
        messages=tuple(messages),
    )
