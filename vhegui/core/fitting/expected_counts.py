"""Counts that a model expects in all bins of a fit: of each source, and of the background of each data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood


@dataclass(frozen=True)
class ExpectedCounts:
    """by_source : of each source, by its name · background : of each data set, likewise, with its norm and tilt."""

    by_source: Mapping[str, float]
    background: Mapping[str, float]


def expected_counts(data: JointData, model: JointModel) -> ExpectedCounts:
    """What a model expects, summed over the bins of a fit.

    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> data = data_of_spectra([demo_spectrum()])
    >>> crab = default_spectrum("power_law").with_values((2.5, 3.5e-11, 1.0))
    >>> found = expected_counts(data, JointModel.of(crab))
    >>> found.by_source["source"] > 100.0, list(found.background) == list(data.names)
    (True, True)
    """
    likelihood = Likelihood.of(data, model)
    counts = likelihood.counts(likelihood.values)
    signal = likelihood.by_source(likelihood.values).sum(axis=1)
    background = data.per_run(counts.alpha * counts.n_off)
    return ExpectedCounts(
        dict(zip((source.name for source in model.sources), signal.tolist(), strict=True)),
        dict(zip(data.names, background.tolist(), strict=True)),
    )
