"""What a joint model predicts for one spectrum, all its bins: for plots and tables, not for fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array


def predicted_in(spectrum: SpectrumOnOff, model: SpectralModel | JointModel) -> Array:
    """Signal counts (n_reco,) expected in every bin, safe or not, with the systematics of its instrument."""
    everywhere = replace(spectrum, safe=np.ones(spectrum.reco.n, dtype=bool))
    return Likelihood.of(data_of_spectra((everywhere,)), model).predicted()
